/** When a failed read is worth asking again, and how long to wait before. */
import { setTimeout as delay } from 'node:timers/promises';
import { AletaError, HttpStatusError } from './errors';

export interface RetryPolicy {
  /** Requests in all, the first included. */
  readonly attempts: number;
  /** Longest first wait (ms); each further one may be twice as long. */
  readonly baseMs: number;
  /** No try begins later than this (ms) after the first one did. */
  readonly budgetMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 4, baseMs: 500, budgetMs: 45_000 };

/** Says that a read failed and will be repeated. */
export interface RetryNotice {
  /** Number of the coming request: 2 for the first repetition. */
  readonly attempt: number;
  /** Requests in all, the first included. */
  readonly attempts: number;
  /** Wait before the coming request (ms). */
  readonly delayMs: number;
  /** How the request before it failed. */
  readonly error: AletaError;
}

/**
 * Runs `read`, and again after transient failures, with exponential back-off, full jitter and `Retry-After` honoured in
 * full: when the server asks for more time than is left, the failure is passed on, and says how long to wait. Together
 * with the time limits of each try, the budget bounds the whole call.
 *
 * Writes must not be passed in: nothing is ever sent twice that may act twice.
 */
export async function retryRead<T>(
  read: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onRetry?: (notice: RetryNotice) => void,
): Promise<T> {
  const endMs = performance.now() + policy.budgetMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof AletaError) || !error.transient || attempt >= policy.attempts) throw error;
      signal.throwIfAborted();
      const asked = error instanceof HttpStatusError ? error.retryAfterMs : undefined;
      // A server that asks for no time at all, or for a moment that is past, still gets the back-off.
      const delayMs = Math.max(asked ?? 0, Math.random() * policy.baseMs * 2 ** (attempt - 1));
      if (performance.now() + delayMs > endMs) throw error;
      onRetry?.({ attempt: attempt + 1, attempts: policy.attempts, delayMs, error });
      await delay(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

/** A comma between two values; not the one behind the day of an HTTP date. */
const BETWEEN_VALUES = /(?<!\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*),/;

/**
 * `Retry-After` (RFC 9110, 10.2.3) in ms: seconds or an HTTP date (5.6.7); `undefined` where it is neither. Where a service
 * and a gateway before it have both set one, a list of them is what comes, and the longest wait holds.
 */
export function parseRetryAfter(value = '', now = Date.now()): number | undefined {
  const waits = value.split(BETWEEN_VALUES).map((one) => parseWait(one.trim(), now));
  return waits.reduce(
    (most, each) => (most === undefined || (each !== undefined && each > most) ? each : most),
    undefined,
  );
}

function parseWait(text: string, now: number): number | undefined {
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER);
  // `Date.parse` alone makes a date of nearly anything, "-1" and "in 5 minutes" among it.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d/.test(text)) return undefined;
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
