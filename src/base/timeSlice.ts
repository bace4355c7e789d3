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
