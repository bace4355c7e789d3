/** Bodies of answers: decoding, reading whole, giving up. */
import { Readable, pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { ProtocolError, type RequestFacts } from './errors';

/** Reads the decoded body of a success. It runs once for each try. */
export type BodyReader<T> = (body: AsyncIterable<Uint8Array>, facts: RequestFacts, signal: AbortSignal) => Promise<T>;

/** The body of an answer whose status says that it has none. */
export const NO_BODY: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => Readable.from([])[Symbol.asyncIterator](),
};

/** The JSON of a body, `undefined` where there is none to be expected. */
export const readJson: BodyReader<unknown> = async (body, facts) => {
  if (body === NO_BODY) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    // The parser's own message quotes the body, which may be anything.
    throw new ProtocolError(facts, 'malformed', 'the answer is not well-formed JSON');
  }
};

/** The body with its `Content-Encoding` taken off. */
export function decodedBody({ headers, body }: Dispatcher.ResponseData): Readable {
  const decoder = decoderFor(headers['content-encoding']?.toString().trim().toLowerCase() ?? '');
  if (decoder === undefined) return body;
  // The callback is what keeps an error of either stream from being thrown at nobody; the reader sees it too.
  return pipeline(body, decoder, () => undefined);
}

function decoderFor(encoding: string) {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return createInflate();
    default:
      return undefined;
  }
}

/** Ends a body that nobody will read; undici reports that as an error, which is none. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}
