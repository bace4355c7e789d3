/** One request and its answer over undici: headers, timeouts, redirects, decoding, limits, failures, retries of reads. */
import { Readable, pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { loadUndici, type Timeouts } from './dispatcher';
import {
  AletaError,
  HttpStatusError,
  ProtocolError,
  SignInRequiredError,
  TimeoutError,
  type RequestFacts,
} from './errors';
import { parseErrors } from './jsonApi';
import { translateFailure } from './networkFailure';
import { DEFAULT_RETRY, parseRetryAfter, retryRead, type RetryNotice, type RetryPolicy } from './retry';

/** Media type of requests, as the Clients page spells it; see `aleta-api.md` on why answers may spell it otherwise. */
const MEDIA_TYPE = 'application/vnd.json+api';
const ANSWER_TYPES = /^application\/(vnd\.json\+api|vnd\.api\+json|json)\s*(;|$)/i;
const MAX_REDIRECTS = 3;

export const DEFAULT_TIMEOUTS: Timeouts = { connect: 10_000, headers: 30_000, bodyIdle: 20_000, total: 60_000 };

export interface Limits {
  /** Decoded bytes of an answer that is read whole. */
  readonly bodyBytes: number;
  /** Decoded bytes of one page of a list. */
  readonly listBytes: number;
}

export const DEFAULT_LIMITS: Limits = { bodyBytes: 8 * 2 ** 20, listBytes: 4 * 2 ** 30 };

/** Where tokens come from. Tokens never pass through here to anywhere but the `Authorization` header. */
export interface TokenSource {
  getToken(): Promise<string | undefined>;
  /** Called after a 401 with the refused token; a new one sends the request again, `undefined` gives up. */
  renewToken(refused: string, options: { interactive: boolean }): Promise<string | undefined>;
}

/** What the log may know of one exchange. No header, no body. */
export interface Exchange extends RequestFacts {
  readonly status: number | undefined;
  readonly ms: number;
  /** Decoded bytes of the answer. */
  readonly bytes: number;
  readonly error?: unknown;
}

export interface TransportOptions {
  /** For example `https://platform.aleta.io/api/v2`, without a slash at the end. */
  readonly baseUrl: string;
  readonly tokens: TokenSource;
  /** The dispatcher to use now. It is asked for every request, since proxy settings change. */
  dispatcher(): Promise<Dispatcher>;
  readonly timeouts?: Partial<Timeouts>;
  readonly limits?: Partial<Limits>;
  readonly retry?: Partial<RetryPolicy>;
  onExchange?(exchange: Exchange): void;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the base URL, for example `/clients`; or an absolute URL of the same origin, from `links.next`. */
  readonly path: string;
  readonly body?: unknown;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Whether a person waits for it and may be asked to sign in again; `true` where left out. */
  readonly interactive?: boolean;
  readonly onRetry?: (notice: RetryNotice) => void;
}

/** Reads the decoded body of a success. It runs once for each try. */
export type BodyReader<T> = (body: AsyncIterable<Uint8Array>, facts: RequestFacts, signal: AbortSignal) => Promise<T>;

export class Transport {
  readonly #options: TransportOptions;
  readonly #base: URL;
  readonly #timeouts: Timeouts;
  readonly #limits: Limits;
  readonly #retry: RetryPolicy;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#base = new URL(options.baseUrl);
    this.#timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
  }

  /**
   * Sends a request and returns the JSON of the answer, `undefined` for an answer without a body.
   *
   * @throws AletaError, or `signal.reason` when aborted.
   */
  send(request: ApiRequest, options: CallOptions): Promise<unknown> {
    const once = (): Promise<unknown> =>
      this.#withToken(request, options, this.#limits.bodyBytes, this.#timeouts.total, readJson);
    return request.method === 'GET' ? this.repeat(once, options) : once();
  }

  /**
   * Sends one GET and has `read` take the body as it arrives; only silence, not length, ends it. Not repeated here,
   * since the reader may have passed on part of the answer: see `repeat`. Throws as `send` does.
   */
  read<T>(path: string, options: CallOptions, read: BodyReader<T>): Promise<T> {
    return this.#withToken({ method: 'GET', path }, options, this.#limits.listBytes, undefined, read);
  }

  /** Repeats a read under the retry policy. */
  repeat<T>(read: () => Promise<T>, { signal, onRetry }: CallOptions): Promise<T> {
    return retryRead(read, this.#retry, signal, onRetry);
  }

  /**
   * `link`, found in the answer to `path`, as an absolute URL.
   *
   * @throws ProtocolError when it leads to another origin, where our token must not go.
   */
  resolveLink(link: string, path: string): string {
    const facts: RequestFacts = { method: 'GET', path };
    const url = URL.parse(link, this.#resolve(path, facts).href);
    if (url === null) throw new ProtocolError(facts, 'nextLink', 'links.next is not a URL');
    return this.#resolve(url.href, facts).href;
  }

  /** A 401 means that nothing was done, so even a write may be sent again with another token. */
  async #withToken<T>(
    request: ApiRequest,
    { signal, interactive }: CallOptions,
    maxBytes: number,
    totalMs: number | undefined,
    read: BodyReader<T>,
  ): Promise<T> {
    const url = this.#resolve(request.path, request);
    const facts: RequestFacts = { method: request.method, path: `${url.pathname}${url.search}` };
    let token = await this.#options.tokens.getToken();
    for (;;) {
      signal.throwIfAborted();
      if (token === undefined) throw new SignInRequiredError(facts);
      const exchange = new Attempt(facts, signal, this.#options, this.#timeouts, totalMs, maxBytes);
      try {
        return await exchange.run(url, request, token, read);
      } catch (error) {
        if (!(error instanceof SignInRequiredError)) throw error;
        const renewed: string | undefined = await this.#options.tokens.renewToken(token, {
          interactive: interactive ?? true,
        });
        if (renewed === undefined || renewed === token) throw error;
        token = renewed;
      }
    }
  }

  #resolve(path: string, facts: RequestFacts): URL {
    const url = /^https?:/i.test(path) ? new URL(path) : new URL(`${this.#base.href}${path}`);
    if (url.origin !== this.#base.origin || url.username !== '' || url.password !== '') {
      throw new ProtocolError(facts, 'nextLink', 'a link leads to another origin; not followed');
    }
    return url;
  }
}

const readJson: BodyReader<unknown> = async (body, facts) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  if (chunks.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    // The parser's own message quotes the body, which may be anything.
    throw new ProtocolError(facts, 'malformed', 'the answer is not well-formed JSON');
  }
};

/** One try of one request, redirects of reads included. */
class Attempt {
  readonly #facts: RequestFacts;
  readonly #signal: AbortSignal;
  readonly #caller: AbortSignal;
  readonly #total: AbortSignal | undefined;
  readonly #options: TransportOptions;
  readonly #timeouts: Timeouts;
  readonly #maxBytes: number;
  #bytes = 0;
  #status: number | undefined;

  constructor(
    facts: RequestFacts,
    caller: AbortSignal,
    options: TransportOptions,
    timeouts: Timeouts,
    totalMs: number | undefined,
    maxBytes: number,
  ) {
    this.#facts = facts;
    this.#caller = caller;
    this.#total = totalMs === undefined ? undefined : AbortSignal.timeout(totalMs);
    this.#signal = this.#total === undefined ? caller : AbortSignal.any([caller, this.#total]);
    this.#options = options;
    this.#timeouts = timeouts;
    this.#maxBytes = maxBytes;
  }

  async run<T>(url: URL, request: ApiRequest, token: string, read: BodyReader<T>): Promise<T> {
    const start = performance.now();
    const report = (error?: unknown): void =>
      this.#options.onExchange?.({
        ...this.#facts,
        status: this.#status,
        ms: performance.now() - start,
        bytes: this.#bytes,
        ...(error === undefined ? {} : { error }),
      });
    try {
      const result = await this.#exchange(url, request, token, read);
      report();
      return result;
    } catch (error) {
      const failure = this.#failure(error);
      report(failure);
      throw failure;
    }
  }

  #failure(error: unknown): unknown {
    if (error instanceof AletaError) return error;
    if (this.#caller.aborted) return this.#caller.reason;
    if (this.#total?.aborted === true) return new TimeoutError(this.#facts, 'total', error);
    return translateFailure(this.#facts, error);
  }

  async #exchange<T>(url: URL, request: ApiRequest, token: string, read: BodyReader<T>): Promise<T> {
    const response = await this.#follow(url, request, token);
    const { statusCode: status, headers } = response;
    const body = this.#decoded(response);
    if (status === 401) {
      discard(response.body);
      throw new SignInRequiredError(this.#facts, 401);
    }
    if (status >= 400) {
      const errors = parseErrors(await this.#errorBody(body, token));
      throw new HttpStatusError(this.#facts, status, errors, parseRetryAfter(headers['retry-after']?.toString()));
    }
    if (status === 204 || status === 205) {
      discard(response.body);
      return read(Readable.from([]), this.#facts, this.#signal);
    }
    const type = headers['content-type']?.toString() ?? '';
    if (!ANSWER_TYPES.test(type)) {
      discard(response.body);
      const what =
        type === '' ? 'the answer has no Content-Type' : `the answer is ${type.split(';')[0] ?? ''}, not JSON`;
      throw new ProtocolError(this.#facts, 'notJson', what, { status });
    }
    try {
      return await read(this.#counted(body), this.#facts, this.#signal);
    } finally {
      // A reader may have seen enough before the end.
      discard(response.body);
    }
  }

  async #follow(start: URL, request: ApiRequest, token: string): Promise<Dispatcher.ResponseData> {
    const { request: send } = await loadUndici();
    const payload = request.body === undefined ? undefined : JSON.stringify(request.body);
    let url = start;
    for (let redirects = 0; ; redirects++) {
      const response = await send(url, {
        dispatcher: await this.#options.dispatcher(),
        method: request.method,
        headers: {
          accept: MEDIA_TYPE,
          authorization: `Bearer ${token}`,
          ...(request.method === 'GET' ? { 'accept-encoding': 'gzip, br' } : {}),
          ...(payload === undefined ? {} : { 'content-type': MEDIA_TYPE }),
        },
        body: payload ?? null,
        signal: this.#signal,
        headersTimeout: this.#timeouts.headers,
        bodyTimeout: this.#timeouts.bodyIdle,
      });
      this.#status = response.statusCode;
      const target = response.headers['location']?.toString();
      if (response.statusCode < 300 || response.statusCode >= 400) return response;
      discard(response.body);
      const next = target === undefined ? undefined : URL.parse(target, url.href);
      const refused = this.#redirectRefusal(start, next, redirects, request);
      if (next === null || next === undefined || refused !== undefined) {
        const what = `HTTP ${response.statusCode}, ${refused ?? 'a redirect without a place to go'}`;
        throw new ProtocolError(this.#facts, 'redirect', what, { status: response.statusCode });
      }
      url = next;
    }
  }

  #redirectRefusal(
    start: URL,
    next: URL | null | undefined,
    redirects: number,
    request: ApiRequest,
  ): string | undefined {
    if (request.method !== 'GET') return 'a redirect of a write; not followed';
    if (next?.origin !== start.origin) return 'a redirect to another origin; not followed';
    return redirects >= MAX_REDIRECTS ? 'too many redirects' : undefined;
  }

  #decoded(response: Dispatcher.ResponseData): Readable {
    const encoding = response.headers['content-encoding']?.toString().trim().toLowerCase() ?? '';
    const decoder =
      encoding === 'gzip' || encoding === 'x-gzip'
        ? createGunzip()
        : encoding === 'br'
          ? createBrotliDecompress()
          : encoding === 'deflate'
            ? createInflate()
            : undefined;
    if (decoder === undefined) return response.body;
    // The callback is what keeps an error of either stream from being thrown at nobody; the reader sees it too.
    return pipeline(response.body, decoder, () => undefined);
  }

  async *#counted(body: Readable): AsyncGenerator<Uint8Array> {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      this.#bytes += chunk.byteLength;
      if (this.#bytes > this.#maxBytes) {
        throw new ProtocolError(this.#facts, 'tooLarge', `the answer has more than ${this.#maxBytes} bytes`);
      }
      yield chunk;
    }
  }

  /** The parsed body of an error, as far as it can be read. The token is taken out, should the server have echoed it. */
  async #errorBody(body: Readable, token: string): Promise<unknown> {
    try {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of this.#counted(body)) {
        chunks.push(chunk);
        size += chunk.byteLength;
        if (size > 64 * 1024) break;
      }
      return JSON.parse(Buffer.concat(chunks).toString('utf8').replaceAll(token, '•••')) as unknown;
    } catch {
      // The status says enough; a person who cancelled does not want to hear of it at all.
      this.#caller.throwIfAborted();
      return undefined;
    }
  }
}

/** Ends a body that nobody will read; undici reports that as an error, which is none. */
function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}
