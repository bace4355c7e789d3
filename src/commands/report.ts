import { l10n } from 'vscode';
import type { Connection } from '../api/connection';
import { joinParts, sentences } from '../base/text';
import type { EditOutcome } from '../model/edits/clientEdits';
import type { UndoStep } from '../model/edits/undoStack';
import type { ClientNode } from '../model/hierarchy/clientNode';
import { longPlace, quoted } from '../view/labels';
import { tellOtherConnection, type CommandContext } from './context';
import { formatFound, formatUncertainOutcome } from './support/editFailures';
import { tellOfClients, type News } from './support/tellOfClients';
import { undo } from './undo';

/** Puts an edit on the undo stack, says what was done, also where that was in doubt, and offers to undo it. */
export function tellApplied(context: CommandContext, connection: Connection, text: string, outcome: EditOutcome): void {
  const { applied, node } = outcome;
  const step = applied === undefined ? undefined : context.edits.undo.push(connection, [applied]);
  const nodes = node === undefined ? [] : [node];
  const uncertain = formatUncertainOutcome(outcome);
  // A client that was deleted cannot be seen.
  const isSeen = step !== undefined && applied?.kind !== 'deleted' && uncertain === '';
  const news: News = { connection, severity: 'info', text: sentences(text, uncertain), nodes, isSeen };
  void offerUndo(context, news, step);
}

/**
 * Says that a client of that name is there after a creation without an answer. It may be somebody else's: only once the
 * person says that it is theirs does it go on the undo stack, and is undone.
 */
export async function tellFound(
  context: CommandContext,
  connection: Connection,
  node: ClientNode,
  outcome: EditOutcome,
): Promise<void> {
  const { edits, prompts } = context;
  const { id, name } = node;
  const text = formatFound(outcome, quoted(name));
  const label = l10n.t('Undo…');
  const news: News = { connection, severity: 'warning', text, nodes: [node] };
  if ((await tellOfClients(context, news, label)) !== label) return;
  const isOurs = await prompts.confirm({
    message: l10n.t('Did you create {0}, and do you want to delete it?', quoted(name)),
    detail: joinParts('\n', sentences(text, l10n.t('Undoing deletes the client.')), longPlace(connection)),
    action: l10n.t('Delete'),
  });
  if (!isOurs) return;
  const step = edits.undo.push(connection, [{ kind: 'created', id, name }]);
  if (step === undefined) tellOtherConnection(context);
  else await undo(context, step);
}

async function offerUndo(context: CommandContext, news: News, step: UndoStep | undefined): Promise<void> {
  const label = l10n.t('Undo');
  const chosen = await tellOfClients(context, news, ...(step === undefined ? [] : [label]));
  if (chosen === label && step !== undefined) await undo(context, step);
}
