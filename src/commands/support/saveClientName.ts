import { l10n } from 'vscode';
import { EditError, type ClientEdits, type EditOutcome } from '../../model/edits/clientEdits';
import type { Log } from '../../platform/log';
import { sentences } from '../../base/text';
import { runCancellable } from '../../platform/progress';
import type { Prompts } from '../../platform/prompts';
import type { NameEdit, SaveName } from '../../view/clientFileSystem';
import { quoted } from '../../view/labels';
import { explainEdit, formatUncertainOutcome } from './editFailures';

interface Parts {
  readonly edits: ClientEdits;
  readonly prompts: Prompts;
  readonly log: Log;
}

/** Makes what saves the name from a client's document. A name that others gave is only replaced by one who knows of it. */
export const nameSaver =
  (parts: Parts): SaveName =>
  async (edit) => {
    let { from } = edit;
    if (from === undefined) {
      if (
        (edit.known !== edit.to || !edit.connection.isAccountKnown) &&
        !(await isRestoreConfirmed(parts.prompts, edit))
      ) {
        throw new Error(l10n.t('Not saved.'));
      }
      from = edit.known;
    }
    while (from !== undefined) from = await tryToSave(parts, edit, from);
  };

/** Returns nothing once it is saved, or the other name that is to be replaced. */
async function tryToSave({ edits, prompts, log }: Parts, { connection, id, to }: NameEdit, from: string) {
  let outcome: EditOutcome | undefined;
  try {
    outcome = await runCancellable(l10n.t('Renaming {0}…', quoted(from)), ({ call }) =>
      edits.rename(id, from, to, { connection, ...call }),
    );
  } catch (error) {
    const { text } = explainEdit(error, from);
    log.error(l10n.t('{0} was not renamed.', quoted(from)), error);
    if (!(error instanceof EditError) || error.obstacle.kind !== 'renamed') throw new Error(text, { cause: error });
    const other = error.obstacle.name;
    const isConfirmed = await prompts.confirm({
      message: l10n.t('Replace the name {0} with {1}?', quoted(other), quoted(to)),
      detail: text,
      action: l10n.t('Replace'),
    });
    if (isConfirmed) return other;
    throw new Error(text, { cause: error });
  }
  if (outcome === undefined) throw new Error(l10n.t('Cancelled.'));
  if (outcome.applied !== undefined) edits.undo.push(connection, [outcome.applied]);
  const done = l10n.t('{0} was renamed to {1}.', quoted(from), quoted(to));
  if (outcome.uncertain !== undefined) void prompts.notify('info', sentences(done, formatUncertainOutcome(outcome)));
  return undefined;
}

const isRestoreConfirmed = (prompts: Prompts, { connection, known, to }: NameEdit): Promise<boolean> =>
  prompts.confirm({
    message: l10n.t('Rename {0} to {1}?', quoted(known), quoted(to)),
    detail: sentences(
      l10n.t('These changes are from an earlier window. Someone else may have renamed the client meanwhile.'),
      connection.isAccountKnown
        ? ''
        : l10n.t(
            'Your token does not tell whose it is: make sure that the account on {0} is the one the changes were made for.',
            connection.service.host,
          ),
    ),
    action: l10n.t('Rename'),
  });
