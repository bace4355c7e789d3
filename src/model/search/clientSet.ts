import type { HitMask } from './nameIndex';
import type { ClientNode } from '../hierarchy/clientNode';
import type { SearchIndex } from './searchIndex';

/** Some of the clients that a search looks among. */
export class ClientSet {
  readonly size: number;
  readonly #index: SearchIndex;
  readonly #hits: HitMask;

  constructor(index: SearchIndex, hits: HitMask) {
    this.#index = index;
    this.#hits = hits;
    let size = 0;
    for (const hit of hits) size += hit;
    this.size = size;
  }

  has(client: ClientNode): boolean {
    return this.#hits[this.#index.ids.ordinalOf(client.id)] === 1;
  }

  /** These and all above them. */
  withOwners(): ClientSet {
    return new ClientSet(this.#index, this.#index.owners.withOwners(this.#hits));
  }
}
