import type { Disposable } from 'vscode';
import type { Connection } from '../api/connection';
import { Emitter } from '../base/emitter';
import type { Prompts } from '../platform/prompts';
import { openSession, type SessionHost } from './accountSession';
import type { ApiFactory, Demo } from './apiFactory';
import type { Credential, Credentials } from './credentials';
import { openDemoKey } from './demoKey';
import type { EnvironmentChoice, EnvironmentTrouble } from './environmentChoice';
import { slotOf, type Environment, type KeyDetails } from './environments';
import type { PrivateKey } from './keys/privateKey';
import { PastedAccount } from './pastedAccount';
import type { RenewedAccount } from './renewedAccount';
import type { SecretKeeper } from './secretKeeper';
import { explainTrouble } from './signInFlow';
import { SignIns } from './signIns';
import { tokenIdentity } from './token';

/** Which connection the window is on: signing in and out, demo data, and what other windows do meanwhile. */
export class Sessions implements Disposable {
  readonly #apis: ApiFactory;
  readonly #credentials: Credentials;
  readonly #keeper: SecretKeeper;
  readonly #host: SessionHost;
  readonly #signIns: SignIns;
  readonly #prompts: Prompts;
  readonly #environments: EnvironmentChoice;
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #changed: Emitter<void>;
  readonly #expiryChanged: Emitter<void>;
  readonly #report: (error: unknown) => void;
  #current: Connection | undefined;
  /** Of the account connection of now. */
  #account: PastedAccount | RenewedAccount | undefined;
  #demo: Demo | undefined;
  #isSynced = false;
  /** Why it is not known who is signed in. */
  #failure: unknown;
  /** Why there was no environment when that was last looked at. */
  #trouble: EnvironmentTrouble | undefined;
  /** The last `sync` that was begun: what an earlier one read may be out of date. */
  #syncing: Promise<void> = Promise.resolve();

  /** @param report Told what a listener threw. */
  constructor(
    apis: ApiFactory,
    credentials: Credentials,
    keeper: SecretKeeper,
    prompts: Prompts,
    environments: EnvironmentChoice,
    report: (error: unknown) => void,
  ) {
    this.#apis = apis;
    this.#credentials = credentials;
    this.#keeper = keeper;
    this.#prompts = prompts;
    this.#environments = environments;
    this.#report = report;
    this.#changed = new Emitter(report);
    this.#expiryChanged = new Emitter(report);
    this.#host = {
      ...{ apis, credentials, environments },
      isCurrent: (connection) => this.#current === connection,
      turnTo: (environment, credential) => this.#turnTo(environment, credential),
      restart: (environment, credential, subject) => {
        this.#end();
        this.#begin(environment, credential, subject);
        this.#changed.fire();
      },
      askAgain: (...asked) => this.#signIns.askAgain(...asked),
      takeTried: (...wanted) => this.#signIns.takeTried(...wanted),
      expiryChanged: () => this.#expiryChanged.fire(),
    };
    this.#signIns = new SignIns(apis, credentials, keeper, prompts, {
      sessionOf: (environment) => {
        const [connection, account] = [this.#current, this.#account];
        if (connection === undefined || account === undefined || !this.#isOf(environment)) return undefined;
        return { connection, account };
      },
      isOfNow: (environment) => environments.has(environment),
      report,
      turn: () => (this.isDemo ? this.leaveDemo() : this.sync()),
      refresh: () => this.#changed.fire(),
    });
    const sync = (): void => void this.sync().catch(report);
    const { tokens, keys } = credentials.secrets;
    this.#subscriptions = [tokens.onDidChange(sync), keys.onDidChange(sync), environments.onDidChange(sync)];
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

  /** When the token of now expires (ms since 1970), where that is known. */
  get expiresAtMs(): number | undefined {
    return this.#account?.expiresAtMs;
  }

  get onDidChangeExpiry() {
    return this.#expiryChanged.event;
  }

  /** Whether tokens are renewed by a key or a command, so that nobody needs to sign in again. */
  get isRenewed(): boolean {
    return this.#account?.isRenewed === true;
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
      const credential = typeof environment === 'string' ? undefined : await this.#credentials.read(environment);
      if (typeof environment !== 'string' && !isLatest()) return;
      if (this.#current?.kind !== 'demo') this.#turnTo(environment, credential);
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
  #turnTo(environment: Environment | EnvironmentTrouble, credential: Credential | undefined): void {
    const trouble = typeof environment === 'string' ? environment : undefined;
    const isSame = this.#failure === undefined && this.#trouble === trouble;
    this.#failure = undefined;
    this.#trouble = trouble;
    if (typeof environment === 'string' || credential === undefined) {
      if (isSame && this.#current === undefined && this.#isSynced) return;
      this.#end();
    } else if (this.#isOf(environment) && this.#account?.isOf(credential) === true) {
      const isNew = credential.kind === 'token' && this.#add(credential.token);
      if (!isNew) return;
    } else {
      this.#end();
      this.#begin(environment, credential);
    }
    this.#isSynced = true;
    this.#changed.fire();
  }

  /** @returns Whether the account of now had another token last. */
  #add(token: string): boolean {
    return this.#account instanceof PastedAccount && this.#account.add(tokenIdentity(token));
  }

  #end(): void {
    this.#account?.dispose();
    this.#current = undefined;
    this.#account = undefined;
  }

  /** Whether the connection of now is one of `environment`, at its address of now. */
  #isOf(environment: Environment | EnvironmentTrouble): boolean {
    const { current } = this;
    if (current === undefined || typeof environment === 'string') return false;
    return current.environment.id === environment.id && current.service.href === environment.service.href;
  }

  #begin(environment: Environment, credential: Credential, subject?: string): void {
    const { connection, account } = openSession(this.#host, environment, credential, subject);
    this.#current = connection;
    this.#account = account;
    // Not waited for: the settings of now have it first anyway.
    this.#environments.keep(environment).catch(this.#report);
  }

  /**
   * Asks for what the window's environment signs in with, tries it, and keeps it. A call while that is asked waits for it.
   *
   * @returns The connection that this brings, or `undefined` when the person gave up.
   */
  async signIn(): Promise<Connection | undefined> {
    const environment = this.#environments.current;
    if (typeof environment !== 'string') return this.#signIns.signIn(environment);
    // A message may stay unanswered for ever.
    void explainTrouble(this.#prompts, environment);
    return undefined;
  }

  /** Removes what the window's environment signs in with, and offers to remove that of environments that there are no more. */
  async signOut(): Promise<void> {
    const environment = this.#environments.current;
    if (typeof environment !== 'string') {
      if (!(await this.#keeper.confirmSignOut(environment))) return;
      await this.#keeper.remove(slotOf(environment));
    }
    await this.sync();
    const isOffered = await this.#keeper.offerOrphans();
    // A message may stay unanswered for ever.
    if (!isOffered && typeof environment === 'string') void explainTrouble(this.#prompts, environment);
  }

  /** Turns to the demo data. The account's token stays as it is. */
  async exploreDemo(): Promise<void> {
    if (this.isDemo) return;
    const demo = await this.#apis.startDemo();
    // Two may have been started at a time.
    if (this.#current?.kind === 'demo') return demo.service.close();
    this.#end();
    this.#demo = demo;
    this.#current = demo.connect();
    this.#changed.fire();
  }

  /**
   * Has the demo service know a key, and signs in there with it from now on, as Aleta's people and the person do.
   *
   * @returns What the service gave for the key; `undefined` without demo data.
   */
  async useDemoKey(key: PrivateKey): Promise<KeyDetails | undefined> {
    const demo = this.#demo;
    if (demo === undefined) return undefined;
    const used = await openDemoKey(demo, this.#credentials, key, {
      isCurrent: (connection) => this.#current === connection,
      expiryChanged: () => this.#expiryChanged.fire(),
    });
    if (this.#demo !== demo) return undefined;
    this.#end();
    this.#current = used.connection;
    this.#account = used.account;
    this.#changed.fire();
    return used.details;
  }

  /** Turns back to the account. */
  async leaveDemo(): Promise<void> {
    const demo = this.#demo;
    if (demo === undefined) return;
    this.#demo = undefined;
    this.#end();
    // Not waited for: a keyring may hang.
    void this.#credentials.secrets.keys.delete(demo.address.origin);
    try {
      await this.sync();
      if (this.current === undefined) this.#changed.fire();
    } finally {
      await demo.service.close();
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#expiryChanged.dispose();
    this.#account?.dispose();
    this.#signIns.dispose();
    void this.#demo?.service.close();
  }
}
