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
