import { commands, l10n } from 'vscode';
import { HttpStatusError, SignInRequiredError } from '../api/errors';
import type { OpenedAnswer } from '../api/openedAnswer';
import { plainText } from '../base/plainText';
import { sentences } from '../base/text';
import { detailsOf } from '../platform/errorDetails';
import { explain } from '../platform/failures';
import type { Prompts } from '../platform/prompts';
import type { ApiFactory } from './apiFactory';
import type { EnvironmentTrouble } from './environmentChoice';
import type { Environment } from './environments';
import { cleanToken, tokenProblem } from './token';

/** Aleta's page on how to get a token or a key. */
const ACCESS_PAGE = 'https://docs.aleta.io/authentication';

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
  const where =
    name === ''
      ? host
      : l10n.t({
          message: '{0} on {1}',
          args: [plainText(name), host],
          comment: '{0} is the name of an environment, {1} a host.',
        });
  return prompts.input({
    title: l10n.t('Sign In to Aleta'),
    prompt: sentences(
      reason ?? '',
      l10n.t({
        message: 'Paste your access token for {0}. The token is stored in the secret storage of VS Code.',
        args: [where],
        comment: '{0} is a host, or the name of an environment and its host.',
      }),
    ),
    placeholder: l10n.t('Access token'),
    password: true,
    help: { label: l10n.t('How to Get Access'), url: ACCESS_PAGE },
    isInterruption: reason !== undefined,
    signal,
    busy: l10n.t({
      message: 'Checking the token on {0}…',
      args: [where],
      comment: '{0} is a host, or the name of an environment and its host.',
    }),
    validate: (value) => validateToken(cleanToken(value)),
    submit: async (value, task) => {
      const token = cleanToken(value);
      return { token, list: await apis.openList(environment, token, task.signal) };
    },
    explain: (error) => {
      const { text, remedies } = explain(error);
      return {
        text:
          explainRefusal(error, host) ??
          l10n.t({ message: 'The token could not be checked. {0}', args: [text], comment: '{0} is the reason.' }),
        remedies,
      };
    },
  });
}

function explainRefusal(error: unknown, host: string): string | undefined {
  if (error instanceof SignInRequiredError) {
    const happened = l10n.t({
      message: '{0} does not accept this token. Check that the token is complete and has not expired.',
      args: [host],
      comment: '{0} is a host.',
    });
    return sentences(happened, detailsOf(error.errors));
  }
  if (error instanceof HttpStatusError && error.status === 403 && !error.isHtml) {
    return l10n.t({
      message:
        'This token does not have permission to read the clients on {0}. Ask for permission, or use another token.',
      args: [host],
      comment: '{0} is a host.',
    });
  }
  return undefined;
}

function validateToken(token: string): { message: string; severity: 'error' } | undefined {
  switch (tokenProblem(token)) {
    case 'empty':
      return { message: l10n.t('Paste an access token.'), severity: 'error' };
    case 'badCharacter':
      return { message: l10n.t('A token can contain only ASCII letters, digits and punctuation.'), severity: 'error' };
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

/** Why there is no environment, and what to do. */
function describeTrouble(trouble: EnvironmentTrouble): string {
  switch (trouble) {
    case 'notAUrl':
      return l10n.t('The setting aleta.apiUrl is not a valid URL.');
    case 'notHttps':
      return l10n.t('The setting aleta.apiUrl must begin with https:// to protect your token.');
    case 'hasExtras':
      return l10n.t('The setting aleta.apiUrl must not contain a user name, password, query or fragment.');
    case 'allBad':
      return l10n.t('No entry in the setting aleta.environments can be used.');
    case 'gone':
      return l10n.t('The environment of this window is no longer in the settings. Select another environment.');
  }
}
