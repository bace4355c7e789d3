/** Selections that four toggles leave: the one before, and one for each toggle. */
const LENGTH = 5;

/**
 * The row under the keyboard focus, which after arrow keys is not the selected one, and which VS Code tells nobody. Our keys are
 * bound to `runCommands` with `list.toggleSelection` four times before our command: they run within one turn of the window,
 * whatever is pressed next, so the selection changes by that row and back, twice, and then our command comes. (Once could be
 * something else that came and went. `list.select` would tell the row too, but expands and collapses rows and runs their
 * commands.)
 */
export class FocusedRow<Row> {
  readonly #keyOf: (row: Row) => string;
  /** The last selections, the latest one at the end: their keys, each with its row. */
  #trail: readonly ReadonlyMap<string, Row>[] = [new Map()];

  /** @param keyOf Equal for rows that stand for the same thing: a refresh makes new rows at any time. */
  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  /** Takes note of what is selected now. */
  note(selection: readonly Row[]): void {
    const keyed = new Map(selection.map((row) => [this.#keyOf(row), row]));
    this.#trail = [...this.#trail.slice(1 - LENGTH), keyed];
  }

  /** To be called when another connection is turned to: rows of the one before never had the focus on it. */
  forget(): void {
    this.#trail = [new Map()];
  }

  /**
   * The row that had the focus when the key went down, for the command of that key and no other; `undefined` where none had
   * it, or it cannot be told.
   */
  take(): Row | undefined {
    const trail = this.#trail;
    this.#trail = trail.slice(-1);
    if (trail.length < LENGTH) return undefined;
    const [row, ...others] = changed(trail.at(-2), trail.at(-1));
    const isBackAndForth = [0, 1, 2].every((at) => changed(trail[at], trail[at + 2]).length === 0);
    return isBackAndForth && others.length === 0 ? row : undefined;
  }
}

/** Rows of one of two selections that are not in the other one. */
function changed<Row>(a: ReadonlyMap<string, Row> = new Map(), b: ReadonlyMap<string, Row> = new Map()): Row[] {
  const without = (rows: typeof a, others: typeof a): Row[] =>
    [...rows].filter(([key]) => !others.has(key)).map(([, row]) => row);
  return [...without(b, a), ...without(a, b)];
}
