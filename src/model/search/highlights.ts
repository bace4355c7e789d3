import { fold } from '../../base/fold';

/** Where `words`, folded, stand in `text`: ranges of UTF-16 code units, in order and apart, as a tree item wants them. */
export function highlightsOf(text: string, words: readonly string[]): [number, number][] {
  const { folded, origin } = foldWithOrigin(text);
  const ranges: [number, number][] = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      ranges.push([origin[at] ?? 0, origin[at + word.length] ?? text.length]);
    }
  }
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else merged.push(range);
  }
  return merged;
}

/** Characters, those together that `fold` makes one letter of: kana with their voicing marks, the Cyrillic short i. */
const LETTERS = /[\u3041-\u30ff\uff66-\uff9d][\u3099\u309a\uff9e\uff9f]|[Ии]\u0306|./gsu;

/** `text` folded letter by letter, and where in `text` each folded letter comes from. */
function foldWithOrigin(text: string): { folded: string; origin: number[] } {
  let folded = '';
  const origin: number[] = [];
  let at = 0;
  for (const letter of text.match(LETTERS) ?? []) {
    const plain = fold(letter);
    folded += plain;
    for (let unit = 0; unit < plain.length; unit++) origin.push(at);
    at += letter.length;
  }
  return { folded, origin };
}
