/**
 * What can go wrong between us and the API: one base class, one small class per cause.
 *
 * `message` is technical English for the log and names method and path, never a header. What a person reads is made
 * from the class and its fields by `platform/failures.ts`.
 */
import { joinParts } from '../base/text';
import type { ErrorObject } from './errorBody';

/** A request as errors and the log name it. */
export interface RequestInfo {
  /** In capitals. */
  readonly method: string;
  /** Path and query as sent, without origin. */
  readonly path: string;
}

export abstract class AletaError extends Error {
  readonly method: string;
  readonly path: string;
  /** Whether the server may have acted on the request although it failed. Only ever true for a write. */
  readonly outcomeUnknown: boolean;
  /** Whether asking again, unchanged, may help. */
  abstract readonly transient: boolean;

  protected constructor(info: RequestInfo, what: string, options: { cause?: unknown; maybeDone?: boolean } = {}) {
    super(`${info.method} ${info.path}: ${what}`, options.cause === undefined ? {} : { cause: options.cause });
    this.name = new.target.name;
    this.method = info.method;
    this.path = info.path;
    this.outcomeUnknown = info.method !== 'GET' && options.maybeDone === true;
  }
}

/** What an answer that is no success says beside its status. Cleared of tokens. */
export interface Said {
  /** Errors of the body; empty where it had none that we understand. */
  readonly errors: readonly ErrorObject[];
  /** What names the request in the logs of the service or a gateway. */
  readonly requestIds?: readonly string[];
  /** Whether the body is a page for people: the Aleta API sends none. */
  readonly isHtml?: boolean;
}

const detailsOf = (errors: readonly ErrorObject[]): string[] =>
  errors.map((error) => error.detail ?? error.title ?? error.code ?? '');

/** The server answered with a status that is not a success. */
export class HttpStatusError extends AletaError {
  readonly status: number;
  /** Error objects of the body; empty where it had none that we understand. */
  readonly errors: readonly ErrorObject[];
  /** How long the server asks us to wait (ms), from `Retry-After`. */
  readonly retryAfterMs: number | undefined;
  readonly requestIds: readonly string[];
  readonly isHtml: boolean;

  constructor(
    info: RequestInfo,
    status: number,
    errors: readonly ErrorObject[],
    retryAfterMs?: number,
    { requestIds = [], isHtml = false }: Omit<Said, 'errors'> = {},
  ) {
    super(info, joinParts('; ', `HTTP ${status}`, ...detailsOf(errors)), { maybeDone: status >= 500 });
    this.status = status;
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
    this.requestIds = requestIds;
    this.isHtml = isHtml;
  }

  /** Whether what was asked for is not there: 404, or 410, which says that it once was. */
  get isGone(): boolean {
    return this.status === 404 || this.status === 410;
  }

  /** Whether the server wants fewer requests (RFC 6585, 4): it did nothing, so that even a write may be sent again. */
  get isRateLimited(): boolean {
    return this.status === 429;
  }

  get transient(): boolean {
    return this.status === 408 || this.isRateLimited || this.status >= 500;
  }
}

/** There is no token, the server refused it (401), or it cannot be sent: no header can carry it. */
export class SignInRequiredError extends AletaError {
  /** 401, or `undefined` where nothing was sent. */
  readonly status: 401 | undefined;
  /** Whether there is a token, but none that can be sent. */
  readonly isUnusable: boolean;
  /** What the server said of its refusal; empty where it said nothing that we understand. */
  readonly errors: readonly ErrorObject[];
  readonly transient = false;

  constructor(info: RequestInfo, reason?: 401 | 'unusable', errors: readonly ErrorObject[] = []) {
    const whats = {
      none: 'not signed in',
      unusable: 'no header can carry the token',
      401: 'HTTP 401, the token was refused',
    };
    super(info, joinParts('; ', whats[reason ?? 'none'], ...detailsOf(errors)));
    this.errors = errors;
    this.status = reason === 401 ? reason : undefined;
    this.isUnusable = reason === 'unusable';
  }
}

/** Another account or service was turned to before the request was sent. */
export class ConnectionEndedError extends AletaError {
  readonly transient = false;

  constructor(info: RequestInfo) {
    super(info, 'not sent: another account or service was turned to');
  }
}

/** A key or a command gave no token: nothing was sent. Whoever throws it knows what a person is to read. */
export abstract class NoTokenError extends Error {}

/** The environment is read-only: nothing but GET is sent in it. */
export class ReadOnlyError extends AletaError {
  readonly transient = false;

  constructor(info: RequestInfo) {
    super(info, 'not sent: the environment is read-only');
  }
}

/**
 * What is wrong with the proxy, where the service has no part in it. `proxy`: it did not let us through;
 * `proxyCredentials`: it wants others (407); `proxyName`: no such host; `proxyUnreachable`: nothing listens there, or
 * there is no route to it; `proxyCertificate`: no authority trusted here vouches for it; `proxyUnusable`: a broken URL,
 * or a kind that we do not speak; `proxyLookup`: VS Code did not say which one.
 */
export type ProxyTrouble =
  | 'proxy'
  | 'proxyCredentials'
  | 'proxyName'
  | 'proxyUnreachable'
  | 'proxyCertificate'
  | 'proxyUnusable'
  | 'proxyLookup';

/**
 * `refused`: nothing listens at the address, or there is no route to it; `dns`: no such host; `certificate`: no
 * authority trusted here vouches for it; `tls`: anything else of the handshake; `reset`: cut off; `other`: a code that we
 * do not know.
 */
export type NetworkFailure = 'refused' | 'dns' | 'certificate' | 'tls' | 'reset' | 'other' | ProxyTrouble;

/** Failures that are the same at the next try. */
const LASTING: readonly NetworkFailure[] = [
  ...(['certificate', 'tls', 'proxy', 'proxyCredentials', 'proxyCertificate'] as const),
  ...(['proxyUnusable', 'proxyLookup'] as const),
];

/** The connection could not be made, or broke. */
export class NetworkError extends AletaError {
  readonly kind: NetworkFailure;

  /** @param sent Whether the request was given to a connection before that. */
  constructor(
    info: RequestInfo,
    kind: NetworkFailure,
    cause: unknown,
    sent: boolean = kind === 'reset' || kind === 'other',
  ) {
    super(info, `network failure (${kind})`, { cause, maybeDone: sent });
    this.kind = kind;
  }

  /**
   * Not of the lasting failures: they do not go away, and repeated wrong credentials may lock an account of a proxy.
   */
  get transient(): boolean {
    return !LASTING.includes(this.kind);
  }
}

/**
 * `proxy`: the proxy did not answer; `connect`: no connection; `headers`: no answer; `body`: the answer stopped; `total`:
 * too long for what came.
 */
export type TimeoutPhase = 'proxy' | 'connect' | 'headers' | 'body' | 'total';

export class TimeoutError extends AletaError {
  readonly phase: TimeoutPhase;
  readonly transient = true;

  /** @param sent Whether the request was given to a connection before that. */
  constructor(
    info: RequestInfo,
    phase: TimeoutPhase,
    cause?: unknown,
    sent = phase !== 'connect' && phase !== 'proxy',
  ) {
    super(info, `timed out (${phase})`, { cause, maybeDone: sent });
    this.phase = phase;
  }
}

/** A part of the extension itself is not there any more: nothing was sent, and only a new window helps. */
export class PartMissingError extends AletaError {
  readonly transient = false;

  constructor(info: RequestInfo, cause: unknown) {
    super(info, 'not sent: a part of the extension could not be loaded', { cause });
  }
}

/** What an answer can be that we do not understand or must not follow. */
export type ProtocolFailure =
  /** The body is not JSON, or says it is something else (an HTML page from a gateway, say). */
  | 'notJson'
  /** The body stopped early or is not well-formed. */
  | 'malformed'
  /** JSON, but not the document that was asked for. */
  | 'unexpected'
  /** More bytes, pages or records than any real service sends. */
  | 'tooLarge'
  /** A redirect to another origin, a redirect of a write, or too many. */
  | 'redirect'
  /** `links.next` leads to another origin, back to a page that was read already, or has the token in it. */
  | 'nextLink';

export class ProtocolError extends AletaError {
  readonly reason: ProtocolFailure;
  readonly status: number | undefined;

  constructor(
    info: RequestInfo,
    reason: ProtocolFailure,
    what: string,
    { status, cause, sent = true }: { status?: number; cause?: unknown; sent?: boolean } = {},
  ) {
    // 307 and 308 say that the server did nothing but point elsewhere (RFC 9110, 15.4); a 303 may follow a done write.
    super(info, what, { cause, maybeDone: sent && status !== 307 && status !== 308 });
    this.reason = reason;
    this.status = status;
  }

  get transient(): boolean {
    return this.reason === 'malformed';
  }
}

/** A bug, ours or of a library: whatever was thrown in the middle of a request and is none of the failures above. */
export class DefectError extends AletaError {
  readonly transient = false;

  /**
   * @param cause What was thrown: the log has its stack.
   * @param sent Whether the request was given to a connection before that.
   */
  constructor(info: RequestInfo, cause: unknown, sent: boolean) {
    super(info, 'an error that should not be', { cause, maybeDone: sent });
  }
}

/** Whether `error` is the abort of `signal` and not a failure of the request. */
export const isAbort = (error: unknown, signal: AbortSignal): boolean => signal.aborted && error === signal.reason;
