/** A time limit that may move while it runs. */

/** Longest delay of a timer: one over 31 bits (ms) becomes 1 ms. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export interface Deadline {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** Gives `ms` more. Never more than the whole limit is left, so that an early burst buys no hours of trickle. */
  extend(ms: number): void;
  /** Stops the clock. */
  clear(): void;
}

/**
 * Starts the clock of one exchange.
 *
 * @param limitMs How long it may take from now, and the most that is left at any time.
 */
export function startDeadline(limitMs: number): Deadline {
  const controller = new AbortController();
  let endMs = performance.now() + limitMs;
  let timer: NodeJS.Timeout | undefined;
  const check = (): void => {
    const leftMs = endMs - performance.now();
    if (leftMs > 0) timer = setTimeout(check, Math.min(Math.ceil(leftMs), MAX_DELAY_MS));
    else controller.abort();
  };
  check();
  return {
    signal: controller.signal,
    extend: (ms) => (endMs = Math.min(endMs + ms, performance.now() + limitMs)),
    clear: () => clearTimeout(timer),
  };
}
