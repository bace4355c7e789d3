import { fold } from '../../base/fold';
import type { ClientNode } from '../hierarchy/clientNode';
import type { Change, Hierarchy } from '../hierarchy/hierarchy';
import { RANKS, type HitMask } from './nameIndex';
import { indexSteps, type SearchIndex } from './searchIndex';
import { updatedIndex } from './searchUpdate';
import { WordFinder } from './wordFinder';

/** One mistake in fewer letters could be anything. */
const MIN_NEAR = 4;

/** With more changes at once an index is better made anew. */
const MAX_FOLLOWED = 1_000;

/** No word of a query is taken to be mistyped. */
const NONE = -1;

interface Ready {
  readonly index: SearchIndex;
  readonly words: WordFinder;
}

/** Searches names, paths and ids of clients while a person types. Good for one hierarchy, if it is told what changes. */
export class ClientSearch {
  readonly #hierarchy: Pick<Hierarchy, 'all' | 'get'>;
  /** Nothing once they are done: what they worked with takes as much as what they made. */
  #steps: Generator<undefined, SearchIndex> | undefined;
  #ready: Ready | undefined;
  /** Clients that changed since the index was begun. Nobody may be searching, so it is only told when it is asked. */
  readonly #changed = new Set<ClientNode>();

  constructor(hierarchy: Pick<Hierarchy, 'all' | 'get'>) {
    this.#hierarchy = hierarchy;
  }

  /** Does in small steps what the first search would do at once. More than one may do so at the same time. */
  *prepareSteps(): Generator<undefined, void> {
    while (this.#ready === undefined) {
      this.#step();
      yield;
    }
  }

  #step(): void {
    this.#steps ??= indexSteps([...this.#hierarchy.all()]);
    const step = this.#steps.next();
    if (step.done === true) this.#take(step.value);
  }

  #take(index: SearchIndex): void {
    this.#steps = undefined;
    this.#ready = { index, words: new WordFinder(index) };
  }

  #beginAgain(): void {
    this.#steps = undefined;
    this.#ready = undefined;
    this.#changed.clear();
  }

  /** Takes note of a change of the hierarchy that was just made. */
  follow({ node, touched }: Change): void {
    if (this.#ready === undefined && this.#steps === undefined) return;
    this.#changed.add(node);
    for (const client of touched) if (client !== null) this.#changed.add(client);
    if (this.#changed.size > MAX_FOLLOWED) this.#beginAgain();
  }

  /** The index of the clients of now. */
  #prepared(): Ready {
    while (this.#ready === undefined) this.#step();
    if (this.#changed.size === 0) return this.#ready;
    const isThere = (client: ClientNode): boolean => this.#hierarchy.get(client.id) === client;
    const updated = updatedIndex(this.#ready.index, this.#changed, isThere);
    this.#beginAgain();
    if (updated !== undefined) this.#take(updated);
    return this.#prepared();
  }

  /**
   * The best hits for `query`, best first: clients whose path has each of its words in it, accents and case forgiven, the
   * last word in the client's own name; or whose id begins with it. Where there are none, clients with one letter of a word
   * missing, added, changed or swapped.
   */
  search(query: string, limit: number): ClientNode[] {
    const { index, words } = this.#prepared();
    const typed = wordsOf(query);
    const flags = typed.map((word) => words.flags(word)).filter((each) => each !== undefined);
    const hits = this.#hits(typed, query.trim());
    // Where one of the words is in no name, none is better than another.
    return best(index, hits, limit, index.names.ranking(flags.length < typed.length ? [] : flags));
  }

  /** Every client that `search` would find. */
  all(query: string): ClientSet {
    const { index } = this.#prepared();
    return new ClientSet(index, this.#hits(wordsOf(query), query.trim()));
  }

  #hits(words: readonly string[], id: string): HitMask {
    const { index } = this.#prepared();
    if (words.length === 0) return new Uint8Array(index.clients.length).fill(1);
    const exact = this.#having(words, NONE) ?? new Uint8Array(index.clients.length);
    // Ids are not folded: two may differ in case only.
    index.ids.addHits(id, exact);
    return exact.includes(1) ? exact : this.#nearly(words);
  }

  /** Clients that `words` would find if there were not one mistake in one of them. */
  #nearly(words: readonly string[]): HitMask {
    const near = new Uint8Array(this.#prepared().index.clients.length);
    for (const [mistaken, word] of words.entries()) {
      const hits = word.length < MIN_NEAR ? undefined : this.#having(words, mistaken);
      if (hits === undefined) continue;
      for (let ordinal = 0; ordinal < near.length; ordinal++)
        near[ordinal] = (near[ordinal] ?? 0) | (hits[ordinal] ?? 0);
    }
    return near;
  }

  /** Clients whose path has all words in it, the last one in their own name; the one at `mistaken` but for one mistake. */
  #having(words: readonly string[], mistaken: number): HitMask | undefined {
    const finder = this.#prepared().words;
    const last = words.length - 1;
    const own = finder.inName(words[last] ?? '', mistaken === last)?.slice();
    if (own === undefined) return undefined;
    for (const [at, word] of words.slice(0, -1).entries()) {
      const inPath = finder.inPath(word, mistaken === at);
      if (inPath === undefined) return undefined;
      for (let ordinal = 0; ordinal < own.length; ordinal++)
        own[ordinal] = (own[ordinal] ?? 0) & (inPath[ordinal] ?? 0);
    }
    return own;
  }
}

/** The words of a query, folded. */
export const wordsOf = (query: string): string[] =>
  fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');

/**
 * The `limit` best of `hits`: by rank, then by folded name. Those of one rank stand as in the tree.
 *
 * @param rankOf Tells the rank of the client at a place, below `RANKS`. By folded name, those of rank 0 come before those of
 *   rank 1.
 */
function best(index: SearchIndex, hits: HitMask, limit: number, rankOf: (ordinal: number) => number): ClientNode[] {
  const ranked = Array.from({ length: RANKS }, (): ClientNode[] => []);
  let inFront = 0;
  for (let ordinal = 0; ordinal < hits.length && inFront < limit; ordinal++) {
    if (hits[ordinal] !== 1) continue;
    const rank = rankOf(ordinal);
    const client = index.clients[ordinal];
    const equals = ranked[rank];
    if (client === undefined || equals === undefined || equals.length >= limit) continue;
    equals.push(client);
    if (rank <= 1) inFront++;
  }
  const chosen: ClientNode[] = [];
  for (const equals of ranked) {
    // Sorting is stable: clients that read alike stay in the order of their folded names.
    chosen.push(...equals.slice(0, limit - chosen.length).sort((a, b) => COLLATOR.compare(a.name, b.name)));
  }
  return chosen;
}

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

/** Some of the clients that a search looks among. */
export class ClientSet {
  readonly size: number;
  readonly #index: SearchIndex;
  readonly #hits: HitMask;

  constructor(index: SearchIndex, hits: HitMask) {
    this.#index = index;
    this.#hits = hits;
    let size = 0;
    for (const hit of hits) size += hit;
    this.size = size;
  }

  has(client: ClientNode): boolean {
    return this.#hits[this.#index.ids.ordinalOf(client.id)] === 1;
  }

  /** These and all above them. */
  withOwners(): ClientSet {
    return new ClientSet(this.#index, this.#index.owners.withOwners(this.#hits));
  }
}
