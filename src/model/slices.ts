import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long (ms) we work at a time before others may have the event loop, which every extension shares. */
const HOLD_MS = 4;

/**
 * Runs `steps` to its end, letting others have the event loop in between.
 *
 * @returns What `steps` returns.
 * @throws What `steps` throws, or `signal.reason` when aborted.
 */
export async function inSlices<T>(steps: Generator<undefined, T>, signal?: AbortSignal): Promise<T> {
  let yieldedAt = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - yieldedAt < HOLD_MS) continue;
    await nextTurn();
    signal?.throwIfAborted();
    yieldedAt = performance.now();
  }
}

/** Runs `steps` to its end without a break. Returns what it returns. */
export function atOnce<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
