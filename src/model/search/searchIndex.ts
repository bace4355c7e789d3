import { compareText } from '../../base/sorted';
import { sortInSlicesSteps } from '../../base/sortInSlices';
import type { ClientNode } from '../hierarchy/clientNode';
import { IdIndex } from './idIndex';
import { NameIndex } from './nameIndex';
import { byName, reorderSteps, type NameTokens } from './nameTokens';
import { OwnerIndex } from './ownerIndex';
import { Vocabulary } from './vocabulary';

/** After how many clients the caller may look at the clock. */
const YIELD_EVERY = 1_000;

/** What a search looks things up in. A client is told by its place in `clients`. */
export interface SearchIndex {
  /** By folded name, word by word, then by id. */
  readonly clients: readonly ClientNode[];
  readonly vocabulary: Vocabulary;
  readonly names: NameIndex;
  readonly ids: IdIndex;
  readonly owners: OwnerIndex;
}

/**
 * Makes the index in small steps.
 *
 * @param clients All clients of a hierarchy.
 */
export function* indexSteps(clients: readonly ClientNode[]): Generator<undefined, SearchIndex> {
  const { vocabulary, names } = yield* tokenizeSteps(clients);
  const order = yield* sortInSlicesSteps(clients.length, byName(names, clients));
  const ordinals = new Uint32Array(order.length);
  const sorted: ClientNode[] = [];
  for (const [ordinal, from] of order.entries()) {
    ordinals[from] = ordinal;
    const client = clients[from];
    if (client !== undefined) sorted.push(client);
    if (ordinal % YIELD_EVERY === 0) yield;
  }
  const sortedNames = yield* reorderSteps(names, order);
  const ids = yield* IdIndex.steps(sorted, clients, ordinals);
  const parents = new Int32Array(sorted.length);
  for (const [at, { parent }] of clients.entries()) {
    parents[ordinals[at] ?? 0] = parent === null ? -1 : ids.ordinalOf(parent.id);
    if (at % YIELD_EVERY === 0) yield;
  }
  return { clients: sorted, vocabulary, names: new NameIndex(sortedNames), ids, owners: new OwnerIndex(parents) };
}

/** Takes the names apart. Tokens are numbered in their order, so that comparing numbers compares tokens. */
function* tokenizeSteps(
  clients: readonly ClientNode[],
): Generator<undefined, { vocabulary: Vocabulary; names: NameTokens }> {
  const numbers = new Map<string, number>();
  const found: number[] = [];
  const starts = new Uint32Array(clients.length + 1);
  for (const [ordinal, client] of clients.entries()) {
    for (const token of client.foldedName.split(' ')) {
      let number = numbers.get(token);
      if (number === undefined) numbers.set(token, (number = numbers.size));
      found.push(number);
    }
    starts[ordinal + 1] = found.length;
    if (ordinal % YIELD_EVERY === 0) yield;
  }
  const texts = [...numbers.keys()];
  const order = yield* sortInSlicesSteps(texts.length, (a, b) => compareText(texts[a] ?? '', texts[b] ?? ''));
  const sortedNumbers = new Uint32Array(order.length);
  for (const [sorted, number] of order.entries()) sortedNumbers[number] = sorted;
  yield;
  const tokens = new Uint32Array(found.length);
  for (const [at, number] of found.entries()) tokens[at] = sortedNumbers[number] ?? 0;
  yield;
  const vocabulary = new Vocabulary([...order].map((number) => texts[number] ?? ''));
  return { vocabulary, names: { starts, tokens } };
}
