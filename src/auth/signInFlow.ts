import { commands, l10n } from 'vscode';
import { HttpStatusError, SignInRequiredError } from '../api/errors';
import type { OpenedAnswer } from '../api/openedAnswer';
import { plainText } from '../base/plainText';
import { sentences } from '../base/text';
import { detailsOf } from '../platform/errorDetails';
import { explain } from '../platform/failures';
import type { Prompts } from '../platform/prompts';
import type { SecretStorageError } from '../platform/secretStorageError';
import type { ApiFactory } from './apiFactory';
import type { EnvironmentTrouble } from './environmentChoice';
import { readSlot, type Environment } from './environments';
import { cleanToken, tokenProblem } from './token';
import type { TokenStore } from './tokenStore';

/** A token that the service accepted. */
export interface AcceptedToken {
  readonly token: string;
  /** The list of clients that it was tried on. */
  readonly list: OpenedAnswer;
}

/**
 * Asks for a token and tries it on the service of an environment.
 *
 * @param reason Why it is asked, where the person did not.
 * @param signal Closes the box.
 * @returns `undefined` when the person gave up, or nobody waits any more.
 */
export function askForToken(
  prompts: Prompts,
  apis: ApiFactory,
  environment: Environment,
  reason: string | undefined,
  signal: AbortSignal,
): Promise<AcceptedToken | undefined> {
  const { name } = environment;
  const { host } = environment.service;
  const where = name === '' ? host : l10n.t('{0} on {1}', plainText(name), host);
  return prompts.input({
    title: l10n.t('Sign In to Aleta'),
    prompt: sentences(
      reason ?? '',
      l10n.t('Paste your access token for {0}. It is stored in the secret storage of VS Code.', where),
    ),
    placeholder: l10n.t('Access token'),
    password: true,
    isInterruption: reason !== undefined,
    signal,
    busy: l10n.t('Trying the token on {0}…', where),
    validate: (value) => validateToken(cleanToken(value)),
    submit: async (value, task) => {
      const token = cleanToken(value);
      return { token, list: await apis.openList(environment, token, task.signal) };
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

/** Says why there is no environment to sign in to, and leads to the setting. */
export async function explainTrouble(prompts: Prompts, trouble: EnvironmentTrouble): Promise<void> {
  const isOfAddress = trouble !== 'allBad' && trouble !== 'gone';
  const switchLabel = l10n.t('Switch Environment');
  const settings = l10n.t('Open Settings');
  const buttons = trouble === 'gone' ? [switchLabel, settings] : [settings];
  const chosen = await prompts.notify('error', describeTrouble(trouble), ...buttons);
  if (chosen === switchLabel) await commands.executeCommand('aleta.switchEnvironment');
  if (chosen !== settings) return;
  if (isOfAddress) await commands.executeCommand('workbench.action.openSettings', 'aleta.apiUrl');
  else await commands.executeCommand('aleta.editEnvironments');
}

/** Stores a token, and says so where it is kept for this window only. @param slot See `slotOf`. */
export async function storeToken(prompts: Prompts, tokens: TokenStore, slot: string, token: string): Promise<void> {
  const failure = await tokens.set(slot, token);
  if (failure !== undefined) tellUndone(prompts, tokens, slot, failure);
}

/** Removes a token, and says so where it is removed from this window only. @param slot See `slotOf`. */
export async function removeToken(prompts: Prompts, tokens: TokenStore, slot: string): Promise<void> {
  const failure = await tokens.delete(slot);
  if (failure !== undefined) tellUndone(prompts, tokens, slot, failure);
}

/** Moves a token to another slot, and says so where that holds for this window only. */
export async function moveToken(prompts: Prompts, tokens: TokenStore, from: string, to: string): Promise<void> {
  const token = await tokens.get(from);
  if (token === undefined) return;
  await storeToken(prompts, tokens, to, token);
  await removeToken(prompts, tokens, from);
}

/** Says what holds for this window only, since the secret storage did not do it. */
function tellUndone(prompts: Prompts, tokens: TokenStore, slot: string, failure: SecretStorageError): void {
  const text = tokens.isKeptHere(slot)
    ? l10n.t('You are signed in for this window only: your token could not be stored.')
    : l10n.t('You are signed out of this window only: your token could not be removed.');
  const retry = async (): Promise<void> => {
    const again = await tokens.tryAgain(slot);
    if (again !== undefined) tellUndone(prompts, tokens, slot, again);
  };
  // A message may stay unanswered for ever.
  void prompts.fail(text, failure, retry);
}

/** Says of which other environments and addresses there are tokens, and has them removed when the person wants that. */
export async function offerRemoval(
  prompts: Prompts,
  slots: readonly string[],
  remove: () => Promise<void>,
): Promise<void> {
  const shown = slots.slice(0, 5).map(formatSlot);
  const more = slots.length > shown.length ? '…' : '';
  const text = l10n.t(
    'There are tokens of environments that are no longer in the settings: {0}{1}. Remove them, too?',
    shown.join(', '),
    more,
  );
  const button = l10n.t('Remove');
  if ((await prompts.notify('info', text, button)) === button) await remove();
}

/** As in `platform.aleta.io`, or `test on platform.aleta.io`. */
function formatSlot(slot: string): string {
  const { origin, id } = readSlot(slot);
  const host = plainText(origin.replace(/^https?:\/\//, ''), 100);
  return id === '' ? host : l10n.t('{0} on {1}', plainText(id), host);
}

/** Why there is no environment, and what to do. */
function describeTrouble(trouble: EnvironmentTrouble): string {
  switch (trouble) {
    case 'notAUrl':
      return l10n.t('The setting aleta.apiUrl is not a web address.');
    case 'notHttps':
      return l10n.t('The setting aleta.apiUrl must begin with https://, or your token could be read on its way.');
    case 'hasExtras':
      return l10n.t('The setting aleta.apiUrl must not have a user name, password, query or fragment.');
    case 'allBad':
      return l10n.t('No entry of the setting aleta.environments can be used.');
    case 'gone':
      return l10n.t('The environment of this window is no longer in the settings. Choose another one.');
  }
}
