/** What an id of MongoDB says by itself. Pure. */

/** MongoDB's ObjectId: 12 bytes in hex. */
const OBJECT_ID = /^[0-9a-f]{24}$/i;

/** MongoDB was first released in 2009: an id with an earlier time is none of its. */
const FIRST_MS = Date.UTC(2009, 0, 1);

/**
 * When an ObjectId was made: its first 4 bytes are the seconds since 1970, big-endian.
 *
 * @param nowMs The time of now, in ms since 1970.
 * @returns `undefined` for an id of another form, and where the time is before MongoDB or in the future.
 */
export function objectIdTime(id: string, nowMs: number): Date | undefined {
  if (!OBJECT_ID.test(id)) return undefined;
  const ms = Number.parseInt(id.slice(0, 8), 16) * 1_000;
  return ms >= FIRST_MS && ms <= nowMs ? new Date(ms) : undefined;
}
