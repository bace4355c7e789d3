import { isBadRecord, type BadRecord, type ClientRecord } from '../api/jsonApi';
import { Node } from './clientNode';
import { Hierarchy } from './hierarchy';
import { compareText, mergeRecords, Oddities } from './oddities';

/** After how many nodes `steps` lets its caller look at the clock. */
const STEP = 1_000;

/** Several records with one id. */
interface Merged {
  /** Position of the first of them, which becomes the client. */
  readonly at: number;
  record: ClientRecord;
  readonly names: Set<string>;
}

/** Collects records in any order and makes the hierarchy of them. The result does not depend on the order. */
export class HierarchyBuilder {
  /** One for each good record. They come into the index at the end: doing it one by one, between records, takes longer. */
  #nodes: Node[] = [];
  /** What each of them lists as its children. */
  #listings: (readonly string[] | undefined)[] = [];
  readonly #index = new Map<string, Node>();
  readonly #bad: BadRecord[] = [];
  readonly #oddities = new Oddities();
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
    const node = new Node(record);
    this.#nodes.push(node);
    this.#listings.push(record.childIds);
    if (record.problems.length > 0) this.#oddities.pointers.set(node, record.problems);
  }

  /** The hierarchy, made in one go. */
  build(): Hierarchy {
    const steps = this.steps();
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  /** The hierarchy, made in small steps, so that a caller can let others have the event loop in between. */
  *steps(): Generator<undefined, Hierarchy> {
    const again: number[] = [];
    yield* this.#each((node, at) => {
      if (this.#index.has(node.id)) again.push(at);
      else this.#index.set(node.id, node);
    });
    if (again.length > 0) yield* this.#merge(again);
    const roots: Node[] = [];
    yield* this.#linkUp(roots);
    yield* this.#breakCycles(roots);
    const bad = this.#bad.sort((a, b) => a.index - b.index);
    return new Hierarchy({ index: this.#index, roots, bad, oddities: this.#oddities, collator: this.#collator });
  }

  *#each(work: (node: Node, at: number) => void): Generator<undefined, void> {
    for (const [at, node] of this.#nodes.entries()) {
      work(node, at);
      if (at % STEP === 0) yield;
    }
  }

  /** Makes one client of all that have the same id; `again` are the positions of all but the first. */
  *#merge(again: readonly number[]): Generator<undefined, void> {
    const merged = new Map<string, Merged | undefined>();
    for (const at of again) merged.set(this.#nodes[at]?.id ?? '', undefined);
    yield* this.#each((node, at) => {
      if (!merged.has(node.id)) return;
      const record = this.#recordAt(node, at);
      const entry = merged.get(node.id) ?? { at, record, names: new Set<string>() };
      entry.record = mergeRecords(entry.record, record);
      entry.names.add(node.name);
      merged.set(node.id, entry);
    });
    for (const entry of merged.values()) if (entry !== undefined) this.#describe(entry);
    const left = new Set(again);
    this.#nodes = this.#nodes.filter((_, at) => !left.has(at));
    this.#listings = this.#listings.filter((_, at) => !left.has(at));
  }

  #recordAt(node: Node, at: number): ClientRecord {
    const { id, name, parentId, legalEntities, reportingEntities } = node;
    const problems = this.#oddities.pointers.get(node) ?? [];
    return { id, name, parentId, childIds: this.#listings[at], legalEntities, reportingEntities, problems };
  }

  #describe({ at, record, names }: Merged): void {
    const node = this.#nodes[at];
    if (node === undefined) return;
    node.name = record.name;
    node.legalEntities = record.legalEntities;
    node.reportingEntities = record.reportingEntities;
    node.link = record.parentId;
    this.#listings[at] = record.childIds;
    if (record.problems.length > 0) this.#oddities.pointers.set(node, record.problems);
    this.#oddities.names.set(node, [...names].sort(compareText));
  }

  /** Before cycles are broken: who owns whom is as the data says it. */
  *#linkUp(roots: Node[]): Generator<undefined, void> {
    const find = (id: string): Node | undefined => this.#index.get(id);
    // Those that list others than name them as their parent.
    const disputed = new Set<Node>();
    yield* this.#each((node, at) => {
      // One look-up finds that both sides agree, as they nearly always do.
      for (const id of this.#listings[at] ?? []) {
        const child = find(id);
        if (child?.link === node.id) own(node, child);
        else disputed.add(node);
      }
    });
    yield* this.#each((node) => {
      const { link } = node;
      const parent = typeof link === 'string' ? find(link) : undefined;
      if (parent !== undefined) {
        own(parent, node);
        disputed.add(parent);
      } else if (link === null || typeof link === 'string') {
        roots.push(node);
      }
    });
    if (disputed.size > 0) {
      yield* this.#each((node, at) => {
        const listing = this.#listings[at];
        if (listing !== undefined && disputed.has(node)) this.#oddities.compare(node, listing, find, node.all());
      });
    }
    this.#nodes = [];
    this.#listings = [];
  }

  /** Each cycle loses the tie from its smallest id to the parent of that. */
  *#breakCycles(roots: Node[]): Generator<undefined, void> {
    let reached = 0;
    const pending = [...roots];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (!node.isEmpty) for (const child of node.all()) pending.push(child);
      if (++reached % STEP === 0) yield;
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
      if (done.size % STEP === 0) yield;
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

function own(parent: Node, child: Node): void {
  child.link = parent;
  parent.add(child);
}
