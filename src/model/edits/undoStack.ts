import type { Connection } from '../../api/connection';
import { Emitter } from '../../base/emitter';

/** One change that was carried out, with what it takes to reverse it. */
export type AppliedEdit =
  | { readonly kind: 'created'; readonly id: string; readonly name: string }
  | { readonly kind: 'renamed'; readonly id: string; readonly from: string; readonly to: string }
  | { readonly kind: 'deleted'; readonly id: string; readonly name: string; readonly parentId: string | null };

/** What is undone in one go: the changes of one action, in the order in which they were made. */
export interface UndoStep {
  /** Where they were made, and where alone they can be reversed. */
  readonly connection: Connection;
  /** When (ms, of `performance.now`) the first of them was made. */
  readonly madeAt: number;
  readonly changes: readonly AppliedEdit[];
}

/** How many steps can be undone. */
const MAX_STEPS = 50;

type MutableStep = { changes: readonly AppliedEdit[] } & UndoStep;

/** The steps of one connection that can be undone, the last one first. Knows nothing of how that is done. */
export class UndoStack {
  readonly #changed: Emitter<void>;
  #connection: Connection | undefined;
  #steps: MutableStep[] = [];
  readonly #underWay = new Set<UndoStep>();

  /** @param report Told what a listener threw. */
  constructor(report?: (error: unknown) => void) {
    this.#changed = new Emitter(report);
  }

  /** There is something to undo now, or nothing any more, or something else. */
  get onDidChange() {
    return this.#changed.event;
  }

  /** Turns to another connection, or to none: nothing that was done before can be undone there. */
  connect(connection: Connection | undefined): void {
    if (this.#connection === connection) return;
    this.#connection = connection;
    if (this.#steps.length === 0) return;
    this.#steps = [];
    this.#changed.fire();
  }

  get size(): number {
    return this.#steps.length;
  }

  get last(): UndoStep | undefined {
    return this.#steps.at(-1);
  }

  /** Begins to undo a step: `false` where that is under way already, or the step is not on the stack. */
  begin(step: UndoStep): boolean {
    if (!this.has(step) || this.#underWay.has(step)) return false;
    this.#underWay.add(step);
    return true;
  }

  /** Ends what `begin` began. */
  end(step: UndoStep): void {
    this.#underWay.delete(step);
  }

  isUnderWay(step: UndoStep): boolean {
    return this.#underWay.has(step);
  }

  has(step: UndoStep): boolean {
    return this.#steps.includes(step);
  }

  /**
   * Puts a step on top; the oldest goes when there are too many.
   *
   * @returns `undefined` for no changes, which are no step, and for those made on another connection than the one of now.
   */
  push(connection: Connection, changes: readonly AppliedEdit[]): UndoStep | undefined {
    if (changes.length === 0 || connection !== this.#connection) return undefined;
    const step = { connection, madeAt: performance.now(), changes: [...changes] };
    this.#steps = [...this.#steps, step].slice(-MAX_STEPS);
    this.#changed.fire();
    return step;
  }

  /** Adds to a step what finished it later. Where that is no longer the last one, the changes are a step of their own. */
  extend(connection: Connection, step: UndoStep | undefined, changes: readonly AppliedEdit[]): UndoStep | undefined {
    const last = this.#steps.at(-1);
    if (last === undefined || last !== step) return this.push(connection, changes) ?? step;
    last.changes = [...last.changes, ...changes];
    return last;
  }

  /** Takes out one change of a step, for it was undone or cannot be; a step without changes goes. */
  drop(step: UndoStep, change: AppliedEdit): void {
    const found = this.#steps.find((each) => each === step);
    if (found === undefined) return;
    found.changes = found.changes.filter((each) => each !== change);
    if (found.changes.length > 0) return;
    this.#steps = this.#steps.filter((each) => each !== step);
    this.#changed.fire();
  }

  /** A client that was deleted is there again under another id: what is known of the old one holds for the new one. */
  renumber(from: string, to: string): void {
    for (const step of this.#steps) step.changes = step.changes.map((change) => renumbered(change, from, to));
  }
}

function renumbered(change: AppliedEdit, from: string, to: string): AppliedEdit {
  if (change.id === from) return { ...change, id: to };
  return change.kind === 'deleted' && change.parentId === from ? { ...change, parentId: to } : change;
}
