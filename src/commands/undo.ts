import { Disposable, l10n, workspace } from 'vscode';
import { plainText } from '../base/plainText';
import { joinParts, sentences } from '../base/text';
import { EditError } from '../model/edits/clientEdits';
import { undoStep, type UndoResult } from '../model/edits/undoRunner';
import type { AppliedEdit, UndoStep } from '../model/edits/undoStack';
import type { ClientNode } from '../model/hierarchy/clientNode';
import { ContextKey } from '../platform/contextKey';
import { runCancellable } from '../platform/progress';
import type { Confirmation } from '../platform/prompts';
import { formatCount, formatPosition, longPlace, quoted } from '../view/labels';
import { isCurrent, tellOtherConnection, type CommandContext, type Invocation } from './context';
import { explainEdit } from './support/editFailures';
import { isOutcomeUnknown, summarize } from './support/failureSummary';
import { confirmDeletion } from './support/guard';
import { lines } from './support/listed';
import { formatStop } from './support/stops';
import { tellOfClients } from './support/tellOfClients';

/** How many changes a question names. */
const MAX_LINES = 10;

/** Keeps `aleta.canUndo` of `when` clauses as the stack is. */
export function watchUndo({ edits }: CommandContext): Disposable {
  const canUndo = new ContextKey<boolean>('aleta.canUndo');
  const update = (): void => canUndo.set(edits.undo.size > 0);
  update();
  return Disposable.from(edits.undo.onDidChange(update));
}

/** After how long (ms) a person may no longer have a rename in mind. */
const RECENT_MS = 60_000;

/** Undoes what was done last; by key after asking, as `aleta.confirmUndo` says. */
export async function undoLastChange(context: CommandContext, { isByKey = false }: Invocation): Promise<void> {
  const step = context.edits.undo.last;
  if (step === undefined) {
    void context.prompts.notify('info', l10n.t('There is nothing to undo.'));
    return;
  }
  // A second key while that one is under way would ask for nothing.
  if (context.edits.undo.isUnderWay(step)) return;
  if (isByKey && mustConfirm(step) && !(await context.prompts.confirm(confirmation(step)))) return;
  await undo(context, step);
}

function mustConfirm({ changes, madeAt }: UndoStep): boolean {
  switch (workspace.getConfiguration('aleta').get<unknown>('confirmUndo')) {
    case 'verbose':
      return true;
    case 'light':
      return false;
    default:
      return changes.some(({ kind }) => kind !== 'renamed') || performance.now() - madeAt > RECENT_MS;
  }
}

function confirmation({ changes, connection }: UndoStep): Confirmation {
  const place = longPlace(connection);
  const [change] = changes;
  if (change === undefined || changes.length > 1) {
    return {
      message: l10n.t('Undo the last change to {0}?', formatCount(changes.length)),
      detail: joinParts('\n', lines(changes.map(formatUndoing), MAX_LINES), place),
      action: l10n.t('Undo'),
    };
  }
  return {
    message: l10n.t('Undo the last change?'),
    detail: joinParts('\n', formatUndoing(change), place),
    action: l10n.t('Undo'),
  };
}

function formatUndoing(change: AppliedEdit): string {
  switch (change.kind) {
    case 'created':
      return l10n.t('{0} will be deleted.', quoted(change.name));
    case 'renamed':
      return l10n.t('{0} will be renamed back to {1}.', quoted(change.to), quoted(change.from));
    case 'deleted':
      return l10n.t('{0} will be created again, with a new ID.', quoted(change.name));
  }
}

/**
 * Undoes one step and says what came of it.
 *
 * @param agreed Names that others gave meanwhile and that the person knows of, by id.
 */
export async function undo(
  context: CommandContext,
  step: UndoStep,
  agreed: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const { edits, prompts } = context;
  // Neither the key nor a button begins one twice.
  if (edits.undo.isUnderWay(step)) return;
  const deleted = step.changes.filter(({ kind }) => kind === 'created').length;
  const isCurrentStep = edits.connection === step.connection && edits.undo.has(step);
  if (isCurrentStep && deleted > 1 && !(await confirmDeletion(context, step.connection, undefined, deleted))) return;
  if (edits.undo.isUnderWay(step)) return;
  if (edits.connection !== step.connection) {
    tellOtherConnection(context);
    return;
  }
  if (!edits.undo.has(step)) {
    void prompts.notify('warning', l10n.t('This change was already undone, or can no longer be undone.'));
    return;
  }
  const { changes } = step;
  let isTurnedAway = (): boolean => false;
  const result = await runCancellable(l10n.t('Undoing the last change…'), (task) => {
    ({ isTurnedAway } = task);
    return undoStep(edits, step, {
      ...task.call,
      agreed,
      isOurs: (found) =>
        prompts.confirm({
          isTurnedAway: isTurnedAway(),
          message: l10n.t({
            message: 'Is this {0} the client that was just created again?',
            args: [quoted(found.name)],
            comment: '{0} is a quoted client name.',
          }),
          detail: joinParts(
            '\n',
            l10n.t(
              'The service did not answer, and a client with this name now exists. Someone else may have created it.',
            ),
            longPlace(step.connection),
          ),
          action: l10n.t('Yes'),
        }),
      onProgress: (change, at, of) => task.report(formatPosition(at, of, nameOf(change))),
    });
  });
  if (result === undefined) return;
  if (result.stop === 'otherConnection' && result.reverted.length === 0 && result.failed.length === 0) {
    tellOtherConnection(context);
    return;
  }
  const [change] = changes;
  if (change !== undefined && changes.length === 1) await notifyOne(context, step, change, result, isTurnedAway());
  else await notifyMany(context, step, result, isTurnedAway());
}

const nameOf = (change: AppliedEdit): string => (change.kind === 'renamed' ? change.to : change.name);

async function notifyOne(
  context: CommandContext,
  step: UndoStep,
  change: AppliedEdit,
  { reverted: [reverted], failed: [failure] }: UndoResult,
  isTurnedAway: boolean,
): Promise<void> {
  if (reverted !== undefined) {
    const { node } = reverted;
    const nodes = node === undefined ? [] : [node];
    void tellOfClients(context, {
      connection: step.connection,
      severity: 'info',
      text: formatReverted(change, node?.id),
      nodes,
      // Its new id is not.
      isSeen: change.kind !== 'deleted',
    });
    await selectReverted(context, step, nodes, isTurnedAway);
  } else if (failure !== undefined) {
    await notifyFailure(context, step, change, failure.error, isTurnedAway);
  }
}

async function selectReverted(
  context: CommandContext,
  { connection }: UndoStep,
  nodes: readonly ClientNode[],
  isTurnedAway: boolean,
): Promise<void> {
  if (!isCurrent(context, connection)) return;
  await context.view.selectFirstOf(
    nodes.map(({ id }) => id),
    isTurnedAway,
  );
}

function formatReverted(change: AppliedEdit, id = ''): string {
  switch (change.kind) {
    case 'created':
      return l10n.t('{0} was deleted again.', quoted(change.name));
    case 'renamed':
      return l10n.t('{0} was renamed back to {1}.', quoted(change.to), quoted(change.from));
    case 'deleted':
      return l10n.t('{0} was created again with a new ID: {1}', quoted(change.name), plainText(id));
  }
}

async function notifyFailure(
  context: CommandContext,
  step: UndoStep,
  change: AppliedEdit,
  error: unknown,
  isTurnedAway: boolean,
): Promise<void> {
  const { edits, prompts } = context;
  const again = (): Promise<void> => undo(context, step);
  const name = nameOf(change);
  if (!(error instanceof EditError)) {
    await prompts.fail(l10n.t('The last change to {0} was not undone.', quoted(name)), error, again);
    return;
  }
  const { obstacle } = error;
  const advice = explainEdit(error, name);
  const { text } = advice;
  if (obstacle.kind === 'outcomeUnknown') {
    const what = l10n.t('The last change to {0} may have been undone.', quoted(name));
    await prompts.fail(what, error, undefined, advice);
    return;
  }
  if (obstacle.kind === 'renamed') {
    const isRename = change.kind === 'renamed';
    const isAgreed = await prompts.confirm({
      isTurnedAway,
      message: isRename
        ? l10n.t('Rename {0} back to {1} anyway?', quoted(obstacle.name), quoted(change.from))
        : l10n.t('Delete {0} anyway?', quoted(obstacle.name)),
      detail: joinParts(
        '\n',
        isRename ? text : sentences(text, l10n.t('Undoing would delete the client.')),
        longPlace(step.connection),
      ),
      action: isRename ? l10n.t('Rename') : l10n.t('Delete'),
    });
    if (isAgreed) await undo(context, step, new Map([[change.id, obstacle.name]]));
    return;
  }
  const retry = l10n.t('Retry');
  const buttons = edits.undo.has(step) ? [retry] : [];
  const message = l10n.t('The last change to {0} was not undone. {1}', quoted(name), text);
  if ((await prompts.notify('error', message, ...buttons)) === retry) await again();
}

async function notifyMany(
  context: CommandContext,
  step: UndoStep,
  { reverted, failed, stop }: UndoResult,
  isTurnedAway: boolean,
): Promise<void> {
  const { edits, prompts, log } = context;
  for (const { change, error } of failed) if (error !== undefined) log.error(`${nameOf(change)} was not undone`, error);
  const count = formatCount(reverted.length);
  const again = reverted.every(({ change }) => change.kind === 'deleted');
  const what = again
    ? l10n.t('Undone: {0} created again, with new IDs.', count)
    : l10n.t('Undone: {0} reverted.', count);
  const tried = failed.filter(({ error }) => error !== undefined);
  if (failed.length === 0 && stop === undefined) {
    const nodes = reverted.flatMap(({ node }) => node ?? []);
    void tellOfClients(context, { connection: step.connection, severity: 'info', text: what, nodes });
    await selectReverted(context, step, nodes, isTurnedAway);
    return;
  }
  const summary = summarize(tried.map(({ change, error }) => ({ name: nameOf(change), error })));
  const below = failed.length - tried.length;
  const text = [
    formatStop(stop),
    what,
    tried.length === 0
      ? ''
      : tried.some(({ error }) => isOutcomeUnknown(error))
        ? l10n.t({
            message: 'Not undone, or outcome unknown: {0}',
            args: [summary.short],
            comment: '{0} is a list of clients with reasons.',
          })
        : l10n.t({
            message: 'Not undone: {0}',
            args: [summary.short],
            comment: '{0} is a list of clients with reasons.',
          }),
    below === 0
      ? ''
      : l10n.t({
          message: 'Not tried: {0} below.',
          args: [formatCount(below)],
          comment: '{0} is a count of clients below the clients named before.',
        }),
    edits.undo.has(step) ? l10n.t('Changes to {0} can still be undone.', formatCount(step.changes.length)) : '',
  ];
  const retry = l10n.t('Retry');
  const all = l10n.t('Show All');
  const chosen = await prompts.notifyWithText(
    // Do Not Disturb hides warnings.
    failed.length === 0 && stop !== 'otherConnection' ? 'info' : 'error',
    sentences(...text),
    summary.isWhole ? undefined : { label: all, content: summary.full },
    ...(edits.undo.has(step) ? [retry] : []),
  );
  if (chosen === retry) await undo(context, step);
}
