import { l10n } from 'vscode';
import type { Connection } from '../api/connection';
import { sentences } from '../base/text';
import { deleteAll, stepsLeft, type BulkResult } from '../model/edits/bulkDelete';
import type { DeleteStep } from '../model/edits/deletePlan';
import type { UndoStep } from '../model/edits/undoStack';
import { runCancellable } from '../platform/progress';
import { formatCount, formatPosition, quoted } from '../view/labels';
import { isCurrent, type CommandContext } from './context';
import { isOutcomeUnknown, summarize, type FailureSummary } from './support/failureSummary';
import { confirmDeletion } from './support/guard';
import { listed } from './support/listed';
import { formatStop } from './support/stops';
import { undo } from './undo';

/** How many names of clients that were left a message has. */
const MAX_NAMES = 3;

/** What was so when the person agreed. */
interface Agreement {
  readonly connection: Connection;
  /** Ids of the clients to go on with. */
  readonly next: readonly string[];
}

/**
 * Deletes clients that the person agreed to delete, and sums up once what came of it.
 *
 * @param before The step of an earlier run over the same clients, which this one adds to.
 */
export async function deleteMany(
  context: CommandContext,
  steps: readonly DeleteStep[],
  agreement: Agreement,
  before?: UndoStep,
): Promise<void> {
  const { edits, log, view } = context;
  const { connection, next } = agreement;
  let isTurnedAway = (): boolean => false;
  const title = l10n.t({
    message: 'Deleting {0}…',
    args: [formatCount(steps.length)],
    comment: '{0} is a quoted client name, or a count of clients.',
  });
  const result = await runCancellable(title, (task) => {
    ({ isTurnedAway } = task);
    return deleteAll(edits, steps, {
      connection,
      ...task.call,
      onProgress: (step, at, of) => task.report(formatPosition(at, of, step.name)),
    });
  });
  if (result === undefined) return;
  for (const { step, error } of result.failed) log.error(`${quoted(step.name)} was not deleted`, error);
  const undoable = edits.undo.extend(connection, before, result.applied);
  if (result.deleted.length > 0 && isCurrent(context, connection)) await view.selectFirstOf(next, isTurnedAway());
  await notifyResult(context, steps, agreement, result, undoable);
}

async function notifyResult(
  context: CommandContext,
  steps: readonly DeleteStep[],
  agreement: Agreement,
  result: BulkResult,
  undoable: UndoStep | undefined,
): Promise<void> {
  const { failed, stop } = result;
  const summary = summarize(failed.map(({ step, error }) => ({ name: step.name, error })));
  const left = stepsLeft(steps, result);
  const isGivenUp = stop === 'cancelled' || stop === 'otherConnection';
  const retry = l10n.t('Retry');
  const all = l10n.t('Show All');
  const undoLabel = l10n.t('Undo');
  const chosen = await context.prompts.notifyWithText(
    // Do Not Disturb hides warnings.
    failed.length === 0 && (left.length === 0 || stop === 'cancelled') ? 'info' : 'error',
    formatResult(steps, result, summary),
    summary.isWhole ? undefined : { label: all, content: summary.full },
    ...(left.length === 0 || isGivenUp ? [] : [retry]),
    ...(undoable === undefined ? [] : [undoLabel]),
  );
  if (chosen === retry && (await mayRetry(context, agreement, left)))
    await deleteMany(context, left, agreement, undoable);
  if (chosen === undoLabel && undoable !== undefined) await undo(context, undoable);
}

/** The message may be an old one: its environment may be protected only since. On another connection `deleteMany` says so. */
const mayRetry = async (
  context: CommandContext,
  { connection }: Agreement,
  left: readonly DeleteStep[],
): Promise<boolean> =>
  left.length < 2 || !isCurrent(context, connection) || confirmDeletion(context, connection, undefined, left.length);

function formatResult(
  steps: readonly DeleteStep[],
  { deleted, gone, failed, above, untried, stop }: BulkResult,
  summary: FailureSummary,
): string {
  const all = formatCount(steps.length);
  const isUnknown = failed.some(({ error }) => isOutcomeUnknown(error));
  const names = (left: readonly DeleteStep[]): string =>
    listed(
      left.map(({ name }) => quoted(name)),
      MAX_NAMES,
    );
  return sentences(
    formatStop(stop),
    deleted.length === steps.length
      ? l10n.t({ message: 'Deleted {0}.', args: [all], comment: '{0} is a count of clients.' })
      : l10n.t({
          message: 'Deleted {0} of {1}.',
          args: [deleted.length.toLocaleString(), all],
          comment: '{0} is a number, {1} a count of clients.',
        }),
    gone.length === 0
      ? ''
      : l10n.t({
          message: 'Already deleted elsewhere: {0}.',
          args: [names(gone)],
          comment: '{0} is a list of clients.',
        }),
    failed.length === 0
      ? ''
      : isUnknown
        ? l10n.t({
            message: 'Not deleted, or outcome unknown: {0}',
            args: [summary.short],
            comment: '{0} is a list of clients with reasons.',
          })
        : l10n.t({
            message: 'Not deleted: {0}',
            args: [summary.short],
            comment: '{0} is a list of clients with reasons.',
          }),
    above.length === 0
      ? ''
      : l10n.t({
          message: 'Not deleted because clients below still exist: {0}.',
          args: [names(above)],
          comment: '{0} is a list of clients.',
        }),
    untried.length === 0
      ? ''
      : l10n.t({ message: 'Not tried: {0}.', args: [names(untried)], comment: '{0} is a list of clients.' }),
  );
}
