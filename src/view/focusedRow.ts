import type { Row } from './rows';

/**
 * The row under the keyboard focus, which after arrow keys is not the selected one, and which VS Code tells nobody. Our keys are
 * bound to `runCommands` with `list.toggleSelection` twice before our command: the three run within one turn of the window,
 * whatever is pressed next, so the selection goes from before, by that row, to the same again, and then our command comes.
 * (`list.select` would tell the row too, but expands and collapses rows and runs their commands.)
 */
export class FocusedRow {
  readonly #keyOf: (row: Row) => string;
  /** The last three selections, the latest one at the end: their keys, each with its row. */
  #trail: readonly ReadonlyMap<string, Row>[] = [new Map()];

  /** @param keyOf Equal for rows that stand for the same thing: a refresh makes new rows at any time. */
  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  /** Takes note of what is selected now. */
  note(selection: readonly Row[]): void {
    this.#trail = [...this.#trail.slice(-2), new Map(selection.map((row) => [this.#keyOf(row), row]))];
  }

  /**
   * The row that had the focus when the key went down, for the command of that key and no other; `undefined` where none had
   * it, or it cannot be told.
   */
  take(): Row | undefined {
    const [before, toggled, after] = this.#trail;
    this.#trail = this.#trail.slice(-1);
    if (before === undefined || toggled === undefined || after === undefined) return undefined;
    const [first, ...others] = [...without(toggled, after), ...without(after, toggled)];
    const isRestored = without(before, after).length + without(after, before).length === 0;
    return isRestored && others.length === 0 ? first : undefined;
  }
}

const without = (rows: ReadonlyMap<string, Row>, others: ReadonlyMap<string, Row>): Row[] =>
  [...rows].filter(([key]) => !others.has(key)).map(([, row]) => row);
