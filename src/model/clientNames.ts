import { BEGINS, BEGINS_WORD, ENDS, ENDS_AS_WORD, HAS, IS, type TokenFlags } from './vocabulary';

/** A byte for each client, told by its place in a list: 1 for those that are meant, 0 for others. */
export type Marks = Uint8Array;

/** How well a name is what was typed: it is it, it begins with it, a word in it does, or none of these. */
export const RANKS = 4;

/** The names of all clients, each as the tokens that stand between its spaces. */
export class ClientNames {
  /** Where the tokens of each client begin, and where those of one more would. */
  readonly #starts: Uint32Array;
  readonly #tokens: Uint32Array;

  constructor(starts: Uint32Array, tokens: Uint32Array) {
    this.#starts = starts;
    this.#tokens = tokens;
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  /** Clients with a token in their name that has the flag `HAS`. */
  having(flags: TokenFlags): Marks {
    const tokens = this.#tokens;
    const marks = new Uint8Array(this.count);
    let at = 0;
    for (let place = 0; place < marks.length; place++) {
      const end = this.#starts[place + 1] ?? 0;
      let all = 0;
      for (; at < end; at++) all |= flags[tokens[at] ?? 0] ?? 0;
      marks[place] = all & HAS;
    }
    return marks;
  }

  /** Adds to `marks` clients with a token that has the flag `ENDS` right before one that has the flag `BEGINS`. */
  addJoined(flags: TokenFlags, marks: Marks): void {
    const tokens = this.#tokens;
    let at = 0;
    for (let place = 0; place < marks.length; place++) {
      const end = this.#starts[place + 1] ?? 0;
      let before = 0;
      for (; at < end; at++) {
        const flag = flags[tokens[at] ?? 0] ?? 0;
        if ((before & ENDS) !== 0 && (flag & BEGINS) !== 0) marks[place] = 1;
        before = flag;
      }
    }
  }

  /**
   * How well the name of the client at `place` is what was typed, from 0 for the best.
   *
   * @param words What the tokens have to do with each of the typed words.
   */
  rank(place: number, words: readonly TokenFlags[]): number {
    const [first, ...others] = words;
    if (first === undefined) return 0;
    const from = this.#starts[place] ?? 0;
    const end = this.#starts[place + 1] ?? 0;
    return others.length === 0 ? this.#rankOfOne(from, end, first) : this.#rankOfMany(from, end, words);
  }

  #rankOfOne(from: number, end: number, word: TokenFlags): number {
    let best = 3;
    for (let at = from; at < end; at++) {
      const flags = word[this.#tokens[at] ?? 0] ?? 0;
      if (at === from && (flags & BEGINS) !== 0) return (flags & IS) !== 0 && end - from === 1 ? 0 : 1;
      if ((flags & BEGINS_WORD) !== 0) best = 2;
    }
    return best;
  }

  /** Whether the words stand one after the other in the name, the first of them as an end, the last as a beginning. */
  #rankOfMany(from: number, end: number, words: readonly TokenFlags[]): number {
    const last = words.length - 1;
    let best = 3;
    for (let at = from; at + last < end; at++) {
      const flagsOf = (word: number) => words[word]?.[this.#tokens[at + word] ?? 0] ?? 0;
      const first = flagsOf(0);
      if ((first & ENDS) === 0 || (flagsOf(last) & BEGINS) === 0) continue;
      let word = 1;
      while (word < last && (flagsOf(word) & IS) !== 0) word++;
      if (word < last) continue;
      if (at === from && (first & IS) !== 0) return (flagsOf(last) & IS) !== 0 && end - from === words.length ? 0 : 1;
      if ((first & ENDS_AS_WORD) !== 0) best = 2;
    }
    return best;
  }
}
