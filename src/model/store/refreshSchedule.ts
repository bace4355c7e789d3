/** How often (ms) it is looked at least whether a refresh is due: timers stop while a machine sleeps. */
const MAX_WAIT_MS = 60_000;

/** When clients that nobody refreshes are loaded again. Knows nothing of who looks at them. */
export class RefreshSchedule {
  #attemptedAt = -Infinity;

  /** Notes that a refresh began at `now` (ms since 1970), whatever becomes of it: one that fails is not repeated sooner. */
  noteAttempt(now: number): void {
    this.#attemptedAt = now;
  }

  /**
   * How long (ms) to wait before the next look; 0 where a refresh is due now, `undefined` where none ever is.
   *
   * @param options `minutes`: how old clients may get; 0 for any age. `loadedAt` and `now`: in ms since 1970, by a clock that
   * may be put back: clients that are as of the future are due.
   */
  waitMs({ minutes, loadedAt, now }: { minutes: number; loadedAt: number; now: number }): number | undefined {
    if (!(minutes > 0)) return undefined;
    // An attempt that is in the future was made before the clock was put back, and says nothing any more.
    const attemptedAt = this.#attemptedAt > now ? -Infinity : this.#attemptedAt;
    const ageMs = now - Math.max(loadedAt, attemptedAt);
    const leftMs = ageMs < 0 ? 0 : minutes * 60_000 - ageMs;
    return Math.max(0, Math.min(leftMs, MAX_WAIT_MS));
  }
}
