/** Where a text is not JSON (RFC 8259). Pure. */
import type { TextRange } from './jsonPath';

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[ !#-[\]-\uFFFF]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const PUNCTUATION = /[{}[\],:]/y;
/** A number or a name of a value, or what stands in place of one. */
const WORD = /[^\s{}[\],:"]+/y;
const WHOLE_LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
/** What is underlined where no token can begin: up to the end of the line for a string that does not end well. */
const REST = /"[^\n\r]*|[^\n\r]/y;

/** What may come next: a value, its closing bracket too where nothing is in them yet; and so on. */
type Expected = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';

/**
 * The first token that makes `text` no JSON, by a pushdown automaton over its tokens, whose stack holds the open
 * brackets.
 *
 * @returns An empty range at the end of a text that ends too early; `undefined` for valid JSON.
 */
export function jsonErrorIn(text: string): TextRange | undefined {
  const open: string[] = [];
  let expected: Expected = 'value';
  for (let at = endOf(SPACE, text, 0); ; at = endOf(SPACE, text, at)) {
    if (at === text.length) return expected === 'nothing' ? undefined : { start: at, end: at };
    const end = tokenEnd(text, at);
    const next: Expected | undefined = end === undefined ? undefined : after(text.slice(at, end), expected, open);
    if (end === undefined || next === undefined) return { start: at, end: end ?? endOf(REST, text, at) };
    expected = next;
    at = end;
  }
}

/** The end of the first match of a sticky `pattern` at `at`; `at` where there is none. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function tokenEnd(text: string, at: number): number | undefined {
  const end = Math.max(...[STRING, PUNCTUATION, WORD].map((pattern) => endOf(pattern, text, at)));
  return end === at ? undefined : end;
}

/** What may come after `token`, which changes the open brackets; `undefined` where it must not stand here. */
function after(token: string, expected: Expected, open: string[]): Expected | undefined {
  const done = (): Expected => (open.length === 0 ? 'nothing' : 'commaOrEnd');
  const isValue = expected === 'value' || expected === 'valueOrEnd';
  switch (token.charAt(0)) {
    case '{':
    case '[':
      if (!isValue) return undefined;
      open.push(token);
      return token === '{' ? 'nameOrEnd' : 'valueOrEnd';
    case '}':
    case ']': {
      const isEmpty = expected === (token === '}' ? 'nameOrEnd' : 'valueOrEnd');
      if (open.at(-1) !== (token === '}' ? '{' : '[') || (!isEmpty && expected !== 'commaOrEnd')) return undefined;
      open.pop();
      return done();
    }
    case ',':
      if (expected !== 'commaOrEnd') return undefined;
      return open.at(-1) === '{' ? 'name' : 'value';
    case ':':
      return expected === 'colon' ? 'value' : undefined;
    case '"':
      if (expected === 'name' || expected === 'nameOrEnd') return 'colon';
      return isValue ? done() : undefined;
    default:
      return isValue && WHOLE_LITERAL.test(token) ? done() : undefined;
  }
}
