/**
 * `text` without case, accents and width, for comparing as a person would: compatibility decomposition (NFKD), accents
 * taken out, lower case in no language in particular. One letter may become several (`ß`: `ss`), or none.
 */
export const fold = (text: string): string =>
  // Nearly all names are ASCII, and lower case is all that there is to do.
  NOT_ASCII.test(text) ? foldLetters(text.normalize('NFKD').replace(LETTER_OF_ITS_OWN, compose)) : text.toLowerCase();

/** `text`, decomposed (NFD or NFKD), without accents and case. Character by character it gives the same as at once. */
export const foldLetters = (text: string): string =>
  text
    .replace(ACCENT, '')
    .toLowerCase()
    .replace(/[øæłđßıðþœς]/g, (letter) => UNDECOMPOSED[letter] ?? letter);

const compose = (pair: string): string => pair.normalize('NFC');

/**
 * What Unicode takes apart although nobody takes it for a letter with an accent: voiced kana, and the Cyrillic short i, the
 * one letter that the root of CLDR's collation sorts by itself.
 */
const LETTER_OF_ITS_OWN = /[\u3041-\u30ff][\u3099\u309a]|[Ии]\u0306/g;

/**
 * Marks that people leave out when they type: those of alphabets whose letters stand without them, and those of no script
 * in particular. Not the vowels, tones and voicing marks of Thai, Devanagari, kana and their like, without which another
 * word is left.
 */
const ACCENT = new RegExp(
  String.raw`[[\p{M}&&[${['Inherited', 'Latin', 'Greek', 'Cyrillic', 'Hebrew', 'Arabic', 'Syriac']
    .map((script) => String.raw`\p{Script=${script}}`)
    .join('')}]]--[\u3099\u309a]]`,
  'gv',
);

/** Letters that people type without their accent although Unicode does not take it apart, and the sigma that ends words. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ø: 'o',
  æ: 'ae',
  ł: 'l',
  đ: 'd',
  ß: 'ss',
  ı: 'i',
  ð: 'd',
  þ: 'th',
  œ: 'oe',
  ς: 'σ',
};

const NOT_ASCII = /[^\0-\x7f]/;
