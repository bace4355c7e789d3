import { compareText } from '../../base/sorted';
import type { ClientNode } from '../hierarchy/clientNode';

/** After how many clients the caller may look at the clock. */
const YIELD_EVERY = 1_000;

/**
 * All names as lists of token numbers in one array: client `i` has `tokens[starts[i]]` up to `tokens[starts[i + 1]]`. The
 * number of a token is its rank in the sorted vocabulary, so comparing numbers compares tokens.
 */
export interface NameTokens {
  /** Where the tokens of each client begin, and where those of one more would. */
  readonly starts: Uint32Array;
  readonly tokens: Uint32Array;
}

/** Compares two of `clients`, told by where they are: by name, token by token, then by id. */
export function byName(names: NameTokens, clients: readonly ClientNode[]): (a: number, b: number) => number {
  const { starts, tokens } = names;
  return (a, b) => {
    const fromA = starts[a] ?? 0;
    const fromB = starts[b] ?? 0;
    const lengthA = (starts[a + 1] ?? 0) - fromA;
    const lengthB = (starts[b + 1] ?? 0) - fromB;
    const common = Math.min(lengthA, lengthB);
    for (let at = 0; at < common; at++) {
      const difference = (tokens[fromA + at] ?? 0) - (tokens[fromB + at] ?? 0);
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB || compareText(clients[a]?.id ?? '', clients[b]?.id ?? '');
  };
}

/**
 * Lays names out in another order, in small steps.
 *
 * @param order Where the name is now that comes first, then second, and so on. Names that it leaves out are left out.
 */
export function* reorderSteps({ starts, tokens }: NameTokens, order: Uint32Array): Generator<undefined, NameTokens> {
  const newStarts = new Uint32Array(order.length + 1);
  let at = 0;
  for (let ordinal = 0; ordinal < order.length; ordinal++) {
    const from = order[ordinal] ?? 0;
    at += (starts[from + 1] ?? 0) - (starts[from] ?? 0);
    newStarts[ordinal + 1] = at;
  }
  const newTokens = new Uint32Array(at);
  at = 0;
  for (let ordinal = 0; ordinal < order.length; ordinal++) {
    const from = order[ordinal] ?? 0;
    const end = starts[from + 1] ?? 0;
    for (let old = starts[from] ?? 0; old < end; old++) newTokens[at++] = tokens[old] ?? 0;
    if (ordinal % YIELD_EVERY === 0) yield;
  }
  return { starts: newStarts, tokens: newTokens };
}

/**
 * Puts more names behind.
 *
 * @param numbers What the numbers of the tokens in `names` are from now on.
 * @param more The tokens of each of the other names, in the new numbers.
 */
export function appended(names: NameTokens, numbers: Uint32Array, more: readonly (readonly number[])[]): NameTokens {
  const count = names.starts.length - 1;
  const starts = new Uint32Array(count + more.length + 1);
  starts.set(names.starts);
  for (const [at, name] of more.entries()) starts[count + at + 1] = (starts[count + at] ?? 0) + name.length;
  const tokens = new Uint32Array(starts.at(-1) ?? 0);
  for (let at = 0; at < names.tokens.length; at++) tokens[at] = numbers[names.tokens[at] ?? 0] ?? 0;
  tokens.set(more.flat(), names.tokens.length);
  return { starts, tokens };
}
