import { isAbort } from '../../api/errors';
import { CircuitBreaker, type StopReason } from './circuitBreaker';
import { EditError, type ClientEdits, type EditOptions } from './clientEdits';
import type { DeleteStep } from './deletePlan';
import { Pace } from './pace';
import type { AppliedEdit } from './undoStack';

/** A client that was not deleted. */
export interface FailedDelete {
  readonly step: DeleteStep;
  readonly error: unknown;
}

/** What came of deleting many: every step is in exactly one of the lists. */
export interface BulkResult {
  readonly deleted: readonly DeleteStep[];
  /** Those that were no longer there. */
  readonly gone: readonly DeleteStep[];
  readonly failed: readonly FailedDelete[];
  /** Those that were not tried, since a client below them is still there. */
  readonly above: readonly DeleteStep[];
  /** Those that were not tried, since it was stopped before. */
  readonly untried: readonly DeleteStep[];
  /** Why it was stopped before the end, if it was. */
  readonly stop: 'cancelled' | 'otherConnection' | StopReason | undefined;
  /** What was carried out, in that order, for undoing it. */
  readonly applied: readonly AppliedEdit[];
}

export interface BulkOptions extends EditOptions {
  readonly onProgress?: (step: DeleteStep, at: number, of: number) => void;
}

/**
 * Deletes clients one after the other, children before parents as `steps` has them, each with the guards of
 * `ClientEdits`, and at a `Pace` that the service bears. Goes on past failures, but leaves the clients above a failed one;
 * stops when cancelled, when another account or service is turned to, and when it is hopeless. Never throws: what went wrong is in the result.
 */
export async function deleteAll(
  edits: ClientEdits,
  steps: readonly DeleteStep[],
  { onProgress, ...options }: BulkOptions,
): Promise<BulkResult> {
  const { connection } = options;
  const pace = new Pace(options.onRetry);
  const breaker = new CircuitBreaker();
  const deleted: DeleteStep[] = [];
  const gone: DeleteStep[] = [];
  const failed: FailedDelete[] = [];
  const above: DeleteStep[] = [];
  const untried: DeleteStep[] = [];
  const applied: AppliedEdit[] = [];
  let stop: BulkResult['stop'];
  /** Ids of clients that have one below them that is still there. */
  const owners = new Set<string>();
  for (const [index, step] of steps.entries()) {
    stop ??= options.signal.aborted ? 'cancelled' : edits.connection === connection ? undefined : 'otherConnection';
    if (stop !== undefined) {
      untried.push(step);
      continue;
    }
    if (owners.has(step.id)) {
      above.push(step);
      if (step.parentId !== null) owners.add(step.parentId);
      continue;
    }
    onProgress?.(step, index + 1, steps.length);
    try {
      const outcome = await edits.remove(step.id, step.name, { ...options, pace, onRetry: pace.onRetry });
      if (outcome.applied !== undefined) applied.push(outcome.applied);
      deleted.push(step);
      breaker.record(undefined);
    } catch (error) {
      const kind = error instanceof EditError ? error.obstacle.kind : undefined;
      if (kind === 'deletedElsewhere') {
        gone.push(step);
        // That was an answer: what failed before it and after it is not in a row.
        breaker.record(undefined);
      } else if (isCancelled(error, options.signal) || kind === 'otherConnection') {
        untried.push(step);
      } else {
        failed.push({ step, error });
        if (step.parentId !== null) owners.add(step.parentId);
        stop = breaker.record(error);
      }
    }
  }
  // Also when that happened during the last step, so that nothing is undone on another service.
  if (edits.connection !== connection) stop = 'otherConnection';
  else stop ??= untried.length === 0 ? undefined : 'cancelled';
  return { deleted, gone, failed, above, untried, stop, applied };
}

const isCancelled = (error: unknown, signal: AbortSignal): boolean =>
  isAbort(error, signal) ||
  (error instanceof EditError && error.obstacle.kind === 'notApplied' && error.obstacle.uncertain.isCancelled);

/**
 * What of `steps` may be tried again. Not clients that others renamed, since the person agreed to delete another name; nor
 * the clients above such a client.
 */
export function stepsLeft(steps: readonly DeleteStep[], { deleted, gone, failed }: BulkResult): DeleteStep[] {
  const settled = new Set([...deleted, ...gone]);
  const out = new Set<string | null>();
  for (const { step, error } of failed) {
    if (error instanceof EditError && error.obstacle.kind === 'renamed') out.add(step.id);
  }
  // Children come before their parents.
  for (const { id, parentId } of steps) if (out.has(id)) out.add(parentId);
  return steps.filter((step) => !settled.has(step) && !out.has(step.id));
}
