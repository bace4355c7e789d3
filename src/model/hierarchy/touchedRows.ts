import type { Node } from './clientNode';

/** Collects, during one change of a hierarchy, the rows that look different after it; `null` stands for the top level. */
export class TouchedRows {
  #rows: Set<Node | null> | undefined;

  /** Begins a change. */
  begin(): void {
    this.#rows = new Set();
  }

  /** Notes a row; nothing while no change is under way, as when the hierarchy is being built. */
  add(row: Node | null): void {
    this.#rows?.add(row);
  }

  /** Ends the change. Returns what it touched. */
  end(): Set<Node | null> {
    const rows = this.#rows ?? new Set();
    this.#rows = undefined;
    return rows;
  }
}
