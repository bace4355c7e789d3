import { EventEmitter } from 'node:events';

/** One change that was carried out, with what it takes to reverse it. */
export type Done =
  | { readonly kind: 'created'; readonly id: string; readonly name: string }
  | { readonly kind: 'renamed'; readonly id: string; readonly from: string; readonly to: string }
  | { readonly kind: 'deleted'; readonly id: string; readonly name: string; readonly parentId: string | null };

/** What is undone in one go: the changes of one action, in the order in which they were made. */
export interface UndoStep {
  readonly changes: readonly Done[];
}

/** How many steps can be undone. */
const MAX_STEPS = 50;

interface StackEvents {
  /** There is something to undo now, or nothing any more, or something else. */
  changed: [];
}

/** The steps that can be undone, the last one first. Knows nothing of how that is done. */
export class UndoStack extends EventEmitter<StackEvents> {
  #steps: { changes: readonly Done[] }[] = [];

  get size(): number {
    return this.#steps.length;
  }

  get last(): UndoStep | undefined {
    return this.#steps.at(-1);
  }

  has(step: UndoStep): boolean {
    return this.#steps.includes(step);
  }

  /** Puts a step on top; the oldest goes when there are too many. Returns `undefined` for no changes, which are no step. */
  push(changes: readonly Done[]): UndoStep | undefined {
    if (changes.length === 0) return undefined;
    const step = { changes: [...changes] };
    this.#steps = [...this.#steps, step].slice(-MAX_STEPS);
    this.emit('changed');
    return step;
  }

  /** Adds to a step what finished it later. Where that is no longer the last one, the changes are a step of their own. */
  extend(step: UndoStep | undefined, changes: readonly Done[]): UndoStep | undefined {
    const last = this.#steps.at(-1);
    if (last === undefined || last !== step) return this.push(changes) ?? step;
    last.changes = [...last.changes, ...changes];
    return last;
  }

  /** Takes out one change of a step, for it was undone or cannot be; a step without changes goes. */
  drop(step: UndoStep, change: Done): void {
    const found = this.#steps.find((each) => each === step);
    if (found === undefined) return;
    found.changes = found.changes.filter((each) => each !== change);
    if (found.changes.length > 0) return;
    this.#steps = this.#steps.filter((each) => each !== step);
    this.emit('changed');
  }

  /** A client that was deleted is there again under another id: what is known of the old one holds for the new one. */
  renumber(from: string, to: string): void {
    for (const step of this.#steps) step.changes = step.changes.map((change) => renumbered(change, from, to));
  }

  clear(): void {
    if (this.#steps.length === 0) return;
    this.#steps = [];
    this.emit('changed');
  }
}

function renumbered(change: Done, from: string, to: string): Done {
  if (change.id === from) return { ...change, id: to };
  return change.kind === 'deleted' && change.parentId === from ? { ...change, parentId: to } : change;
}
