import type { BadRecord, ClientRecord } from '../../api/jsonApi';
import type { ChildList } from './childList';
import { Node, type ClientNode, type DataIssue, type Issue } from './clientNode';
import type { Inconsistencies } from './inconsistencies';
import { NameIssues } from './nameIssues';
import { Placement } from './placement';
import type { TouchedRows } from './touchedRows';

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
  readonly inconsistencies: Inconsistencies;
  /** The one that `inconsistencies` notes rows in. */
  readonly touched: TouchedRows;
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
  readonly #inconsistencies: Inconsistencies;
  readonly #collator: Intl.Collator;
  readonly #touched: TouchedRows;
  readonly #names = new NameIssues();
  readonly #tree: Placement;
  /** How many changes were begun. */
  #changes = 0;

  constructor(parts: HierarchyParts) {
    this.badRecords = parts.bad;
    this.#index = parts.index;
    this.#inconsistencies = parts.inconsistencies;
    this.#touched = parts.touched;
    this.#collator = parts.collator;
    this.#tree = new Placement(parts, this.#names);
  }

  /** How many clients there are. */
  get size(): number {
    return this.#index.size;
  }

  /** The client of an id; `undefined` where it is not in the list. */
  get(id: string): ClientNode | undefined {
    return this.#index.get(id);
  }

  /** The clients below `parent`, or those at top level for `null`, sorted by name. */
  children(parent: ClientNode | null): readonly ClientNode[] {
    return this.#below(parent).sort(this.#tree.compare);
  }

  /** How many clients are shown directly below `node`. */
  childCount(node: ClientNode): number {
    return this.#own(node).count;
  }

  /** How much `node` itself owns; what the clients below it own does not count. */
  owned(node: ClientNode): Owned {
    const hidden = this.#inconsistencies.hidden.get(this.#own(node))?.size ?? 0;
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
   * change can tell whose issues it makes or ends.
   */
  issues(node: ClientNode): Issue[] {
    return this.#issuesBy(this.#names, this.#own(node));
  }

  /** A way to ask for the issues of very many clients: what it keeps in mind goes when it goes. */
  issueReader(): (node: ClientNode) => Issue[] {
    let names = new NameIssues();
    let asOf = this.#changes;
    return (node) => {
      // What it kept in mind may be wrong by now.
      if (asOf !== this.#changes) names = new NameIssues();
      asOf = this.#changes;
      return this.#issuesBy(names, this.#own(node));
    };
  }

  #issuesBy(names: NameIssues, node: Node): Issue[] {
    return [...this.dataIssues(node), ...names.of(node, () => this.#below(node.parent).all())];
  }

  /** The issues of a client but for those of its name, which need a look at those beside it. */
  dataIssues(node: ClientNode): DataIssue[] {
    return this.#inconsistencies.issues(this.#own(node), this.#isListed);
  }

  /** Whether any client has `dataIssues`. */
  get hasInconsistencies(): boolean {
    return this.#tree.hasUnplaced || !this.#inconsistencies.isEmpty;
  }

  /** Every client, in no particular order. */
  all(): IterableIterator<ClientNode> {
    return this.#index.values();
  }

  /** Another client beside a place under `parent` whose name can be taken for `name`. */
  alike(name: string, parent: ClientNode | null, except?: ClientNode): ClientNode | undefined {
    const [parentNode, self] = [parent, except].map((node) => (node == null ? null : this.#own(node)));
    return this.#names.alike(name, parentNode ?? null, () => this.#below(parent).all(), self ?? undefined);
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
    this.#begin();
    const known = this.#index.get(record.id);
    const node = known === undefined ? this.#insert(record) : this.#update(known, record);
    return this.#end(node);
  }

  /** A client that is not in the list yet. Those that name it as their parent have waited for it at top level. */
  #insert(record: ClientRecord): Node {
    const node = new Node(record.id);
    node.take(record);
    this.#index.set(node.id, node);
    this.#tree.place(node, record.parentId);
    this.#inconsistencies.appeared(node);
    this.#tree.replaceWaitingFor(node);
    this.#noteRecord(node, record);
    return node;
  }

  /** A client that is in the list: with another name or parent, or, most often, as it was. */
  #update(node: Node, record: ClientRecord): Node {
    const before = this.#rowFingerprint(node);
    if (node.name !== record.name) this.#tree.rename(node, record.name);
    if (node.parentId !== record.parentId) {
      this.#tree.move(node, record.parentId);
      this.#inconsistencies.moved(node, node.parentId === null ? undefined : this.#index.get(node.parentId));
    }
    node.legalEntities = record.legalEntities;
    node.reportingEntities = record.reportingEntities;
    this.#inconsistencies.names.delete(node);
    this.#inconsistencies.pointers.delete(node);
    this.#noteRecord(node, record);
    if (this.#rowFingerprint(node) !== before) this.#touched.add(node);
    return node;
  }

  /** Notes what is unusual about a record: where it and those that name it as their parent disagree, and bad members. */
  #noteRecord(node: Node, { childIds, problems }: ClientRecord): void {
    const owned = this.#tree.owned(node);
    this.#inconsistencies.forgetListing(node, owned);
    if (childIds !== undefined) this.#inconsistencies.compare(node, childIds, (id) => this.#index.get(id), owned);
    if (problems.length > 0) this.#inconsistencies.pointers.set(node, problems);
  }

  /** All that a row says of its client, but for those beside it. */
  #rowFingerprint(node: Node): string {
    return JSON.stringify([node.name, node.parentId, this.owned(node), this.dataIssues(node)]);
  }

  #begin(): void {
    this.#changes++;
    this.#touched.begin();
  }

  #end(node: Node): Change & { readonly touched: Set<Node | null> } {
    this.#names.settle(this.#touched);
    return { node, touched: this.#touched.end() };
  }

  /** Gives a client another name; `undefined` where it is not in the list. */
  rename(id: string, name: string): Change | undefined {
    const node = this.#index.get(id);
    if (node === undefined) return undefined;
    this.#begin();
    this.#tree.rename(node, name);
    if (this.#inconsistencies.names.has(node)) this.#inconsistencies.names.set(node, [name]);
    return this.#end(node);
  }

  /** Takes a client out; `undefined` where it is not in the list. Clients below it go to the top level. */
  remove(id: string): Change | undefined {
    const node = this.#index.get(id);
    if (node === undefined) return undefined;
    this.#begin();
    const owned = this.#tree.owned(node);
    this.#inconsistencies.left(node, owned);
    this.#tree.remove(node);
    // Their parent was in sight and is no longer, wherever they stood.
    for (const child of owned) this.#touched.add(child);
    const change = this.#end(node);
    change.touched.delete(node);
    return change;
  }

  #own(node: ClientNode): Node {
    if (node instanceof Node) return node;
    throw new TypeError('not a node of a hierarchy');
  }

  #below(parent: ClientNode | null): ChildList<Node> {
    return this.#tree.below(parent === null ? null : this.#own(parent));
  }

  // Bound, since it is handed over.
  readonly #isListed = (id: string): boolean => this.#index.has(id);
}
