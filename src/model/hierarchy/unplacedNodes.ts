import type { Node } from './clientNode';

/** Nodes that stand at top level although they name a parent: it is not in the list, or owning them would be a cycle. */
export class UnplacedNodes {
  readonly #byParentId = new Map<string, Set<Node>>();
  readonly #breakers = new Set<Node>();

  get isEmpty(): boolean {
    return this.#byParentId.size === 0;
  }

  /** The nodes whose parent is in the list: they stand at top level to break a cycle. A copy. */
  get breakers(): Node[] {
    return [...this.#breakers];
  }

  /** Those that name the client of this id as their parent. A copy. */
  waitingFor(parentId: string): Node[] {
    return [...(this.#byParentId.get(parentId) ?? [])];
  }

  /**
   * Notes a node whose `link` is an id; any other has its place.
   *
   * @param isListed Whether the client of an id is in the list.
   */
  add(node: Node, isListed: (id: string) => boolean): void {
    const { link } = node;
    if (typeof link !== 'string') return;
    if (isListed(link)) this.#breakers.add(node);
    const waiting = this.#byParentId.get(link);
    if (waiting === undefined) this.#byParentId.set(link, new Set([node]));
    else waiting.add(node);
  }

  /** Forgets a node that leaves the top level. */
  delete(node: Node): void {
    if (typeof node.link !== 'string') return;
    const waiting = this.#byParentId.get(node.link);
    waiting?.delete(node);
    if (waiting?.size === 0) this.#byParentId.delete(node.link);
    this.#breakers.delete(node);
  }

  /** The client of this id has left the list: those that wait for it break no cycle any more. */
  parentLeft(id: string): void {
    for (const waiting of this.#byParentId.get(id) ?? []) this.#breakers.delete(waiting);
  }
}
