import type { ClientNode } from '../hierarchy/clientNode';
import type { Hierarchy } from '../hierarchy/hierarchy';
import type { ClientStore } from '../store/clientStore';
import { EditError, type UncertainOutcome } from './editError';
import type { OwnWrites } from './ownWrites';
import { mayBeStoredAs } from './sentName';

/** A creation without an answer. */
export interface LostCreation {
  readonly name: string;
  readonly parentId: string | null;
  /** The tree before it. */
  readonly before: Hierarchy | undefined;
  readonly uncertain: UncertainOutcome;
}

/**
 * Looks for a client whose creation had no answer, among those below its parent that are new: that were not in the tree
 * before it, and not created by another request of ours since. That it is there is no proof that it is ours.
 *
 * @returns The only new one of that name; `undefined` where none at all is new.
 * @throws EditError `outcomeUnknown` with the names of the new ones, where it can be any of them.
 */
export async function findCreated(
  store: ClientStore,
  own: OwnWrites,
  { name, parentId, before, uncertain }: LostCreation,
  signal: AbortSignal,
): Promise<ClientNode | undefined> {
  const isLoaded = await store.loadAfresh({ signal, interactive: false });
  const { hierarchy } = store;
  if (!isLoaded || hierarchy === undefined) throw new Error('the clients were not loaded', { cause: store.failure });
  // By the parent that their records name: one that is not shown below it is there all the same.
  const added = [...hierarchy.all()].filter(
    (each) => each.parentId === parentId && before?.get(each.id) === undefined && !own.hasCreated(each.id),
  );
  if (added.length === 0) return undefined;
  const alike = added.filter((each) => mayBeStoredAs(name, each.name));
  const [found] = alike;
  if (found !== undefined && alike.length === 1) return found;
  const candidates = (found === undefined ? added : alike).map((each) => each.name);
  throw new EditError({ kind: 'outcomeUnknown', uncertain, candidates }, uncertain.cause);
}
