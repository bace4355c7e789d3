import { fold, type ClientNode } from './clientNode';
import { compareText } from './oddities';

/** After how many clients `prepare` lets its caller look at the clock. */
const STEP = 1_000;

/** Searches names, paths and ids of clients while a person types. Good for one hierarchy as long as it is not changed. */
export class ClientSearch {
  readonly #clients: readonly ClientNode[];
  /** The last query and all its hits: a longer one can only have hits among these. */
  #last: { readonly id: string; readonly words: readonly string[]; readonly hits: readonly ClientNode[] } | undefined;

  constructor(clients: Iterable<ClientNode>) {
    this.#clients = [...clients];
  }

  /** Does in small steps what the first search would do at once: folds every name. Returns the letters folded. */
  *prepare(): Generator<undefined, number> {
    let count = 0;
    let length = 0;
    for (const node of this.#clients) {
      length += node.foldedName.length;
      if (++count % STEP === 0) yield;
    }
    return length;
  }

  /**
   * The best hits for `query`, best first: clients whose path has each of its words in it, accents and case forgiven, the
   * last word in the client's own name; or whose id begins with it. Where there are none, clients with one letter of a
   * word missing, added, changed or swapped.
   */
  search(query: string, limit: number): ClientNode[] {
    const words = wordsOf(query);
    if (words.length === 0) return best(this.#clients, '', limit);
    const hits = this.#hits(words, query.trim());
    const exact = best(hits, words.join(' '), limit);
    return exact.length > 0 ? exact : best(this.#nearly(words), words.join(' '), limit);
  }

  /** Every client that `search` would find, in no particular order. */
  all(query: string): ClientNode[] {
    const words = wordsOf(query);
    if (words.length === 0) return [...this.#clients];
    const hits = this.#hits(words, query.trim());
    return hits.length > 0 ? [...hits] : this.#nearly(words);
  }

  #hits(words: readonly string[], id: string): readonly ClientNode[] {
    const last = this.#last;
    // Ids are not folded: what is more of the same to a name can be another id.
    const isNarrower = last !== undefined && id.startsWith(last.id) && narrows(last.words, words);
    const from = isNarrower ? last.hits : this.#clients;
    const own = words.at(-1) ?? '';
    const others = words.slice(0, -1);
    const hits: ClientNode[] = [];
    for (const node of from) {
      if (node.foldedName.includes(own) ? others.every((word) => isInPath(node, word)) : node.id.startsWith(id)) {
        hits.push(node);
      }
    }
    this.#last = { id, words, hits };
    return hits;
  }

  /** Clients whose name has the last word with one mistake in it, and the others in their path. */
  #nearly(words: readonly string[]): ClientNode[] {
    const own = words.at(-1) ?? '';
    const others = words.slice(0, -1);
    // One mistake in a word of three letters could be anything.
    if (own.length < 4) return [];
    // A single mistake is in one half of the word; the other half is there as typed.
    const middle = own.length >>> 1;
    const first = own.slice(0, middle);
    const second = own.slice(middle);
    const hits: ClientNode[] = [];
    for (const node of this.#clients) {
      const name = node.foldedName;
      if (!name.includes(first) && !name.includes(second) && !hasSwapped(name, own, middle)) continue;
      if (hasNearly(name, own, first, second) && others.every((word) => isInPath(node, word))) hits.push(node);
    }
    return hits;
  }
}

/** The words of a query, folded. */
export const wordsOf = (query: string): string[] =>
  fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');

/** Whether each hit for `words` was a hit for `before`: only letters were added to its end. */
function narrows(before: readonly string[], words: readonly string[]): boolean {
  const last = before.length - 1;
  return (
    before.length === words.length &&
    before.every((word, position) => (position === last ? words[position]?.startsWith(word) : words[position] === word))
  );
}

function isInPath(node: ClientNode, word: string): boolean {
  for (let at: ClientNode | null = node; at !== null; at = at.parent) if (at.foldedName.includes(word)) return true;
  return false;
}

/** Whether the two letters around the middle are there swapped, which spoils both halves. */
function hasSwapped(name: string, word: string, middle: number): boolean {
  const swapped = `${word.slice(0, middle - 1)}${word[middle] ?? ''}${word[middle - 1] ?? ''}${word.slice(middle + 1)}`;
  return name.includes(swapped);
}

/** Whether `name` has `word` in it with at most one letter missing, added, changed, or swapped with the next. */
function hasNearly(name: string, word: string, first: string, second: string): boolean {
  for (let at = name.indexOf(first); at >= 0; at = name.indexOf(first, at + 1)) {
    if (startsNearly(name.slice(at + first.length, at + word.length + 1), second)) return true;
  }
  for (let at = name.indexOf(second); at >= 0; at = name.indexOf(second, at + 1)) {
    const before = name.slice(Math.max(0, at - first.length - 1), at);
    if (startsNearly(reversed(before), reversed(first))) return true;
  }
  return hasSwapped(name, word, first.length);
}

const reversed = (text: string): string => text.split('').reverse().join('');

/** Whether `text` begins with `word` but for one mistake. */
function startsNearly(text: string, word: string): boolean {
  let same = 0;
  while (same < word.length && text[same] === word[same]) same++;
  if (same === word.length) return true;
  const rest = word.slice(same + 1);
  const isSwapped = text[same] === word[same + 1] && text[same + 1] === word[same];
  return (
    text.startsWith(rest, same) ||
    text.startsWith(rest, same + 1) ||
    text.startsWith(word.slice(same), same + 1) ||
    (isSwapped && text.startsWith(word.slice(same + 2), same + 2))
  );
}

interface Ranked {
  readonly node: ClientNode;
  readonly rank: number;
}

/** The `limit` best of `hits`, without sorting the rest, which can be nearly all clients. */
function best(hits: readonly ClientNode[], wanted: string, limit: number): ClientNode[] {
  const top: Ranked[] = [];
  const isFull = (): boolean => top.length >= limit;
  for (const node of hits) {
    const entry = { node, rank: rank(node.foldedName, wanted) };
    const worst = top.at(-1);
    if (isFull() && worst !== undefined && order(entry, worst) >= 0) continue;
    let low = 0;
    let high = top.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = top[middle];
      if (other !== undefined && order(other, entry) < 0) low = middle + 1;
      else high = middle;
    }
    top.splice(low, 0, entry);
    if (top.length > limit) top.pop();
  }
  return top.map(({ node }) => node);
}

/** 0 for a name that is what was typed, 1 for one that begins with it, 2 where a word does, 3 for the rest. */
function rank(name: string, wanted: string): number {
  if (wanted === '') return 0;
  if (name === wanted) return 0;
  const at = name.indexOf(wanted);
  if (at === 0) return 1;
  return at > 0 && beginsWord(name, wanted, at) ? 2 : 3;
}

/** Whether a word of `name` begins with `wanted`, which is at `from` for the first time. */
function beginsWord(name: string, wanted: string, from: number): boolean {
  for (let at = from; at >= 0; at = name.indexOf(wanted, at + 1)) {
    if (!IN_WORD.test(name[at - 1] ?? '')) return true;
  }
  return false;
}

const IN_WORD = /[\p{L}\p{N}]/u;

const order = (a: Ranked, b: Ranked): number =>
  a.rank - b.rank || compareText(a.node.foldedName, b.node.foldedName) || compareText(a.node.id, b.node.id);
