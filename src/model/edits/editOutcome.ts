import type { ClientNode } from '../hierarchy/clientNode';
import type { UncertainOutcome } from './editError';
import type { AppliedEdit } from './undoStack';

/** What came of an edit. */
export interface EditOutcome {
  /** The client; `undefined` once it is deleted, or when another connection was turned to meanwhile. */
  readonly node: ClientNode | undefined;
  /**
   * What was carried out, for the undo stack; `undefined` where the client was as wanted already, and where it is not
   * certain that it was our request that made it so.
   */
  readonly applied: AppliedEdit | undefined;
  /** `node` is a new client of that name, found after a creation without an answer: it may be somebody else's. */
  readonly mayBeOthers: boolean;
  /** Why only reading again showed that it was carried out; `undefined` where the answer said so. */
  readonly uncertain: UncertainOutcome | undefined;
}
