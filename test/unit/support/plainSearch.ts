import { fold } from '../../../src/base/fold';
import type { ClientNode } from '../../../src/model/hierarchy/clientNode';

/** What a search should find, said as plainly as can be: looks at all clients for every question, and keeps nothing. */
export class PlainSearch {
  readonly #clients: readonly ClientNode[];

  constructor(clients: Iterable<ClientNode>) {
    this.#clients = [...clients].sort(byName);
  }

  /** All hits by rank, then by folded name; those that `search` shows first, before they are put in their final order. */
  all(query: string): { node: ClientNode; rank: number }[] {
    const words = fold(query)
      .split(/\s+/)
      .filter((word) => word !== '');
    const wanted = words.join(' ');
    return this.#hits(words, query.trim())
      .map((node) => ({ node, rank: rank(fold(node.name), wanted) }))
      .sort((a, b) => a.rank - b.rank || byName(a.node, b.node));
  }

  /** The best hits, best first. */
  search(query: string, limit: number): ClientNode[] {
    return this.all(query)
      .slice(0, limit)
      .sort((a, b) => a.rank - b.rank || COLLATOR.compare(a.node.name, b.node.name) || byName(a.node, b.node))
      .map(({ node }) => node);
  }

  #hits(words: readonly string[], id: string): ClientNode[] {
    if (words.length === 0) return [...this.#clients];
    const exactly = words.map((word) => (name: string) => name.includes(word));
    const exact = this.#clients.filter((node) => hasAll(node, exactly) || node.id.startsWith(id));
    if (exact.length > 0) return exact;
    const ways = words.flatMap((word, at) =>
      word.length < 4 ? [] : [exactly.with(at, (name) => isNearlyIn(name, word))],
    );
    return this.#clients.filter((node) => ways.some((way) => hasAll(node, way)));
  }
}

/** Whether the last test holds for the name of the client, and each other one for it or for one above it. */
function hasAll(node: ClientNode, tests: readonly ((name: string) => boolean)[]): boolean {
  const path: string[] = [];
  for (let at: ClientNode | null = node; at !== null; at = at.parent) path.push(fold(at.name));
  return tests.every((test, at) => path.slice(0, at === tests.length - 1 ? 1 : path.length).some(test));
}

/** Tries each single mistake in turn. */
function isNearlyIn(name: string, word: string): boolean {
  const letters = word.split('');
  return letters.some((letter, at) => {
    const [before, after] = [letters.slice(0, at), letters.slice(at + 1)];
    const [next = '', ...rest] = after;
    const mistyped = [
      [...before, ...after],
      [...before, next, letter, ...rest],
      [...before, ANY, ...after],
      [...before, ANY, letter, ...after],
    ];
    return mistyped.some((each) =>
      new RegExp(each.map((part) => (part === ANY ? '[^]' : quoted(part))).join('')).test(name),
    );
  });
}

const ANY = 'any';

const quoted = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

function rank(name: string, wanted: string): number {
  if (name === wanted || wanted === '') return 0;
  if (name.startsWith(wanted)) return 1;
  const places = name.split('').flatMap((_, at) => (name.startsWith(wanted, at) ? [at] : []));
  return places.some((at) => !/[\p{L}\p{N}]/u.test(name.charAt(at - 1))) ? 2 : 3;
}

/** A space comes before all else, so that names stand word by word. */
function byName(a: ClientNode, b: ClientNode): number {
  const [first, second] = [a, b].map((node) => fold(node.name).replaceAll(' ', '\0'));
  return compare(first ?? '', second ?? '') || compare(a.id, b.id);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const COLLATOR = new Intl.Collator(undefined, { numeric: true });
