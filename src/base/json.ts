/** JSON that nobody has checked yet. */

/** An object of JSON: neither `null` nor a list. What its members are is not known. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value, or `undefined`, which is no JSON value, where `text` is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Deepest nesting that `abbreviatedJson` writes: each level takes a call, and calls may be no deeper than the stack. */
const MAX_DEPTH = 500;

/**
 * `value`, which came from JSON, as JSON again, cut to `max` UTF-16 code units and, where that cuts something off, `…`.
 * However large or deep the value is, no more of it is written than is kept, and no part of its strings is shared.
 */
export function abbreviatedJson(value: unknown, max: number): string {
  let text = '';
  /** Returns whether there is room for more. */
  const add = (part: string): boolean => (text += part).length <= max;
  const addScalar = (scalar: unknown): boolean => {
    if (scalar === undefined) return true;
    return add(JSON.stringify(typeof scalar === 'string' ? scalar.slice(0, max + 1) : scalar));
  };
  const addAny = (each: unknown, depth: number): boolean => {
    if (typeof each !== 'object' || each === null) return addScalar(each);
    if (depth > MAX_DEPTH) return false;
    if (Array.isArray(each)) {
      for (let at = 0; at < each.length; at++)
        if (!add(at === 0 ? '[' : ',') || !addAny(each[at], depth + 1)) return false;
      return add(each.length === 0 ? '[]' : ']');
    }
    let separator = '{';
    for (const name in each) {
      if (!add(separator) || !addScalar(name) || !add(':')) return false;
      if (!addAny((each as JsonObject)[name], depth + 1)) return false;
      separator = ',';
    }
    return add(separator === '{' ? '{}' : '}');
  };
  return addAny(value, 0) ? text : `${text.slice(0, max)}…`;
}
