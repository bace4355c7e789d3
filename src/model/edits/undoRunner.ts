import { isAbort } from '../../api/errors';
import type { ClientNode } from '../hierarchy/clientNode';
import { CircuitBreaker, type StopReason } from './circuitBreaker';
import { EditError, type ClientEdits, type EditOptions } from './clientEdits';
import { Pace } from './pace';
import type { AppliedEdit, UndoStep } from './undoStack';

/** A change that was reversed. */
export interface RevertedEdit {
  readonly change: AppliedEdit;
  /** The client, under its new id where it was created again; `undefined` where it is gone with the undoing. */
  readonly node: ClientNode | undefined;
}

/** A change that was not reversed. */
export interface FailedRevert {
  readonly change: AppliedEdit;
  /** Why; `undefined` where it was not tried, since its parent is not there again. */
  readonly error: unknown;
}

export interface UndoResult {
  readonly reverted: readonly RevertedEdit[];
  readonly failed: readonly FailedRevert[];
  /** Why it was stopped before the end, if it was. */
  readonly stop: 'cancelled' | 'otherConnection' | StopReason | undefined;
}

export interface UndoOptions extends Omit<EditOptions, 'connection'> {
  /** Names that others gave meanwhile and that the person knows of, by id. */
  readonly agreed?: ReadonlyMap<string, string>;
  readonly onProgress?: (change: AppliedEdit, at: number, of: number) => void;
  /**
   * Asks the person whether `found`, which may be somebody else's, is the deleted client created again: that had no
   * answer. Where left out, it is not.
   */
  readonly isOurs?: (found: ClientNode, change: AppliedEdit) => Promise<boolean>;
}

/**
 * Reverses the changes of a step, the last one first, each with the guards of `ClientEdits`; goes on past failures. What
 * was reversed, and what never can be, leaves the stack; the rest stays. Never throws: what went wrong is in the result.
 */
export async function undoStep(edits: ClientEdits, step: UndoStep, options: UndoOptions): Promise<UndoResult> {
  if (!edits.undo.begin(step)) return { reverted: [], failed: [], stop: undefined };
  try {
    return await reverseAll(edits, step, options);
  } finally {
    edits.undo.end(step);
  }
}

async function reverseAll(edits: ClientEdits, step: UndoStep, options: UndoOptions): Promise<UndoResult> {
  const reverted: RevertedEdit[] = [];
  const failed: FailedRevert[] = [];
  /** Ids of clients that could not be created again. */
  const missing = new Set<string>();
  const breaker = new CircuitBreaker();
  let stop: UndoResult['stop'];
  const of = step.changes.length;
  const pace = of > 1 ? new Pace(options.onRetry) : undefined;
  const call = {
    ...{ ...options, connection: step.connection },
    ...(pace === undefined ? {} : { pace, onRetry: pace.onRetry }),
  };
  for (let at = of - 1; at >= 0 && stop === undefined; at--) {
    // Looked at anew each time: changes follow a client to its new id. Turning to another service empties the stack.
    const change = step.changes[at];
    if (edits.connection !== step.connection) {
      stop = 'otherConnection';
      break;
    }
    if (change === undefined || !edits.undo.has(step)) break;
    if (options.signal.aborted) {
      stop = 'cancelled';
      break;
    }
    if (change.kind === 'deleted' && change.parentId !== null && missing.has(change.parentId)) {
      missing.add(change.id);
      failed.push({ change, error: undefined });
      continue;
    }
    options.onProgress?.(change, of - at, of);
    try {
      const node = await reverse(edits, change, call);
      reverted.push({ change, node });
      breaker.record(undefined);
      edits.undo.drop(step, change);
      // Not on the stack of another connection that was turned to while the person was asked.
      if (change.kind === 'deleted' && node !== undefined && edits.connection === step.connection) {
        edits.undo.renumber(change.id, node.id);
      }
    } catch (error) {
      if (isAbort(error, options.signal) || isCancelled(error)) {
        stop = 'cancelled';
        break;
      }
      if (error instanceof EditError && error.obstacle.kind === 'otherConnection') {
        stop = 'otherConnection';
        break;
      }
      stop = breaker.record(error);
      failed.push({ change, error });
      if (change.kind === 'deleted') missing.add(change.id);
      if (isForGood(error) || isInDoubt(error, change)) edits.undo.drop(step, change);
    }
  }
  // Also when that happened during the last one, whose end another account was not asked about.
  if (edits.connection !== step.connection) stop = 'otherConnection';
  return { reverted, failed, stop };
}

async function reverse(
  edits: ClientEdits,
  change: AppliedEdit,
  { agreed, isOurs, ...options }: UndoOptions & EditOptions,
): Promise<ClientNode | undefined> {
  switch (change.kind) {
    case 'created':
      return (await edits.remove(change.id, agreed?.get(change.id) ?? change.name, options)).node;
    case 'renamed':
      return (await edits.rename(change.id, agreed?.get(change.id) ?? change.to, change.from, options)).node;
    case 'deleted': {
      const { node, uncertain, mayBeOthers } = await edits.createAgain(change.name, change.parentId, options);
      if (node === undefined || uncertain === undefined || !mayBeOthers) return node;
      if ((await isOurs?.(node, change)) === true) return node;
      throw new EditError({ kind: 'outcomeUnknown', uncertain, candidates: [node.name] }, uncertain.cause);
    }
  }
}

const isCancelled = (error: unknown): boolean =>
  error instanceof EditError && error.obstacle.kind === 'notApplied' && error.obstacle.uncertain.isCancelled;

/** Whether trying again would come to the same: what we deleted ourselves may be created again. */
const isForGood = (error: unknown): boolean =>
  error instanceof EditError &&
  (error.obstacle.kind === 'deletedElsewhere' || error.obstacle.kind === 'parentGone') &&
  !error.obstacle.isOwn;

/**
 * Whether a client may have been created again, and nobody could look: a creation is not sent twice. Where someone could,
 * the new clients are named, and the person can tell.
 */
const isInDoubt = (error: unknown, { kind }: AppliedEdit): boolean =>
  kind === 'deleted' &&
  error instanceof EditError &&
  error.obstacle.kind === 'outcomeUnknown' &&
  error.obstacle.candidates.length === 0;
