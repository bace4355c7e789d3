/** What can go wrong when an access token is asked for. */
import { joinParts } from '../base/text';
import type { ErrorObject } from './errorBody';
import { AletaError, HttpStatusError, ProtocolError, type RequestInfo } from './errors';

export type TokenFailure =
  /** `invalid_grant`: the assertion was not accepted. */
  | 'invalidGrant'
  /** `invalid_client` or `unauthorized_client`: whoever asks is not known, or may not. Also a bare 401. */
  | 'invalidClient'
  /** Refused for another reason. */
  | 'refused'
  /** There is no token endpoint at the address (404, 405, 410). */
  | 'notFound'
  /** Too many requests (429). */
  | 'busy'
  /** The endpoint, or a gateway before it, failed (5xx, 408). */
  | 'server'
  /** Something else answered: a page for people, or no JSON. */
  | 'gateway'
  /** Led elsewhere. Not followed, since the assertion must go nowhere else. */
  | 'redirect'
  /** A success without a token that can be used. */
  | 'unusable'
  /** No answer: `cause` is a `NetworkError` or a `TimeoutError`. */
  | 'network';

/**
 * By how much (s) our clock may be off at most: an assertion begins to hold 15 s before now by our clock, and ends 45 s
 * after. One second less, since `Date` has whole seconds.
 */
const MAX_AHEAD_S = 14;
const MAX_BEHIND_S = 44;

/** What came with the answer that failed. */
export interface TokenAnswer {
  /** Of the token endpoint: host and, where it is not the scheme's own, port. */
  readonly host: string;
  /** Our clock minus the server's (s): positive where ours is ahead; `undefined` where the answer has no `Date`. */
  readonly clockAheadS?: number | undefined;
}

/** No access token could be had. Neither assertion nor token is in it, nor in its cause. */
export class TokenEndpointError extends AletaError {
  readonly reason: TokenFailure;
  readonly host: string;
  /** `undefined` where no answer came. */
  readonly status: number | undefined;
  /** What the endpoint said; empty where it said nothing that we understand. */
  readonly errors: readonly ErrorObject[];
  /** How long the endpoint asks us to wait (ms), from `Retry-After`. */
  readonly retryAfterMs: number | undefined;
  readonly requestIds: readonly string[];
  readonly clockAheadS: number | undefined;
  /** Whether it was refused, and by the server's clock the assertion did not hold yet, or no longer. */
  readonly isClockOff: boolean;
  /** Whether another assertion may fare better in a moment. */
  readonly transient: boolean;

  /** @param cause What the request failed with; a text where it did not fail, but its answer is of no use. */
  constructor(info: RequestInfo, { host, clockAheadS }: TokenAnswer, cause: AletaError | string) {
    const reason = typeof cause === 'string' ? 'unusable' : reasonOf(cause);
    const isOff = isClockOff(reason, clockAheadS);
    const clock = isOff ? `the clock of this machine is off by ${clockAheadS ?? 0} s` : '';
    const what = joinParts('; ', `no access token (${reason})`, typeof cause === 'string' ? cause : '', clock);
    // Never "maybe done": nothing that the person wanted was begun, and a token that nobody got does no harm.
    super(info, what, typeof cause === 'string' ? {} : { cause });
    const status = cause instanceof HttpStatusError ? cause : undefined;
    this.reason = reason;
    this.host = host;
    this.clockAheadS = clockAheadS;
    this.status = status?.status ?? (cause instanceof ProtocolError ? cause.status : undefined);
    this.errors = status?.errors ?? [];
    this.retryAfterMs = status?.retryAfterMs;
    this.requestIds = status?.requestIds ?? [];
    this.isClockOff = isOff;
    this.transient = typeof cause !== 'string' && cause.transient && !REFUSALS.includes(reason);
  }

  /**
   * Whether it stays so until a person does something. Outages pass, and so do gateways that want a person to sign in,
   * and a clock that was not set yet after a sleep.
   */
  get isLasting(): boolean {
    return !this.transient && !this.isClockOff && LASTING.includes(this.reason);
  }
}

const REFUSALS: readonly TokenFailure[] = ['invalidGrant', 'invalidClient', 'refused'];
const LASTING: readonly TokenFailure[] = [...REFUSALS, 'notFound', 'unusable'];

function isClockOff(reason: TokenFailure, aheadS = 0): boolean {
  return REFUSALS.includes(reason) && (aheadS > MAX_AHEAD_S || aheadS < -MAX_BEHIND_S);
}

function reasonOf(error: AletaError): TokenFailure {
  if (error instanceof HttpStatusError) return reasonOfStatus(error);
  if (!(error instanceof ProtocolError)) return 'network';
  switch (error.reason) {
    case 'notJson':
      return 'gateway';
    case 'redirect':
    case 'nextLink':
      return 'redirect';
    case 'malformed':
    case 'unexpected':
    case 'tooLarge':
      return 'unusable';
  }
}

function reasonOfStatus({ status, errors, isHtml }: HttpStatusError): TokenFailure {
  const codes = errors.map(({ code }) => code);
  if (codes.includes('invalid_grant')) return 'invalidGrant';
  if (codes.includes('invalid_client') || codes.includes('unauthorized_client')) return 'invalidClient';
  if (status === 429) return 'busy';
  if (codes.includes('server_error') || codes.includes('temporarily_unavailable')) return 'server';
  if (status >= 500 || status === 408) return 'server';
  if (status === 404 || status === 405 || status === 410) return 'notFound';
  if (isHtml) return 'gateway';
  return status === 401 ? 'invalidClient' : 'refused';
}
