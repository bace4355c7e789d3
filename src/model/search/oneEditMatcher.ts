/**
 * Finds a word with at most one letter missing, added, changed, or swapped with the next: an optimal string alignment
 * distance of 1. By the pigeonhole principle one half of the word stands in the text as typed, unless the two letters
 * around the middle are swapped; `indexOf` finds that half, and the other half is compared letter by letter.
 */
export class OneEditMatcher {
  readonly #word: string;
  readonly #first: string;
  readonly #second: string;
  /** The word with the two letters around its middle swapped, which spoils both halves. */
  readonly #swapped: string;

  /** @param word Folded, of at least four letters: one mistake in fewer could be anything. No white space is in it. */
  constructor(word: string) {
    const middle = word.length >>> 1;
    this.#word = word;
    this.#first = word.slice(0, middle);
    this.#second = word.slice(middle);
    this.#swapped = `${word.slice(0, middle - 1)}${word.charAt(middle)}${word.charAt(middle - 1)}${word.slice(middle + 1)}`;
  }

  /**
   * Places in `text`, one or more of each occurrence that is within what stands between two spaces, in no order.
   *
   * @param text Folded.
   */
  *in(text: string): Generator<number, undefined> {
    // A single mistake is in one half of the word; the other half is there as typed.
    const first = this.#first;
    const second = this.#second;
    for (const at of occurrences(text, first)) if (nearly(text, at + first.length, 1, second, 0, 1)) yield at;
    for (const at of occurrences(text, second)) if (nearly(text, at - 1, -1, first, first.length - 1, -1)) yield at;
    if (this.#word !== this.#swapped) yield* occurrences(text, this.#swapped);
    return undefined;
  }
}

/** Where `part` is in `text`, from left to right. */
function* occurrences(text: string, part: string): Generator<number, undefined> {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) yield at;
  return undefined;
}

/** Whether `text` goes on from `at` as `part` does from `from`, each read in its direction, but for one mistake. */
function nearly(text: string, at: number, direction: number, part: string, from: number, step: number): boolean {
  const length = part.length;
  let same = 0;
  while (same < length && letter(text, at + same * direction) === letter(part, from + same * step)) same++;
  if (same === length) return true;
  const goesOn = (inText: number, inPart: number): boolean => {
    for (let offset = 0; inPart + offset < length; offset++) {
      if (letter(text, at + (inText + offset) * direction) !== letter(part, from + (inPart + offset) * step))
        return false;
    }
    return true;
  };
  // Missing in the text.
  if (goesOn(same, same + 1)) return true;
  if (letter(text, at + same * direction) === SPACE) return false;
  const isSwapped =
    same + 1 < length &&
    letter(text, at + same * direction) === letter(part, from + (same + 1) * step) &&
    letter(text, at + (same + 1) * direction) === letter(part, from + same * step);
  // Changed, one too many in the text.
  return goesOn(same + 1, same + 1) || goesOn(same + 1, same) || (isSwapped && goesOn(same + 2, same + 2));
}

const SPACE = 0x20;

/** NaN outside of the text, which is like no letter, not even like itself. */
const letter = (text: string, at: number): number => text.charCodeAt(at);
