import { isBadRecord, type BadRecord, type ClientRecord } from '../../api/jsonApi';
import { compareText } from '../../base/sorted';
import { runToEnd } from '../../base/timeSlices';
import { Node } from './clientNode';
import { Hierarchy } from './hierarchy';
import { Inconsistencies } from './inconsistencies';
import { mergeRecords } from './mergeRecords';
import { TouchedRows } from './touchedRows';

/** After how many nodes `buildSteps` lets its caller look at the clock. */
const YIELD_EVERY = 1_000;

/** What a client lists as its children; `undefined` where it does not say. */
type Listing = readonly Node[] | undefined;

const EMPTY: readonly Node[] = [];

/** Collects records in any order and makes the hierarchy of them. The result does not depend on the order. */
export class HierarchyBuilder {
  /** Every client that was named so far, by its own record or by others: ids are looked up once, and not kept. */
  readonly #index = new Map<string, Node>();
  /** The nodes whose record has come; at the same position in `#listings`, what each lists as its children. */
  #nodes: Node[] = [];
  #listings: Listing[] = [];
  /** Further records of clients that have one already. */
  readonly #others = new Map<Node, ClientRecord[]>();
  readonly #bad: BadRecord[] = [];
  readonly #touched = new TouchedRows();
  readonly #inconsistencies = new Inconsistencies(this.#touched);
  readonly #collator: Intl.Collator;

  /** @param locale BCP 47 tag by whose rules siblings are sorted; the machine's where left out. */
  constructor(locale?: string) {
    this.#collator = new Intl.Collator(locale, { numeric: true });
  }

  add(record: ClientRecord | BadRecord): void {
    if (isBadRecord(record)) {
      this.#bad.push(record);
      return;
    }
    const node = this.#named(record.id);
    if (node.isKnown) {
      const others = this.#others.get(node);
      if (others === undefined) this.#others.set(node, [record]);
      else others.push(record);
      return;
    }
    this.#nodes.push(node);
    this.#listings.push(undefined);
    this.#set(node, this.#nodes.length - 1, record);
  }

  #named(id: string): Node {
    let node = this.#index.get(id);
    if (node === undefined) {
      node = new Node(id);
      this.#index.set(id, node);
    }
    return node;
  }

  #set(node: Node, position: number, record: ClientRecord): void {
    const { parentId, childIds, problems } = record;
    node.take(record);
    // A client that lists `node` is most often its parent: then the id of the parent need not be looked up.
    node.link = node.link instanceof Node && node.link.id === parentId ? node.link : parentId;
    this.#listings[position] = childIds?.length === 0 ? EMPTY : childIds?.map((id) => this.#listed(id, node));
    if (problems.length > 0) this.#inconsistencies.pointers.set(node, problems);
  }

  #listed(id: string, owner: Node): Node {
    const child = this.#named(id);
    if (child.isKnown ? child.link === owner.id : child.link === null) child.link = owner;
    return child;
  }

  /** The hierarchy, made in one go. */
  build(): Hierarchy {
    return runToEnd(this.buildSteps());
  }

  /** The hierarchy, made in small steps, so that a caller can let others have the event loop in between. */
  *buildSteps(): Generator<undefined, Hierarchy> {
    yield* this.#merge();
    yield* this.#dropUnknown();
    const roots: Node[] = [];
    yield* this.#linkUp(roots);
    yield* this.#compareListings();
    yield* this.#breakCycles(roots);
    const bad = this.#bad.sort((a, b) => a.index - b.index);
    return new Hierarchy({
      index: this.#index,
      roots,
      bad,
      inconsistencies: this.#inconsistencies,
      touched: this.#touched,
      collator: this.#collator,
    });
  }

  /** Makes one client of all records that have the same id. */
  *#merge(): Generator<undefined, void> {
    if (this.#others.size === 0) return;
    yield* this.#each((node, position) => {
      const others = this.#others.get(node);
      if (others === undefined) return;
      const { id, name, parentId, legalEntities, reportingEntities } = node;
      const childIds = this.#listings[position]?.map((child) => child.id);
      const problems = this.#inconsistencies.pointers.get(node) ?? [];
      const all = [{ id, name, parentId, childIds, legalEntities, reportingEntities, problems }, ...others];
      this.#set(node, position, mergeRecords(all));
      this.#inconsistencies.names.set(node, [...new Set(all.map((record) => record.name))].sort(compareText));
    });
    this.#others.clear();
  }

  *#each(work: (node: Node, at: number) => void): Generator<undefined, void> {
    for (const [at, node] of this.#nodes.entries()) {
      work(node, at);
      if (at % YIELD_EVERY === 0) yield;
    }
  }

  /** Takes out the clients that others name and that are not in the list. */
  *#dropUnknown(): Generator<undefined, void> {
    if (this.#index.size === this.#nodes.length) return;
    let count = 0;
    for (const [id, node] of this.#index) {
      if (!node.isKnown) this.#index.delete(id);
      if (++count % YIELD_EVERY === 0) yield;
    }
  }

  /** Before cycles are broken: who owns whom is as the data says it. */
  *#linkUp(roots: Node[]): Generator<undefined, void> {
    yield* this.#each((node) => {
      const { link } = node;
      const parent = typeof link === 'string' ? this.#index.get(link) : link;
      if (parent == null) {
        roots.push(node);
      } else {
        node.link = parent;
        parent.add(node);
      }
    });
  }

  /** Notes where the children that a client lists and the clients that name it as their parent are not the same. */
  *#compareListings(): Generator<undefined, void> {
    const find = (id: string): Node | undefined => this.#index.get(id);
    yield* this.#each((node, at) => {
      const listing = this.#listings[at];
      if (listing === undefined) return;
      let agreed = 0;
      for (const child of listing) if (child.link === node && child.isKnown) agreed++;
      // As many as all that are listed, and as all that name it: the same ones, since neither has anyone twice.
      if (agreed === listing.length && agreed === node.count) return;
      const ids = listing.map(({ id }) => id);
      this.#inconsistencies.compare(node, ids, find, node.all());
    });
    this.#nodes = [];
    this.#listings = [];
  }

  /** Each cycle loses the tie from its smallest id to the parent of that. */
  *#breakCycles(roots: Node[]): Generator<undefined, void> {
    let reached = 0;
    const pending = [...roots];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (!node.isEmpty) for (const child of node.all()) pending.push(child);
      if (++reached % YIELD_EVERY === 0) yield;
    }
    if (reached === this.#index.size) return;
    const done = new Set<Node>();
    for (const start of this.#index.values()) {
      const walk = new Set<Node>();
      let node: Node | null = start;
      while (node !== null && !done.has(node) && !walk.has(node)) {
        walk.add(node);
        node = node.parent;
      }
      if (node !== null && walk.has(node)) roots.push(this.#breakCycle(node));
      for (const each of walk) done.add(each);
      if (done.size % YIELD_EVERY === 0) yield;
    }
  }

  #breakCycle(member: Node): Node {
    let breaker = member;
    for (let at = member.parent; at !== null && at !== member; at = at.parent) {
      if (at.id < breaker.id) breaker = at;
    }
    const { parent } = breaker;
    parent?.remove(breaker);
    breaker.link = breaker.parentId;
    return breaker;
  }
}
