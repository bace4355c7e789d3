/** Requests to one service: where they may go, whose token they carry, and when they are repeated. */
import type { Dispatcher } from 'undici';
import { AwakeClock } from '../base/awakeClock';
import { within } from '../base/within';
import { Attempt, type Bounds, type Exchange } from './attempt';
import { readJson, readJsonBody, type BodyReader, type JsonBody } from './body';
import type { Timeouts } from './dispatcher';
import { ConnectionEndedError, ProtocolError, ReadOnlyError, SignInRequiredError, type RequestInfo } from './errors';
import type { OpenedAnswer } from './openedAnswer';
import { SentTokens } from './redact';
import type { ApiRequest } from './request';
import { DEFAULT_RETRY, retry, type RetryNotice, type RetryPolicy } from './retry';

export type { Exchange } from './attempt';

export const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 10_000,
  headers: 30_000,
  listFirstByte: 300_000,
  bodyIdle: 20_000,
  total: 60_000,
};

export interface Limits {
  /** Decoded bytes of an answer that is read whole. */
  readonly bodyBytes: number;
  /** Decoded bytes of one page of a list. */
  readonly listBytes: number;
  /** Minimum average rate of a page of a list (decoded bytes/s): each byte gives 1/rate s, `timeouts.total` at most. */
  readonly listBytesPerSecond: number;
}

// A page of 100,000 clients has about 50 MB: the slowest line that is any use brings far more than 1 KB/s.
export const DEFAULT_LIMITS: Limits = { bodyBytes: 8 * 2 ** 20, listBytes: 4 * 2 ** 30, listBytesPerSecond: 1024 };

/**
 * How often a 401 is followed by another try with another token: once with the token that another window has stored
 * meanwhile, and once with the one that the person then types.
 */
const MAX_RENEWALS = 2;

export interface RenewalOptions {
  readonly interactive: boolean;
  readonly signal: AbortSignal;
}

/** The tokens of one connection. They never pass through here to anywhere but the `Authorization` header. */
export interface TokenSource {
  /** `undefined` where there is none. Never another account's: where that is stored, the connection ends. */
  getToken(options: RenewalOptions): Promise<string | undefined>;
  /**
   * Called after a 401 with the refused token; a new one sends the request again, `undefined` gives up.
   *
   * @param options `signal`: aborted when nobody waits for it any more.
   */
  renewToken(refused: string, options: RenewalOptions): Promise<string | undefined>;
  /** The list that signing in with the token of now has begun. It is the caller's then, who reads or discards it. */
  takeOpened?(): OpenedAnswer | undefined;
  /** Whether the connection is still the one of now. Nothing is sent when it is not. */
  isOpen(): boolean;
}

export interface TransportOptions {
  /** For example `https://platform.aleta.io/api/v2`, without a slash at the end. */
  readonly baseUrl: string;
  readonly tokens: TokenSource;
  /** The dispatcher for the next request: asked for each, since proxy settings change. */
  dispatcher(): Promise<Dispatcher>;
  /** Whether nothing but GET may be sent at this moment; asked before each request. Never, where left out. */
  readonly isReadOnly?: () => boolean;
  /** Value of `User-Agent`: who asks, for firewalls and logs. */
  readonly userAgent?: string;
  readonly timeouts?: Partial<Timeouts>;
  readonly limits?: Partial<Limits>;
  readonly retry?: Partial<RetryPolicy>;
  onExchange?(exchange: Exchange): void;
}

export interface CallOptions {
  /** Ends the call, which then throws its reason. */
  readonly signal: AbortSignal;
  /** Whether a person waits for the answer, and may be asked to sign in again after a 401; `true` where left out. */
  readonly interactive?: boolean | (() => boolean);
  readonly onRetry?: (notice: RetryNotice) => void;
  /**
   * Told `true` when a request is given to a connection, from where on the server may act on it, and `false` when the server
   * says that it did not, for want of a good token.
   */
  readonly onSent?: (mayBeDone: boolean) => void;
  /** Called with the JSON text of each resource of a client that the call reads. */
  readonly onResource?: (resource: string) => void;
}

/** What the requests of one call have in common: those for the pages of a list. */
export interface RequestOptions extends CallOptions {
  readonly sent: SentTokens;
  /** Whether it is the list of clients, which a service may have to gather first. */
  readonly isClientList?: boolean;
  /** Whether it must be asked for from now on, and not before the call, as signing in may have done. */
  readonly isAfresh?: boolean;
  /** Told when it was asked for, where that was before the call. */
  readonly onAskedBefore?: (askedAt: Date) => void;
}

/** Characters that a token cannot have, since no header can carry them. One in the secret storage may be damaged. */
const UNSENDABLE = /[^ -~]/;

/** Longest URL (UTF-16 code units) to which a link is followed. Servers refuse request lines of that length, too. */
const MAX_LINK_LENGTH = 8 * 1024;

export class Transport {
  readonly #options: TransportOptions;
  readonly #base: URL;
  readonly #small: Bounds;
  readonly #list: Bounds;
  readonly #clientList: Bounds;
  readonly #retry: RetryPolicy;
  /** Requests under way that write, or read a single client. */
  #singles = 0;
  /** When the last of them ended, by `performance.now()`. */
  #lastSingleMs = -Infinity;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#base = new URL(options.baseUrl);
    const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#small = { maxBytes: limits.bodyBytes, timeouts, list: undefined };
    const pace = { firstByteMs: timeouts.headers, bytesPerSecond: limits.listBytesPerSecond };
    this.#list = { maxBytes: limits.listBytes, timeouts, list: pace };
    this.#clientList = { ...this.#list, list: { ...pace, firstByteMs: timeouts.listFirstByte } };
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
  }

  /**
   * Sends a request and returns the JSON of the answer, `undefined` for an answer without a body.
   *
   * @throws AletaError, or `signal.reason` when aborted: whether an aborted write was carried out is then not known.
   */
  send(request: ApiRequest, options: CallOptions): Promise<unknown> {
    return this.#send(request, options, readJson);
  }

  /** Reads as `send` does. Returns the JSON with its text, `undefined` for an answer without a body. Throws as `send` does. */
  get(path: string, options: CallOptions): Promise<JsonBody | undefined> {
    return this.#send({ method: 'GET', path }, options, readJsonBody);
  }

  #send<T>(request: ApiRequest, options: CallOptions, read: BodyReader<T>): Promise<T> {
    const call = { ...options, sent: new SentTokens() };
    const once = (): Promise<T> => this.#withToken(request, call, this.#small, read);
    return request.method === 'GET' ? this.repeat(once, options) : once();
  }

  /**
   * Sends one GET and has `read` take the body as it arrives; silence and a trickle end it, length does not. Not
   * repeated here, since the reader may have passed on part of the answer: see `repeat`. Throws as `send` does.
   */
  read<T>(path: string, options: RequestOptions, read: BodyReader<T>): Promise<T> {
    const bounds = options.isClientList === true ? this.#clientList : this.#list;
    return this.#withToken({ method: 'GET', path }, options, bounds, read);
  }

  /** Repeats a read under the retry policy. A sleep of the machine, which breaks connections, uses up no time of it. */
  repeat<T>(read: () => Promise<T>, { signal, onRetry }: CallOptions): Promise<T> {
    const clock = new AwakeClock();
    return retry(read, this.#retry, signal, onRetry, () => clock.elapsed()).finally(() => clock.stop());
  }

  /** How errors and the log name a request to `path`. */
  info(method: string, path: string): RequestInfo {
    return infoOf(method, this.resolve(path));
  }

  /**
   * `link`, found in the answer that came from the URL `from`, as an absolute URL.
   *
   * @throws ProtocolError when it leads to another origin, where our token must not go, and when it is longer than any
   * that a server takes.
   */
  resolveLink(link: string, from: URL, info: RequestInfo): URL {
    const url = link.length > MAX_LINK_LENGTH ? undefined : URL.parse(link, from.href);
    if (url === undefined || (url?.href.length ?? 0) > MAX_LINK_LENGTH) {
      throw new ProtocolError(info, 'nextLink', `links.next has more than ${MAX_LINK_LENGTH} characters`);
    }
    if (url === null) throw new ProtocolError(info, 'nextLink', 'links.next is not a URL');
    this.#checkOrigin(url, info);
    // A fragment is not sent: links that differ in it alone are one page.
    url.hash = '';
    return url;
  }

  /** A 401 means that nothing was done, so even a write may be sent again with another token. */
  async #withToken<T>(request: ApiRequest, options: RequestOptions, bounds: Bounds, read: BodyReader<T>): Promise<T> {
    const { signal, interactive = true, sent } = options;
    const url = this.resolve(request.path);
    const info = infoOf(request.method, url);
    this.#checkOrigin(url, info);
    const { tokens, isReadOnly } = this.#options;
    const check = (): void => {
      if (!tokens.isOpen()) throw new ConnectionEndedError(info);
      if (request.method !== 'GET' && isReadOnly?.() === true) throw new ReadOnlyError(info);
    };
    check();
    const begunMs = performance.now();
    const opened = this.#takeOpened(url, options, begunMs);
    if (opened !== undefined) return opened.readOn(read, signal);
    // Secret storage and the box for a token may take as long as they like: who waits for them can still give up.
    const mayAsk = (): boolean => (typeof interactive === 'function' ? interactive() : interactive);
    let token = await within(tokens.getToken({ interactive: mayAsk(), signal }), Infinity, signal);
    for (let renewals = 0; ; renewals++) {
      signal.throwIfAborted();
      check();
      if (token === undefined) throw new SignInRequiredError(info);
      sent.add(token);
      this.#checkSecret(url, request, sent);
      try {
        if (UNSENDABLE.test(token)) throw new SignInRequiredError(info, 'unusable');
        const attempt = new Attempt(info, token, {
          ...bounds,
          signal,
          sent,
          userAgent: this.#options.userAgent,
          dispatcher: async () => {
            const dispatcher = await this.#options.dispatcher();
            // Finding out how to get there can take a while.
            check();
            return dispatcher;
          },
          onSent: () => options.onSent?.(true),
          onExchange: (exchange) => this.#options.onExchange?.(exchange),
        });
        const run = (): Promise<T> => attempt.run(url, request, read);
        return await (bounds === this.#small ? this.#counted(run) : run());
      } catch (error) {
        if (!(error instanceof SignInRequiredError)) throw error;
        options.onSent?.(false);
        if (renewals >= MAX_RENEWALS) throw error;
        const renewing = tokens.renewToken(token, { interactive: mayAsk(), signal });
        const renewed: string | undefined = await within(renewing, Infinity, signal);
        check();
        // The same token may be accepted now: it was tried when it was typed again.
        if (renewed === undefined) throw error;
        const reopened = this.#takeOpened(url, options, begunMs);
        if (reopened !== undefined) return await reopened.readOn(read, signal);
        token = renewed;
      }
    }
  }

  async #counted<T>(run: () => Promise<T>): Promise<T> {
    this.#singles++;
    try {
      return await run();
    } finally {
      this.#singles--;
      this.#lastSingleMs = performance.now();
    }
  }

  /**
   * The list of clients that signing in has begun, if that can be read in place of the one at `url`. Where anything else
   * was asked since, that is known better than the list is.
   *
   * @param begunMs When the call began, by `performance.now()`.
   */
  #takeOpened(url: URL, options: RequestOptions, begunMs: number): OpenedAnswer | undefined {
    const { isClientList, isAfresh, onAskedBefore, sent } = options;
    const opened = isClientList === true ? this.#options.tokens.takeOpened?.() : undefined;
    if (opened === undefined) return undefined;
    const earliestMs = Math.max(this.#lastSingleMs, isAfresh === true ? begunMs : -Infinity);
    if (this.#singles === 0 && opened.askedAtMs >= earliestMs && opened.url === url.href) {
      onAskedBefore?.(opened.askedAt);
      sent.addAll(opened.sent);
      return opened;
    }
    opened.discard();
    return undefined;
  }

  /** `path`, below the base URL or absolute, as a URL. */
  resolve(path: string): URL {
    return new URL(/^https?:/i.test(path) ? path : this.#base.href.replace(/\/$/, '') + path);
  }

  #checkOrigin(url: URL, info: RequestInfo): void {
    if (url.origin === this.#base.origin && url.username === '' && url.password === '') return;
    throw new ProtocolError(info, 'nextLink', 'a link leads to another origin; not followed', { sent: false });
  }

  /** Addresses are logged, here and by proxies. Only a link made by the server can have the token in it. */
  #checkSecret(url: URL, { method }: ApiRequest, sent: SentTokens): void {
    if (!sent.areIn(url)) return;
    const info = { method, path: this.#base.pathname };
    throw new ProtocolError(info, 'nextLink', 'an address with the token in it; not followed', { sent: false });
  }
}

const infoOf = (method: string, url: URL): RequestInfo => ({ method, path: `${url.pathname}${url.search}` });
