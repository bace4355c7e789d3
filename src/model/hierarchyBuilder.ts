import { isBadRecord, type BadRecord, type ClientRecord } from '../api/jsonApi';
import { Node } from './clientNode';
import { Hierarchy } from './hierarchy';
import { compareText, mergeRecords, Oddities } from './oddities';

/** After how many nodes `steps` lets its caller look at the clock. */
const STEP = 1_000;

/** Collects records in any order and makes the hierarchy of them. The result does not depend on the order. */
export class HierarchyBuilder {
  readonly #index = new Map<string, Node>();
  readonly #bad: BadRecord[] = [];
  readonly #oddities = new Oddities();
  /** What each client lists as its children, until that has been compared with what the children say. */
  #listings = new Map<Node, readonly string[]>();
  /** Merged records of ids that came more than once. */
  readonly #merged = new Map<string, { record: ClientRecord; names: string[] }>();
  readonly #collator: Intl.Collator;

  /** @param locale BCP 47 tag by whose rules siblings are sorted; the machine's where left out. */
  constructor(locale?: string) {
    this.#collator = new Intl.Collator(locale, { numeric: true });
  }

  /** How many records were added. */
  get size(): number {
    return this.#index.size + this.#bad.length;
  }

  add(record: ClientRecord | BadRecord): void {
    if (isBadRecord(record)) {
      this.#bad.push(record);
      return;
    }
    const known = this.#index.get(record.id);
    if (known === undefined) this.#index.set(record.id, this.#describe(nodeOf(record), record));
    else this.#addAgain(known, record);
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
    const roots: Node[] = [];
    let count = 0;
    for (const node of this.#index.values()) {
      this.#linkUp(node, roots);
      if (++count % STEP === 0) yield;
    }
    yield* this.#compareListings();
    yield* this.#breakCycles(roots);
    for (const { record, names } of this.#merged.values()) {
      const node = this.#index.get(record.id);
      if (node !== undefined) this.#oddities.names.set(node, [...new Set(names)].sort(compareText));
    }
    const bad = this.#bad.sort((a, b) => a.index - b.index);
    return new Hierarchy({ index: this.#index, roots, bad, oddities: this.#oddities, collator: this.#collator });
  }

  #describe(node: Node, record: ClientRecord): Node {
    node.name = record.name;
    node.legalEntities = record.legalEntities;
    node.reportingEntities = record.reportingEntities;
    node.link = record.parentId;
    if (record.childIds !== undefined) this.#listings.set(node, record.childIds);
    if (record.problems.length > 0) this.#oddities.pointers.set(node, record.problems);
    return node;
  }

  #addAgain(node: Node, record: ClientRecord): void {
    const entry = this.#merged.get(record.id) ?? { record: this.#recordOf(node), names: [node.name] };
    entry.names.push(record.name);
    entry.record = mergeRecords(entry.record, record);
    this.#merged.set(record.id, entry);
    this.#describe(node, entry.record);
  }

  #recordOf(node: Node): ClientRecord {
    return {
      id: node.id,
      name: node.name,
      parentId: node.parentId,
      childIds: this.#listings.get(node),
      legalEntities: node.legalEntities,
      reportingEntities: node.reportingEntities,
      problems: this.#oddities.pointers.get(node) ?? [],
    };
  }

  #linkUp(node: Node, roots: Node[]): void {
    const parent = typeof node.link === 'string' ? this.#index.get(node.link) : undefined;
    if (parent === undefined) {
      roots.push(node);
      return;
    }
    node.link = parent;
    if (parent.children === undefined) parent.children = [node];
    else parent.children.push(node);
  }

  /** Before cycles are broken: who owns whom is still as the data says it. */
  *#compareListings(): Generator<undefined, void> {
    let count = 0;
    for (const [node, childIds] of this.#listings) {
      const children = node.children ?? [];
      const agreed = children.length === childIds.length && childIds.every((id) => this.#index.get(id)?.link === node);
      if (!agreed) this.#oddities.compare(node, childIds, (id) => this.#index.get(id), children);
      if (++count % STEP === 0) yield;
    }
    this.#listings = new Map();
  }

  /** Each cycle loses the tie from its smallest id to the parent of that. */
  *#breakCycles(roots: Node[]): Generator<undefined, void> {
    let reached = 0;
    const pending = [...roots];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (node.children !== undefined) for (const child of node.children) pending.push(child);
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
    const parent = breaker.parent;
    if (parent?.children !== undefined) {
      parent.children = parent.children.filter((child) => child !== breaker);
      if (parent.children.length === 0) parent.children = undefined;
      breaker.link = parent.id;
    }
    return breaker;
  }
}

const nodeOf = (record: ClientRecord): Node =>
  new Node(record.id, record.name, record.legalEntities, record.reportingEntities);
