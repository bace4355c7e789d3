import { l10n } from 'vscode';
import { isAbort } from '../api/errors';
import { EditError, type ClientEdits } from '../model/clientEdits';
import type { Log } from '../platform/log';
import { shownRetry, withCancellableProgress } from '../platform/progress';
import type { Prompts } from '../platform/prompts';
import type { NameEdit, SaveName } from '../view/clientFiles';
import { VIEW_ID } from '../view/clientsView';
import { quoted } from '../view/labels';
import { explainEdit, shownDoubt } from './editFailures';

interface Parts {
  readonly edits: ClientEdits;
  readonly prompts: Prompts;
  readonly log: Log;
}

/** Makes what saves the name from a client's document. A name that others gave is only replaced by one who knows of it. */
export const nameSaver =
  (parts: Parts): SaveName =>
  async (edit) => {
    const { service } = parts.edits;
    let { from } = edit;
    if (from === undefined) {
      if (edit.known !== edit.to && !(await isRestoredMeant(parts.prompts, edit)))
        throw new Error(l10n.t('Not saved.'));
      from = edit.known;
    }
    while (from !== undefined) from = await tryToSave(parts, edit, from, service);
  };

/** Returns nothing once it is saved, or the other name that is to be replaced. */
async function tryToSave({ edits, prompts, log }: Parts, { id, to }: NameEdit, from: string, service: unknown) {
  let cancelled: AbortSignal | undefined;
  try {
    const title = l10n.t('Renaming {0}…', quoted(from));
    const outcome = await withCancellableProgress(title, VIEW_ID, ({ signal, report }) => {
      cancelled = signal;
      return edits.rename(id, from, to, { service, signal, onRetry: (notice) => report(shownRetry(notice)) });
    });
    const done = l10n.t('{0} was renamed to {1}.', quoted(from), quoted(to));
    if (outcome.doubt !== undefined) void prompts.tell('info', `${done} ${shownDoubt(outcome)}`);
    return undefined;
  } catch (error) {
    if (cancelled !== undefined && isAbort(error, cancelled)) {
      throw new Error(l10n.t('Cancelled.'), { cause: error });
    }
    const { text } = explainEdit(error, from);
    log.error(l10n.t('{0} was not renamed.', quoted(from)), error);
    if (!(error instanceof EditError) || error.obstacle.kind !== 'renamed') {
      throw new Error(text, { cause: error });
    }
    const other = error.obstacle.name;
    const isMeant = await prompts.confirm({
      message: l10n.t('Replace the name {0} with {1}?', quoted(other), quoted(to)),
      detail: text,
      action: l10n.t('Replace'),
    });
    if (isMeant) return other;
    throw new Error(text, { cause: error });
  }
}

const isRestoredMeant = (prompts: Prompts, { known, to }: NameEdit): Promise<boolean> =>
  prompts.confirm({
    message: l10n.t('Rename {0} to {1}?', quoted(known), quoted(to)),
    detail: l10n.t('These changes are from an earlier window. Someone else may have renamed the client meanwhile.'),
    action: l10n.t('Rename'),
  });
