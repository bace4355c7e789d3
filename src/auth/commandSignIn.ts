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
      message: l10n.t({
        message: 'Run this program to sign in to {0}?',
        args: [plainText(environment.name)],
        comment: '{0} is the name of an environment.',
      }),
      detail: [
        program,
        ...args.map((arg) => `    ${arg}`),
        '',
        ...(realFile === undefined
          ? []
          : [
              l10n.t({
                message: 'The program is a link to {0}.',
                args: [realFile],
                comment: '{0} is the path of a file.',
              }),
            ]),
        l10n.t({ message: 'Tokens are sent to {0}.', args: [apiUrl], comment: '{0} is a URL.' }),
        ...(tokenUrl === undefined ? [] : [aboutEndpoint(command, tokenUrl)]),
        l10n.t('The program runs again whenever a token expires. You are asked again if any of these details change.'),
      ].join('\n'),
      action: l10n.t('Run'),
    });
    if (!isAgreed) return false;
    await credentials.agree(environment, command);
    return true;
  } catch (error) {
    const what = l10n.t({
      message: 'You were not signed in to {0}.',
      args: [plainText(environment.name)],
      comment: '{0} is the name of an environment. The reason follows.',
    });
    // A message may stay unanswered for ever.
    void prompts.fail(what, error, undefined, explainSignInFailure(error) ?? explain(error));
    return false;
  }
}

/** The token endpoint is a part of what is agreed to, also where nothing is sent there. */
const aboutEndpoint = ({ line }: RunnableCommand, tokenUrl: string): string =>
  line.kind === 'signing'
    ? l10n.t({ message: 'Signed requests are sent to {0}.', args: [tokenUrl], comment: '{0} is a URL.' })
    : l10n.t({ message: 'The token endpoint {0} is not used.', args: [tokenUrl], comment: '{0} is a URL.' });
