/**
 * Access tokens of one environment that has a key or a command: obtained when they are needed, kept in memory, and
 * obtained anew before they expire and when the service refuses one.
 */
import { AletaError, NetworkError, TimeoutError } from '../../api/errors';
import type { AccessToken } from '../../api/tokenEndpoint';
import { TokenEndpointError } from '../../api/tokenEndpointError';
import { Emitter } from '../../base/emitter';
import { within } from '../../base/within';

/** The two clocks of a machine. */
export interface Clock {
  /** Ms since 1970. Jumps when the clock is set, and counts on while the machine sleeps. */
  wallMs(): number;
  /** Ms since some time. Never jumps, but on most systems stands still while the machine sleeps. */
  monotonicMs(): number;
}

const SYSTEM_CLOCK: Clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/** How long before it expires a token is replaced (ms), so that it does not expire on its way. */
const MARGIN_MS = 60_000;

/** Share of a token's lifetime that the margin may be at most: tokens of a minute would be replaced at each request. */
const MAX_MARGIN = 0.2;

/** A token that is refused so soon after it was obtained (ms) was never good. */
const FRESH_MS = 60_000;

/**
 * The service refused a token, and then the one that was obtained in its place; or the same token was obtained again.
 * Another one would fare no better.
 */
export class TokenRefusedError extends Error {
  constructor() {
    super('the service refused a token that had just been obtained');
    this.name = new.target.name;
  }
}

/** How a token is obtained. */
export interface ObtainOptions {
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Whether a person waits, who can be asked and who has patience. */
  readonly attended: boolean;
}

export type Obtain = (options: ObtainOptions) => Promise<AccessToken>;

export interface TokenRenewerOptions {
  readonly clock?: Clock;
  /** Whether an error of `obtain` is to be thrown at once, without a new try, until `reset`. See `isLasting`. */
  readonly isLasting?: (error: unknown) => boolean;
}

/**
 * Whether an error stands until a person tries again: refusals of the token endpoint and whatever a program failed with
 * do. Failures of the network, and of an endpoint that is busy or broken, do not.
 */
export function isLasting(error: unknown): boolean {
  if (error instanceof TokenEndpointError) return error.isLasting;
  if (error instanceof NetworkError || error instanceof TimeoutError) return false;
  return !(error instanceof AletaError && error.transient);
}

/** A token and when it was obtained, on both clocks (ms). */
interface Held extends AccessToken {
  readonly wallMs: number;
  readonly monotonicMs: number;
  /** Whether it was obtained because the one before was refused. */
  readonly isReplacement: boolean;
}

/** One call of `obtain`. */
interface Run {
  readonly outcome: Promise<Held>;
  readonly abort: () => void;
  /** Number of callers that wait for it. */
  waiting: number;
}

/**
 * At most one token is obtained at a time; all callers share it. Each can stop waiting for itself, and when none is left
 * the run is aborted.
 */
export class TokenRenewer {
  readonly #obtain: Obtain;
  readonly #clock: Clock;
  readonly #isLasting: (error: unknown) => boolean;
  readonly #changed = new Emitter<void>();
  #held: Held | undefined;
  #failure: { readonly error: unknown } | undefined;
  #run: Run | undefined;
  /** Settles when the last run has ended, also one that was aborted and is none any more. */
  #ended: Promise<unknown> = Promise.resolve();
  /** The token that the service refused and that is still to be replaced. */
  #refused: string | undefined;

  /** @param obtain Has the token made. Must end soon after its signal is aborted. */
  constructor(obtain: Obtain, options: TokenRenewerOptions = {}) {
    this.#obtain = obtain;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#isLasting = options.isLasting ?? isLasting;
  }

  /** There is another token, or none any more; or there is a failure, or none any more. */
  get onDidChange() {
    return this.#changed.event;
  }

  /** When the token expires (ms since 1970); `undefined` where there is none that can be used. */
  get expiresAtMs(): number | undefined {
    return this.#held !== undefined && this.#leftMs(this.#held) > 0 ? this.#held.expiresAtMs : undefined;
  }

  /** What keeps tokens from being obtained until `reset`; `undefined` where nothing does. */
  get failure(): unknown {
    return this.#failure?.error;
  }

  /**
   * A token that does not expire soon; where none can be obtained now, one that has not expired yet.
   *
   * @param options `attended`: whether a person waits. It counts for the caller that begins the run.
   * @throws What `obtain` threw, now or at the last run if that lasts; or the reason of `signal` when aborted.
   */
  async get(signal: AbortSignal, { attended = false } = {}): Promise<string> {
    signal.throwIfAborted();
    const held = this.#held;
    if (held !== undefined && this.#leftMs(held) > marginMs(held)) return held.token;
    try {
      if (this.#failure !== undefined) throw this.#failure.error;
      return (await this.#join(signal, attended)).token;
    } catch (error) {
      const isGood = held !== undefined && held === this.#held && this.#leftMs(held) > 0;
      if (isGood && !signal.aborted) return held.token;
      throw error;
    }
  }

  /**
   * The token to send in place of `token`, which the service refused (401).
   *
   * @throws TokenRefusedError, which lasts, where `token` is itself such a replacement and no minute old, or where it is
   * obtained again; and as `get`.
   */
  async refused(token: string, signal: AbortSignal, options?: { attended?: boolean }): Promise<string> {
    const held = this.#held;
    if (held?.token === token) {
      this.#held = undefined;
      this.#refused = token;
      if (held.isReplacement && this.#ageMs(held) < FRESH_MS) this.#failure = { error: new TokenRefusedError() };
      this.#changed.fire();
    }
    return this.get(signal, options);
  }

  /** A person wants it tried again: forgets the failure. A token that is good stays. */
  reset(): void {
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.#refused = undefined;
    this.#changed.fire();
  }

  /** Forgets the token and the failure, and aborts the run: its callers are told so. */
  clear(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#held = undefined;
    this.#failure = undefined;
    this.#refused = undefined;
    this.#changed.fire();
  }

  async #join(signal: AbortSignal, attended: boolean): Promise<Held> {
    const run = (this.#run ??= this.#begin(attended));
    run.waiting++;
    try {
      return await within(run.outcome, Infinity, signal);
    } finally {
      run.waiting--;
      if (run.waiting === 0 && this.#run === run) {
        this.#run = undefined;
        run.abort();
      }
    }
  }

  #begin(attended: boolean): Run {
    const controller = new AbortController();
    const outcome = this.#renew(controller.signal, attended, () => this.#run === run);
    const run: Run = { outcome, abort: () => controller.abort(), waiting: 0 };
    this.#ended = outcome.catch(() => undefined);
    return run;
  }

  /** @param isCurrent Whether anybody still waits for this run. */
  async #renew(signal: AbortSignal, attended: boolean, isCurrent: () => boolean): Promise<Held> {
    // A program that was told to end may take a while to do so.
    await this.#ended;
    signal.throwIfAborted();
    try {
      const { token, expiresAtMs } = await this.#obtain({ signal, attended });
      signal.throwIfAborted();
      if (token === this.#refused) throw new TokenRefusedError();
      const times = { wallMs: this.#clock.wallMs(), monotonicMs: this.#clock.monotonicMs() };
      const held: Held = { token, expiresAtMs, ...times, isReplacement: this.#refused !== undefined };
      this.#settle(isCurrent, { held });
      return held;
    } catch (error) {
      if (this.#isLasting(error)) this.#settle(isCurrent, { error });
      throw error;
    }
  }

  #settle(isCurrent: () => boolean, outcome: { held: Held } | { error: unknown }): void {
    if (!isCurrent()) return;
    this.#run = undefined;
    if ('held' in outcome) {
      this.#held = outcome.held;
      this.#refused = undefined;
    } else {
      this.#failure = outcome;
    }
    this.#changed.fire();
  }

  /**
   * Time since `held` was obtained, by the clock that counted more: the monotonic one missed a sleep, or the wall clock
   * was set back.
   */
  #ageMs(held: Held): number {
    return Math.max(this.#clock.wallMs() - held.wallMs, this.#clock.monotonicMs() - held.monotonicMs);
  }

  #leftMs(held: Held): number {
    return lifetimeMs(held) - this.#ageMs(held);
  }
}

const lifetimeMs = ({ expiresAtMs, wallMs }: Held): number => expiresAtMs - wallMs;

const marginMs = (held: Held): number => Math.min(MARGIN_MS, lifetimeMs(held) * MAX_MARGIN);
