import { l10n } from 'vscode';
import type { Connection } from '../api/connection';
import type { EditOutcome } from '../model/edits/clientEdits';
import type { UndoStep } from '../model/edits/undoStack';
import { sentences } from '../base/text';
import type { CommandContext } from './context';
import { formatUncertainOutcome } from './support/editFailures';
import { undo } from './undo';

/** Puts an edit on the undo stack, says what was done, also where that was in doubt, and offers to undo it. */
export function tellApplied(context: CommandContext, connection: Connection, text: string, outcome: EditOutcome): void {
  const { applied } = outcome;
  const step = applied === undefined ? undefined : context.edits.undo.push(connection, [applied]);
  void offerUndo(context, sentences(text, formatUncertainOutcome(outcome)), step);
}

async function offerUndo(context: CommandContext, text: string, step: UndoStep | undefined): Promise<void> {
  const label = l10n.t('Undo');
  const chosen = await context.prompts.notify('info', text, ...(step === undefined ? [] : [label]));
  if (chosen === label && step !== undefined) await undo(context, step);
}
