/** Where the parts of a JSON text stand. Pure. */

/** Member names and positions in lists, from the outermost value inwards. */
export type JsonPath = readonly (string | number)[];

/**
 * `path` as a JSON pointer (RFC 6901): a slash before each member name or position in a list, with `~` and `/` in names
 * escaped as `~0` and `~1`. The whole document is `''`.
 */
export const pointerOf = (path: JsonPath): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** From `start` up to but not including `end`, in UTF-16 code units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the value at `path` stands in `text`; where there is none, the innermost value around it. Of members with one
 * name the last counts, as for `JSON.parse`.
 *
 * @param text valid JSON; for any other the range is somewhere in it.
 */
export function rangeOf(text: string, path: JsonPath): TextRange {
  let range = valueAt(text, afterSpace(text, 0));
  for (const key of path) {
    const inner = childOf(text, range.start, key);
    if (inner === undefined) break;
    range = inner;
  }
  return range;
}

function childOf(text: string, start: number, key: string | number): TextRange | undefined {
  const isObject = text[start] === '{';
  if (!isObject && text[start] !== '[') return undefined;
  let found: TextRange | undefined;
  let at = afterSpace(text, start + 1);
  for (let index = 0; at < text.length && !CLOSING.includes(text[at] ?? ''); index++) {
    let name: string | number = index;
    if (isObject) {
      const end = stringEnd(text, at);
      name = unquoted(text.slice(at, end));
      at = afterSpace(text, Math.min(afterSpace(text, end) + 1, text.length));
    }
    const value = valueAt(text, at);
    if (name === key) found = value;
    at = afterSpace(text, value.end);
    if (text[at] === ',') at = afterSpace(text, at + 1);
    else break;
  }
  return found;
}

const CLOSING = ']}';

function valueAt(text: string, start: number): TextRange {
  const first = text[start];
  if (first === '"') return { start, end: stringEnd(text, start) };
  if (first === '{' || first === '[') return { start, end: bracketEnd(text, start) };
  let end = start;
  while (end < text.length && !/[\s,\]}]/.test(text[end] ?? '')) end++;
  return { start, end };
}

function bracketEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = stringEnd(text, at) - 1;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function unquoted(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal;
  }
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text[at] ?? '')) at++;
  return at;
}
