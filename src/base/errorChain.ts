/** Most errors that are told apart in one chain: causes may form a ring, or be thousands. */
const MAX_ERRORS = 20;

/**
 * An error and what caused it, each once and 20 at most: first `error` itself, then the errors that an `AggregateError`
 * stands for, each with its own causes, then `cause` and so on (depth first). What was thrown need not be an `Error`; a
 * chain ends at what is none. Nothing comes of `undefined`.
 */
export function* errorChain(error: unknown): Generator<unknown, undefined> {
  const seen = new Set<unknown>([undefined]);
  // The next one is the last.
  const pending = [error];
  while (pending.length > 0 && seen.size <= MAX_ERRORS) {
    const next = pending.pop();
    if (seen.has(next)) continue;
    seen.add(next);
    yield next;
    if (!(next instanceof Error)) continue;
    pending.push(next.cause);
    if (next instanceof AggregateError) pending.push(...(next.errors as unknown[]).slice(0, MAX_ERRORS).reverse());
  }
  return undefined;
}
