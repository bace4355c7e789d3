import { l10n, workspace, type Disposable } from 'vscode';
import { connectionKey, type Connection, type ServiceAddress } from '../api/connection';
import { Emitter } from '../base/emitter';
import type { DemoService } from '../demo/demoService';
import type { Prompts } from '../platform/prompts';
import type { ApiFactory } from './apiFactory';
import { parseApiUrl, type ApiUrlProblem } from './apiUrl';
import { SignInBox, TriedList } from './signInBox';
import { askForToken, explainApiUrl, offerRemoval, tellUndone } from './signInFlow';
import { isSameAccount, tokenIdentity, type TokenIdentity } from './token';
import type { TokenStore } from './tokenStore';

/** Which connection the window is on: signing in and out, demo data, and what other windows do meanwhile. */
export class Sessions implements Disposable {
  readonly #apis: ApiFactory;
  readonly #tokens: TokenStore;
  readonly #prompts: Prompts;
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #changed: Emitter<void>;
  readonly #report: (error: unknown) => void;
  #current: Connection | undefined;
  /** Tokens that the account connection of now had, the last one last. */
  #identities: readonly TokenIdentity[] = [];
  #demo: DemoService | undefined;
  #isSynced = false;
  /** Why it is not known who is signed in. */
  #failure: unknown;
  /** What was wrong with the setting when it was last looked at. */
  #problem: ApiUrlProblem | undefined;
  /** The last `sync` that was begun: what an earlier one read may be out of date. */
  #syncing: Promise<void> = Promise.resolve();
  readonly #box = new SignInBox();
  readonly #tried = new TriedList();

  /** @param report Told what a listener threw. */
  constructor(apis: ApiFactory, tokens: TokenStore, prompts: Prompts, report: (error: unknown) => void) {
    this.#apis = apis;
    this.#tokens = tokens;
    this.#prompts = prompts;
    this.#report = report;
    this.#changed = new Emitter(report);
    const sync = (): void => void this.sync().catch(report);
    this.#subscriptions = [
      tokens.onDidChange(sync),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('aleta.apiUrl')) sync();
      }),
    ];
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
    return this.#identities.at(-1)?.accountName;
  }

  /** The service that `aleta.apiUrl` names, or what is wrong with the setting. */
  get configured(): ServiceAddress | ApiUrlProblem {
    // Settings are a file that people edit: nothing keeps them to the type in the manifest.
    const value = workspace.getConfiguration('aleta').get<unknown>('apiUrl');
    return typeof value === 'string' ? parseApiUrl(value) : 'notAUrl';
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

  /** Brings the connection in line with the setting and the stored token. Demo data stays until it is left. */
  async sync(): Promise<void> {
    const syncing = this.#readAndTurn(() => this.#syncing === syncing);
    this.#syncing = syncing;
    await syncing;
    // A caller wants the state of now, which a later call brings.
    if (this.#syncing !== syncing) await this.#syncing;
  }

  async #readAndTurn(isLatest: () => boolean): Promise<void> {
    if (this.isDemo) return;
    const service = this.configured;
    try {
      const token = typeof service === 'string' ? undefined : await this.#tokens.get(service.origin);
      if (typeof service !== 'string' && !isLatest()) return;
      if (this.#current?.kind !== 'demo') this.#turnTo(service, token);
    } catch (error) {
      if (isLatest() && this.#current?.kind !== 'demo') this.#fail(service, error);
    }
  }

  /** It is not known who is signed in. A connection to that service stays: the token may be had again. */
  #fail(service: ServiceAddress | ApiUrlProblem, error: unknown): void {
    this.#report(error);
    this.#failure = error;
    this.#isSynced = true;
    if (typeof service === 'string' || this.#current?.service.href !== service.href) {
      this.#current = undefined;
      this.#identities = [];
    }
    if (this.#current === undefined) this.#changed.fire();
  }

  /** The same account keeps its connection, so that what is under way in it goes on; any other gets a new one. */
  #turnTo(service: ServiceAddress | ApiUrlProblem, token: string | undefined): void {
    if (typeof service === 'string' || token === undefined) {
      const problem = typeof service === 'string' ? service : undefined;
      const isSame = this.#current === undefined && this.#failure === undefined && this.#problem === problem;
      this.#failure = undefined;
      this.#problem = problem;
      if (isSame && this.#isSynced) return;
      this.#current = undefined;
      this.#identities = [];
    } else {
      this.#failure = undefined;
      this.#problem = undefined;
      const identity = tokenIdentity(token);
      const isSame = this.#current?.service.href === service.href && this.#isOwn(identity);
      if (isSame && this.#identities.at(-1)?.digest === identity.digest) return;
      if (!isSame) this.#current = this.#connect(service, identity);
      this.#identities = isSame ? [...this.#identities, identity] : [identity];
    }
    this.#isSynced = true;
    this.#changed.fire();
  }

  /** Whether a token is one of the connection of now, or a newer one of its account. */
  #isOwn(identity: TokenIdentity): boolean {
    const last = this.#identities.at(-1);
    const isKnown = this.#identities.some(({ digest }) => digest === identity.digest);
    return isKnown || (last !== undefined && isSameAccount(last, identity));
  }

  #connect(service: ServiceAddress, { account }: TokenIdentity): Connection {
    const isOpen = (): boolean => this.#current === connection;
    const getToken = async (): Promise<string | undefined> => {
      const token = await this.#tokens.get(service.origin);
      // Another window may have stored another account's, and not every host tells of that.
      if (isOpen() && (token === undefined || !this.#isOwn(tokenIdentity(token)))) this.#turnTo(service, token);
      return isOpen() ? token : undefined;
    };
    const api = this.#apis.api(service, {
      isOpen,
      getToken,
      takeOpened: () => (isOpen() ? this.#tried.take(service, this.#identities.at(-1)?.digest) : undefined),
      renewToken: async (refused, { interactive, signal }) => {
        const stored = await getToken();
        if (!isOpen() || (stored !== undefined && stored !== refused)) return stored;
        if (!interactive || signal.aborted) return undefined;
        const reason = l10n.t('Your token is no longer accepted. Sign in again to go on.');
        const open = (own: AbortSignal) => this.#askForToken(service, own, connection, reason);
        return (await this.#box.wait(service, open, signal)) === connection ? getToken() : undefined;
      },
    });
    const connection: Connection = {
      kind: 'account',
      service,
      isAccountKnown: account !== undefined,
      key: connectionKey(service, account),
      api,
    };
    return connection;
  }

  /**
   * Asks for a token of the configured service, tries it, and stores it. A call while the box for that service is open
   * waits for that box.
   *
   * @returns The connection that the token belongs to, or `undefined` when the person gave up.
   */
  async signIn(): Promise<Connection | undefined> {
    const service = this.configured;
    if (typeof service !== 'string') return this.#box.wait(service, (own) => this.#askForToken(service, own));
    // A message may stay unanswered for ever.
    void explainApiUrl(this.#prompts, service);
    return undefined;
  }

  /**
   * @param signal Closes the box.
   * @param openedBy The connection whose 401 asks; `undefined` where a person signs in by themselves.
   */
  async #askForToken(
    service: ServiceAddress,
    signal: AbortSignal,
    openedBy?: Connection,
    reason?: string,
  ): Promise<Connection | undefined> {
    const accepted = await askForToken(this.#prompts, this.#apis, service, reason, signal);
    if (accepted === undefined) return undefined;
    const { token, list } = accepted;
    const identity = tokenIdentity(token);
    // Before the token is stored: that alone may begin the first load.
    this.#tried.keep(service, identity.digest, list);
    const last = this.#identities.at(-1);
    const isKnown = this.#current?.service.href === service.href && last?.digest === identity.digest;
    // An opaque token says nothing of its account. Typed where this very connection asked for it, it is taken for its own.
    const isRenewal =
      openedBy !== undefined &&
      this.#current === openedBy &&
      last !== undefined &&
      (last.account === undefined || identity.account === undefined || last.account === identity.account);
    if (isRenewal && !isKnown) this.#identities = [...this.#identities, identity];
    const failure = await this.#tokens.set(service.origin, token);
    if (failure !== undefined) tellUndone(this.#prompts, this.#tokens, service.origin, failure);
    await (this.isDemo ? this.leaveDemo() : this.sync());
    // Clients are loaded afresh; also with the token that there was, when the person signed in to try again.
    if (isKnown ? openedBy === undefined : isRenewal) this.#changed.fire();
    const { current } = this;
    if (current?.service.href === service.href && this.#isOwn(identity)) return current;
    list.discard();
    return undefined;
  }

  /** Removes the token of the configured service, and offers to remove those of earlier addresses. */
  async signOut(): Promise<void> {
    const service = this.configured;
    if (typeof service !== 'string') await this.#remove(service.origin);
    await this.sync();
    const origins = await this.#tokens.origins().catch((error: unknown) => {
      this.#report(error);
      return [];
    });
    // A message may stay unanswered for ever.
    if (origins.length > 0) void offerRemoval(this.#prompts, origins, () => this.#removeAll(origins));
    else if (typeof service === 'string') void explainApiUrl(this.#prompts, service);
  }

  async #remove(origin: string): Promise<void> {
    const failure = await this.#tokens.delete(origin);
    if (failure !== undefined) tellUndone(this.#prompts, this.#tokens, origin, failure);
  }

  async #removeAll(origins: readonly string[]): Promise<void> {
    for (const origin of origins) await this.#remove(origin);
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
    this.#identities = [];
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
