/** Whether a service can be reached at all: one request without a token, of which any answer will do. */
import type { Dispatcher } from 'undici';
import { Attempt, type Exchange } from './attempt';
import { SentTokens } from './redact';
import type { ApiRequest } from './request';
import { DEFAULT_LIMITS, DEFAULT_TIMEOUTS } from './transport';

export interface ReachOptions {
  readonly signal: AbortSignal;
  /** Value of `User-Agent`. */
  readonly userAgent: string;
  dispatcher(): Promise<Dispatcher>;
  onExchange(exchange: Exchange): void;
}

/** What answered a request without a token. */
export interface Reached {
  readonly status: number;
  /** What a call of the API would have thrown for that answer; `undefined` for the JSON of a success. */
  readonly error: unknown;
}

/**
 * Sends one GET for the list of clients, without a token.
 *
 * @param baseUrl Without a slash at the end.
 * @throws NetworkError, TimeoutError, and what else comes in place of an answer; or the reason of `signal` when aborted.
 */
export async function reach(baseUrl: string, options: ReachOptions): Promise<Reached> {
  const request: ApiRequest = { method: 'GET', path: '/clients' };
  const url = new URL(baseUrl + request.path);
  let status: number | undefined;
  const attempt = new Attempt({ method: request.method, path: url.pathname }, undefined, {
    ...{ maxBytes: DEFAULT_LIMITS.bodyBytes, timeouts: DEFAULT_TIMEOUTS, list: undefined, sent: new SentTokens() },
    ...options,
    onSent: () => undefined,
    onExchange: (exchange) => {
      status = exchange.status;
      options.onExchange(exchange);
    },
  });
  let error: unknown;
  try {
    await attempt.run(url, request, () => Promise.resolve());
  } catch (thrown) {
    if (options.signal.aborted || status === undefined) throw thrown;
    error = thrown;
  }
  // An attempt that threw nothing has a status.
  return { status: status ?? 0, error };
}
