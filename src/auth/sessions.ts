import { l10n, type Disposable } from 'vscode';
import type { Connection } from '../api/connection';
import type { TokenSource } from '../api/transport';
import { Emitter } from '../base/emitter';
import type { DemoService } from '../demo/demoService';
import type { Prompts } from '../platform/prompts';
import { accountConnection } from './accountConnection';
import { AccountTokens } from './accountTokens';
import type { ApiFactory } from './apiFactory';
import type { EnvironmentChoice, EnvironmentTrouble } from './environmentChoice';
import { slotOf, type Environment } from './environments';
import { SignInBox, TriedList } from './signInBox';
import { askForToken, explainTrouble, moveToken, offerRemoval, removeToken, storeToken } from './signInFlow';
import { tokenIdentity, type TokenIdentity } from './token';
import type { TokenStore } from './tokenStore';

/** Which connection the window is on: signing in and out, demo data, and what other windows do meanwhile. */
export class Sessions implements Disposable {
  readonly #apis: ApiFactory;
  readonly #tokens: TokenStore;
  readonly #prompts: Prompts;
  readonly #environments: EnvironmentChoice;
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #changed: Emitter<void>;
  readonly #report: (error: unknown) => void;
  #current: Connection | undefined;
  /** Of the account connection of now. */
  #account: AccountTokens | undefined;
  #demo: DemoService | undefined;
  #isSynced = false;
  /** Why it is not known who is signed in. */
  #failure: unknown;
  /** Why there was no environment when that was last looked at. */
  #trouble: EnvironmentTrouble | undefined;
  /** The last `sync` that was begun: what an earlier one read may be out of date. */
  #syncing: Promise<void> = Promise.resolve();
  readonly #box = new SignInBox();
  readonly #tried = new TriedList();

  /** @param report Told what a listener threw. */
  constructor(
    apis: ApiFactory,
    tokens: TokenStore,
    prompts: Prompts,
    environments: EnvironmentChoice,
    report: (error: unknown) => void,
  ) {
    this.#apis = apis;
    this.#tokens = tokens;
    this.#prompts = prompts;
    this.#environments = environments;
    this.#report = report;
    this.#changed = new Emitter(report);
    const sync = (): void => void this.sync().catch(report);
    this.#subscriptions = [tokens.onDidChange(sync), environments.onDidChange(sync)];
  }

  /** `current` is another connection now, or none; or its account has another token. */
  get onDidChange() {
    return this.#changed.event;
  }

  get current(): Connection | undefined {
    return this.#current;
  }

  /** Whom the connection is of, where the token says so. Text from outside, to be cleaned before it is shown. */
  get accountName(): string | undefined {
    return this.#account?.last?.accountName;
  }

  /** Whether it is known yet who is signed in. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** Why it is not known who is signed in, where that could not be found out. */
  get failure(): unknown {
    return this.#failure;
  }

  get isDemo(): boolean {
    return this.#demo !== undefined;
  }

  /** Brings the connection in line with the settings and the stored token. Demo data stays until it is left. */
  async sync(): Promise<void> {
    const syncing = this.#readAndTurn(() => this.#syncing === syncing);
    this.#syncing = syncing;
    await syncing;
    // A caller wants the state of now, which a later call brings.
    if (this.#syncing !== syncing) await this.#syncing;
  }

  async #readAndTurn(isLatest: () => boolean): Promise<void> {
    if (this.isDemo) return;
    const environment = this.#environments.current;
    if (this.#current !== undefined && !this.#isOf(environment)) {
      // What is shown must not be of another one than the settings and the window say, however long the secrets take.
      this.#end();
      this.#isSynced = false;
      this.#changed.fire();
    }
    try {
      const token = typeof environment === 'string' ? undefined : await this.#tokens.get(slotOf(environment));
      if (typeof environment !== 'string' && !isLatest()) return;
      if (this.#current?.kind !== 'demo') this.#turnTo(environment, token);
    } catch (error) {
      if (isLatest() && this.#current?.kind !== 'demo') this.#fail(environment, error);
    }
  }

  /** It is not known who is signed in. A connection of that environment stays: the token may be had again. */
  #fail(environment: Environment | EnvironmentTrouble, error: unknown): void {
    this.#report(error);
    this.#failure = error;
    this.#isSynced = true;
    if (!this.#isOf(environment)) this.#end();
    if (this.#current === undefined) this.#changed.fire();
  }

  /** The same account keeps its connection, so that what is under way in it goes on; any other gets a new one. */
  #turnTo(environment: Environment | EnvironmentTrouble, token: string | undefined): void {
    if (typeof environment === 'string' || token === undefined) {
      const trouble = typeof environment === 'string' ? environment : undefined;
      const isSame = this.#current === undefined && this.#failure === undefined && this.#trouble === trouble;
      this.#failure = undefined;
      this.#trouble = trouble;
      if (isSame && this.#isSynced) return;
      this.#end();
    } else {
      this.#failure = undefined;
      this.#trouble = undefined;
      const identity = tokenIdentity(token);
      if (this.#isOf(environment) && this.#account?.isOwn(identity) === true) {
        if (this.#account.last?.digest === identity.digest) return;
        this.#account.add(identity);
      } else {
        this.#current = this.#connect(environment, identity);
        this.#account = new AccountTokens(identity);
      }
    }
    this.#isSynced = true;
    this.#changed.fire();
  }

  #end(): void {
    this.#current = undefined;
    this.#account = undefined;
  }

  /** Whether the connection of now is one of `environment`, at its address of now. */
  #isOf(environment: Environment | EnvironmentTrouble): boolean {
    const { current } = this;
    if (current === undefined || typeof environment === 'string') return false;
    return current.environment.id === environment.id && current.service.href === environment.service.href;
  }

  #connect(environment: Environment, { account }: TokenIdentity): Connection {
    const isOpen = (): boolean => this.#current === connection;
    const getToken = async (): Promise<string | undefined> => {
      const token = await this.#tokens.get(slotOf(environment));
      // Another window may have stored another account's, and not every host tells of that.
      if (isOpen() && (token === undefined || this.#account?.isOwn(tokenIdentity(token)) !== true))
        this.#turnTo(environment, token);
      return isOpen() ? token : undefined;
    };
    const tokens: TokenSource = {
      isOpen,
      getToken,
      takeOpened: () => (isOpen() ? this.#tried.take(environment, this.#account?.last?.digest) : undefined),
      renewToken: async (refused, { interactive, signal }) => {
        const stored = await getToken();
        if (!isOpen() || (stored !== undefined && stored !== refused)) return stored;
        if (!interactive || signal.aborted) return undefined;
        const reason = l10n.t('Your token is no longer accepted. Sign in again to go on.');
        const open = (own: AbortSignal) => this.#askForToken(environment, own, connection, reason);
        return (await this.#box.wait(environment, open, signal)) === connection ? getToken() : undefined;
      },
    };
    const connection = accountConnection(this.#apis, this.#environments, environment, account, tokens);
    // Not waited for: the settings of now have it first anyway.
    this.#environments.keep(environment).catch(this.#report);
    return connection;
  }

  /**
   * Asks for a token for the environment of the window, tries it, and stores it. A call while the box for that environment
   * is open waits for that box.
   *
   * @returns The connection that the token belongs to, or `undefined` when the person gave up.
   */
  async signIn(): Promise<Connection | undefined> {
    const environment = this.#environments.current;
    if (typeof environment !== 'string') {
      return this.#box.wait(environment, (own) => this.#askForToken(environment, own));
    }
    // A message may stay unanswered for ever.
    void explainTrouble(this.#prompts, environment);
    return undefined;
  }

  /**
   * @param signal Closes the box.
   * @param openedBy The connection whose 401 asks; `undefined` where a person signs in by themselves.
   */
  async #askForToken(
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
    const account = this.#account;
    const isKnown = this.#isOf(environment) && account?.last?.digest === identity.digest;
    const isRenewal = openedBy !== undefined && this.#current === openedBy && account?.mayBeOwn(identity) === true;
    if (isRenewal && !isKnown) account.add(identity);
    await storeToken(this.#prompts, this.#tokens, slotOf(environment), token);
    await (this.isDemo ? this.leaveDemo() : this.sync());
    // Clients are loaded afresh; also with the token that there was, when the person signed in to try again.
    if (isKnown ? openedBy === undefined : isRenewal) this.#changed.fire();
    if (this.#isOf(environment) && this.#account?.isOwn(identity) === true) return this.current;
    list.discard();
    return undefined;
  }

  /** Removes the token of the window's environment, and offers to remove those of environments that there are no more. */
  async signOut(): Promise<void> {
    const environment = this.#environments.current;
    if (typeof environment !== 'string') await removeToken(this.#prompts, this.#tokens, slotOf(environment));
    await this.sync();
    const isOffered = await this.offerOrphans();
    // A message may stay unanswered for ever.
    if (!isOffered && typeof environment === 'string') void explainTrouble(this.#prompts, environment);
  }

  /** Offers to remove the tokens of environments and addresses that the settings no longer have. @returns Whether there are any. */
  async offerOrphans(): Promise<boolean> {
    const slots = await this.#tokens.slots().catch((error: unknown) => {
      this.#report(error);
      return [];
    });
    const used = new Set(this.#environments.all.map(slotOf));
    const orphans = slots.filter((slot) => !used.has(slot));
    // A message may stay unanswered for ever.
    if (orphans.length > 0) void offerRemoval(this.#prompts, orphans, () => this.removeSecrets(orphans));
    return orphans.length > 0;
  }

  /** Has another environment take over the secrets of one. @throws SecretStorageError */
  async moveSecrets(from: string, to: string): Promise<void> {
    await moveToken(this.#prompts, this.#tokens, from, to);
  }

  /** @param slots See `slotOf`. */
  async removeSecrets(slots: readonly string[]): Promise<void> {
    for (const slot of slots) await removeToken(this.#prompts, this.#tokens, slot);
    await this.sync();
  }

  /** Turns to the demo data. The account's token stays as it is. */
  async exploreDemo(): Promise<void> {
    if (this.isDemo) return;
    const { service, connection } = await this.#apis.startDemo();
    // Two may have been started at a time.
    if (this.#current?.kind === 'demo') return service.close();
    this.#demo = service;
    this.#current = connection;
    this.#account = undefined;
    this.#changed.fire();
  }

  /** Turns back to the account. */
  async leaveDemo(): Promise<void> {
    const demo = this.#demo;
    if (demo === undefined) return;
    this.#demo = undefined;
    this.#current = undefined;
    try {
      await this.sync();
      if (this.current === undefined) this.#changed.fire();
    } finally {
      await demo.close();
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#tried.discard();
    void this.#demo?.close();
  }
}
