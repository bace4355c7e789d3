/** Untrusted text made fit to be shown on one line: nothing in it can hide, reorder or break what stands around it. */

/** Longest text that is shown in a row, a message or a log line, in UTF-16 code units. */
const MAX_SHOWN = 200;

/**
 * Everything that has no glyph of its own: controls, format characters (bidi overrides and isolates, zero-width ones),
 * line and paragraph separators, tag characters, unassigned and private use. The zero-width joiners are left alone
 * between letters, where scripts and emoji need them.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;
const JOINERS = new Set(['\u200c', '\u200d']);

/**
 * `text` with invisible characters written out, as in `⟨U+202E⟩`, spaces of any kind as spaces, lone surrogates as
 * U+FFFD, and no longer than `max` code units.
 */
export function plainText(text: string, max = MAX_SHOWN): string {
  // Cut first, so that a hostile megabyte costs no more than a line.
  const cut = text.length > max ? `${text.slice(0, max - 1)}…` : text;
  return cut
    .toWellFormed()
    .replace(/[\t\n\r\u2028\u2029]/g, ' ')
    .replace(INVISIBLE, (char, offset: number, whole: string) =>
      JOINERS.has(char) && offset > 0 && offset < whole.length - 1 ? char : `⟨U+${hex(char)}⟩`,
    )
    .replace(/\p{Zs}/gu, ' ');
}

const hex = (char: string): string => (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** Text for places where VS Code turns `$(name)` into an icon: quick pick labels, status bar, notifications. */
export const withoutIcons = (text: string): string => text.replaceAll('$(', '$\u2060(');
