import type { ClientNode } from '../model/hierarchy/clientNode';
import { wordsOf, type ClientSearch, type ClientSet } from '../model/search/clientSearch';

/** Up to how many rows a filtered tree is shown expanded; with more, a person opens what is wanted. */
const MAX_EXPANDED = 1_000;

/** Which clients a filter leaves in the tree: those that match, and those above them. */
export class TreeFilter {
  readonly query: string;
  readonly words: readonly string[];
  readonly #hits: ClientSet | undefined;
  readonly #shown: ClientSet | undefined;

  /** @param search Over the clients that are shown; `undefined` where there are none. */
  constructor(query: string, search: ClientSearch | undefined) {
    this.query = query;
    this.words = wordsOf(query);
    this.#hits = search?.all(query);
    this.#shown = this.#hits?.withOwners();
  }

  get hitCount(): number {
    return this.#hits?.size ?? 0;
  }

  get isExpanded(): boolean {
    return (this.#shown?.size ?? 0) <= MAX_EXPANDED;
  }

  isHit(node: ClientNode): boolean {
    return this.#hits?.has(node) === true;
  }

  isShown(node: ClientNode): boolean {
    return this.#shown?.has(node) === true;
  }
}
