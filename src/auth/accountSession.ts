import { l10n } from 'vscode';
import { connectionKey, type Connection } from '../api/connection';
import type { OpenedAnswer } from '../api/openedAnswer';
import type { TokenSource } from '../api/transport';
import { accountConnection } from './accountConnection';
import type { ApiFactory } from './apiFactory';
import type { Credential, Credentials } from './credentials';
import type { EnvironmentChoice } from './environmentChoice';
import type { Environment } from './environments';
import { PastedAccount } from './pastedAccount';
import { RenewedAccount } from './renewedAccount';
import { tokenIdentity } from './token';

/** A connection of an account, and the tokens that it has. */
export interface AccountSession {
  readonly connection: Connection;
  readonly account: PastedAccount | RenewedAccount;
}

/** What a session needs of whoever decides which one is the one of now. */
export interface SessionHost {
  readonly apis: ApiFactory;
  readonly environments: EnvironmentChoice;
  readonly credentials: Credentials;
  isCurrent(connection: Connection): boolean;
  /** Turns to what the environment signs in with now, where that is another account, or nothing. */
  turnTo(environment: Environment, credential: Credential | undefined): void;
  /** Begins anew with `credential`: its tokens are of another subject than before. @param subject `TokenIdentity.subject` */
  restart(environment: Environment, credential: Credential, subject: string | undefined): void;
  /** Asks for another token, since the one of `connection` is refused. @returns Whether `connection` has one now. */
  askAgain(environment: Environment, connection: Connection, reason: string, signal: AbortSignal): Promise<boolean>;
  /** The list on which the token with that digest was tried. */
  takeTried(environment: Environment, digest: string | undefined): OpenedAnswer | undefined;
  expiryChanged(): void;
}

type Tokens = Omit<TokenSource, 'isOpen'>;

/** What the environment of a connection signs in with now; `undefined` where that is no longer its account, which ends it. */
type Held = () => Promise<Credential | undefined>;

/** @param subject Of the tokens, where the same credential had those of another subject before. */
export function openSession(
  host: SessionHost,
  environment: Environment,
  credential: Credential,
  subject?: string,
): AccountSession {
  const isOpen = (): boolean => host.isCurrent(connection);
  const held: Held = async () => {
    const now = await host.credentials.read(environment);
    // Another window may have stored another account's, and not every host tells of that.
    if (isOpen() && (now === undefined || !account.isOf(now))) host.turnTo(environment, now);
    return isOpen() ? now : undefined;
  };
  const { subjects } = host.credentials;
  const keyOf = (of: string): string => connectionKey(environment.id, environment.service, of);
  const known = credential.kind === 'token' ? undefined : (subject ?? subjects.last(keyOf(credential.account)));
  const account =
    credential.kind === 'token' ? new PastedAccount(credential.token) : new RenewedAccount(credential, known);
  const restart = (token: string): void => {
    if (isOpen()) host.restart(environment, credential, tokenIdentity(token).subject);
  };
  const tokens: TokenSource = {
    isOpen,
    ...(account instanceof PastedAccount
      ? pasted(host, environment, account, held, isOpen, () => connection)
      : renewed(host, account, held, restart, (noted) => subjects.note(keyOf(account.account), noted))),
  };
  const renewedKey = (of: string): string => {
    const suffix = subjects.suffix(keyOf(of), known);
    return suffix === undefined ? of : `${of}:${suffix}`;
  };
  const key = account instanceof PastedAccount ? account.last?.account : renewedKey(account.account);
  const pastedTokens = (): readonly string[] => (account instanceof PastedAccount ? account.digests : []);
  const connection = accountConnection(host.apis, host.environments, environment, key, tokens, pastedTokens);
  return { connection, account };
}

/** @param note Told the subject of a token. */
function renewed(
  host: SessionHost,
  account: RenewedAccount,
  held: Held,
  restart: (token: string) => void,
  note: (subject: string) => void,
): Tokens {
  account.onDidChange(() => host.expiryChanged());
  const checked = async (obtain: () => Promise<string>): Promise<string | undefined> => {
    if ((await held()) === undefined) return undefined;
    const token = await obtain();
    if (!account.take(token)) {
      restart(token);
      return undefined;
    }
    const subject = account.last?.subject;
    if (subject !== undefined) note(subject);
    return token;
  };
  return {
    getToken: (options) => checked(() => account.token(options)),
    renewToken: (refused, options) => checked(() => account.renewed(refused, options)),
  };
}

function pasted(
  host: SessionHost,
  environment: Environment,
  account: PastedAccount,
  held: Held,
  isOpen: () => boolean,
  connection: () => Connection,
): Tokens {
  const getToken = async (): Promise<string | undefined> => {
    const credential = await held();
    return credential?.kind === 'token' ? credential.token : undefined;
  };
  return {
    getToken,
    takeOpened: () => (isOpen() ? host.takeTried(environment, account.last?.digest) : undefined),
    renewToken: async (refused, { interactive, signal }) => {
      const stored = await getToken();
      if (!isOpen() || (stored !== undefined && stored !== refused)) return stored;
      if (!interactive || signal.aborted) return undefined;
      const reason = l10n.t('Your token is no longer accepted. Sign in again to continue.');
      return (await host.askAgain(environment, connection(), reason, signal)) ? getToken() : undefined;
    },
  };
}
