/** JSON texts whose numbers are kept as they were written, where `JSON.parse` would round them. Pure. */
import { parsed } from './json';

/** Strings, numbers, the other literals and punctuation of a valid JSON text, without the space between them. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[^\s"[\]{},:]+|[[\]{},:]/g;
const NUMBER_TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** Stands before the digits of a number that has no exact double; a noncharacter, which no text should have. */
const EXACT_NUMBER = '\uFDD0';
const INDENT = '  ';
/** Levels that are indented further: a text nested 10,000 deep would become 100 MB of space. */
const MAX_INDENTS = 40;

/**
 * A valid JSON text as `JSON.stringify(value, null, 2)` would write it, but with each number as it stands there (1e999,
 * -0, 12345678901234567890), and with all members in their order, also those that share a name.
 */
export function formatJson(text: string): string {
  const out: string[] = [];
  let depth = 0;
  const newLine = (): string => `\n${INDENT.repeat(Math.min(depth, MAX_INDENTS))}`;
  let isEmpty = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const isEnd = token === '}' || token === ']';
    if (isEnd) depth--;
    if (isEnd ? !isEmpty : isEmpty) out.push(newLine());
    isEmpty = token === '{' || token === '[';
    if (isEmpty) depth++;
    if (token === ',') out.push(',', newLine());
    else if (token === ':') out.push(': ');
    else out.push(token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token);
  }
  return out.join('');
}

/**
 * As `parsed`, but that numbers differ wherever they are written as different numbers: one that a double does not hold as
 * written becomes a string that no other value is equal to.
 */
export function parsedExactly(text: string): unknown {
  const value = parsed(text);
  if (value === undefined) return undefined;
  const replaced = text.replace(NUMBER_TOKEN, (token) => {
    if (token.startsWith('"') || String(Number(token)) === token) return token;
    return JSON.stringify(EXACT_NUMBER + token);
  });
  return replaced === text ? value : parsed(replaced);
}
