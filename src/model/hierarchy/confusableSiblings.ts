import { skeletonHash, skeletonOf } from '../../base/skeleton';
import { compareText, lowerBound } from '../../base/sorted';
import type { Node } from './clientNode';

/** A client with what the eye keeps of its name: made only for those that share a hash. */
interface SkeletonEntry {
  readonly node: Node;
  readonly skeleton: string;
}

/**
 * The names of the clients below one parent, by skeleton (UTS #39), to find those that can be confused. Before a client's
 * name changes it must be removed, and added after.
 *
 * Of k siblings that can be confused each points to the next in id order, the last to the first: adding or removing one
 * changes one other row, not k.
 */
export class ConfusableSiblings {
  /** By the hash of the skeleton: one client, as nearly always, or several, sorted by `compareAll`. */
  readonly #byHash = new Map<number, Node | SkeletonEntry[]>();
  /** How many hashes several siblings share: most often none, and then no sibling has a twin. */
  #shared: number;

  constructor(members: Iterable<Node>) {
    const shared = new Set<SkeletonEntry[]>();
    for (const node of members) {
      const hash = skeletonHash(node.name);
      const known = this.#byHash.get(hash);
      if (known === undefined) {
        this.#byHash.set(hash, node);
      } else if (Array.isArray(known)) {
        known.push(entryOf(node));
      } else {
        const both = [entryOf(known), entryOf(node)];
        shared.add(both);
        this.#byHash.set(hash, both);
      }
    }
    for (const entries of shared) entries.sort(compareAll);
    this.#shared = shared.size;
  }

  add(node: Node): void {
    const hash = skeletonHash(node.name);
    const known = this.#byHash.get(hash);
    if (known === undefined) {
      this.#byHash.set(hash, node);
      return;
    }
    const entry = entryOf(node);
    if (Array.isArray(known)) {
      known.splice(positionOf(known, entry), 0, entry);
    } else {
      this.#byHash.set(hash, [entryOf(known), entry].sort(compareAll));
      this.#shared++;
    }
  }

  remove(node: Node): void {
    const hash = skeletonHash(node.name);
    const known = this.#byHash.get(hash);
    if (!Array.isArray(known)) {
      this.#byHash.delete(hash);
      return;
    }
    known.splice(positionOf(known, entryOf(node)), 1);
    const [first] = known;
    if (known.length > 1 || first === undefined) return;
    this.#byHash.set(hash, first.node);
    this.#shared--;
  }

  /** A client with the very same name as `node`, which is one of them; else one whose name can be taken for it. */
  twinOf(node: Node): Node | undefined {
    if (this.#shared === 0) return undefined;
    const known = this.#byHash.get(skeletonHash(node.name));
    if (!Array.isArray(known)) return undefined;
    const entry = entryOf(node);
    for (const compare of RELATIONS) {
      const { from, to } = runOf(known, entry, compare);
      if (to - from < 2) continue;
      const next = positionOf(known, entry) + 1;
      return known[next < to ? next : from]?.node;
    }
    return undefined;
  }

  /** One of them, other than `except`, whose name can be taken for `name`. */
  alike(name: string, except?: Node): Node | undefined {
    const known = this.#byHash.get(skeletonHash(name));
    const nodes = Array.isArray(known) ? known.map(({ node }) => node) : known === undefined ? [] : [known];
    const skeleton = skeletonOf(name);
    return nodes.find((node) => node !== except && skeletonOf(node.name) === skeleton);
  }

  /** The siblings whose twin becomes another one when `node`, as it is named now, comes or goes. */
  dependents(node: Node): Node[] {
    const known = this.#byHash.get(skeletonHash(node.name));
    if (known === undefined || known === node) return [];
    const entries = Array.isArray(known) ? known : [entryOf(known)];
    const entry = entryOf(node);
    const position = positionOf(entries, entry);
    return RELATIONS.flatMap((compare) => {
      const { from, to } = runOf(entries, entry, compare);
      const before = from === to ? undefined : entries[(position > from ? position : to) - 1]?.node;
      return before === undefined || before === node ? [] : [before];
    });
  }
}

const entryOf = (node: Node): SkeletonEntry => ({ node, skeleton: skeletonOf(node.name) });

type Compare = (a: SkeletonEntry, b: SkeletonEntry) => number;

const compareSkeletons: Compare = (a, b) => compareText(a.skeleton, b.skeleton);
const compareNames: Compare = (a, b) => compareSkeletons(a, b) || compareText(a.node.name, b.node.name);
const compareAll: Compare = (a, b) => compareNames(a, b) || compareText(a.node.id, b.node.id);

/** What makes twins; the closer one first. */
const RELATIONS = [compareNames, compareSkeletons];

/** Where a client is in a list, or belongs. */
const positionOf = (sorted: readonly SkeletonEntry[], entry: SkeletonEntry): number =>
  lowerBound(sorted, (each) => compareAll(each, entry));

/** The stretch of a list that is equal to `entry`. */
const runOf = (
  sorted: readonly SkeletonEntry[],
  entry: SkeletonEntry,
  compare: Compare,
): { from: number; to: number } => ({
  from: lowerBound(sorted, (each) => compare(each, entry)),
  to: lowerBound(sorted, (each) => (compare(each, entry) <= 0 ? -1 : 1)),
});
