import type { NameTokens } from './nameTokens';
import { BEGINS, BEGINS_WORD, ENDS, ENDS_AS_WORD, HAS, IS, type TokenFlags } from './vocabulary';

/** Hits of a search: one byte a client, at its position in `SearchIndex.clients`; 1 is a hit. */
export type HitMask = Uint8Array;

/** How well a name is what was typed: it is it, it begins with it, a word in it does, or none of these. */
export const RANKS = 4;

/** The names of all clients, each as the tokens that stand between its spaces. */
export class NameIndex {
  readonly names: NameTokens;
  readonly #starts: Uint32Array;
  readonly #tokens: Uint32Array;

  /** @param names In the order of the clients' places. */
  constructor(names: NameTokens) {
    this.names = names;
    this.#starts = names.starts;
    this.#tokens = names.tokens;
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  /** Clients with a token in their name that has the flag `HAS`. */
  having(flags: TokenFlags): HitMask {
    const tokens = this.#tokens;
    const hits = new Uint8Array(this.count);
    let at = 0;
    for (let ordinal = 0; ordinal < hits.length; ordinal++) {
      const end = this.#starts[ordinal + 1] ?? 0;
      let all = 0;
      for (; at < end; at++) all |= flags[tokens[at] ?? 0] ?? 0;
      hits[ordinal] = all & HAS;
    }
    return hits;
  }

  /** Adds to `hits` clients with a token that has the flag `ENDS` right before one that has the flag `BEGINS`. */
  addJoined(flags: TokenFlags, hits: HitMask): void {
    const tokens = this.#tokens;
    let at = 0;
    for (let ordinal = 0; ordinal < hits.length; ordinal++) {
      const end = this.#starts[ordinal + 1] ?? 0;
      let before = 0;
      for (; at < end; at++) {
        const flag = flags[tokens[at] ?? 0] ?? 0;
        if ((before & ENDS) !== 0 && (flag & BEGINS) !== 0) hits[ordinal] = 1;
        before = flag;
      }
    }
  }

  /**
   * Tells how well the name of the client at a place is what was typed, from 0 for the best.
   *
   * @param words What the tokens have to do with each of the typed words.
   */
  ranking(words: readonly TokenFlags[]): (ordinal: number) => number {
    const [first, second] = words;
    if (first === undefined) return () => 0;
    if (second === undefined) return (ordinal) => this.#rankOfOne(ordinal, first);
    return (ordinal) => this.#rankOfMany(ordinal, first, words);
  }

  #rankOfOne(ordinal: number, word: TokenFlags): number {
    const from = this.#starts[ordinal] ?? 0;
    const end = this.#starts[ordinal + 1] ?? 0;
    let best = 3;
    for (let at = from; at < end; at++) {
      const flags = word[this.#tokens[at] ?? 0] ?? 0;
      if (at === from && (flags & BEGINS) !== 0) return (flags & IS) !== 0 && end - from === 1 ? 0 : 1;
      if ((flags & BEGINS_WORD) !== 0) best = 2;
    }
    return best;
  }

  /** Looks where `words` stand one after the other, the first of them as an end and the last as a beginning. */
  #rankOfMany(ordinal: number, first: TokenFlags, words: readonly TokenFlags[]): number {
    const from = this.#starts[ordinal] ?? 0;
    const end = this.#starts[ordinal + 1] ?? 0;
    let best = 3;
    for (let at = from; at + words.length <= end; at++) {
      const flags = first[this.#tokens[at] ?? 0] ?? 0;
      if ((flags & ENDS) === 0) continue;
      const last = this.#followed(at, words);
      if ((last & BEGINS) === 0) continue;
      if (at === from && (flags & IS) !== 0) return (last & IS) !== 0 && end - from === words.length ? 0 : 1;
      if ((flags & ENDS_AS_WORD) !== 0) best = 2;
    }
    return best;
  }

  /** What the token has to do with the last word that is as far behind `at`; nothing where those between are not the words between. */
  #followed(at: number, words: readonly TokenFlags[]): number {
    const last = words.length - 1;
    const flagsOf = (word: number): number => words[word]?.[this.#tokens[at + word] ?? 0] ?? 0;
    for (let word = 1; word < last; word++) if ((flagsOf(word) & IS) === 0) return 0;
    return flagsOf(last);
  }
}
