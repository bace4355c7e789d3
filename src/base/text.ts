/** Those of `parts` that are not `''`, with `separator` between each two. */
export const joinParts = (separator: string, ...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join(separator);

/** Sentences in a row, those that are `''` left out. */
export const sentences = (...parts: readonly string[]): string => joinParts(' ', ...parts);
