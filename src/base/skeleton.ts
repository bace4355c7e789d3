/** What the eye keeps of a name. Pure. */
import { foldLetters } from './fold';

/**
 * What is left of a name when everything is taken out that the eye passes over: case, accents, width, white space,
 * invisible characters, and the letters of other scripts that look like Latin ones (those of Unicode's confusables.txt
 * that names of clients can be expected to have; not the whole table, which is 6,000 lines).
 */
export function skeletonOf(name: string): string {
  let skeleton = '';
  for (let at = 0; at < name.length; at++) {
    const ascii = ASCII_REMAINDERS[name.charCodeAt(at)];
    if (ascii !== undefined) {
      skeleton += ascii;
      continue;
    }
    const char = characterAt(name, at);
    skeleton += remainderOf(char);
    at += char.length - 1;
  }
  return skeleton;
}

/** A small integer that is the same for names of the same skeleton, and seldom for others. Makes no skeleton. */
export function skeletonHash(name: string): number {
  let hash = FNV_START;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code <= 0x7f) {
      const left = ASCII_CODES[code];
      if (left) hash = Math.imul(hash ^ left, FNV_STEP);
      continue;
    }
    const char = characterAt(name, at);
    const left = remainderOf(char);
    for (let unit = 0; unit < left.length; unit++) hash = Math.imul(hash ^ left.charCodeAt(unit), FNV_STEP);
    at += char.length - 1;
  }
  return hash >>> 2;
}

/** Whether there is nothing to be seen of a name. */
export const isUnseen = (name: string): boolean => {
  const code = name.charCodeAt(0);
  return !(code > 0x20 && code < 0x7f) && ONLY_UNSEEN.test(name);
};

// U+2800 is the pattern of Braille that has no dot.
const UNSEEN = /[\p{Cf}\p{Cc}\p{DI}\s\p{Z}\u2800]+/gu;
const ONLY_UNSEEN = /^[\p{Cf}\p{Cc}\p{DI}\s\p{Z}\u2800]*$/u;

/** Pairs of a letter and the Latin one it looks like: Cyrillic, Greek, then Latin letters and digits. */
const LATIN = new Map(
  [
    'аa вb еe ѕs іl јj кk мm нh оo рp сc тt уy хx ԁd һh ԛq ԝw ьb гr',
    'αa βb εe ηn ιl κk νv οo ρp τt υu χx ζz μu γy',
    'ıl łl øo đd 0o 1l il |l',
  ]
    .flatMap((pairs) => pairs.split(' '))
    .map((pair) => [pair[0] ?? '', pair[1] ?? '']),
);
/** Greek capitals that look like another Latin letter than their small ones. */
const CAPITALS = new Map([
  ['Η', 'H'],
  ['Μ', 'M'],
  ['Ν', 'N'],
  ['Υ', 'Y'],
]);
const LOOK_ALIKE = new RegExp(`[${[...LATIN.keys()].join('')}]`, 'gu');

/** What is left of single characters, as they are met: asking Unicode about each anew takes many times as long. */
const remainders = new Map<string, string>();
/** More than the names of any one place on earth have. */
const MAX_REMAINDERS = 20_000;

/** What is left of one character. */
function remainderOf(char: string): string {
  const known = remainders.get(char);
  if (known !== undefined) return known;
  const plain = char.normalize('NFKD').replace(/[ΗΜΝΥ]/gu, (capital) => CAPITALS.get(capital) ?? capital);
  // Not `fold`: marks may come one by one, and a mark must not be left or taken by whether it was composed.
  const left = foldLetters(plain)
    .replace(UNSEEN, '')
    .replace(LOOK_ALIKE, (letter) => LATIN.get(letter) ?? letter);
  if (remainders.size >= MAX_REMAINDERS) remainders.clear();
  remainders.set(char, left);
  return left;
}

/** What is left of each ASCII character, which nearly all characters are: one or none. */
const ASCII_REMAINDERS = Array.from({ length: 0x80 }, (_, code) => remainderOf(String.fromCharCode(code)));
/** The same as codes, 0 for none. */
const ASCII_CODES = Uint8Array.from(ASCII_REMAINDERS, (left) => left.charCodeAt(0) || 0);

const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 0);

/** Of the hash FNV-1a, as 32-bit integers. */
const FNV_START = 0x811c9dc5 | 0;
const FNV_STEP = 0x01000193;
