import { l10n } from 'vscode';
import { EditError } from '../model/clientEdits';
import { cleanName } from '../model/clientName';
import type { Done } from '../model/undoStack';
import { shownRetry } from '../platform/progress';
import { quoted, shownPath } from '../view/labels';
import type { Row } from '../view/rows';
import { targetClient, validateName, type CommandContext } from './context';
import { explainEdit } from './editFailures';
import { tellDone } from './undo';

/** Gives the client that is meant another name. */
export async function renameClient(context: CommandContext, row?: Row): Promise<void> {
  const target = await targetClient(context, row, l10n.t('Rename a Client'));
  if (target === undefined) return;
  const { store, edits, prompts } = context;
  const { service } = edits;
  const { hierarchy, node } = target;
  const { id, name, parent } = node;
  /** The name that the person knows of: after being told of another's edit, that one. */
  let known = name;
  const changes: Done[] = [];
  const outcome = await prompts.input({
    title: l10n.t('Rename {0}', quoted(name)),
    prompt:
      parent === null
        ? l10n.t('New name of the client at top level')
        : l10n.t('New name of the client under {0}', shownPath(hierarchy.path(parent))),
    value: name,
    busy: l10n.t('Renaming the client…'),
    validate: (typed) => (typed === name ? undefined : validateName(typed, store.hierarchy ?? hierarchy, parent, node)),
    submit: async (typed, signal, report) => {
      if (typed === known) return undefined;
      return edits.rename(id, known, cleanName(typed), {
        service,
        signal,
        onRetry: (notice) => report(shownRetry(notice)),
        onDone: (change) => changes.push(change),
      });
    },
    explain: (error) => {
      const advice = explainEdit(error, known);
      if (!(error instanceof EditError) || error.obstacle.kind !== 'renamed') return advice;
      known = error.obstacle.name;
      const choice = l10n.t('Press Enter to replace that name with yours, or Escape to leave it.');
      return { ...advice, text: `${advice.text} ${choice}` };
    },
  });
  const [change] = changes;
  if (outcome === undefined || change?.kind !== 'renamed') return;
  tellDone(context, l10n.t('{0} was renamed to {1}.', quoted(change.from), quoted(change.to)), outcome, changes);
}
