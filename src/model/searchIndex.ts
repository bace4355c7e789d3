import { ClientIds } from './clientIds';
import { ClientNames } from './clientNames';
import type { ClientNode } from './clientNode';
import { compareText } from './oddities';
import { Ownership } from './ownership';
import { sortSteps } from './sortSteps';
import { Vocabulary } from './vocabulary';

/** After how many clients the caller may look at the clock. */
const STEP = 1_000;

/** What a search looks things up in. A client is told by its place in `clients`. */
export interface SearchIndex {
  /** By folded name, word by word, then by id. */
  readonly clients: readonly ClientNode[];
  readonly vocabulary: Vocabulary;
  readonly names: ClientNames;
  readonly ids: ClientIds;
  readonly owners: Ownership;
}

/** Names as numbers of tokens, in the order of the clients. */
interface Tokens {
  /** Where the tokens of each client begin, and where those of one more would. */
  readonly starts: Uint32Array;
  readonly tokens: Uint32Array;
}

/**
 * Makes the index in small steps.
 *
 * @param clients All clients of a hierarchy.
 */
export function* indexSteps(clients: readonly ClientNode[]): Generator<undefined, SearchIndex> {
  const { vocabulary, names } = yield* tokenize(clients);
  const order = yield* sortSteps(clients.length, (a, b) => compareNames(names, a, b) || compareIds(clients, a, b));
  const places = new Uint32Array(order.length);
  const sorted: ClientNode[] = [];
  for (const [place, from] of order.entries()) {
    places[from] = place;
    const client = clients[from];
    if (client !== undefined) sorted.push(client);
    if (place % STEP === 0) yield;
  }
  const { starts, tokens } = yield* reordered(names, order);
  const ids = new ClientIds(sorted);
  yield* ids.prepare(clients, places);
  const parents = new Int32Array(sorted.length);
  for (const [at, { parent }] of clients.entries()) {
    parents[places[at] ?? 0] = parent === null ? -1 : ids.placeOf(parent.id);
    if (at % STEP === 0) yield;
  }
  return { clients: sorted, vocabulary, names: new ClientNames(starts, tokens), ids, owners: new Ownership(parents) };
}

/** Takes the names apart. Tokens are numbered in their order, so that comparing numbers compares tokens. */
function* tokenize(clients: readonly ClientNode[]): Generator<undefined, { vocabulary: Vocabulary; names: Tokens }> {
  const numbers = new Map<string, number>();
  const found: number[] = [];
  const starts = new Uint32Array(clients.length + 1);
  for (const [place, client] of clients.entries()) {
    for (const token of client.foldedName.split(' ')) {
      let number = numbers.get(token);
      if (number === undefined) numbers.set(token, (number = numbers.size));
      found.push(number);
    }
    starts[place + 1] = found.length;
    if (place % STEP === 0) yield;
  }
  const texts = [...numbers.keys()];
  const order = yield* sortSteps(texts.length, (a, b) => compareText(texts[a] ?? '', texts[b] ?? ''));
  const sortedNumbers = new Uint32Array(order.length);
  for (const [sorted, number] of order.entries()) sortedNumbers[number] = sorted;
  yield;
  const tokens = new Uint32Array(found.length);
  for (const [at, number] of found.entries()) tokens[at] = sortedNumbers[number] ?? 0;
  yield;
  const vocabulary = new Vocabulary([...order].map((number) => texts[number] ?? ''));
  return { vocabulary, names: { starts, tokens } };
}

/** The same names, with the client that was at `order[place]` now at `place`. */
function* reordered({ starts, tokens }: Tokens, order: Uint32Array): Generator<undefined, Tokens> {
  const newStarts = new Uint32Array(starts.length);
  const newTokens = new Uint32Array(tokens.length);
  let at = 0;
  for (const [place, from] of order.entries()) {
    const end = starts[from + 1] ?? 0;
    for (let old = starts[from] ?? 0; old < end; old++) newTokens[at++] = tokens[old] ?? 0;
    newStarts[place + 1] = at;
    if (place % STEP === 0) yield;
  }
  return { starts: newStarts, tokens: newTokens };
}

function compareNames({ starts, tokens }: Tokens, a: number, b: number): number {
  const fromA = starts[a] ?? 0;
  const fromB = starts[b] ?? 0;
  const lengthA = (starts[a + 1] ?? 0) - fromA;
  const lengthB = (starts[b + 1] ?? 0) - fromB;
  const common = Math.min(lengthA, lengthB);
  for (let at = 0; at < common; at++) {
    const difference = (tokens[fromA + at] ?? 0) - (tokens[fromB + at] ?? 0);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

const compareIds = (clients: readonly ClientNode[], a: number, b: number): number =>
  compareText(clients[a]?.id ?? '', clients[b]?.id ?? '');
