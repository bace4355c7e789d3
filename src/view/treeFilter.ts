import type { ClientNode } from '../model/clientNode';
import type { ClientSearch } from '../model/clientSearch';
import { wordsOf } from '../model/clientSearch';

/** Up to how many rows a filtered tree is shown expanded; with more, a person opens what is wanted. */
const MAX_EXPANDED = 1_000;

/** Which clients a filter leaves in the tree: those that match, and those above them. */
export class TreeFilter {
  readonly query: string;
  readonly words: readonly string[];
  readonly #hits: ReadonlySet<ClientNode>;
  readonly #shown = new Set<ClientNode>();

  constructor(query: string, search: ClientSearch | undefined) {
    this.query = query;
    this.words = wordsOf(query);
    this.#hits = new Set(search?.all(query));
    for (const hit of this.#hits) {
      for (let at: ClientNode | null = hit; at !== null && !this.#shown.has(at); at = at.parent) this.#shown.add(at);
    }
  }

  get hitCount(): number {
    return this.#hits.size;
  }

  get isExpanded(): boolean {
    return this.#shown.size <= MAX_EXPANDED;
  }

  isHit(node: ClientNode): boolean {
    return this.#hits.has(node);
  }

  isShown(node: ClientNode): boolean {
    return this.#shown.has(node);
  }
}
