import type { ClientNode } from './clientNode';
import { compareText } from './oddities';

/** `text` without case and accents, for comparing as a person would. */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Clients whose name has `query` in it, accents and case forgiven, or whose id it is: names that begin with it first,
 * then those with a word that does, then the rest, each by name.
 */
export function searchClients(clients: Iterable<ClientNode>, query: string, limit: number): ClientNode[] {
  const wanted = fold(query.trim());
  const hits: { node: ClientNode; rank: number; name: string }[] = [];
  for (const node of clients) {
    const name = fold(node.name);
    const at = name.indexOf(wanted);
    if (at >= 0) hits.push({ node, name, rank: at === 0 ? 0 : beginsWord(name, wanted, at) ? 1 : 2 });
    else if (node.id === query.trim()) hits.push({ node, name, rank: 0 });
  }
  hits.sort((a, b) => a.rank - b.rank || compareText(a.name, b.name) || compareText(a.node.id, b.node.id));
  return hits.slice(0, limit).map(({ node }) => node);
}

/** Whether a word of `name` begins with `wanted`, which is at `from` for the first time. */
function beginsWord(name: string, wanted: string, from: number): boolean {
  for (let at = from; at >= 0; at = name.indexOf(wanted, at + 1)) {
    if (!/[\p{L}\p{N}]$/u.test(name.slice(Math.max(0, at - 2), at))) return true;
  }
  return false;
}
