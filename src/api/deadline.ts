/** A time limit that may move while it runs. */

/** Longest delay of a timer: one over 31 bits (ms) becomes 1 ms. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The clock of one exchange. It runs from its creation, and stands still while we are busy ourselves. */
export class Deadline {
  readonly #controller = new AbortController();
  #limitMs: number;
  /** How much was left (ms) at `#since`. */
  #leftMs: number;
  /** When the clock was last read while running, by `performance.now()`; `undefined` while it stands still. */
  #since: number | undefined;
  /** When the silence that is waited through now becomes too long, by `performance.now()`. */
  #silenceEnd = Infinity;
  #isSilence = false;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;

  /** @param limitMs How long it may take from now, and the most that is left at any time. */
  constructor(limitMs: number) {
    this.#limitMs = this.#leftMs = limitMs;
    this.resume();
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was the silence that was too long, and not the whole. */
  get isSilence(): boolean {
    return this.#isSilence;
  }

  /** Gives `ms` more. Never more than the whole limit is left, so that an early burst buys no hours of trickle. */
  extend(ms: number): void {
    this.#leftMs = Math.min(this.#left() + ms, this.#limitMs);
  }

  /** Begins anew with another limit (ms), without going on where it stands still. */
  restart(limitMs: number): void {
    this.#left();
    this.#limitMs = this.#leftMs = limitMs;
    if (this.#since !== undefined) this.resume();
  }

  /** Goes on. @param silenceMs When it is over although more is left, unless it is paused before. */
  resume(silenceMs = Infinity): void {
    this.#disarm();
    this.#since = performance.now();
    this.#silenceEnd = this.#since + silenceMs;
    this.#arm();
  }

  /** Stands still until `resume`. */
  pause(): void {
    this.#leftMs = this.#left();
    this.#since = undefined;
    this.#disarm();
  }

  /** How much is left (ms), as of now. */
  #left(): number {
    if (this.#since === undefined) return this.#leftMs;
    const now = performance.now();
    this.#leftMs -= now - this.#since;
    this.#since = now;
    return this.#leftMs;
  }

  #arm(): void {
    const delayMs = Math.min(this.#left(), this.#silenceEnd - performance.now());
    this.#timer = setTimeout(
      () => {
        // Where the machine slept, what came meanwhile is handed over first.
        this.#turn = setImmediate(() => this.#look());
      },
      Math.min(Math.max(0, Math.ceil(delayMs)), MAX_DELAY_MS),
    );
  }

  #look(): void {
    const isOver = this.#left() <= 0;
    this.#isSilence = !isOver && performance.now() >= this.#silenceEnd;
    if (isOver || this.#isSilence) this.#controller.abort();
    else this.#arm();
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
  }
}
