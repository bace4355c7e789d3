/** When a failed request is worth sending again, and how long to wait before. */
import { sleep } from '../base/sleep';
import { AletaError, HttpStatusError } from './errors';
import { TokenEndpointError } from './tokenEndpointError';

export interface RetryPolicy {
  /** Requests in all, the first included. */
  readonly attempts: number;
  /** Longest first wait (ms); each further one may be twice as long, up to half a minute. */
  readonly baseMs: number;
  /** No try begins later than this (ms) after the first one did. */
  readonly budgetMs: number;
  /** Longest wait at a time (ms): a longer one is not begun. The budget, where left out. */
  readonly maxWaitMs?: number;
  /** Which failures are followed by another try: those that may pass, where left out. */
  readonly isRepeated?: (error: AletaError) => boolean;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 4, baseMs: 500, budgetMs: 45_000 };

/** Says that a request failed, and that another one follows after a wait. */
export interface RetryNotice {
  /** Number of the coming request: 2 for the first repetition. */
  readonly attempt: number;
  /** Requests in all, the first included; Infinity where only the time is limited. */
  readonly attempts: number;
  /** Wait before the coming request (ms). */
  readonly delayMs: number;
  /** How the request before it failed. */
  readonly error: AletaError;
}

/** Longest wait (ms) that nobody asked for. */
const MAX_BACK_OFF_MS = 30_000;

/**
 * Runs `run`, and again after such failures as the policy names, with exponential back-off, full jitter and `Retry-After`
 * honoured in full: when the server asks for more time than is left, the failure is passed on, and says how long to wait.
 * Together with the time limits of each try, the budget bounds the whole call.
 *
 * @param run A read; or a write, under a policy that repeats nothing but failures after which nothing was done.
 * @param now The time (ms) by which the budget is counted.
 * @throws What the last `run` throws, or the reason of `signal` when that ends the waiting.
 */
export async function retry<T>(
  run: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onRetry?: (notice: RetryNotice) => void,
  now = (): number => performance.now(),
): Promise<T> {
  const { attempts, baseMs, budgetMs, maxWaitMs = budgetMs, isRepeated = isTransient } = policy;
  const endMs = now() + budgetMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof AletaError) || !isRepeated(error) || attempt >= attempts) throw error;
      signal.throwIfAborted();
      const tellsWait = error instanceof HttpStatusError || error instanceof TokenEndpointError;
      const asked = tellsWait ? error.retryAfterMs : undefined;
      const backOffMs = Math.random() * Math.min(baseMs * 2 ** (attempt - 1), MAX_BACK_OFF_MS);
      // A server that asks for no time at all, or for a moment that is past, still gets the back-off.
      const delayMs = Math.max(asked ?? 0, backOffMs);
      if (delayMs > maxWaitMs || now() + delayMs > endMs) throw error;
      onRetry?.({ attempt: attempt + 1, attempts, delayMs, error });
      await sleep(delayMs, signal);
    }
  }
}

const isTransient = ({ transient }: AletaError): boolean => transient;

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
