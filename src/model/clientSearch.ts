import { fold, type ClientNode } from './clientNode';
import { NearMatch } from './nearMatch';
import { compareText } from './oddities';

/** After how many clients `prepare` lets its caller look at the clock. */
const STEP = 1_000;

/** One mistake in fewer letters could be anything. */
const MIN_NEAR = 4;

/** The last query and all its hits: a longer one can only have hits among these. */
interface Answered {
  readonly id: string;
  readonly words: readonly string[];
  readonly hits: readonly ClientNode[];
}

/** Searches names, paths and ids of clients while a person types. Good for one hierarchy as long as it is not changed. */
export class ClientSearch {
  readonly #clients: readonly ClientNode[];
  #last: Answered | undefined;

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
   * last word in the client's own name; or whose id begins with it. Where there are none, clients with one letter of a word
   * missing, added, changed or swapped.
   */
  search(query: string, limit: number): ClientNode[] {
    const words = wordsOf(query);
    const wanted = words.join(' ');
    if (words.length === 0) return best(this.#clients, '', limit);
    const isTyped = this.#isNarrower(words, query.trim());
    if (words.length === 1 && !isTyped) {
      // A letter or two are nearly everywhere. Names that begin with them come first, and may be as many as are wanted.
      const beginning = this.#clients.filter((node) => node.foldedName.startsWith(wanted));
      if (beginning.length >= limit) return best(beginning, wanted, limit);
    }
    const exact = best(this.#hits(words, query.trim()), wanted, limit);
    return exact.length > 0 ? exact : best(this.#nearly(words), wanted, limit);
  }

  /** Every client that `search` would find, in no particular order. */
  all(query: string): ClientNode[] {
    const words = wordsOf(query);
    if (words.length === 0) return [...this.#clients];
    const hits = this.#hits(words, query.trim());
    return hits.length > 0 ? [...hits] : this.#nearly(words);
  }

  #isNarrower(words: readonly string[], id: string): boolean {
    const last = this.#last;
    // Ids are not folded: what is more of the same to a name can be another id.
    return last !== undefined && id.startsWith(last.id) && narrows(last.words, words);
  }

  #hits(words: readonly string[], id: string): readonly ClientNode[] {
    const from = this.#last !== undefined && this.#isNarrower(words, id) ? this.#last.hits : this.#clients;
    const own = words.at(-1) ?? '';
    const isBelow = words.slice(0, -1).map((word) => pathHas((name) => name.includes(word)));
    const hits: ClientNode[] = [];
    for (const node of from) {
      if (node.foldedName.includes(own) ? isBelow.every((has) => has(node)) : node.id.startsWith(id)) hits.push(node);
    }
    this.#last = { id, words, hits };
    return hits;
  }

  /** Clients that `words` would find if there were not one mistake in one of them. */
  #nearly(words: readonly string[]): ClientNode[] {
    const last = words.length - 1;
    const hits = new Set<ClientNode>();
    for (const [mistaken, word] of words.entries()) {
      if (word.length < MIN_NEAR) continue;
      const near = new NearMatch(word);
      const has = words.map((each, position) => {
        const isIn = (name: string): boolean => (position === mistaken ? near.isIn(name) : name.includes(each));
        return position === last ? (node: ClientNode) => isIn(node.foldedName) : pathHas(isIn);
      });
      // The client's own name is looked at first: it rules out most.
      has.reverse();
      for (const node of this.#clients) if (has.every((test) => test(node))) hits.add(node);
    }
    return [...hits];
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

/** Tells whether a client or one above it has a name that will do. Parents have many children: each is looked at once. */
function pathHas(willDo: (foldedName: string) => boolean): (node: ClientNode) => boolean {
  const known = new Map<ClientNode, boolean>();
  return (node) => {
    if (willDo(node.foldedName)) return true;
    const { parent } = node;
    if (parent === null) return false;
    let has = known.get(parent);
    if (has === undefined) {
      has = false;
      for (let at: ClientNode | null = parent; at !== null && !has; at = at.parent) has = willDo(at.foldedName);
      known.set(parent, has);
    }
    return has;
  };
}

interface Ranked {
  readonly node: ClientNode;
  readonly rank: number;
}

/** The `limit` best of `hits`, without sorting the rest, which can be nearly all clients. */
function best(hits: readonly ClientNode[], wanted: string, limit: number): ClientNode[] {
  const top: Ranked[] = [];
  /** The last of `top` once there are as many as are wanted: what comes after it is not looked at any further. */
  let worst: Ranked | undefined;
  for (const node of hits) {
    const value = rank(node.foldedName, wanted);
    if (worst !== undefined && (value - worst.rank || byName(node, worst.node)) >= 0) continue;
    const entry = { node, rank: value };
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
    if (top.length >= limit) worst = top.at(-1);
  }
  // Those that are shown stand as in the tree.
  top.sort((a, b) => a.rank - b.rank || COLLATOR.compare(a.node.name, b.node.name) || byName(a.node, b.node));
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

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

const IN_WORD = /[\p{L}\p{N}]/u;

const byName = (a: ClientNode, b: ClientNode): number =>
  compareText(a.foldedName, b.foldedName) || compareText(a.id, b.id);

const order = (a: Ranked, b: Ranked): number => a.rank - b.rank || byName(a.node, b.node);
