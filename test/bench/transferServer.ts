/**
 * A process behind a link of so many bytes a second: `transferServer.js <clients> <bytes a second>`. Serves the list in
 * the encoding that the first path segment names; refuses whoever does not ask for it. Ends with its parent.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { listBody } from './data';

export type Encoding = 'identity' | 'gzip' | 'br';

/** As a server sends it that compresses while it answers. */
const BROTLI_QUALITY = 4;
const PIECE = 16 * 1024;

const [count = '0', rate = '0'] = process.argv.slice(2);
const bytesPerMs = Number(rate) / 1_000;
const plain = Buffer.concat([...listBody(Number(count))]);
const bodies: Record<Encoding, Buffer> = {
  identity: plain,
  gzip: gzipSync(plain),
  br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
};

async function* paced(body: Buffer): AsyncGenerator<Buffer> {
  const begun = performance.now();
  for (let sent = 0; sent < body.length; sent += PIECE) {
    const early = sent / bytesPerMs - (performance.now() - begun);
    if (early > 1) await sleep(early);
    yield body.subarray(sent, sent + PIECE);
  }
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const encoding = request.url?.split('/')[1] as Encoding;
  const asked = request.headers['accept-encoding'] ?? '';
  if (encoding !== 'identity' && !asked.split(/, */).includes(encoding)) {
    response.writeHead(406).end();
    return;
  }
  const body = bodies[encoding];
  const headers = { 'content-type': 'application/vnd.json+api', 'content-length': body.length };
  response.writeHead(200, { ...headers, ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }) });
  pipeline(paced(body), response, () => undefined);
}

const server = createServer(answer);
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('disconnect', () => process.exit());
