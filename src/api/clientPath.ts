/**
 * Where a client is, below the base URL. Ids are opaque: whatever is in one stays within its path segment.
 *
 * @returns `undefined` for ids that no path segment can carry, encoded or not: none, `.` and `..`, which lead
 * elsewhere, and lone surrogates, which have no UTF-8. What stood in for them could be the id of another client.
 */
export const clientPath = (id: string): string | undefined =>
  /^\.{0,2}$/.test(id) || !id.isWellFormed() ? undefined : `/clients/${encodeURIComponent(id)}`;
