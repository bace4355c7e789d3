import type { Connection } from '../api/connection';
import type { OpenedAnswer } from '../api/openedAnswer';
import type { Prompts } from '../platform/prompts';
import type { AccountSession } from './accountSession';
import type { ApiFactory } from './apiFactory';
import { signInByCommand } from './commandSignIn';
import type { Credentials } from './credentials';
import { slotOf, type Environment } from './environments';
import { signInByKey } from './keySignIn';
import { PastedAccount } from './pastedAccount';
import { RenewedAccount } from './renewedAccount';
import type { SecretKeeper } from './secretKeeper';
import { SignInBox, TriedList } from './signInBox';
import { askForToken } from './signInFlow';
import { tokenIdentity } from './token';

/** What signing in needs of whoever decides which connection is the one of now. */
export interface SignInHost {
  /** The connection of now with its account, where it is one of `environment`. */
  sessionOf(environment: Environment): AccountSession | undefined;
  /** Whether the settings still have the environment as it is, but for its access. */
  readonly isOfNow: (environment: Environment) => boolean;
  /** Told of what nobody waits for. */
  report(error: unknown): void;
  /** Turns to what the window's environment signs in with now. Demo data is left. */
  turn(): Promise<void>;
  /** Has all be loaded afresh on the connection of now. */
  refresh(): void;
}

/** Asks people for what environments sign in with: at one place at a time for an environment, for all who wait. */
export class SignIns {
  readonly #apis: ApiFactory;
  readonly #credentials: Credentials;
  readonly #keeper: SecretKeeper;
  readonly #prompts: Prompts;
  readonly #host: SignInHost;
  readonly #box = new SignInBox();
  readonly #tried = new TriedList();

  constructor(apis: ApiFactory, credentials: Credentials, keeper: SecretKeeper, prompts: Prompts, host: SignInHost) {
    this.#apis = apis;
    this.#credentials = credentials;
    this.#keeper = keeper;
    this.#prompts = prompts;
    this.#host = host;
  }

  /**
   * Asks for what `environment` signs in with, tries it, and keeps it. A call while that is asked waits for it.
   *
   * @returns The connection that this brings, or `undefined` when the person gave up.
   */
  signIn(environment: Environment): Promise<Connection | undefined> {
    return this.#box.wait(environment, (own) =>
      environment.signIn === 'token' ? this.#byToken(environment, own) : this.#otherwise(environment, own),
    );
  }

  /**
   * Asks for another token, since the one of `connection` is refused (401).
   *
   * @param signal Ends the waiting, which then throws its reason.
   * @returns Whether it has one now.
   */
  async askAgain(
    environment: Environment,
    connection: Connection,
    reason: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const open = (own: AbortSignal) => this.#byToken(environment, own, connection, reason);
    return (await this.#box.wait(environment, open, signal)) === connection;
  }

  /** The list on which the token with that digest was tried. It is the caller's then. */
  takeTried(environment: Environment, digest: string | undefined): OpenedAnswer | undefined {
    return this.#tried.take(environment, digest);
  }

  /**
   * @param signal Closes the box.
   * @param openedBy The connection whose 401 asks; `undefined` where a person signs in by themselves.
   */
  async #byToken(
    environment: Environment,
    signal: AbortSignal,
    openedBy?: Connection,
    reason?: string,
  ): Promise<Connection | undefined> {
    const accepted = await askForToken(this.#prompts, this.#apis, environment, reason, signal);
    if (accepted === undefined) return undefined;
    const { token, list } = accepted;
    const identity = tokenIdentity(token);
    // Before the token is stored: that alone may begin the first load.
    this.#tried.keep(environment, identity.digest, list);
    const before = this.#host.sessionOf(environment);
    const account = before?.account instanceof PastedAccount ? before.account : undefined;
    const isKnown = account?.last?.digest === identity.digest;
    const isRenewal = openedBy !== undefined && before?.connection === openedBy && account?.mayBeOwn(identity) === true;
    if (isRenewal && !isKnown) account.add(identity);
    await this.#keeper.keepToken(slotOf(environment), token);
    await this.#host.turn();
    // Clients are loaded afresh; also with the token that there was, when the person signed in to try again.
    if (isKnown ? openedBy === undefined : isRenewal) this.#host.refresh();
    const now = this.#host.sessionOf(environment);
    if (now?.account.isOf({ kind: 'token', token }) === true) return now.connection;
    list.discard();
    return undefined;
  }

  /** Signs in with a key or a command. */
  async #otherwise(environment: Environment, signal: AbortSignal): Promise<Connection | undefined> {
    const retry = (each: Environment, attempt: (own: AbortSignal) => Promise<boolean>): unknown =>
      this.#box
        .wait(each, (own) => this.#finish(each, () => attempt(own)))
        .catch((error: unknown) => this.#host.report(error));
    return this.#finish(environment, () =>
      environment.signIn === 'key'
        ? signInByKey(this.#prompts, this.#credentials, environment, signal, { isOfNow: this.#host.isOfNow, retry })
        : signInByCommand(this.#prompts, this.#credentials, environment),
    );
  }

  /** Turns to what `attempt` signs in to. @returns As `signIn`. */
  async #finish(environment: Environment, attempt: () => Promise<boolean>): Promise<Connection | undefined> {
    const before = this.#host.sessionOf(environment);
    if (!(await attempt())) return undefined;
    await this.#host.turn();
    const now = this.#host.sessionOf(environment);
    // Clients are loaded afresh, also with what there was, when the person signed in to try again.
    if (now !== undefined && now.connection === before?.connection) {
      if (now.account instanceof RenewedAccount) now.account.reset();
      this.#host.refresh();
    }
    return now?.connection;
  }

  dispose(): void {
    this.#tried.discard();
  }
}
