/** Whether a name has a word in it with at most one letter missing, added, changed, or swapped with the next. */
export class NearMatch {
  readonly #word: string;
  readonly #first: string;
  readonly #second: string;
  /** The word with the two letters around its middle swapped, which spoils both halves. */
  readonly #swapped: string;

  /** @param word Folded, of at least four letters: one mistake in fewer could be anything. */
  constructor(word: string) {
    const middle = word.length >>> 1;
    this.#word = word;
    this.#first = word.slice(0, middle);
    this.#second = word.slice(middle);
    this.#swapped = `${word.slice(0, middle - 1)}${word.charAt(middle)}${word.charAt(middle - 1)}${word.slice(middle + 1)}`;
  }

  /** @param name Folded. */
  isIn(name: string): boolean {
    // A single mistake is in one half of the word; the other half is there as typed.
    const first = this.#first;
    for (let at = name.indexOf(first); at >= 0; at = name.indexOf(first, at + 1)) {
      if (nearly(name, at + first.length, 1, this.#second, 0, 1)) return true;
    }
    const second = this.#second;
    for (let at = name.indexOf(second); at >= 0; at = name.indexOf(second, at + 1)) {
      if (nearly(name, at - 1, -1, first, first.length - 1, -1)) return true;
    }
    return this.#word !== this.#swapped && name.includes(this.#swapped);
  }
}

/** Whether `name` goes on from `at` as `part` does from `from`, each read in its direction, but for one mistake. */
function nearly(name: string, at: number, direction: number, part: string, from: number, step: number): boolean {
  const length = part.length;
  let same = 0;
  while (same < length && letter(name, at + same * direction) === letter(part, from + same * step)) same++;
  if (same === length) return true;
  const goesOn = (inName: number, inPart: number): boolean => {
    for (let offset = 0; inPart + offset < length; offset++) {
      if (letter(name, at + (inName + offset) * direction) !== letter(part, from + (inPart + offset) * step))
        return false;
    }
    return true;
  };
  const isSwapped =
    same + 1 < length &&
    letter(name, at + same * direction) === letter(part, from + (same + 1) * step) &&
    letter(name, at + (same + 1) * direction) === letter(part, from + same * step);
  return (
    // Changed, missing in the name, one too many in the name.
    goesOn(same + 1, same + 1) ||
    goesOn(same, same + 1) ||
    goesOn(same + 1, same) ||
    (isSwapped && goesOn(same + 2, same + 2))
  );
}

/** NaN outside of the text, which is like no letter, not even like itself. */
const letter = (text: string, at: number): number => text.charCodeAt(at);
