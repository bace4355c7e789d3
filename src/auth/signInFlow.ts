import { commands, l10n } from 'vscode';
import type { ServiceAddress } from '../api/connection';
import { HttpStatusError, SignInRequiredError } from '../api/errors';
import type { OpenedAnswer } from '../api/openedAnswer';
import { plainText } from '../base/plainText';
import { sentences } from '../base/text';
import { detailsOf } from '../platform/errorDetails';
import { explain } from '../platform/failures';
import type { Prompts } from '../platform/prompts';
import type { SecretStorageError } from '../platform/secretStorageError';
import type { ApiFactory } from './apiFactory';
import type { ApiUrlProblem } from './apiUrl';
import { cleanToken, tokenProblem } from './token';
import type { TokenStore } from './tokenStore';

/** A token that the service accepted. */
export interface AcceptedToken {
  readonly token: string;
  /** The list of clients that it was tried on. */
  readonly list: OpenedAnswer;
}

/**
 * Asks for a token and tries it on the service.
 *
 * @param reason Why it is asked, where the person did not.
 * @param signal Closes the box.
 * @returns `undefined` when the person gave up, or nobody waits any more.
 */
export function askForToken(
  prompts: Prompts,
  apis: ApiFactory,
  service: ServiceAddress,
  reason: string | undefined,
  signal: AbortSignal,
): Promise<AcceptedToken | undefined> {
  const { host } = service;
  return prompts.input({
    title: l10n.t('Sign In to Aleta'),
    prompt: sentences(
      reason ?? '',
      l10n.t('Paste your access token for {0}. It is stored in the secret storage of VS Code.', host),
    ),
    placeholder: l10n.t('Access token'),
    password: true,
    isInterruption: reason !== undefined,
    signal,
    busy: l10n.t('Trying the token on {0}…', host),
    validate: (value) => validateToken(cleanToken(value)),
    submit: async (value, task) => {
      const token = cleanToken(value);
      return { token, list: await apis.openList(service, token, task.signal) };
    },
    explain: (error) => {
      const { text, remedies } = explain(error);
      return { text: explainRefusal(error, host) ?? l10n.t('The token could not be tried. {0}', text), remedies };
    },
  });
}

function explainRefusal(error: unknown, host: string): string | undefined {
  if (error instanceof SignInRequiredError) {
    const happened = l10n.t('{0} does not accept this token. Check that it is complete and not expired.', host);
    return sentences(happened, detailsOf(error.errors));
  }
  if (error instanceof HttpStatusError && error.status === 403 && !error.isHtml) {
    return l10n.t('This token may not read the clients on {0}. Ask for the right, or use another token.', host);
  }
  return undefined;
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

/** Says what is wrong with the setting, and leads to it. */
export async function explainApiUrl(prompts: Prompts, problem: ApiUrlProblem): Promise<void> {
  const settings = l10n.t('Open Settings');
  if ((await prompts.notify('error', describeApiUrlProblem(problem), settings)) === settings) {
    await commands.executeCommand('workbench.action.openSettings', 'aleta.apiUrl');
  }
}

/** Says what holds for this window only, since the secret storage did not do it for `origin`. */
export function tellUndone(prompts: Prompts, tokens: TokenStore, origin: string, failure: SecretStorageError): void {
  const text = tokens.isKeptHere(origin)
    ? l10n.t('You are signed in for this window only: your token could not be stored.')
    : l10n.t('You are signed out of this window only: your token could not be removed.');
  const retry = async (): Promise<void> => {
    const again = await tokens.tryAgain(origin);
    if (again !== undefined) tellUndone(prompts, tokens, origin, again);
  };
  // A message may stay unanswered for ever.
  void prompts.fail(text, failure, retry);
}

/** Says for which other addresses there are tokens, and has them removed when the person wants that. */
export async function offerRemoval(
  prompts: Prompts,
  origins: readonly string[],
  remove: () => Promise<void>,
): Promise<void> {
  const hosts = origins.slice(0, 5).map((origin) => plainText(origin.replace(/^https?:\/\//, ''), 100));
  const more = origins.length > hosts.length ? '…' : '';
  const text = l10n.t('There are tokens of other addresses: {0}{1}. Remove them, too?', hosts.join(', '), more);
  const button = l10n.t('Remove');
  if ((await prompts.notify('info', text, button)) === button) await remove();
}

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
