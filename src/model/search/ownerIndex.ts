import type { HitMask } from './nameIndex';

/** The owner of each client, both as ordinals in one list. */
export class OwnerIndex {
  /** All places, owners before what they own. */
  readonly #topDown: Uint32Array;
  /** Ordinal of the owner of each client; of a client at top level, its own. */
  readonly #owners: Uint32Array;

  /** @param parents The place of each one's parent; -1 at top level. There are no cycles. */
  constructor(parents: Int32Array) {
    this.#topDown = new Uint32Array(parents.length);
    this.#owners = new Uint32Array(parents.length);
    const isReached = new Uint8Array(parents.length);
    const climbed: number[] = [];
    let count = 0;
    for (let ordinal = 0; ordinal < parents.length; ordinal++) {
      for (let at = ordinal; at >= 0 && isReached[at] === 0; at = parents[at] ?? -1) {
        isReached[at] = 1;
        climbed.push(at);
      }
      for (let at = climbed.pop(); at !== undefined; at = climbed.pop()) {
        const parent = parents[at] ?? -1;
        this.#topDown[count] = at;
        this.#owners[count++] = parent < 0 ? at : parent;
      }
    }
  }

  /**
   * The place of each one's parent after some clients came, went, or got other places; -1 for who came.
   *
   * @param count How many there are now.
   * @param ordinals The place now of who was at each place before; -1 for who went.
   */
  parentsAt(ordinals: Int32Array, count: number): Int32Array {
    const parents = new Int32Array(count).fill(-1);
    for (let at = 0; at < this.#owners.length; at++) {
      const before = this.#topDown[at] ?? 0;
      const owner = this.#owners[at] ?? 0;
      const ordinal = ordinals[before] ?? -1;
      if (ordinal >= 0 && owner !== before) parents[ordinal] = ordinals[owner] ?? -1;
    }
    return parents;
  }

  /** `hits`, and all below them. */
  withOwned(hits: HitMask): HitMask {
    const all = hits.slice();
    // No branches: which clients are marked cannot be foreseen.
    for (let at = 0; at < all.length; at++) {
      const ordinal = this.#topDown[at] ?? 0;
      all[ordinal] = (all[ordinal] ?? 0) | (all[this.#owners[at] ?? 0] ?? 0);
    }
    return all;
  }

  /** `hits`, and all above them. */
  withOwners(hits: HitMask): HitMask {
    const all = hits.slice();
    for (let at = all.length - 1; at >= 0; at--) {
      const owner = this.#owners[at] ?? 0;
      all[owner] = (all[owner] ?? 0) | (all[this.#topDown[at] ?? 0] ?? 0);
    }
    return all;
  }
}
