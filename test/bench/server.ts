/**
 * A process that serves one list of clients on loopback: `server.js <clients> [<bytes a second>]`. Tells its parent the
 * base URL and the length of the list, and ends with it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { listBody } from './data';

export interface Serving {
  readonly url: string;
  readonly bytes: number;
}

const [count = '0', rate = 'Infinity'] = process.argv.slice(2);
const bytesPerMs = Number(rate) / 1_000;
const chunks = [...listBody(Number(count))];
const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);

async function* paced(): AsyncGenerator<Buffer> {
  const begun = performance.now();
  let sent = 0;
  for (const chunk of chunks) {
    const early = sent / bytesPerMs - (performance.now() - begun);
    if (early > 1) await sleep(early);
    sent += chunk.length;
    yield chunk;
  }
}

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/vnd.json+api', 'content-length': bytes });
  pipeline(bytesPerMs === Infinity ? Readable.from(chunks) : paced(), response, () => undefined);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}/api/v2`, bytes } satisfies Serving);
});
process.on('disconnect', () => process.exit());
