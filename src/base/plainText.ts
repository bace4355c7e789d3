/** Untrusted text made fit to be shown on one line: nothing in it can hide, reorder or break what stands around it. */

/** Longest text that is shown in a row, a message or a log line, in UTF-16 code units. */
const MAX_SHOWN = 200;

/** Where scripts and emoji need an invisible character: in the sources of regular expressions with the flag v. */
const LETTER = String.raw`[[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]--[\p{DI}\p{ASCII}]]`;
const EMOJI = String.raw`[\p{Emoji}--\p{ASCII}]`;
const NEEDED = [
  // One joiner between letters or emoji; none is needed in ASCII.
  String.raw`(?<=${LETTER}|${EMOJI}\ufe0f)[\u200c\u200d]${LETTER}`,
  // One variation selector after an ideograph, an emoji, or the digit of a keycap.
  String.raw`(?<=[\p{Script=Han}${EMOJI}])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=[0-9#*])\ufe0f\u20e3`,
].join('|');

/**
 * Everything that has no glyph of its own and is not needed: controls, format characters (bidi overrides and isolates,
 * zero-width ones), fillers, line and paragraph separators, tag characters, unassigned and private use.
 */
const INVISIBLE = new RegExp(String.raw`(?!${NEEDED})[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}\p{DI}]`, 'gv');

const PRINTABLE_ASCII = /^[ -~]*$/;

/** No script needs more marks on one letter. */
const STACK = /(\p{M}{4})\p{M}+/gu;

/**
 * `text` with invisible characters written out, as in `⟨U+202E⟩`, spaces of any kind as spaces, lone surrogates as
 * U+FFFD, and no longer than `max` code units.
 */
export function plainText(text: string, max = MAX_SHOWN): string {
  // Nearly all names, and thousands of them may be shown at a time.
  if (text.length <= max && PRINTABLE_ASCII.test(text)) return text;
  // Cut first, so that a hostile megabyte costs no more than a line; and again, since writing out makes longer.
  return cut(
    cut(text, max)
      .toWellFormed()
      .replace(/[\t\n\r\u2028\u2029]/g, ' ')
      .replace(INVISIBLE, (char) => `⟨U+${hex(char)}⟩`)
      .replace(/[\p{Zs}\u2800]/gu, ' ')
      // Stacks of marks would paint over the rows above and below.
      .replace(STACK, '$1'),
    max,
  );
}

/** Not between the halves of a character. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

const hex = (char: string): string => (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** Text for places where VS Code turns `$(name)` into an icon: quick pick labels, status bar, notifications. */
export const withoutIcons = (text: string): string => text.replaceAll('$(', '$\u2060(');

/** Text for notifications and input boxes, where VS Code also turns `[label](command:id)` into a link that runs it. */
export const withoutLinks = (text: string): string => withoutIcons(text).replaceAll('](', ']\u2060(');

/** `text` on one line: each run of line breaks and control characters, which a terminal would obey, is one space. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');

/** `text` with each line break and control character written out, as in `⟨U+000A⟩`. */
export const visibleControls = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (char) => `⟨U+${hex(char)}⟩`);
