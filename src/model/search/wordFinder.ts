import type { HitMask } from './nameIndex';
import type { SearchIndex } from './searchIndex';
import type { TokenFlags } from './vocabulary';

/** How many words are kept: those of a query, as typed so far and as some keys ago. Each can take two bytes a client. */
const MAX_CACHED_WORDS = 8;

/** What one word finds. */
interface WordHits {
  /** What each token has to do with the word as it was typed. */
  readonly flags: TokenFlags | undefined;
  /** Clients that have the word in their name. */
  readonly inName: HitMask | undefined;
  /** Clients that have it in their name, or in that of one above them; not looked for before it is asked for. */
  inPath: HitMask | undefined;
}

/** Finds clients by single words. Remembers the last of them, since the next key asks for nearly the same. */
export class WordFinder {
  readonly #index: SearchIndex;
  /** From the one that was not asked for the longest. */
  readonly #kept = new Map<string, WordHits>();

  constructor(index: SearchIndex) {
    this.#index = index;
  }

  /** What each token has to do with `word`; `undefined` where none has it in it. */
  flags(word: string): TokenFlags | undefined {
    return this.#hits(word, false).flags;
  }

  /** Clients with `word` in their name, but for one mistake if `isNear`; `undefined` where there are none. Not to be changed. */
  inName(word: string, isNear: boolean): HitMask | undefined {
    return this.#hits(word, isNear).inName;
  }

  /** Clients with `word` in their path, but for one mistake if `isNear`; `undefined` where there are none. Not to be changed. */
  inPath(word: string, isNear: boolean): HitMask | undefined {
    const hits = this.#hits(word, isNear);
    if (hits.inName !== undefined) hits.inPath ??= this.#index.owners.withOwned(hits.inName);
    return hits.inPath;
  }

  #hits(word: string, isNear: boolean): WordHits {
    // Words have no spaces in them.
    const key = isNear ? `${word} nearly` : word;
    const hits = this.#kept.get(key) ?? (isNear ? this.#findNearWord(word) : this.#findWord(word));
    this.#kept.delete(key);
    this.#kept.set(key, hits);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_CACHED_WORDS) break;
      this.#kept.delete(oldest);
    }
    return hits;
  }

  #findWord(word: string): WordHits {
    const flags = this.#index.vocabulary.find(word);
    return { flags, inName: flags === undefined ? undefined : this.#index.names.having(flags), inPath: undefined };
  }

  #findNearWord(word: string): WordHits {
    const { vocabulary, names } = this.#index;
    const flags = vocabulary.findNear(word);
    let inName = flags === undefined ? undefined : names.having(flags);
    for (const joined of vocabulary.split(word)) {
      inName ??= new Uint8Array(names.count);
      names.addJoined(joined, inName);
    }
    return { flags: undefined, inName, inPath: undefined };
  }
}
