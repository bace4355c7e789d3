import { l10n } from 'vscode';
import type { RetryNotice } from '../../api/retry';
import { joinParts, sentences } from '../../base/text';
import { EditError, type ClientEdits, type EditOutcome } from '../../model/edits/clientEdits';
import type { ClientStore } from '../../model/store/clientStore';
import type { Log } from '../../platform/log';
import { runCancellable } from '../../platform/progress';
import type { Prompts } from '../../platform/prompts';
import type { ClientsView } from '../../view/clientsView';
import { longPlace, quoted } from '../../view/labels';
import type { NameEdit, SaveName } from '../../view/nameEdit';
import { explainEdit, formatUncertainOutcome } from './editFailures';
import { tellOfClients } from './tellOfClients';

interface Parts {
  readonly edits: ClientEdits;
  readonly store: ClientStore;
  readonly view: ClientsView;
  readonly prompts: Prompts;
  readonly log: Log;
}

/** Makes what saves the name from a client's document. A name that others gave is only replaced by one who knows of it. */
export const nameSaver =
  (parts: Parts): SaveName =>
  async (edit) => {
    const { from, known, to, connection } = edit;
    const isOfNow = from !== undefined || (known === to && connection.isAccountKnown);
    if (!(isOfNow && edit.isInFront) && !(await isConfirmed(parts.prompts, edit)))
      throw new Error(l10n.t('Not saved.'));
    let saved: Saved | Renamed = { renamedTo: from ?? known };
    while ('renamedTo' in saved) saved = await tryToSave(parts, edit, saved.renamedTo);
    return saved.resource;
  };

interface Saved {
  /** As read after the change; `undefined` where it could not be. */
  readonly resource: string | undefined;
}

/** Someone else's name, which the person agreed to replace. */
interface Renamed {
  readonly renamedTo: string;
}

async function tryToSave(parts: Parts, { connection, id, to }: NameEdit, from: string): Promise<Saved | Renamed> {
  const { edits, store, view, prompts, log } = parts;
  const before = store.hierarchy?.get(id);
  const wasShown = before !== undefined && !view.isHidden(before);
  const resources: string[] = [];
  let outcome: EditOutcome | undefined;
  let isTurnedAway = (): boolean => false;
  try {
    const onResource = (resource: string): void => void resources.push(resource);
    outcome = await runCancellable(l10n.t('Renaming {0}…', quoted(from)), (task) => {
      const { call } = task;
      ({ isTurnedAway } = task);
      const onRetry = (notice: RetryNotice): void => {
        // The change was refused, and it all begins anew.
        if (notice.error.method !== 'GET') resources.length = 0;
        call.onRetry(notice);
      };
      return edits.rename(id, from, to, { ...call, connection, onRetry, onResource });
    });
  } catch (error) {
    const { text } = explainEdit(error, from);
    log.error(l10n.t('{0} was not renamed.', quoted(from)), error);
    if (!(error instanceof EditError) || error.obstacle.kind !== 'renamed') throw new Error(text, { cause: error });
    const other = error.obstacle.name;
    const isReplaced = await prompts.confirm({
      isTurnedAway: isTurnedAway(),
      message: l10n.t({
        message: 'Replace the name {0} with {1}?',
        args: [quoted(other), quoted(to)],
        comment: '{0} and {1} are quoted names.',
      }),
      detail: joinParts('\n', text, longPlace(connection)),
      action: l10n.t('Replace'),
    });
    if (isReplaced) return { renamedTo: other };
    throw new Error(text, { cause: error });
  }
  if (outcome === undefined) throw new Error(l10n.t('Cancelled.'));
  if (outcome.applied !== undefined) edits.undo.push(connection, [outcome.applied]);
  const done = l10n.t('{0} was renamed to {1}.', quoted(from), quoted(to));
  const { node, uncertain } = outcome;
  // The editor itself shows that it was saved, but not that the row is gone.
  if (uncertain !== undefined || (wasShown && node !== undefined && view.isHidden(node))) {
    const text = sentences(done, formatUncertainOutcome(outcome));
    void tellOfClients(parts, { connection, severity: 'info', text, nodes: node === undefined ? [] : [node] });
  }
  // The first was read before the change, to compare names.
  return { resource: outcome.applied === undefined || resources.length > 1 ? resources.at(-1) : undefined };
}

const isConfirmed = (prompts: Prompts, { connection, from, known, to }: NameEdit): Promise<boolean> =>
  prompts.confirm({
    message: l10n.t('Rename {0} to {1}?', quoted(known), quoted(to)),
    detail: joinParts(
      '\n',
      sentences(
        from === undefined
          ? l10n.t('These changes are from an earlier window. Someone else may have renamed the client meanwhile.')
          : l10n.t('Several documents are being saved together.'),
        from !== undefined || connection.isAccountKnown
          ? ''
          : l10n.t({
              message:
                'Your token does not identify your account. Make sure that the account on {0} is the account for which the changes were made.',
              args: [connection.service.host],
              comment: '{0} is a host.',
            }),
      ),
      longPlace(connection),
    ),
    action: l10n.t('Rename'),
  });
