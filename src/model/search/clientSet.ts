import type { Marks } from './nameIndex';
import type { ClientNode } from '../hierarchy/clientNode';
import type { SearchIndex } from './searchIndex';

/** Some of the clients that a search looks among. */
export class ClientSet {
  readonly size: number;
  readonly #index: SearchIndex;
  readonly #marks: Marks;

  constructor(index: SearchIndex, marks: Marks) {
    this.#index = index;
    this.#marks = marks;
    let size = 0;
    for (const mark of marks) size += mark;
    this.size = size;
  }

  has(client: ClientNode): boolean {
    return this.#marks[this.#index.ids.placeOf(client.id)] === 1;
  }

  /** These and all above them. */
  withOwners(): ClientSet {
    return new ClientSet(this.#index, this.#index.owners.withOwners(this.#marks));
  }
}
