/** Bodies of answers: decompressing, reading as a whole, discarding. */
import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { ProtocolError, type RequestInfo } from './errors';

/**
 * Makes a value of the decoded body of a 2xx answer. Called once in each try that gets one.
 *
 * @param url Where the answer came from, behind redirects: what relative links in it start from (RFC 3986, 5.1.3).
 */
export type BodyReader<T> = (
  body: AsyncIterable<Uint8Array>,
  info: RequestInfo,
  signal: AbortSignal,
  url: URL,
) => Promise<T>;

/** The body of an answer whose status says that it has none. */
export const NO_BODY: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => Readable.from([])[Symbol.asyncIterator](),
};

/** A whole body as text and as the JSON value that it is. */
export interface JsonBody {
  readonly text: string;
  readonly value: unknown;
}

/** The JSON of a whole body; `undefined` for `NO_BODY`. @throws ProtocolError for a body that is not JSON. */
export const readJson: BodyReader<unknown> = async (...answer) => (await readJsonBody(...answer))?.value;

/** As `readJson`, with the text, in which numbers are as the service wrote them. */
export const readJsonBody: BodyReader<JsonBody | undefined> = async (body, info) => {
  if (body === NO_BODY) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  try {
    const text = textOf(chunks);
    return { text, value: JSON.parse(text) };
  } catch {
    // The parser's own message quotes the body, which may be anything.
    throw new ProtocolError(info, 'malformed', 'the answer is not well-formed JSON');
  }
};

/** UTF-8 as text, without a byte order mark: RFC 8259, 8.1 lets a parser skip one that a sender should not write. */
export const textOf = (chunks: readonly Uint8Array[]): string =>
  Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\ufeff/, '');

/** The start of a body as text, up to `maxBytes` or a chunk more. */
export async function startOf(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBytes) break;
  }
  return textOf(chunks);
}

/** The body, decompressed where its `Content-Encoding` is gzip, br or deflate, and as it came where it is another. */
export function decodedBody({ headers, body }: Dispatcher.ResponseData): Readable {
  const decoder = decoderFor(headers['content-encoding']?.toString().trim().toLowerCase() ?? '');
  if (decoder === undefined) return body;
  // Without the callback, an error of either stream would be uncaught. The reader gets it from the decoder as well.
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

/** Destroys a body that nobody will read. undici then emits an abort as its error, which must not be uncaught. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}
