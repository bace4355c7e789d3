import type { Marks } from './clientNames';

/** Who owns whom among clients, each told by its place in a list. */
export class Ownership {
  /** The place of each one's parent; -1 at top level. */
  readonly #parents: Int32Array;
  /** All places, parents before their children. */
  readonly #topDown: Uint32Array;

  /** @param parents The place of each one's parent; -1 at top level. There are no cycles. */
  constructor(parents: Int32Array) {
    this.#parents = parents;
    this.#topDown = new Uint32Array(parents.length);
    const isPlaced = new Uint8Array(parents.length);
    const climbed: number[] = [];
    let count = 0;
    for (let place = 0; place < parents.length; place++) {
      for (let at = place; at >= 0 && isPlaced[at] === 0; at = parents[at] ?? -1) {
        isPlaced[at] = 1;
        climbed.push(at);
      }
      for (let at = climbed.pop(); at !== undefined; at = climbed.pop()) this.#topDown[count++] = at;
    }
  }

  /** `marks`, and all below them. */
  withOwned(marks: Marks): Marks {
    const all = marks.slice();
    for (const place of this.#topDown) {
      const parent = this.#parents[place] ?? -1;
      if (parent >= 0 && all[parent] === 1) all[place] = 1;
    }
    return all;
  }

  /** `marks`, and all above them. */
  withOwners(marks: Marks): Marks {
    const all = marks.slice();
    for (let at = all.length - 1; at >= 0; at--) {
      const place = this.#topDown[at] ?? 0;
      const parent = this.#parents[place] ?? -1;
      if (parent >= 0 && all[place] === 1) all[parent] = 1;
    }
    return all;
  }
}
