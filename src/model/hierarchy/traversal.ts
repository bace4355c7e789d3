import type { ClientNode } from './clientNode';
import type { Hierarchy } from './hierarchy';

/** A client on a walk, and how far below the first ones it is, from 0. */
export interface Visit {
  readonly node: ClientNode;
  readonly level: number;
}

/** `tops` and all clients below them, parents before children, siblings by name. Depth is no problem. */
export function* walk(hierarchy: Hierarchy, tops: readonly ClientNode[]): Generator<Visit, undefined> {
  const pending: Visit[] = tops.map((node) => ({ node, level: 0 })).reverse();
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    yield visit;
    const children = hierarchy.children(visit.node);
    for (let at = children.length - 1; at >= 0; at--) {
      const node = children[at];
      if (node !== undefined) pending.push({ node, level: visit.level + 1 });
    }
  }
  return undefined;
}

/** Those that are not below another one of them, in their order. */
export function topmost(nodes: ReadonlySet<ClientNode>): ClientNode[] {
  /** Clients that are known to have none of `nodes` above them. */
  const free = new Set<ClientNode | null>([null]);
  return [...nodes].filter((node) => {
    const passed: ClientNode[] = [];
    let at = node.parent;
    for (; at !== null && !free.has(at); at = at.parent) {
      if (nodes.has(at)) return false;
      passed.push(at);
    }
    for (const each of passed) free.add(each);
    return true;
  });
}

/** `nodes` from the top of the tree to its bottom, as if all rows were expanded. Looks only at those above and beside them. */
export function inTreeOrder(hierarchy: Hierarchy, nodes: Iterable<ClientNode>): ClientNode[] {
  const ranks = new Map<ClientNode | null, Map<ClientNode, number>>();
  const rankOf = (node: ClientNode): number => {
    let siblings = ranks.get(node.parent);
    if (siblings === undefined) {
      siblings = new Map(hierarchy.children(node.parent).map((each, index) => [each, index]));
      ranks.set(node.parent, siblings);
    }
    return siblings.get(node) ?? 0;
  };
  const keyed = [...nodes].map((node) => ({ node, key: hierarchy.path(node).map(rankOf) }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ node }) => node);
}

/** Compares paths, as ranks among siblings from the top level down: an ancestor comes before its descendants. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (const [level, rank] of a.entries()) {
    const other = b[level];
    if (other !== rank) return other === undefined ? 1 : rank - other;
  }
  return a.length - b.length;
}
