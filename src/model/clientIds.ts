import type { ClientNode } from './clientNode';

/** After how many clients the caller may look at the clock. */
const STEP = 1_000;

/** How many characters of an id are compared at once. */
const KEY_LENGTH = 4;

/** Finds clients by their ids. A client is told by its place in a list, from 0. */
export class ClientIds {
  readonly #clients: readonly ClientNode[];
  /**
   * Each client's place plus 1, at or behind the slot that its id hashes to; 0 where nothing is. A `Map` would take 37
   * bytes a client, this takes half of that at most.
   */
  readonly #slots: Uint32Array;
  /** What all ids begin with; often much, where a service counts them up. */
  #common: string;
  /** `keyOf` each id behind what is common, so that most ids need not be looked at. */
  readonly #keys: Uint32Array;

  /** Good only when all of `prepare` was done. */
  constructor(clients: readonly ClientNode[]) {
    this.#clients = clients;
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * clients.length + 1)));
    this.#common = clients[0]?.id ?? '';
    this.#keys = new Uint32Array(clients.length);
  }

  /**
   * Does in small steps what is needed before the first question.
   *
   * @param clients The same clients in the order in which they lie in memory, which is much faster to go through.
   * @param places The place of each of these.
   */
  *prepare(clients: readonly ClientNode[], places: Uint32Array): Generator<undefined, void> {
    for (const [at, { id }] of clients.entries()) {
      while (!id.startsWith(this.#common)) this.#common = this.#common.slice(0, -1);
      let slot = this.#slotOf(id);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = (places[at] ?? 0) + 1;
      if (at % STEP === STEP - 1) yield;
    }
    for (const [at, { id }] of clients.entries()) {
      this.#keys[places[at] ?? 0] = keyOf(id, this.#common.length);
      if (at % STEP === STEP - 1) yield;
    }
  }

  /** The place of the client with this id; -1 where there is none. */
  placeOf(id: string): number {
    for (let slot = this.#slotOf(id); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const place = (this.#slots[slot] ?? 0) - 1;
      if (place < 0 || this.#clients[place]?.id === id) return place;
    }
  }

  /** Sets a 1 in `marks` at the place of each client whose id begins with `prefix`. */
  mark(prefix: string, marks: Uint8Array): void {
    const common = this.#common;
    if (prefix.length <= common.length) {
      if (common.startsWith(prefix)) marks.fill(1);
      return;
    }
    if (!prefix.startsWith(common)) return;
    const known = Math.min(prefix.length - common.length, KEY_LENGTH);
    const unknownBits = 8 * (KEY_LENGTH - known);
    const wanted = keyOf(prefix, common.length) >>> unknownBits;
    for (let place = 0; place < marks.length; place++) {
      if ((this.#keys[place] ?? 0) >>> unknownBits !== wanted) continue;
      if (this.#clients[place]?.id.startsWith(prefix) === true) marks[place] = 1;
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
