import { setImmediate as nextTurn } from 'node:timers/promises';

/** Length of a slice (ms): well below a frame, since every extension in the host waits for it. */
const SLICE_MS = 4;

/** A stretch of time in which we work before others may have the event loop. Begins when it is made. */
export class TimeSlice {
  readonly #ms: number;
  #startMs = performance.now();

  /** @param ms Length of the slice. */
  constructor(ms = SLICE_MS) {
    this.#ms = ms;
  }

  get isOver(): boolean {
    return performance.now() - this.#startMs >= this.#ms;
  }

  /** Lets others have the event loop for a turn; the next slice begins behind it. */
  async next(): Promise<void> {
    await nextTurn();
    this.#startMs = performance.now();
  }
}

/**
 * Runs `steps` to its end, letting others have the event loop in between.
 *
 * @returns What `steps` returns.
 * @throws What `steps` throws, or `signal.reason` when aborted.
 */
export async function runTimeSliced<T>(steps: Generator<undefined, T>, signal?: AbortSignal): Promise<T> {
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
export function runToEnd<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
