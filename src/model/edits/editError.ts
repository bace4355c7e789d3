import type { Owned } from '../hierarchy/hierarchy';

/** Why an edit was not made, when it is not simply that a request failed. Nothing was overwritten. */
export type EditObstacle =
  /** The client is no longer there. `isOwn`: it was deleted from here, and not elsewhere. */
  | { readonly kind: 'deletedElsewhere'; readonly isOwn: boolean }
  /** The client that it should be created below is no longer there. `isOwn`: as above. */
  | { readonly kind: 'parentGone'; readonly isOwn: boolean }
  /** It was given another name meanwhile. `isOwn`: from here, and not by someone else. */
  | { readonly kind: 'renamed'; readonly name: string; readonly isOwn: boolean }
  /** It owns something, which keeps it from being deleted. */
  | { readonly kind: 'notEmpty'; readonly owned: Owned }
  /** The request may have reached the server, but was not carried out. */
  | { readonly kind: 'notApplied'; readonly uncertain: UncertainOutcome }
  /** Another account or service, where the same id may mean another client, was turned to before a request was sent. */
  | { readonly kind: 'otherConnection' }
  /**
   * The request may have been carried out, and reading again did not tell. `candidates`, after a creation: names of the
   * clients that are new where it should be, any of which may be it or somebody else's.
   */
  | { readonly kind: 'outcomeUnknown'; readonly uncertain: UncertainOutcome; readonly candidates: readonly string[] };

/** Why no answer said what became of a request. */
export interface UncertainOutcome {
  /** Whether a person gave it up on its way. */
  readonly isCancelled: boolean;
  readonly cause: unknown;
}

export class EditError extends Error {
  readonly obstacle: EditObstacle;

  constructor(obstacle: EditObstacle, cause?: unknown) {
    super(`the edit was not made: ${obstacle.kind}`, cause === undefined ? {} : { cause });
    this.name = 'EditError';
    this.obstacle = obstacle;
  }
}
