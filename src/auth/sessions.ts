import { EventEmitter } from 'node:events';
import { commands, l10n, window, workspace, type Disposable } from 'vscode';
import { HttpStatusError, SignInRequiredError } from '../api/errors';
import type { DemoService } from '../demo/demoService';
import { parseApiUrl, type ApiUrl, type ApiUrlProblem } from '../platform/apiUrl';
import { explain } from '../platform/failures';
import type { Prompts } from '../platform/prompts';
import { accountOf } from './account';
import type { Services, Session } from './services';
import { cleanToken, tokenProblem } from './token';
import type { TokenStore } from './tokenStore';

interface SessionEvents {
  /** `current` is another session now, or none; or the same account has another token. */
  changed: [];
}

/** Which service the window is on: signing in and out, demo data, and what other windows do meanwhile. */
export class Sessions extends EventEmitter<SessionEvents> implements Disposable {
  readonly #services: Services;
  readonly #tokens: TokenStore;
  readonly #prompts: Prompts;
  readonly #subscriptions: Disposable[];
  #current: Session | undefined;
  #demo: DemoService | undefined;
  #isRestored = false;
  /** The token that the current account session began with: tells another's from our own. */
  #knownToken: string | undefined;
  #signingIn: Promise<string | undefined> | undefined;

  constructor(services: Services, tokens: TokenStore, prompts: Prompts) {
    super();
    this.#services = services;
    this.#tokens = tokens;
    this.#prompts = prompts;
    this.#subscriptions = [
      tokens.onDidChange(() => void this.restore()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('aleta.apiUrl')) void this.restore();
      }),
      // Not every host tells this window of secrets that another one changed.
      window.onDidChangeWindowState(({ focused }) => {
        if (focused) void this.restore();
      }),
    ];
  }

  get current(): Session | undefined {
    return this.#current;
  }

  /** Whom the session is of, where the token says so. Text from outside, to be cleaned before it is shown. */
  get account(): string | undefined {
    return this.#current?.kind === 'account' && this.#knownToken !== undefined
      ? accountOf(this.#knownToken)
      : undefined;
  }

  /** The service that `aleta.apiUrl` names, or what is wrong with the setting. */
  get configured(): ApiUrl | ApiUrlProblem {
    return parseApiUrl(workspace.getConfiguration('aleta').get<string>('apiUrl', ''));
  }

  /** Brings the session in line with the setting and the stored token. Demo data stays until it is left. */
  async restore(): Promise<void> {
    if (this.isDemo) return;
    const url = this.configured;
    const token = typeof url === 'string' ? undefined : await this.#tokens.get(url.origin);
    // A setting that changed meanwhile has brought its own call.
    if (this.#current?.kind === 'demo' || hrefOf(this.configured) !== hrefOf(url)) return;
    if (typeof url === 'string' || token === undefined) {
      if (this.#current === undefined && this.#isRestored) return;
      this.#current = undefined;
    } else {
      if (this.#current?.url.href === url.href && this.#knownToken === token) return;
      // The same account keeps its session, so that what is under way in it goes on.
      if (this.#current?.url.href !== url.href) this.#current = this.#account(url);
    }
    this.#knownToken = token;
    this.#isRestored = true;
    this.emit('changed');
  }

  /** Whether it is known yet who is signed in. */
  get isRestored(): boolean {
    return this.#isRestored;
  }

  get isDemo(): boolean {
    return this.#demo !== undefined;
  }

  #account(url: ApiUrl): Session {
    const api = this.#services.api(url, {
      getToken: () => this.#tokens.get(url.origin),
      renewToken: async (refused, { interactive }) => {
        const stored = await this.#tokens.get(url.origin);
        if (stored !== undefined && stored !== refused) return stored;
        // Who is asked now would sign in to where the setting leads now.
        if (!interactive || hrefOf(this.configured) !== url.href) return undefined;
        const typed = await this.signIn(l10n.t('Your token is no longer accepted. Sign in again to go on.'));
        // The box may have been open already, for another service: its token is none of ours.
        return typed !== undefined && typed === (await this.#tokens.get(url.origin)) ? typed : undefined;
      },
    });
    return { kind: 'account', url, api };
  }

  /**
   * Asks for a token, tries it, and stores it. Whoever asks while the box is open waits for the same one.
   *
   * @param reason Why it is asked, where the person did not.
   * @returns The token that is now stored, or `undefined` when the person gave up.
   */
  signIn(reason?: string): Promise<string | undefined> {
    this.#signingIn ??= this.#askForToken(reason).finally(() => (this.#signingIn = undefined));
    return this.#signingIn;
  }

  async #askForToken(reason: string | undefined): Promise<string | undefined> {
    const url = this.configured;
    if (typeof url === 'string') {
      // A message may stay unanswered for ever.
      void this.#explainUrl(url);
      return undefined;
    }
    const token = await this.#prompts.input({
      title: l10n.t('Sign In to Aleta'),
      prompt: [
        reason,
        l10n.t('Paste your access token for {0}. It is stored in the secret storage of VS Code.', url.host),
      ]
        .filter((text) => text !== undefined)
        .join(' '),
      placeholder: l10n.t('Access token'),
      password: true,
      isInterruption: reason !== undefined,
      busy: l10n.t('Trying the token on {0}…', url.host),
      validate: (value) => validateToken(cleanToken(value)),
      submit: async (value, signal) => {
        const candidate = cleanToken(value);
        await this.#services.probe(url, candidate, signal);
        return candidate;
      },
      explain: (error) => {
        const { text, remedies } = explain(error);
        return {
          text:
            error instanceof SignInRequiredError
              ? l10n.t('{0} does not accept this token. Check that it is complete and not expired.', url.host)
              : error instanceof HttpStatusError && error.status === 403
                ? l10n.t(
                    'This token may not read the clients on {0}. Ask for the right, or use another token.',
                    url.host,
                  )
                : l10n.t('The token could not be tried. {0}', text),
          remedies,
        };
      },
    });
    if (token === undefined) return undefined;
    const isKnown = !this.isDemo && this.#current?.url.href === url.href && this.#knownToken === token;
    await this.#tokens.set(url.origin, token);
    await (this.isDemo ? this.leaveDemo() : this.restore());
    // Who signs in unasked wants another try, also with the token that there was; else, what asked goes on by itself.
    if (isKnown && reason === undefined) this.emit('changed');
    return token;
  }

  async #explainUrl(problem: ApiUrlProblem): Promise<void> {
    const settings = l10n.t('Open Settings');
    if ((await this.#prompts.tell('error', describeApiUrlProblem(problem), settings)) === settings) {
      await commands.executeCommand('workbench.action.openSettings', 'aleta.apiUrl');
    }
  }

  /** Removes the token of the configured service. */
  async signOut(): Promise<void> {
    const url = this.configured;
    if (typeof url !== 'string') await this.#tokens.delete(url.origin);
    await this.restore();
  }

  /** Turns to the demo data. The account's session and token stay as they are. */
  async exploreDemo(): Promise<void> {
    if (this.isDemo) return;
    const { service, session } = await this.#services.startDemo();
    if (this.#current?.kind === 'demo') return service.close();
    this.#demo = service;
    this.#current = session;
    this.emit('changed');
  }

  /** Turns back to the account. */
  async leaveDemo(): Promise<void> {
    const demo = this.#demo;
    if (demo === undefined) return;
    this.#demo = undefined;
    this.#current = undefined;
    await this.restore();
    if (this.current === undefined) this.emit('changed');
    await demo.close();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.removeAllListeners();
    void this.#demo?.close();
  }
}

function validateToken(token: string): { message: string; severity: 'error' } | undefined {
  switch (tokenProblem(token)) {
    case 'empty':
      return { message: l10n.t('Paste an access token.'), severity: 'error' };
    case 'badCharacter':
      return { message: l10n.t('A token has only letters, digits and signs of plain ASCII.'), severity: 'error' };
    case undefined:
      return undefined;
  }
}

const hrefOf = (url: ApiUrl | ApiUrlProblem): string => (typeof url === 'string' ? url : url.href);

/** What is wrong with the setting, and what to do. */
export function describeApiUrlProblem(problem: ApiUrlProblem): string {
  switch (problem) {
    case 'notAUrl':
      return l10n.t('The setting aleta.apiUrl is not a web address.');
    case 'notHttps':
      return l10n.t('The setting aleta.apiUrl must begin with https://, or your token could be read on its way.');
    case 'hasExtras':
      return l10n.t('The setting aleta.apiUrl must not have a user name, password, query or fragment.');
  }
}
