import { runToEnd } from '../../base/timeSlices';
import type { ClientNode } from '../hierarchy/clientNode';
import { NameIndex } from './nameIndex';
import { appended, byName, reorderSteps } from './nameTokens';
import { OwnerIndex } from './ownerIndex';
import type { SearchIndex } from './searchIndex';

/**
 * The index after a few clients came, went, or got another name or owner; in a small part of the time that a new one takes,
 * since all others are only moved.
 *
 * @param changed All of these clients; and for each that went, those it owned.
 * @param isThere Whether one of them is among the clients now.
 * @returns `undefined` where the index is better made anew.
 */
export function updatedIndex(
  index: SearchIndex,
  changed: Iterable<ClientNode>,
  isThere: (client: ClientNode) => boolean,
): SearchIndex | undefined {
  const before = index.clients.length;
  const left = new Uint8Array(before);
  for (const client of changed) {
    const ordinal = index.ids.ordinalOf(client.id);
    if (ordinal >= 0) left[ordinal] = 1;
  }
  const came = [...changed].filter(isThere);
  const names = came.map((client) => client.foldedName.split(' '));
  const { vocabulary, numbers } = index.vocabulary.with(names.flat());
  const more = names.map((tokens) => tokens.map((token) => vocabulary.numberOf(token)));
  // The clients of the index, also the deleted ones, with those behind them that came since.
  const all = [...index.clients, ...came];
  const allNames = appended(index.names.names, numbers, more);
  const order = merged(left, all.length, byName(allNames, all));
  const clients: ClientNode[] = [];
  const ordinals = new Int32Array(all.length).fill(-1);
  for (let ordinal = 0; ordinal < order.length; ordinal++) {
    const from = order[ordinal] ?? 0;
    ordinals[from] = ordinal;
    const client = all[from];
    if (client !== undefined) clients.push(client);
  }
  const cameTo = came.map((_, at) => ordinals[before + at] ?? 0);
  // A changed client stands twice: at its old position and in `came`. Its children point to the old one: map that to the new.
  for (const [at, client] of came.entries()) {
    const ordinal = index.ids.ordinalOf(client.id);
    if (ordinal >= 0) ordinals[ordinal] = cameTo[at] ?? -1;
  }
  const ids = index.ids.moved(clients, ordinals, cameTo);
  if (ids === undefined) return undefined;
  const parents = index.owners.parentsAt(ordinals, clients.length);
  for (const [at, { parent }] of came.entries())
    parents[cameTo[at] ?? 0] = parent === null ? -1 : ids.ordinalOf(parent.id);
  const ordered = new NameIndex(runToEnd(reorderSteps(allNames, order)));
  return { clients, vocabulary, names: ordered, ids, owners: new OwnerIndex(parents) };
}

/**
 * Sorts clients of which the first are in order.
 *
 * @param left A byte for each of these: 1 for those that are to be left out.
 * @param count How many there are with the others.
 */
function merged(left: Uint8Array, count: number, compare: (a: number, b: number) => number): Uint32Array {
  const order = new Uint32Array(count);
  let length = 0;
  let next = 0;
  const takeUpTo = (end: number): void => {
    for (; next < end; next++) if (left[next] === 0) order[length++] = next;
  };
  const others = Array.from({ length: count - left.length }, (_, at) => left.length + at).sort(compare);
  for (const other of others) {
    takeUpTo(firstBehind(next, left.length, (ordinal) => compare(ordinal, other) > 0));
    order[length++] = other;
  }
  takeUpTo(left.length);
  return order.subarray(0, length);
}

/** Lower bound: the first from `low` on for which `isBehind` holds, as it does for all after it; `high` where there is none. */
function firstBehind(low: number, high: number, isBehind: (at: number) => boolean): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBehind(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
