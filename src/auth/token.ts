/** Access tokens as people paste them. Pure. */

/** The token in what was pasted: without white space, quotes, and a leading `Authorization:` or `Bearer`. */
export function cleanToken(pasted: string): string {
  return pasted
    .replace(/^[\s"'`]+|[\s"'`]+$/g, '')
    .replace(/^authorization\s*:\s*/i, '')
    .replace(/^bearer(\s+|$)/i, '')
    .replace(/[\s"'`]+/g, '');
}

/** What is wrong with a cleaned token: nothing there, or a character that no HTTP header can carry. */
export function tokenProblem(token: string): 'empty' | 'badCharacter' | undefined {
  if (token === '') return 'empty';
  return /[^\x21-\x7e]/.test(token) ? 'badCharacter' : undefined;
}
