/** Access tokens for assertions: the JWT bearer grant (RFC 7523, 2.1) at a token endpoint (RFC 6749, 3.2). */
import type { Dispatcher } from 'undici';
import { isObject, parsed, type JsonObject } from '../base/json';
import { Attempt, type Exchange } from './attempt';
import { readJson } from './body';
import type { Timeouts } from './dispatcher';
import { DefectError, HttpStatusError, NetworkError, ProtocolError, TimeoutError, type RequestInfo } from './errors';
import { SentAssertion } from './redact';
import { TokenEndpointError, type TokenAnswer } from './tokenEndpointError';
import { DEFAULT_TIMEOUTS } from './transport';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Most decoded bytes of an answer. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** The assertion expires after a minute, and a person, or a request of theirs, waits. */
const TIMEOUTS: Timeouts = { ...DEFAULT_TIMEOUTS, headers: 20_000, total: 30_000 };

/** How long (s) a token is used of which nobody says how long it holds: one that is renewed early does no harm. */
const DEFAULT_LIFETIME_S = 300;
/** No longer lifetime (s) is believed. */
const MAX_LIFETIME_S = 7 * 24 * 60 * 60;

export interface TokenEndpointOptions {
  /** Full address of the endpoint, for example `https://auth.aleta.io/oauth/token`. */
  readonly tokenUrl: string;
  /** The dispatcher for the next request: asked for each, since proxy settings change. */
  dispatcher(): Promise<Dispatcher>;
  /** Value of `User-Agent`. */
  readonly userAgent?: string;
  readonly timeouts?: Partial<Timeouts>;
  /** Time since 1970 (ms) by the clock of this machine. `Date.now` where left out. */
  readonly now?: () => number;
  onExchange?(exchange: Exchange): void;
}

export interface AccessToken {
  /** Can be sent in a header. */
  readonly token: string;
  /** When it expires, by the clock of this machine (ms since 1970). */
  readonly expiresAtMs: number;
}

export class TokenEndpoint {
  readonly #options: TokenEndpointOptions;
  readonly #url: URL;
  readonly #info: RequestInfo;
  readonly #timeouts: Timeouts;
  readonly #now: () => number;

  constructor(options: TokenEndpointOptions) {
    this.#options = options;
    this.#url = new URL(options.tokenUrl);
    this.#info = { method: 'POST', path: this.#url.pathname };
    this.#timeouts = { ...TIMEOUTS, ...options.timeouts };
    this.#now = options.now ?? Date.now;
  }

  /**
   * Exchanges `assertion` for an access token, in one request: a service may refuse an assertion that it has seen. No
   * redirect is followed.
   *
   * @param assertion A signed JWT that was made for this exchange.
   * @throws TokenEndpointError; PartMissingError, DefectError, and what `dispatcher` throws of the connection; or
   * `signal.reason` when aborted. The assertion is in none of them.
   */
  async exchange(assertion: string, signal: AbortSignal): Promise<AccessToken> {
    signal.throwIfAborted();
    const attempt = new Attempt(this.#info, undefined, {
      maxBytes: MAX_ANSWER_BYTES,
      list: undefined,
      timeouts: this.#timeouts,
      signal,
      sent: new SentAssertion(assertion),
      userAgent: this.#options.userAgent,
      dispatcher: () => this.#options.dispatcher(),
      onSent: () => undefined,
      onExchange: (exchange) => this.#options.onExchange?.(exchange),
    });
    const form = { grant_type: GRANT_TYPE, assertion };
    const startMs = this.#now();
    try {
      const document = await attempt.run(this.#url, { method: 'POST', path: this.#url.pathname, form }, readJson);
      const token = tokenOf(document);
      return { token, expiresAtMs: startMs + lifetimeOf(document, token, attempt.serverTime ?? startMs) * 1000 };
    } catch (error) {
      const clockAheadS = clockAhead(startMs, this.#now(), attempt.serverTime);
      throw this.#translated(error, { host: this.#url.host, clockAheadS });
    }
  }

  #translated(error: unknown, answer: TokenAnswer): unknown {
    // A write that waits for a token was not sent, whatever became of the exchange.
    if (error instanceof DefectError) return new DefectError(this.#info, error.cause, false);
    if (error instanceof Unusable) return new TokenEndpointError(this.#info, answer, error.message);
    const isOfExchange =
      error instanceof HttpStatusError ||
      error instanceof NetworkError ||
      error instanceof TimeoutError ||
      error instanceof ProtocolError;
    return isOfExchange ? new TokenEndpointError(this.#info, answer, error) : error;
  }
}

/** A success whose token cannot be used. The message says why, and quotes nothing. */
class Unusable extends Error {}

/** The token of a success. @throws Unusable */
function tokenOf(document: unknown): string {
  const { access_token: token, token_type: type = 'Bearer' } = isObject(document) ? document : {};
  if (typeof token !== 'string') throw new Unusable('the answer has no access_token');
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Unusable('no header can carry the access_token');
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') throw new Unusable('the token_type is not Bearer');
  return token;
}

/**
 * By how much (s) our clock is ahead of the server's, which it was some time between start and end of the request: the
 * least that can be, negative where ours is behind.
 */
function clockAhead(startMs: number, endMs: number, serverMs: number | undefined): number | undefined {
  if (serverMs === undefined) return undefined;
  const aheadMs = Math.max(startMs - serverMs, 0) + Math.min(endMs - serverMs, 0);
  return Math.trunc(aheadMs / 1000);
}

/** How long `token` holds (s): as the answer says, else as the token itself does, else a careful guess. */
function lifetimeOf(document: unknown, token: string, serverMs: number): number {
  const said = isObject(document) ? secondsOf(document['expires_in']) : undefined;
  const lifetime = said ?? secondsOf(Number(claimsOf(token)['exp']) - serverMs / 1000) ?? DEFAULT_LIFETIME_S;
  return Math.min(lifetime, MAX_LIFETIME_S);
}

/** A positive number, or a string of digits; `undefined` for anything else. */
function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && seconds > 0 ? seconds : undefined;
}

/** The claims of a JWT (RFC 7519); none of a token that is opaque. */
function claimsOf(token: string): JsonObject {
  const [, payload = '', ...rest] = token.split('.');
  const claims = rest.length === 1 ? parsed(Buffer.from(payload, 'base64url').toString('utf8')) : undefined;
  return isObject(claims) ? claims : {};
}
