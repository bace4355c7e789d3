import { runTimeSliced } from '../base/timeSlices';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { ClientStore } from '../model/store/clientStore';
import type { ClientTree } from './clientTree';
import type { RangeRow } from './ranges';

/** A row that has clients below it, and may be opened. */
export type BranchRow = ClientNode | RangeRow;

/** Which rows to open. */
export interface Expansion {
  /** From the top, each below one that comes before it. The first is the client that the branch begins with. */
  readonly rows: readonly BranchRow[];
  /** How many clients are shown below the first row once all of them are open. */
  readonly clients: number;
}

/** Up to how many clients are shown by opening a branch. */
const MAX_CLIENTS = 1_000;

/**
 * Which rows of a branch to open so that it is open from its top on, until there would be too many. Pure.
 *
 * @param below The rows directly below one; those of the entities of a client are none.
 * @param max Most clients; only what is directly below `top` may be more.
 */
export function planExpansion(
  top: ClientNode,
  below: (row: BranchRow) => readonly BranchRow[],
  max = MAX_CLIENTS,
): Expansion {
  const rows: BranchRow[] = [];
  let clients = 0;
  const pending: BranchRow[] = [top];
  for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
    const children = below(row);
    if (children.length === 0) continue;
    const more = children.filter((child) => !('row' in child)).length;
    if (rows.length > 0 && clients + more > max) break;
    rows.push(row);
    clients += more;
    for (const child of children.toReversed()) pending.push(child);
  }
  return { rows, clients };
}

/** How many rows VS Code is told to open at a time: one after the other takes 16 ms for each. */
const AT_ONCE = 20;

/** What came of opening a branch. */
export interface OpenedBranch {
  /** How many clients are shown below its top. */
  readonly shown: number;
  /** How many there are; where the tree is filtered, how many the filter leaves. */
  readonly all: number;
}

/** What it is done with. */
interface Parts {
  readonly store: ClientStore;
  readonly tree: ClientTree;
  /** Opens a row, and changes neither focus nor selection. */
  readonly reveal: (row: BranchRow) => Promise<void>;
}

/**
 * Opens the row of a client and the rows below it, up to a bound. Rows that VS Code has not seen yet it opens by itself, as
 * their items say; only the others have to be opened one by one. Stops where another connection is turned to.
 *
 * @throws `signal.reason` when aborted.
 */
export async function openBranch(
  top: ClientNode,
  signal: AbortSignal,
  { store, tree, reveal }: Parts,
): Promise<OpenedBranch> {
  const { connection } = store;
  const all = await runTimeSliced(tree.countSteps(top), signal);
  if (store.connection !== connection) return { shown: 0, all };
  const { rows, clients } = planExpansion(top, (row) => tree.clientsBelow(row));
  const seen = rows.filter((row) => row === top || tree.isDrawn(row));
  for (const row of rows) tree.noteOpened(row, true);
  for (let at = 0; at < seen.length && store.connection === connection; at += AT_ONCE) {
    signal.throwIfAborted();
    await Promise.all(seen.slice(at, at + AT_ONCE).map(reveal));
  }
  // Each has scrolled to its row.
  if (seen.length > 1 && store.connection === connection) await reveal(top);
  return { shown: clients, all };
}
