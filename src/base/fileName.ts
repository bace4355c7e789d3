/** Names of files, made of text that may be anything. */

/** Longest name without its extension, in UTF-16 code units: 255 bytes are what file systems take. */
const MAX_LENGTH = 60;

/** Devices of Windows, which no file there can be named like. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i;

/**
 * `text` as the name of a file on any system, without an extension.
 *
 * @param otherwise Where nothing of `text` can be in a name.
 */
export function fileName(text: string, otherwise: string): string {
  const name = text
    .slice(0, MAX_LENGTH)
    .toWellFormed()
    // Separators, what shells and Windows take for something else, what cannot be seen or turns text around.
    .replace(/[/\\:*?"<>|\p{C}\p{Zl}\p{Zp}\ufffd]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    // A leading dot hides the file, and Windows takes dots and spaces from the end.
    .replace(/^[\s.]+|[\s.]+$/gu, '');
  return name === '' || DEVICE.test(name) ? otherwise : name;
}
