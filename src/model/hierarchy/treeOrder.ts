import type { ClientNode } from './clientNode';
import type { Hierarchy } from './hierarchy';

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

/** Whoever is above comes before. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (const [level, rank] of a.entries()) {
    const other = b[level];
    if (other !== rank) return other === undefined ? 1 : rank - other;
  }
  return a.length - b.length;
}
