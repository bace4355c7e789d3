/** One try of one request: headers, time limits, redirects of reads, limits of size, and what each failure is. */
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { parsed } from '../base/json';
import { within } from '../base/within';
import { decodedBody, discard, NO_BODY, startOf, type BodyReader } from './body';
import { Deadline } from './deadline';
import { loadUndici, type Timeouts } from './dispatcher';
import { parseErrors, requestIdsOf, type ErrorObject } from './errorBody';
import { AletaError, DefectError, HttpStatusError, ProtocolError, SignInRequiredError, TimeoutError } from './errors';
import type { RequestInfo, Said, TimeoutPhase } from './errors';
import { translateFailure } from './networkFailure';
import type { SentTokens } from './redact';
import { contentOf, type ApiRequest } from './request';
import { parseRetryAfter } from './retry';

const ANSWER_TYPES = /^application\/(vnd\.json\+api|vnd\.api\+json|json)\s*(;|$)/i;
const MAX_REDIRECTS = 3;
const MAX_ERROR_BYTES = 64 * 1024;

/** One try of a request as the log shows it. No header and no body is in it, and so no token. */
export interface Exchange extends RequestInfo {
  /** HTTP status; `undefined` where no answer came. */
  readonly status: number | undefined;
  /** Time from start to end (ms). */
  readonly ms: number;
  /** Decoded bytes of the answer. */
  readonly bytes: number;
  /** What names the request in the logs of the service or a gateway, where the answer says so. */
  readonly requestIds?: readonly string[];
  /** Those of `requestIds` that are in a header: what a body names may be an id of the service's data. */
  readonly headerIds?: readonly string[];
  /** What the try threw, where it failed. */
  readonly error?: unknown;
}

/** How slow a list may be, which may be of any length. */
export interface ListPace {
  /** From the start to its first byte, redirects included (ms). From then on `timeouts.total` counts. */
  readonly firstByteMs: number;
  /** Minimum average rate (decoded bytes/s): each byte extends the time that is left by 1/rate s, up to `timeouts.total`. */
  readonly bytesPerSecond: number;
}

/** How large and how slow an answer may be. */
export interface Bounds {
  /** Most decoded bytes of the body. */
  readonly maxBytes: number;
  readonly timeouts: Timeouts;
  /** `undefined` for an answer that is no list. */
  readonly list: ListPace | undefined;
}

export interface AttemptOptions extends Bounds {
  readonly signal: AbortSignal;
  /** All secrets of the call: its tokens, also the one of now. */
  readonly sent: Pick<SentTokens, 'redact' | 'areIn'>;
  /** Value of `User-Agent`, where one is sent. */
  readonly userAgent: string | undefined;
  /** The dispatcher for the next request: each redirect asks anew. */
  dispatcher(): Promise<Dispatcher>;
  /** Called when the request is given to a connection. */
  onSent(): void;
  /** Called once, at the end of the try. */
  onExchange(exchange: Exchange): void;
}

export class Attempt {
  readonly #info: RequestInfo;
  readonly #options: AttemptOptions;
  readonly #token: string | undefined;
  readonly #deadline: Deadline;
  readonly #signal: AbortSignal;
  readonly #start = performance.now();
  /** Decoded bytes of the answer so far. */
  #bytes = 0;
  #status: number | undefined;
  /** Whether an answer came that is no redirect. */
  #isAnswered = false;
  #requestIds: readonly string[] = [];
  #headerIds: readonly string[] = [];
  #date = NaN;
  /** Whether the request was given to a connection: from then on the server may have acted on it. */
  #sent = false;
  /** Whether `read` was called: what is thrown from then on is a defect, if it is not what the body failed with. */
  #isReading = false;
  #bodyError: unknown;

  /** @param token `undefined` for a request without `Authorization`: its 401 is an `HttpStatusError` as any other. */
  constructor(info: RequestInfo, token: string | undefined, options: AttemptOptions) {
    this.#info = info;
    this.#token = token;
    this.#options = options;
    this.#deadline = new Deadline(options.list?.firstByteMs ?? options.timeouts.total);
    this.#signal = AbortSignal.any([options.signal, this.#deadline.signal]);
  }

  /** `Date` of the answer: the time of the server's clock (ms since 1970), in whole seconds; `undefined` without one. */
  get serverTime(): number | undefined {
    return Number.isNaN(this.#date) ? undefined : this.#date;
  }

  /**
   * Sends the request and has `read` make a value of the body of a 2xx answer.
   *
   * @throws AletaError, or the reason of `signal` when aborted.
   */
  async run<T>(url: URL, request: ApiRequest, read: BodyReader<T>): Promise<T> {
    try {
      const result = await this.#exchange(url, request, read);
      this.#report();
      return result;
    } catch (error) {
      const failure = this.#failure(error);
      this.#report(failure);
      throw failure;
    } finally {
      this.#deadline.pause();
    }
  }

  #report(error?: unknown): void {
    this.#options.onExchange({
      ...this.#info,
      status: this.#status,
      ms: performance.now() - this.#start,
      bytes: this.#bytes,
      ...(this.#requestIds.length === 0 ? {} : { requestIds: this.#requestIds }),
      ...(this.#headerIds.length === 0 ? {} : { headerIds: this.#headerIds }),
      ...(error === undefined ? {} : { error }),
    });
  }

  #failure(error: unknown): unknown {
    if (error instanceof AletaError) return error;
    if (this.#options.signal.aborted) return this.#options.signal.reason;
    if (this.#deadline.signal.aborted) return new TimeoutError(this.#info, this.#phase, error, this.#sent);
    if (this.#isReading && error !== this.#bodyError) return new DefectError(this.#info, error, this.#sent);
    return translateFailure(this.#info, error, this.#sent);
  }

  /** What took too long when the deadline ended. */
  get #phase(): TimeoutPhase {
    if (this.#deadline.isSilence) return 'body';
    return this.#options.list !== undefined && !this.#isAnswered ? 'headers' : 'total';
  }

  async #exchange<T>(url: URL, request: ApiRequest, read: BodyReader<T>): Promise<T> {
    const { response, url: from } = await this.#follow(url, request);
    const { statusCode: status, headers } = response;
    this.#isAnswered = true;
    // Who reads it may begin later.
    this.#deadline.pause();
    response.body.on('error', () => undefined);
    if (status >= 400) {
      // What took the service so long is over.
      if (this.#options.list !== undefined) this.#deadline.restart(this.#options.timeouts.total);
      const { errors, ...said } = await this.#said(response);
      if (status === 401 && this.#token !== undefined) throw new SignInRequiredError(this.#info, 401, errors);
      throw new HttpStatusError(this.#info, status, errors, parseRetryAfter(headers['retry-after']?.toString()), said);
    }
    if (status === 204 || status === 205) {
      discard(response.body);
      this.#isReading = true;
      return await read(NO_BODY, this.#info, this.#signal, from);
    }
    const type = headers['content-type']?.toString() ?? '';
    const isToCome = status === 202 && request.method !== 'GET';
    if (isToCome || !ANSWER_TYPES.test(type)) {
      discard(response.body);
      if (isToCome) throw new ProtocolError(this.#info, 'unexpected', 'to be carried out later', { status });
      const shown = this.#options.sent.redact(type).slice(0, 100);
      const what = shown === '' ? 'the answer has no Content-Type' : `the answer is ${shown}, not JSON`;
      throw new ProtocolError(this.#info, 'notJson', what, { status });
    }
    this.#isReading = true;
    try {
      const body = this.#counted(decodedBody(response), this.#options.list === undefined ? undefined : Infinity);
      return await read(body, this.#info, this.#signal, from);
    } finally {
      // The reader may return before the end of the body.
      discard(response.body);
    }
  }

  /** The answer, and the URL that it is from. */
  async #follow(start: URL, request: ApiRequest): Promise<{ response: Dispatcher.ResponseData; url: URL }> {
    const { request: send } = await loadUndici();
    const { payload, headers: types } = contentOf(request);
    const { list, timeouts } = this.#options;
    let url = start;
    for (let redirects = 0; ; redirects++) {
      const response = await send(url, {
        dispatcher: this.#watched(await within(this.#options.dispatcher(), Infinity, this.#signal)),
        method: request.method,
        headers: {
          ...types,
          ...(this.#options.userAgent === undefined ? {} : { 'user-agent': this.#options.userAgent }),
          ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
          ...(request.method === 'GET' ? { 'accept-encoding': 'gzip, br' } : {}),
        },
        body: payload,
        signal: this.#signal,
        // The clock of a list is our own: its first byte may take longer than any silence behind it.
        headersTimeout: list === undefined ? timeouts.headers : 0,
        bodyTimeout: list === undefined ? timeouts.bodyIdle : 0,
      });
      const { statusCode: status, headers } = response;
      this.#status = status;
      this.#date = Date.parse(headers['date']?.toString() ?? '');
      this.#headerIds = requestIdsOf(undefined, headers).map((id) => this.#options.sent.redact(id));
      this.#requestIds = this.#headerIds;
      if (status < 300 || status >= 400) return { response, url };
      discard(response.body);
      const location = headers['location']?.toString();
      const next = location === undefined ? null : URL.parse(location, url.href);
      const refusal = this.#redirectRefusal(request, url, next, redirects);
      if (next === null || refusal !== undefined) {
        const what = `HTTP ${status}, ${refusal ?? 'a redirect to nowhere'}`;
        throw new ProtocolError(this.#info, 'redirect', what, { status });
      }
      next.hash = '';
      url = next;
    }
  }

  /** `dispatcher`, noting in `#sent` when it gives the request to a connection, which the errors of undici do not tell. */
  #watched(dispatcher: Dispatcher): Dispatcher {
    return dispatcher.compose((dispatch) => (options, handler) => {
      const onRequestStart = handler.onRequestStart?.bind(handler);
      handler.onRequestStart = (controller, context) => {
        this.#sent = true;
        this.#options.onSent();
        onRequestStart?.(controller, context);
      };
      return dispatch(options, handler);
    });
  }

  /** Why the redirect is not followed; `undefined` where it is. */
  #redirectRefusal({ method }: ApiRequest, from: URL, to: URL | null, redirects: number): string | undefined {
    if (method !== 'GET') return 'a redirect of a write; not followed';
    if (to !== null && to.origin !== from.origin) return 'a redirect to another origin; not followed';
    if (to !== null && this.#options.sent.areIn(to)) return 'a redirect with the token in its address; not followed';
    return redirects >= MAX_REDIRECTS ? 'too many redirects' : undefined;
  }

  /**
   * The chunks of `body`, counted. The clock runs only while one is waited for.
   *
   * @param firstMs How long the first one may take, where that is not as long as any other.
   * @throws ProtocolError for more than `maxBytes` of them.
   */
  async *#counted(body: Readable, firstMs?: number): AsyncGenerator<Uint8Array> {
    const { maxBytes, list, timeouts } = this.#options;
    // Of all but lists undici measures the silence.
    const silenceMs = list === undefined ? Infinity : timeouts.bodyIdle;
    try {
      this.#deadline.resume(firstMs ?? silenceMs);
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        this.#deadline.pause();
        if (list !== undefined) {
          if (this.#bytes === 0) this.#deadline.restart(timeouts.total);
          this.#deadline.extend((chunk.byteLength / list.bytesPerSecond) * 1000);
        }
        this.#bytes += chunk.byteLength;
        if (this.#bytes > maxBytes) {
          throw new ProtocolError(this.#info, 'tooLarge', `the answer has more than ${maxBytes} bytes`);
        }
        yield chunk;
        this.#deadline.resume(silenceMs);
      }
      this.#deadline.pause();
    } catch (error) {
      this.#bodyError = error;
      throw error;
    }
  }

  /** What an answer that is no success says, cleared of tokens, which the server may have echoed. */
  async #said(response: Dispatcher.ResponseData): Promise<Said> {
    const { headers } = response;
    const type = headers['content-type']?.toString() ?? '';
    const text = await this.#errorText(decodedBody(response));
    const isHtml = /html/i.test(type) || /^\s*<(!doctype|html)/i.test(text);
    const body = parsed(text) ?? (/^text\/plain\b/i.test(type) && !isHtml ? text : undefined);
    const redact = (each: string): string => this.#options.sent.redact(each);
    const errors = parseErrors(body).map((error): ErrorObject =>
      Object.fromEntries(Object.entries(error).map(([name, value]) => [name, redact(String(value))])),
    );
    this.#requestIds = requestIdsOf(body, headers).map(redact);
    return { errors, requestIds: this.#requestIds, isHtml };
  }

  /** The body of an error as text, up to 64 KB of it; `''` where it cannot be read. */
  async #errorText(body: Readable): Promise<string> {
    try {
      return await startOf(this.#counted(body), MAX_ERROR_BYTES);
    } catch {
      // The status says enough. But a request that was cancelled must end as cancelled, and not with that status.
      this.#options.signal.throwIfAborted();
      return '';
    }
  }
}
