/** Sorted lists, short and very long. Whoever asks says how members are ordered, and must not change the order itself. */

/** Where a member is: below 0 before what is looked for, 0 beside it, above 0 after it. */
export type Order<Member> = (member: Member) => number;
export type Compare<Member> = (a: Member, b: Member) => number;

/** Members of a block when a list is cut up, and the most that one grows to before it is cut in two. */
const BLOCK = 512;
const MAX_BLOCK = 2 * BLOCK;

/** Position of the first of `sorted` that is not before what is looked for. */
export function firstAt<Member>(sorted: readonly Member[], order: Order<Member>): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const member = sorted[middle];
    if (member !== undefined && order(member) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether `member` may stand between its neighbours; `undefined` stands for the ends of a list. */
export const isBetween = <Member>(
  previous: Member | undefined,
  member: Member,
  next: Member | undefined,
  compare: Compare<Member>,
): boolean =>
  (previous === undefined || compare(previous, member) < 0) && (next === undefined || compare(member, next) < 0);

/**
 * A sorted list of very many members, in blocks: one that comes or goes moves only those of its block, where in an array
 * of 100,000 it would move half of them.
 */
export class SortedBlocks<Member> {
  /** None of them is empty. */
  readonly #blocks: Member[][] = [];
  #count: number;
  /** All members in one array, made when it is asked for and good until the next change. */
  #all: readonly Member[] | undefined;

  /** @param sorted Kept until the first change. */
  constructor(sorted: readonly Member[]) {
    for (let at = 0; at < sorted.length; at += BLOCK) this.#blocks.push(sorted.slice(at, at + BLOCK));
    this.#count = sorted.length;
    this.#all = sorted;
  }

  get count(): number {
    return this.#count;
  }

  all(): readonly Member[] {
    return (this.#all ??= this.#blocks.flat());
  }

  /** Those that `order` puts beside what is looked for. */
  beside(order: Order<Member>): Member[] {
    const found: Member[] = [];
    let at = this.#blockAt(order);
    for (let block = this.#blocks[at]; block !== undefined; block = this.#blocks[++at]) {
      for (let place = firstAt(block, order); place < block.length; place++) {
        const member = block[place];
        if (member === undefined || order(member) !== 0) return found;
        found.push(member);
      }
    }
    return found;
  }

  add(member: Member, compare: Compare<Member>): void {
    const order: Order<Member> = (each) => compare(each, member);
    // What comes after all goes into the last block.
    const at = Math.min(this.#blockAt(order), Math.max(this.#blocks.length - 1, 0));
    const block = (this.#blocks[at] ??= []);
    block.splice(firstAt(block, order), 0, member);
    if (block.length > MAX_BLOCK) this.#blocks.splice(at + 1, 0, block.splice(BLOCK));
    this.#count++;
    this.#all = undefined;
  }

  remove(member: Member, compare: Compare<Member>): void {
    const at = this.#blockAt((each) => compare(each, member));
    const block = this.#blocks[at];
    if (block === undefined) return;
    this.#takeOut(
      at,
      firstAt(block, (each) => compare(each, member)),
    );
  }

  /** Makes `change` to a member and puts it where it then belongs. Returns whether that is another place. */
  alter(member: Member, change: () => void, compare: Compare<Member>): boolean {
    const order: Order<Member> = (each) => compare(each, member);
    const at = this.#blockAt(order);
    const block = this.#blocks[at] ?? [];
    const place = firstAt(block, order);
    change();
    const previous = place === 0 ? this.#blocks[at - 1]?.at(-1) : block[place - 1];
    const next = place === block.length - 1 ? this.#blocks[at + 1]?.[0] : block[place + 1];
    if (isBetween(previous, member, next, compare)) return false;
    this.#takeOut(at, place);
    this.add(member, compare);
    return true;
  }

  /** Index of the first block that does not end before what is looked for. */
  #blockAt(order: Order<Member>): number {
    return firstAt(this.#blocks, (block) => {
      const last = block.at(-1);
      return last === undefined ? 0 : order(last);
    });
  }

  #takeOut(at: number, place: number): void {
    const block = this.#blocks[at];
    if (block === undefined) return;
    block.splice(place, 1);
    if (block.length === 0) this.#blocks.splice(at, 1);
    this.#count--;
    this.#all = undefined;
  }
}
