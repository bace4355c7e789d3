/** How many are sorted, or merged, before others may have the event loop: well below a millisecond. */
const YIELD_EVERY = 1_024;

/**
 * Sorts in small steps what is too much for one.
 *
 * @param count How many there are to sort.
 * @param compare Says which of two comes first, each told by its number from 0 up to and without `count`.
 * @returns All the numbers, in order. Equals stay in the order of their numbers.
 */
export function* sortInSlicesSteps(
  count: number,
  compare: (a: number, b: number) => number,
): Generator<undefined, Uint32Array> {
  let sorted = new Uint32Array(count);
  for (let at = 0; at < count; at++) sorted[at] = at;
  for (let at = 0; at < count; at += YIELD_EVERY) {
    sorted.subarray(at, at + YIELD_EVERY).sort(compare);
    yield;
  }
  let merged = new Uint32Array(count);
  for (let width = YIELD_EVERY; width < count; width *= 2) {
    for (let from = 0; from < count; from += 2 * width) {
      yield* merge(sorted, merged, from, Math.min(from + width, count), Math.min(from + 2 * width, count), compare);
    }
    [sorted, merged] = [merged, sorted];
  }
  return sorted;
}

/** Merges the sorted `from` to `middle` with the sorted `middle` to `end`, from one array into the other. */
function* merge(
  source: Uint32Array,
  target: Uint32Array,
  from: number,
  middle: number,
  end: number,
  compare: (a: number, b: number) => number,
): Generator<undefined, void> {
  let left = from;
  let right = middle;
  for (let at = from; at < end; at++) {
    const first = source[left] ?? 0;
    const second = source[right] ?? 0;
    const isLeft = right >= end || (left < middle && compare(first, second) <= 0);
    target[at] = isLeft ? first : second;
    if (isLeft) left++;
    else right++;
    if ((at - from) % YIELD_EVERY === YIELD_EVERY - 1) yield;
  }
}
