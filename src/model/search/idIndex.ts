import type { ClientNode } from '../hierarchy/clientNode';

/** After how many clients the caller may look at the clock. */
const YIELD_EVERY = 1_000;

/** Tombstone in a slot whose client was removed: probing does not stop there, as it does at a slot that was never used. */
const TOMBSTONE = 0xffffffff;

/** How many characters of an id are compared at once. */
const KEY_LENGTH = 4;

/**
 * Finds clients by their ids: a hash table with open addressing, linear probing and tombstones. Its values are positions
 * of clients in `SearchIndex.clients`.
 */
export class IdIndex {
  readonly #clients: readonly ClientNode[];
  /**
   * Each client's place plus 1, at or behind the slot that its id hashes to; 0 where nothing was ever put, `TOMBSTONE` where
   * something was. A `Map` would take 37 bytes a client, this takes half of that at most.
   */
  readonly #slots: Uint32Array;
  #free: number;
  /** What all ids begin with; often much, where a service counts them up. */
  #common: string;
  /** `keyOf` each id behind what is common, so that most ids need not be looked at. */
  readonly #keys: Uint32Array;

  private constructor(clients: readonly ClientNode[], slots: Uint32Array, common: string) {
    this.#clients = clients;
    this.#slots = slots;
    this.#free = slots.length;
    this.#common = common;
    this.#keys = new Uint32Array(clients.length);
  }

  /**
   * Does in small steps what is needed for the first question.
   *
   * @param clients In the order of their places. Each id is there once.
   * @param inMemory The same clients in the order in which they lie in memory, which is much faster to go through.
   * @param ordinals The place of each of these.
   */
  static *steps(
    clients: readonly ClientNode[],
    inMemory: readonly ClientNode[],
    ordinals: Uint32Array,
  ): Generator<undefined, IdIndex> {
    const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * clients.length + 1)));
    const ids = new IdIndex(clients, slots, clients[0]?.id ?? '');
    for (const [at, { id }] of inMemory.entries()) {
      while (!id.startsWith(ids.#common)) ids.#common = ids.#common.slice(0, -1);
      ids.#put(id, ordinals[at] ?? 0);
      if (at % YIELD_EVERY === YIELD_EVERY - 1) yield;
    }
    for (const [at, { id }] of inMemory.entries()) {
      ids.#keys[ordinals[at] ?? 0] = keyOf(id, ids.#common.length);
      if (at % YIELD_EVERY === YIELD_EVERY - 1) yield;
    }
    return ids;
  }

  /**
   * The same after some clients came, went, or got other places; `undefined` where it is better made anew.
   *
   * @param clients In the order of their places now.
   * @param ordinals The place now of who was at each place before; -1 for who went.
   * @param came The places now of all who came, and of any others.
   */
  moved(clients: readonly ClientNode[], ordinals: Int32Array, came: readonly number[]): IdIndex | undefined {
    const slots = this.#slots.slice();
    for (let slot = 0; slot < slots.length; slot++) {
      const before = slots[slot] ?? 0;
      if (before !== 0 && before !== TOMBSTONE) slots[slot] = (ordinals[before - 1] ?? -1) + 1 || TOMBSTONE;
    }
    const ids = new IdIndex(clients, slots, this.#common);
    ids.#free = this.#free;
    for (let before = 0; before < this.#keys.length; before++) {
      const ordinal = ordinals[before] ?? -1;
      if (ordinal >= 0) ids.#keys[ordinal] = this.#keys[before] ?? 0;
    }
    const isForeign = (ordinal: number): boolean => clients[ordinal]?.id.startsWith(ids.#common) === false;
    if (came.some(isForeign)) {
      while (came.some(isForeign)) ids.#common = ids.#common.slice(0, -1);
      // All keys begin elsewhere now, which is still a small part of what a new index takes.
      for (const [ordinal, { id }] of clients.entries()) ids.#keys[ordinal] = keyOf(id, ids.#common.length);
    }
    for (const ordinal of came) {
      const id = clients[ordinal]?.id ?? '';
      ids.#keys[ordinal] = keyOf(id, ids.#common.length);
      if (ids.ordinalOf(id) >= 0) continue;
      // With few free slots it would take long to come upon one.
      if (4 * (ids.#free - 1) < slots.length) return undefined;
      ids.#put(id, ordinal);
    }
    return ids;
  }

  #put(id: string, ordinal: number): void {
    let slot = this.#slotOf(id);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
    this.#slots[slot] = ordinal + 1;
    this.#free--;
  }

  /** The place of the client with this id; -1 where there is none. */
  ordinalOf(id: string): number {
    for (let slot = this.#slotOf(id); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const ordinal = (this.#slots[slot] ?? 0) - 1;
      if (ordinal < 0 || this.#clients[ordinal]?.id === id) return ordinal;
    }
  }

  /** Sets a 1 in `hits` at the place of each client whose id begins with `prefix`. */
  addHits(prefix: string, hits: Uint8Array): void {
    const common = this.#common;
    if (prefix.length <= common.length) {
      if (common.startsWith(prefix)) hits.fill(1);
      return;
    }
    if (!prefix.startsWith(common)) return;
    const known = Math.min(prefix.length - common.length, KEY_LENGTH);
    const unknownBits = 8 * (KEY_LENGTH - known);
    const wanted = keyOf(prefix, common.length) >>> unknownBits;
    for (let ordinal = 0; ordinal < hits.length; ordinal++) {
      if ((this.#keys[ordinal] ?? 0) >>> unknownBits !== wanted) continue;
      if (this.#clients[ordinal]?.id.startsWith(prefix) === true) hits[ordinal] = 1;
    }
  }

  #slotOf(id: string): number {
    let hash = 0;
    for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
    return (hash ^ (hash >>> 15)) & (this.#slots.length - 1);
  }
}

/** The characters from `at` on, as far as they fit into a number: a byte of each. */
function keyOf(id: string, at: number): number {
  let key = 0;
  // Behind the end it is NaN, of which the bits are 0.
  for (let offset = 0; offset < KEY_LENGTH; offset++) key = (key << 8) | (id.charCodeAt(at + offset) & 0xff);
  return key >>> 0;
}
