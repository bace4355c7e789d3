/** Order of texts and positions in sorted arrays. */

/**
 * Where something belongs in a sorted array, by binary search: the index of the first item that is not before it. All
 * items equal to it stand from there on.
 *
 * @param items Sorted in ascending order. Typed arrays will do as well.
 * @param compareToTarget Below 0 for an item before what is looked for, 0 for one equal to it, above 0 for one after it.
 * @returns From 0 to `items.length`; the latter where all items are before it.
 */
export function lowerBound<Item>(items: ArrayLike<Item>, compareToTarget: (item: Item) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && compareToTarget(item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Compares by UTF-16 code units, for `sort`: the same on every machine, whatever its locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
