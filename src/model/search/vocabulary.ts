import { OneEditMatcher } from './oneEditMatcher';

/**
 * What a token has to do with a word: has it in it; at the beginning of a word; at its own beginning; at its own end; at
 * its end, at the beginning of a word; is that word and no more.
 */
export const HAS = 1;
export const BEGINS_WORD = 2;
export const BEGINS = 4;
export const ENDS = 8;
export const ENDS_AS_WORD = 16;
export const IS = 32;

/** For each token the sum of what applies of the above; for other questions than these, whatever the asker says. */
export type TokenFlags = Uint8Array;

/** The tokens of all names, each once: what stands between their spaces. Far fewer than there are names. */
export class Vocabulary {
  /** All tokens, each with a space behind it, and one before the first. */
  readonly #text: string;
  /** Where each token begins in the text, and where one more would. */
  readonly #starts: Uint32Array;

  /** @param tokens Folded, sorted by UTF-16 code units, each once. */
  constructor(tokens: readonly string[]) {
    this.#text = ` ${tokens.join(' ')} `;
    this.#starts = new Uint32Array(tokens.length + 1);
    let start = 1;
    for (const [token, text] of tokens.entries()) {
      this.#starts[token] = start;
      start += text.length + 1;
    }
    this.#starts[tokens.length] = start;
  }

  get size(): number {
    return this.#starts.length - 1;
  }

  /** The number of a token; -1 where it is none of these. */
  numberOf(token: string): number {
    const number = this.#first((each) => this.#token(each) >= token);
    return number < this.size && this.#token(number) === token ? number : -1;
  }

  /** These tokens and `others`, and what the number of each of these is among them. */
  with(others: Iterable<string>): { vocabulary: Vocabulary; numbers: Uint32Array } {
    const numbers = Uint32Array.from({ length: this.size }, (_, token) => token);
    const added = [...new Set(others)].filter((token) => this.numberOf(token) < 0).sort();
    if (added.length === 0) return { vocabulary: this, numbers };
    const tokens: string[] = [];
    let next = 0;
    for (const token of numbers.keys()) {
      const text = this.#token(token);
      for (; next < added.length && (added[next] ?? '') < text; next++) tokens.push(added[next] ?? '');
      numbers[token] = tokens.length;
      tokens.push(text);
    }
    tokens.push(...added.slice(next));
    return { vocabulary: new Vocabulary(tokens), numbers };
  }

  /** What each token has to do with `word`; `undefined` where none has it in it. */
  find(word: string): TokenFlags | undefined {
    const text = this.#text;
    let flags: TokenFlags | undefined;
    let token = 0;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      flags ??= new Uint8Array(this.size);
      while (this.#start(token + 1) <= at) token++;
      const isFirst = at === this.#start(token);
      const isLast = text.charCodeAt(at + word.length) === SPACE;
      const isWord = isFirst || !isInWord(text, at - 1);
      flags[token] =
        (flags[token] ?? 0) |
        HAS |
        (isWord ? BEGINS_WORD : 0) |
        (isFirst ? BEGINS : 0) |
        (isLast ? ENDS : 0) |
        (isWord && isLast ? ENDS_AS_WORD : 0) |
        (isFirst && isLast ? IS : 0);
    }
    return flags;
  }

  /** `HAS` for each token with `word` in it but for one mistake; `undefined` where there is none. */
  findNear(word: string): TokenFlags | undefined {
    let flags: TokenFlags | undefined;
    for (const at of new OneEditMatcher(word).in(this.#text)) {
      flags ??= new Uint8Array(this.size);
      flags[this.#tokenAt(at)] = HAS;
    }
    return flags;
  }

  /**
   * The ways to read `word` with a space put in, or with one for a letter: each as tokens that end with what is before it
   * (`ENDS`), and tokens that begin with what is behind it (`BEGINS`). Only ways for which there are such tokens.
   */
  *split(word: string): Generator<TokenFlags, undefined> {
    for (let cut = 1; cut < word.length; cut++) {
      const behind = [word.slice(cut), word.slice(cut + 1)].filter((part) => part !== '');
      const ranges = behind.map((part) => this.#beginning(part)).filter(([from, to]) => from < to);
      if (ranges.length === 0) continue;
      const flags = this.#ending(word.slice(0, cut));
      if (flags === undefined) continue;
      for (const [from, to] of ranges)
        for (let token = from; token < to; token++) flags[token] = (flags[token] ?? 0) | BEGINS;
      yield flags;
    }
    return undefined;
  }

  /** `ENDS` for each token that ends with `part`; `undefined` where there is none. */
  #ending(part: string): TokenFlags | undefined {
    const end = `${part} `;
    let flags: TokenFlags | undefined;
    for (let at = this.#text.indexOf(end); at >= 0; at = this.#text.indexOf(end, at + 1)) {
      flags ??= new Uint8Array(this.size);
      flags[this.#tokenAt(at)] = ENDS;
    }
    return flags;
  }

  /** The first token that begins with `part`, and the first behind those that do. */
  #beginning(part: string): [from: number, to: number] {
    const beginningOf = (token: number) => this.#text.slice(this.#start(token), this.#start(token) + part.length);
    const from = this.#first((token) => beginningOf(token) >= part);
    return [from, this.#first((token) => beginningOf(token) > part)];
  }

  #tokenAt(at: number): number {
    return this.#first((token) => this.#start(token + 1) > at);
  }

  /** Lower bound: the first token for which `isReached` holds, as it must for all that come after; `size` where there is none. */
  #first(isReached: (token: number) => boolean): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isReached(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #token(token: number): string {
    return this.#text.slice(this.#start(token), this.#start(token + 1) - 1);
  }

  #start(token: number): number {
    return this.#starts[token] ?? Infinity;
  }
}

const SPACE = 0x20;

/** Whether the character at a place belongs to a word: it is a letter or a digit. */
function isInWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  // Nearly all are ASCII, and folded.
  if (code < 0x80) return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a);
  return LETTER_OR_DIGIT.test(text.charAt(at));
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
