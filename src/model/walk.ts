import type { ClientNode } from './clientNode';
import type { Hierarchy } from './hierarchy';

/** A client on a walk, and how far below the first ones it is, from 0. */
export interface Step {
  readonly node: ClientNode;
  readonly level: number;
}

/** `tops` and all clients below them, parents before children, siblings by name. Depth is no problem. */
export function* walk(hierarchy: Hierarchy, tops: readonly ClientNode[]): Generator<Step, undefined> {
  const pending: Step[] = tops.map((node) => ({ node, level: 0 })).reverse();
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    yield step;
    const children = hierarchy.children(step.node);
    for (let at = children.length - 1; at >= 0; at--) {
      const node = children[at];
      if (node !== undefined) pending.push({ node, level: step.level + 1 });
    }
  }
  return undefined;
}
