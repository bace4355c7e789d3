import type { Connection } from '../api/connection';
import type { OpenedAnswer } from '../api/openedAnswer';
import { within } from '../base/within';
import { placeOf, type Environment } from './environments';

interface Open {
  /** `placeOf` the environment. */
  readonly place: string;
  readonly outcome: Promise<Connection | undefined>;
  /** Closes the box. */
  readonly controller: AbortController;
  /** How many wait for it. */
  waiting: number;
}

/** The box for a token: one at a time for an environment, for all who wait for it. It closes with the last of them. */
export class SignInBox {
  #open: Open | undefined;

  /**
   * Waits for the box for `environment` that is open, or opens one.
   *
   * @param begin Opens it. The signal closes it.
   * @param signal Ends the waiting, which then throws its reason.
   */
  async wait(
    environment: Environment,
    begin: (signal: AbortSignal) => Promise<Connection | undefined>,
    signal?: AbortSignal,
  ): Promise<Connection | undefined> {
    const place = placeOf(environment);
    const open = this.#open?.place === place ? this.#open : this.#begin(place, begin);
    open.waiting++;
    try {
      return await within(open.outcome, Infinity, signal);
    } finally {
      if (--open.waiting === 0) {
        this.#forget(open);
        open.controller.abort();
      }
    }
  }

  #begin(place: string, begin: (signal: AbortSignal) => Promise<Connection | undefined>): Open {
    const controller = new AbortController();
    const outcome = begin(controller.signal).finally(() => this.#forget(open));
    const open: Open = { place, outcome, controller, waiting: 0 };
    this.#open = open;
    return open;
  }

  #forget(open: Open): void {
    if (this.#open === open) this.#open = undefined;
  }
}

/** The list of clients on which a token was tried, until a load takes it. */
export class TriedList {
  #kept: { readonly key: string; readonly list: OpenedAnswer } | undefined;

  /** Keeps `list` in place of the one before. @param digest `TokenIdentity.digest` of the token. */
  keep(environment: Environment, digest: string, list: OpenedAnswer): void {
    this.discard();
    this.#kept = { key: keyOf(environment, digest), list };
  }

  /** The list, if it is of that environment and token. It is the caller's then. */
  take(environment: Environment, digest: string | undefined): OpenedAnswer | undefined {
    const kept = this.#kept;
    if (digest === undefined || kept?.key !== keyOf(environment, digest)) return undefined;
    this.#kept = undefined;
    return kept.list;
  }

  /** Ends the list that nobody took. */
  discard(): void {
    this.#kept?.list.discard();
    this.#kept = undefined;
  }
}

const keyOf = (environment: Environment, digest: string): string => JSON.stringify([placeOf(environment), digest]);
