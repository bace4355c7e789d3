import { TimeSlice } from './timeSlice';

/**
 * Runs `steps` to its end, letting others have the event loop in between.
 *
 * @returns What `steps` returns.
 * @throws What `steps` throws, or `signal.reason` when aborted.
 */
export async function inSlices<T>(steps: Generator<undefined, T>, signal?: AbortSignal): Promise<T> {
  const slice = new TimeSlice();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (!slice.isOver) continue;
    await slice.next();
    signal?.throwIfAborted();
  }
}

/** Runs `steps` to its end without a break. Returns what it returns. */
export function atOnce<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
