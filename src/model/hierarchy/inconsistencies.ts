import type { DataIssue, Node } from './clientNode';
import type { TouchedRows } from './touchedRows';

/** What is unusual, kept apart from the nodes: good data, which is nearly all data, pays nothing for it. */
export class Inconsistencies {
  readonly #touched: TouchedRows;
  /** Names of all records that share a node's id. */
  readonly names = new Map<Node, readonly string[]>();
  readonly pointers = new Map<Node, readonly string[]>();
  /** Ids that a node lists as children and that are not in the list. */
  readonly hidden = new Map<Node, Set<string>>();
  /** Nodes whose parent does not list them. */
  readonly unlisted = new Set<Node>();
  /** Nodes that others than their parent list, and who does. */
  readonly elsewhere = new Map<Node, Set<Node>>();

  /** @param touched Takes the rows whose inconsistencies a change makes or ends. */
  constructor(touched: TouchedRows) {
    this.#touched = touched;
  }

  get isEmpty(): boolean {
    return [this.names, this.pointers, this.hidden, this.unlisted, this.elsewhere].every(({ size }) => size === 0);
  }

  /** Compares what `owner` lists with who says that `owner` is its parent. Touches others than `owner`. */
  compare(
    owner: Node,
    childIds: readonly string[],
    find: (id: string) => Node | undefined,
    owned: Iterable<Node>,
  ): void {
    const listed = new Set(childIds);
    for (const id of listed) {
      const child = find(id);
      if (child === undefined) {
        addTo(this.hidden, owner, id);
      } else if (child.parentId !== owner.id) {
        addTo(this.elsewhere, child, owner);
        this.#touched.add(child);
      }
    }
    for (const child of owned) {
      if (listed.has(child.id)) continue;
      this.unlisted.add(child);
      this.#touched.add(child);
    }
  }

  /** `node` has come into the list: what others said of its id is no longer about someone unseen. */
  appeared(node: Node): void {
    for (const [owner, ids] of this.hidden) {
      if (!ids.delete(node.id)) continue;
      if (ids.size === 0) this.hidden.delete(owner);
      if (node.parentId !== owner.id) addTo(this.elsewhere, node, owner);
      this.#touched.add(owner);
    }
  }

  /** `node` has another parent now. The service keeps both ends of a tie, so the new one lists it and the old one not. */
  moved(node: Node, parent: Node | undefined): void {
    this.unlisted.delete(node);
    const owners = this.elsewhere.get(node);
    if (parent !== undefined && owners?.delete(parent) === true && owners.size === 0) this.elsewhere.delete(node);
  }

  /** Forgets which children `owner` listed; `owned` are the nodes that name it as their parent. */
  forgetListing(owner: Node, owned: Iterable<Node>): void {
    this.hidden.delete(owner);
    for (const child of owned) if (this.unlisted.delete(child)) this.#touched.add(child);
    for (const [child, owners] of this.elsewhere) {
      if (!owners.delete(owner)) continue;
      if (owners.size === 0) this.elsewhere.delete(child);
      this.#touched.add(child);
    }
  }

  /** Forgets everything about `node`, which has left the list. */
  left(node: Node, owned: Iterable<Node>): void {
    this.forgetListing(node, owned);
    this.names.delete(node);
    this.pointers.delete(node);
    this.unlisted.delete(node);
    this.elsewhere.delete(node);
  }

  issues(node: Node, isVisible: (id: string) => boolean): DataIssue[] {
    const issues: DataIssue[] = [];
    if (typeof node.link === 'string') {
      issues.push({ kind: isVisible(node.link) ? 'cycle' : 'parentNotVisible', parentId: node.link });
    }
    const names = this.names.get(node);
    if (names !== undefined) issues.push({ kind: 'duplicateId', names });
    const parentId = node.parentId;
    if (parentId !== null && this.unlisted.has(node)) issues.push({ kind: 'notListedByParent', parentId });
    const owners = this.elsewhere.get(node);
    if (owners !== undefined) {
      issues.push({ kind: 'listedElsewhere', byIds: [...owners].map((owner) => owner.id).sort() });
    }
    const hidden = this.hidden.get(node);
    if (hidden !== undefined) issues.push({ kind: 'childrenNotVisible', ids: [...hidden].sort() });
    const pointers = this.pointers.get(node);
    if (pointers !== undefined) issues.push({ kind: 'notUnderstood', pointers });
    return issues;
  }
}

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, new Set([value]));
  else values.add(value);
}
