/** What a guarded environment asks for before something is done in it. */
import { l10n } from 'vscode';
import type { Connection } from '../../api/connection';
import type { Confirmation } from '../../platform/prompts';
import { remedyLabel, runRemedy } from '../../platform/remedies';
import { formatEnvironment, formatName, longReadOnly, titleIn } from '../../view/labels';
import type { CommandContext } from '../context';

/** Says that nothing can be changed in an environment, and leads to the setting. */
export async function tellReadOnly(
  { prompts }: Pick<CommandContext, 'prompts'>,
  place: Pick<Connection, 'environment' | 'service'>,
): Promise<void> {
  const edit = remedyLabel('openEnvironments');
  if ((await prompts.notify('warning', longReadOnly(place), edit)) === edit) await runRemedy('openEnvironments');
}

/**
 * Asks before several clients are deleted. Where the environment is protected, what is deleted has to be typed, too.
 *
 * @param typed The name of the only branch that is deleted, else the number of clients.
 */
export async function confirmDeletion(
  { prompts }: Pick<CommandContext, 'prompts'>,
  connection: Connection,
  confirmation: Confirmation | undefined,
  typed: string | number,
): Promise<boolean> {
  if (confirmation !== undefined && !(await prompts.confirm(confirmation))) return false;
  if (connection.access !== 'protected') return true;
  const environment = formatEnvironment(connection);
  const isName = typeof typed === 'string';
  const wanted = isName ? formatName(typed) : typed.toLocaleString();
  const isWanted = (value: string): boolean =>
    // A name that cannot be seen is nothing that Enter alone would not give, too.
    normalized(value) !== '' && [wanted, String(typed)].some((each) => normalized(each) === normalized(value));
  const answer = await prompts.input({
    title: titleIn(connection, confirmation?.message ?? l10n.t('Delete clients?')),
    prompt: isName
      ? l10n.t({
          message:
            'The environment {0} is protected. Type the name of the client to delete it and all clients below it: {1}',
          args: [environment, wanted],
          comment: '{0} is the name of an environment, {1} what has to be typed.',
        })
      : l10n.t({
          message: 'The environment {0} is protected. Type the number of clients to delete: {1}',
          args: [environment, wanted],
          comment: '{0} is the name of an environment, {1} what has to be typed.',
        }),
    placeholder: wanted,
    busy: '',
    validate: (value) =>
      isWanted(value)
        ? undefined
        : {
            message: isName
              ? l10n.t({ message: 'Type the name: {0}', args: [wanted], comment: '{0} is what has to be typed.' })
              : l10n.t({ message: 'Type the number: {0}', args: [wanted], comment: '{0} is what has to be typed.' }),
            severity: 'error',
          },
    submit: () => Promise.resolve(true),
    explain: () => ({ text: '', remedies: [] }),
  });
  return answer === true;
}

/** What a person cannot see or type for sure is no difference. */
const normalized = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();
