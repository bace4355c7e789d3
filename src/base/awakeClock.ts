/** How often (ms) the time is taken. */
const STEP_MS = 1_000;
/** A step (ms) that took longer than this was a sleep: nothing that is done here takes as long without a pause. */
const MAX_STEP_MS = 10_000;

/**
 * Counts the time (ms) from its creation on, without that in which the machine slept, or this process was stopped: nobody
 * can have answered in that, and nothing here was waiting. `performance.now` counts a sleep on some systems, and timers that
 * became due in it fire at once when it ends.
 */
export class AwakeClock {
  #elapsedMs = 0;
  #takenAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#step();
  }

  /** Time that passed while awake (ms). */
  elapsed(): number {
    const now = performance.now();
    const stepMs = now - this.#takenAt;
    this.#takenAt = now;
    this.#elapsedMs += stepMs > MAX_STEP_MS ? STEP_MS : stepMs;
    return this.#elapsedMs;
  }

  #step(): void {
    this.#timer = setTimeout(() => {
      this.elapsed();
      this.#step();
    }, STEP_MS).unref();
  }

  /** To be called once nobody asks any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
