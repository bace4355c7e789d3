/** `text` without case and accents, for comparing as a person would. */
export const fold = (text: string): string =>
  // Nearly all names are ASCII, and lower case is all that there is to do.
  NOT_ASCII.test(text) ? foldLetters(text) : text.toLowerCase();

const foldLetters = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øæłđßıðþœ]/g, (letter) => UNDECOMPOSED[letter] ?? letter);

/** Letters that people type without their accent although Unicode does not take it apart. */
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
};

const NOT_ASCII = /[^\0-\x7f]/;
