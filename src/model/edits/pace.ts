import { HttpStatusError, type AletaError } from '../../api/errors';
import type { RetryNotice } from '../../api/retry';
import { sleep } from '../../base/sleep';

/** Longest pause (ms) before an edit that the service has not asked for. */
const MAX_PAUSE_MS = 15_000;

/** Shortest pause (ms) of which a person is told. */
const SHOWN_PAUSE_MS = 1_000;

/** What is left of the interval after an edit that the service took: it may take them faster by now. */
const SPEED_UP = 0.9;

/**
 * The pace of edits one after the other. As fast as they go until the service asks for fewer requests (429); from then on
 * with pauses, so that they come at the rate at which it took them until the end of the wait that it asked for.
 */
export class Pace {
  readonly #tell: ((notice: RetryNotice) => void) | undefined;
  /** Least time (ms) from the begin of an edit to that of the next. */
  #intervalMs = 0;
  /** When the last edit began, by `performance.now`. */
  #begunMs = -Infinity;
  /** Since when `#taken` is counted: the end of the last wait. */
  #countedFromMs = performance.now();
  /** Edits that the service took since then. */
  #taken = 0;
  #refusal: AletaError | undefined;

  /** @param tell Told of waits and of longer pauses. */
  constructor(tell?: (notice: RetryNotice) => void) {
    this.#tell = tell;
  }

  /** To be told of each wait for the service, and passes it on. */
  readonly onRetry = (notice: RetryNotice): void => {
    const { error, delayMs } = notice;
    if (error instanceof HttpStatusError && error.isRateLimited) this.#slowDown(error, delayMs);
    this.#tell?.(notice);
  };

  #slowDown(error: AletaError, delayMs: number): void {
    const resumedMs = performance.now() + delayMs;
    this.#intervalMs = Math.min((resumedMs - this.#countedFromMs) / Math.max(1, this.#taken), MAX_PAUSE_MS);
    this.#begunMs = this.#countedFromMs = resumedMs;
    this.#taken = 0;
    this.#refusal = error;
  }

  /** Pauses until the next edit may begin. @throws The reason of `signal` when that ends the pause. */
  async pause(signal: AbortSignal): Promise<void> {
    const delayMs = this.#begunMs + this.#intervalMs - performance.now();
    if (delayMs > 0) {
      const error = this.#refusal;
      if (error !== undefined && delayMs >= SHOWN_PAUSE_MS) {
        this.#tell?.({ attempt: 1, attempts: Infinity, delayMs, error });
      }
      await sleep(delayMs, signal);
    }
    this.#begunMs = performance.now();
  }

  /** To be told of each edit that the service took. */
  noteTaken(): void {
    this.#taken++;
    this.#intervalMs *= SPEED_UP;
  }
}
