/** Signing in with a command: it is shown before it is first run, and whenever it is another one. */
import { l10n } from 'vscode';
import { plainText } from '../base/plainText';
import { explain } from '../platform/failures';
import type { Prompts } from '../platform/prompts';
import { explainSignInFailure } from './commandFailures';
import type { Credentials, RunnableCommand } from './credentials';
import type { Environment } from './environments';
import { shownCommand } from './keys/consent';

/**
 * Asks whether the command of an environment may be run, as it would be run now.
 *
 * @returns Whether the environment can sign in now. Only its first request runs the command.
 */
export async function signInByCommand(
  prompts: Prompts,
  credentials: Credentials,
  environment: Environment,
): Promise<boolean> {
  try {
    const command = await credentials.command(environment);
    const { program, realFile, args, apiUrl, tokenUrl } = shownCommand(command);
    const isAgreed = await prompts.confirm({
      message: l10n.t('Run this program to sign in to {0}?', plainText(environment.name)),
      detail: [
        program,
        ...args.map((arg) => `    ${arg}`),
        '',
        ...(realFile === undefined ? [] : [l10n.t('The program is a link to {0}.', realFile)]),
        l10n.t('Tokens are sent to {0}.', apiUrl),
        ...(tokenUrl === undefined ? [] : [aboutEndpoint(command, tokenUrl)]),
        l10n.t('The program runs again whenever a token expires. You are asked again if any of these details change.'),
      ].join('\n'),
      action: l10n.t('Run'),
    });
    if (!isAgreed) return false;
    await credentials.agree(environment, command);
    return true;
  } catch (error) {
    const what = l10n.t('You were not signed in to {0}.', plainText(environment.name));
    // A message may stay unanswered for ever.
    void prompts.fail(what, error, undefined, explainSignInFailure(error) ?? explain(error));
    return false;
  }
}

/** The token endpoint is a part of what is agreed to, also where nothing is sent there. */
const aboutEndpoint = ({ line }: RunnableCommand, tokenUrl: string): string =>
  line.kind === 'signing'
    ? l10n.t('Signed requests are sent to {0}.', tokenUrl)
    : l10n.t('The token endpoint {0} is not used.', tokenUrl);
