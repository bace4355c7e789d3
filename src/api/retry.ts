/** When a failed read is worth asking again, and how long to wait before. */
import { setTimeout as delay } from 'node:timers/promises';
import { AletaError, HttpStatusError } from './errors';

export interface RetryPolicy {
  /** Requests in all, the first included. */
  readonly attempts: number;
  /** Longest first wait (ms); each further one may be twice as long. */
  readonly baseMs: number;
  /** Longest time (ms) that all waits of one call may take together. */
  readonly budgetMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 4, baseMs: 500, budgetMs: 30_000 };

/** Says that a read failed and will be asked again. */
export interface RetryNotice {
  /** The coming request: 2 for the first repetition. */
  readonly attempt: number;
  readonly attempts: number;
  readonly delayMs: number;
  readonly error: AletaError;
}

/**
 * Runs `read`, and again after transient failures, with exponential back-off, full jitter and `Retry-After` honoured in
 * full: when the server asks for more time than is left, the failure is passed on, and says how long to wait.
 *
 * Writes must not be passed in: nothing is ever sent twice that may act twice.
 */
export async function retryRead<T>(
  read: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onRetry?: (notice: RetryNotice) => void,
): Promise<T> {
  let leftMs = policy.budgetMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof AletaError) || !error.transient || attempt >= policy.attempts) throw error;
      signal.throwIfAborted();
      const asked = error instanceof HttpStatusError ? error.retryAfterMs : undefined;
      const delayMs = asked ?? Math.random() * policy.baseMs * 2 ** (attempt - 1);
      if (delayMs > leftMs) throw error;
      leftMs -= delayMs;
      onRetry?.({ attempt: attempt + 1, attempts: policy.attempts, delayMs, error });
      await delay(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

/** `Retry-After` (RFC 9110, 10.2.3) in ms: seconds or an HTTP date; `undefined` where it is neither. */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
