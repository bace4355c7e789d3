import type { BadRecord, ClientRecord } from '../../api/jsonApi';
import { Node, type ClientNode, type DataMark, type Mark } from './clientNode';
import { Family } from './childList';
import { NameMarks } from './nameIssues';
import type { Oddities } from './inconsistencies';
import { compareText } from '../../base/sorted';

/** What one change did. */
export interface Change {
  readonly node: ClientNode;
  /** Rows that look different now or whose children do; `null` stands for the top level. */
  readonly touched: ReadonlySet<ClientNode | null>;
}

/** What keeps a client from being deleted. */
export interface Owned {
  /** Clients below it, those included that it lists and that we cannot see. */
  readonly clients: number;
  readonly legalEntities: number;
  readonly reportingEntities: number;
}

/** What `HierarchyBuilder` hands over. */
export interface HierarchyParts {
  readonly index: Map<string, Node>;
  readonly roots: Node[];
  readonly bad: readonly BadRecord[];
  readonly oddities: Oddities;
  /** Compares names as siblings are sorted. */
  readonly collator: Intl.Collator;
}

/**
 * All clients, each exactly once, changed in place. Made by `HierarchyBuilder`; after any changes it is what building it
 * anew from the server's records would give.
 */
export class Hierarchy {
  readonly badRecords: readonly BadRecord[];
  readonly #index: Map<string, Node>;
  readonly #top = new Family<Node>();
  readonly #oddities: Oddities;
  readonly #collator: Intl.Collator;
  /** Nodes at top level that name a parent, by its id. */
  readonly #unplaced = new Map<string, Set<Node>>();
  /** Those of them whose parent is in the list: they stand there to break a cycle. */
  readonly #breakers = new Set<Node>();
  readonly #names = new NameMarks();
  /** How many changes were begun. */
  #changes = 0;

  constructor(parts: HierarchyParts) {
    this.badRecords = parts.bad;
    this.#index = parts.index;
    this.#oddities = parts.oddities;
    this.#collator = parts.collator;
    for (const node of parts.roots) {
      this.#top.add(node);
      this.#noteUnplaced(node);
    }
  }

  /** How many clients there are. */
  get size(): number {
    return this.#index.size;
  }

  get(id: string): ClientNode | undefined {
    return this.#index.get(id);
  }

  /** The clients below `parent`, or those at top level for `null`, sorted by name. */
  children(parent: ClientNode | null): readonly ClientNode[] {
    return this.#below(parent).sort(this.#compare);
  }

  childCount(node: ClientNode): number {
    return this.#own(node).count;
  }

  owned(node: ClientNode): Owned {
    const hidden = this.#oddities.hidden.get(this.#own(node))?.size ?? 0;
    return {
      clients: this.childCount(node) + hidden,
      legalEntities: node.legalEntities,
      reportingEntities: node.reportingEntities,
    };
  }

  /** From the top level down to `node`, which is the last. */
  path(node: ClientNode): ClientNode[] {
    const path: ClientNode[] = [];
    for (let at: ClientNode | null = node; at !== null; at = at.parent) path.push(at);
    return path.reverse();
  }

  /**
   * All that is unusual about a client that is looked at. The names beside it are kept in mind from then on, so that a
   * change can tell whose marks it makes or ends.
   */
  marks(node: ClientNode): Mark[] {
    return this.#marksBy(this.#names, this.#own(node));
  }

  /** A way to ask for the marks of very many clients: what it keeps in mind goes when it goes. */
  marker(): (node: ClientNode) => Mark[] {
    let names = new NameMarks();
    let asOf = this.#changes;
    return (node) => {
      // What it kept in mind may be wrong by now.
      if (asOf !== this.#changes) names = new NameMarks();
      asOf = this.#changes;
      return this.#marksBy(names, this.#own(node));
    };
  }

  #marksBy(names: NameMarks, node: Node): Mark[] {
    return [...this.dataMarks(node), ...names.of(node, () => this.#below(node.parent).all())];
  }

  /** The marks of a client but for those of its name, which need a look at those beside it. */
  dataMarks(node: ClientNode): DataMark[] {
    return this.#oddities.marks(this.#own(node), (id) => this.#index.has(id));
  }

  /** Whether any client has `dataMarks`. */
  get hasOddities(): boolean {
    return this.#unplaced.size > 0 || !this.#oddities.isEmpty;
  }

  /** Every client, in no particular order. */
  all(): IterableIterator<ClientNode> {
    return this.#index.values();
  }

  /** Another client beside a place under `parent` whose name can be taken for `name`. */
  alike(name: string, parent: ClientNode | null, except?: ClientNode): ClientNode | undefined {
    const [place, self] = [parent, except].map((node) => (node == null ? null : this.#own(node)));
    return this.#names.alike(name, place ?? null, () => this.#below(parent).all(), self ?? undefined);
  }

  /** Other clients beside a place under `parent` that have exactly `name`. */
  namesakes(name: string, parent: ClientNode | null, except?: ClientNode): ClientNode[] {
    return this.#below(parent).filter(
      (sibling) => sibling !== except && sibling.name === name,
      (sibling) => this.#collator.compare(sibling.name, name),
    );
  }

  /**
   * Puts `record` where it belongs: as a new client, or in place of what was known of it. A parent that it did not have
   * before is taken to list it.
   */
  put(record: ClientRecord): Change {
    const known = this.#index.get(record.id);
    const before = known === undefined ? '' : this.#look(known);
    const touched = this.#begin();
    const node = known ?? new Node(record.id);
    if (known === undefined) {
      node.take(record);
      this.#index.set(node.id, node);
      this.#place(node, record.parentId, touched);
      this.#oddities.appeared(node, touched);
      // A copy, since one that closes a cycle waits again.
      for (const waiting of [...(this.#unplaced.get(node.id) ?? [])]) this.#replace(waiting, node.id, touched);
    } else {
      if (node.name !== record.name) this.#setName(node, record.name, touched);
      if (node.parentId !== record.parentId) this.#move(node, record.parentId, touched);
      node.legalEntities = record.legalEntities;
      node.reportingEntities = record.reportingEntities;
      this.#oddities.names.delete(node);
      this.#oddities.pointers.delete(node);
    }
    const owned = this.#owned(node);
    this.#oddities.forgetListing(node, owned, touched);
    if (record.childIds !== undefined) {
      this.#oddities.compare(node, record.childIds, (id) => this.#index.get(id), owned, touched);
    }
    if (record.problems.length > 0) this.#oddities.pointers.set(node, record.problems);
    // A client that is read again is most often what it was.
    if (known !== undefined && this.#look(node) !== before) touched.add(node);
    this.#names.settle(touched);
    return { node, touched };
  }

  /** All that a row says of its client, but for those beside it. */
  #look(node: Node): string {
    return JSON.stringify([node.name, node.parentId, this.owned(node), this.dataMarks(node)]);
  }

  /** Begins a change. Returns what collects the rows that look different after it. */
  #begin(): Set<Node | null> {
    this.#changes++;
    return new Set();
  }

  /** Gives a client another name; `undefined` where it is not in the list. */
  rename(id: string, name: string): Change | undefined {
    const node = this.#index.get(id);
    if (node === undefined) return undefined;
    const touched = this.#begin();
    this.#setName(node, name, touched);
    const names = this.#oddities.names.get(node);
    if (names !== undefined) this.#oddities.names.set(node, [name]);
    this.#names.settle(touched);
    return { node, touched };
  }

  /** Takes a client out; `undefined` where it is not in the list. Clients below it go to the top level. */
  remove(id: string): Change | undefined {
    const node = this.#index.get(id);
    if (node === undefined) return undefined;
    const touched = this.#begin();
    const owned = this.#owned(node);
    this.#oddities.left(node, owned, touched);
    this.#detach(node, touched);
    this.#index.delete(id);
    for (const waiting of this.#unplaced.get(id) ?? []) this.#breakers.delete(waiting);
    this.#names.emptied(node);
    for (const child of node.empty()) {
      child.link = id;
      this.#attach(child, touched);
    }
    this.#closeBrokenCycles(touched);
    // Their parent was in sight and is no longer, wherever they stood.
    for (const child of owned) touched.add(child);
    this.#names.settle(touched);
    touched.delete(node);
    return { node, touched };
  }

  // Bound, since it is handed to sort.
  readonly #compare = (a: Node, b: Node): number => this.#collator.compare(a.name, b.name) || compareText(a.id, b.id);

  #own(node: ClientNode): Node {
    if (node instanceof Node) return node;
    throw new TypeError('not a node of a hierarchy');
  }

  #below(parent: ClientNode | null): Family<Node> {
    return parent === null ? this.#top : this.#own(parent);
  }

  /** Those who name `node` as their parent, whether they can be shown under it or not. */
  #owned(node: Node): Node[] {
    return [...node.all(), ...(this.#unplaced.get(node.id) ?? [])];
  }

  #setName(node: Node, name: string, touched: Set<Node | null>): void {
    const setName = (): void => {
      this.#names.goes(node);
      node.name = name;
      this.#names.came(node);
    };
    touched.add(node);
    if (this.#below(node.parent).alter(node, setName, this.#compare)) touched.add(node.parent);
  }

  #move(node: Node, parentId: string | null, touched: Set<Node | null>): void {
    this.#detach(node, touched);
    node.link = null;
    // Before it has its new place, which may close another cycle, to be broken at another client.
    this.#closeBrokenCycles(touched);
    this.#place(node, parentId, touched);
    this.#oddities.moved(node, parentId === null ? undefined : this.#index.get(parentId));
  }

  #replace(node: Node, parentId: string, touched: Set<Node | null>): void {
    this.#detach(node, touched);
    this.#place(node, parentId, touched);
    touched.add(node);
  }

  /** Puts a detached node under the parent it names, as far as that is possible without a cycle. */
  #place(node: Node, parentId: string | null, touched: Set<Node | null>): void {
    const parent = parentId === null ? undefined : this.#index.get(parentId);
    node.link = parentId;
    if (parent !== undefined) {
      const cycle = this.#pathUpTo(parent, node);
      if (cycle === undefined) {
        node.link = parent;
      } else {
        // The builder breaks a cycle at the smallest id too, so that both give the same.
        const breaker = cycle.reduce((least, each) => (each.id < least.id ? each : least));
        if (breaker !== node) {
          const breakerParent = breaker.parentId;
          this.#detach(breaker, touched);
          breaker.link = breakerParent;
          this.#attach(breaker, touched);
          touched.add(breaker);
          node.link = parent;
        }
      }
    }
    this.#attach(node, touched);
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
  #closeBrokenCycles(touched: Set<Node | null>): void {
    for (const node of [...this.#breakers]) {
      const parentId = node.parentId ?? '';
      const parent = this.#index.get(parentId);
      if (parent !== undefined && this.#pathUpTo(parent, node) === undefined) this.#replace(node, parentId, touched);
    }
  }

  /** Adds `node` to the family that its `link` says. */
  #attach(node: Node, touched: Set<Node | null>): void {
    this.#below(node.parent).add(node, this.#compare);
    this.#names.came(node);
    this.#noteUnplaced(node);
    touched.add(node.parent);
  }

  /** Takes `node` out of the family it is in. */
  #detach(node: Node, touched: Set<Node | null>): void {
    this.#below(node.parent).remove(node, this.#compare);
    this.#names.goes(node);
    if (typeof node.link === 'string') {
      const waiting = this.#unplaced.get(node.link);
      waiting?.delete(node);
      if (waiting?.size === 0) this.#unplaced.delete(node.link);
      this.#breakers.delete(node);
    }
    touched.add(node.parent);
  }

  #noteUnplaced(node: Node): void {
    if (typeof node.link !== 'string') return;
    if (this.#index.has(node.link)) this.#breakers.add(node);
    const waiting = this.#unplaced.get(node.link);
    if (waiting === undefined) this.#unplaced.set(node.link, new Set([node]));
    else waiting.add(node);
  }
}
