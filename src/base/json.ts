/** The value, or `undefined`, which is no JSON value, where `text` is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
