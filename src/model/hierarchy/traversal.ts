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
