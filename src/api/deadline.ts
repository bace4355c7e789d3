/** A time limit that may move while it runs. */

export interface Deadline {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** Stops the clock. */
  clear(): void;
}

/**
 * Starts the clock of one exchange.
 *
 * @param allowedMs How long it may take, from now, as far as is known by now. Asked again when that time is over.
 */
export function startDeadline(allowedMs: () => number): Deadline {
  const controller = new AbortController();
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const check = (): void => {
    const leftMs = allowedMs() - (performance.now() - start);
    if (leftMs > 0) timer = setTimeout(check, Math.ceil(leftMs));
    else controller.abort();
  };
  check();
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
