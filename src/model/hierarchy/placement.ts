import { compareText } from '../../base/sorted';
import { ChildList } from './childList';
import type { Node } from './clientNode';
import type { NameIssues } from './nameIssues';
import type { TouchedRows } from './touchedRows';
import { UnplacedNodes } from './unplacedNodes';

interface Parts {
  readonly index: Map<string, Node>;
  /** The nodes at top level. */
  readonly roots: readonly Node[];
  readonly touched: TouchedRows;
  /** Compares names as siblings are sorted. */
  readonly collator: Intl.Collator;
}

/** Where each node stands: below the parent that it names, or at top level where that would be a cycle or is not there. */
export class Placement {
  readonly #index: Map<string, Node>;
  readonly #collator: Intl.Collator;
  readonly #touched: TouchedRows;
  readonly #names: NameIssues;
  readonly #top = new ChildList<Node>();
  readonly #unplaced = new UnplacedNodes();

  /** @param names Told of each node that comes to a place or leaves it. */
  constructor({ index, roots, touched, collator }: Parts, names: NameIssues) {
    this.#index = index;
    this.#collator = collator;
    this.#touched = touched;
    this.#names = names;
    for (const node of roots) {
      this.#top.add(node);
      this.#unplaced.add(node, this.#isListed);
    }
  }

  get hasUnplaced(): boolean {
    return !this.#unplaced.isEmpty;
  }

  /** Order of siblings: by name, then by id. */
  readonly compare = (a: Node, b: Node): number => this.#collator.compare(a.name, b.name) || compareText(a.id, b.id);

  below(parent: Node | null): ChildList<Node> {
    return parent ?? this.#top;
  }

  /** The nodes that name `node` as their parent, whether they can be shown under it or not. */
  owned(node: Node): Node[] {
    return [...node.all(), ...this.#unplaced.waitingFor(node.id)];
  }

  /** Puts a node that stands nowhere under the parent it names, as far as that is possible without a cycle. */
  place(node: Node, parentId: string | null): void {
    const parent = parentId === null ? undefined : this.#index.get(parentId);
    const cycle = parent === undefined ? undefined : this.#pathUpTo(parent, node);
    node.link = parent !== undefined && (cycle === undefined || this.#breakCycle(cycle, node)) ? parent : parentId;
    this.#attach(node);
  }

  /**
   * Breaks a cycle at its smallest id, as `HierarchyBuilder` does too: that node goes to the top level.
   *
   * @returns Whether it is another one than `node`, which then can be placed.
   */
  #breakCycle(cycle: readonly Node[], node: Node): boolean {
    const breaker = cycle.reduce((least, each) => (each.id < least.id ? each : least));
    if (breaker === node) return false;
    const { parentId } = breaker;
    this.#detach(breaker);
    breaker.link = parentId;
    this.#attach(breaker);
    this.#touched.add(breaker);
    return true;
  }

  /** Places the nodes that waited at top level for `node`, which has come into the list. */
  replaceWaitingFor(node: Node): void {
    for (const waiting of this.#unplaced.waitingFor(node.id)) this.#replace(waiting, node.id);
  }

  rename(node: Node, name: string): void {
    const setName = (): void => {
      this.#names.goes(node);
      node.name = name;
      this.#names.came(node);
    };
    this.#touched.add(node);
    if (this.below(node.parent).alter(node, setName, this.compare)) this.#touched.add(node.parent);
  }

  move(node: Node, parentId: string | null): void {
    this.#detach(node);
    node.link = null;
    // Before it has its new place, which may close another cycle, to be broken at another client.
    this.#closeBrokenCycles();
    this.place(node, parentId);
  }

  /** Takes a node out of its place and out of the index. The nodes below it go to the top level. */
  remove(node: Node): void {
    const { id } = node;
    this.#detach(node);
    this.#index.delete(id);
    this.#unplaced.parentLeft(id);
    this.#names.emptied(node);
    for (const child of node.empty()) {
      child.link = id;
      this.#attach(child);
    }
    this.#closeBrokenCycles();
  }

  #replace(node: Node, parentId: string): void {
    this.#detach(node);
    this.place(node, parentId);
    this.#touched.add(node);
  }

  /** The nodes from `from` upwards to `to`, both included; `undefined` where `to` is not above. */
  #pathUpTo(from: Node, to: Node): Node[] | undefined {
    // Most often; and a new client at the end of a long chain need not climb it.
    if (from !== to && to.isEmpty) return undefined;
    const path: Node[] = [];
    for (let at: Node | null = from; at !== null; at = at.parent) {
      path.push(at);
      if (at === to) return path;
    }
    return undefined;
  }

  /** A node that stands at top level to break a cycle goes back to its parent when the cycle is no more. */
  #closeBrokenCycles(): void {
    for (const node of this.#unplaced.breakers) {
      const parentId = node.parentId ?? '';
      const parent = this.#index.get(parentId);
      if (parent !== undefined && this.#pathUpTo(parent, node) === undefined) this.#replace(node, parentId);
    }
  }

  /** Adds a node to the place that its `link` says. */
  #attach(node: Node): void {
    this.below(node.parent).add(node, this.compare);
    this.#names.came(node);
    this.#unplaced.add(node, this.#isListed);
    this.#touched.add(node.parent);
  }

  /** Takes a node out of its place. */
  #detach(node: Node): void {
    this.below(node.parent).remove(node, this.compare);
    this.#names.goes(node);
    this.#unplaced.delete(node);
    this.#touched.add(node.parent);
  }

  // Bound, since it is handed over.
  readonly #isListed = (id: string): boolean => this.#index.has(id);
}
