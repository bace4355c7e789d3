import { firstAt, isBetween, SortedBlocks, type Compare, type Order } from './sortedBlocks';

const NOBODY: readonly never[] = [];

/** Up to how many sorted members are one array: nearly all families are, and blocks would cost them memory. */
const MAX_ARRAY = 2_048;

/** Nobody; the first of a chain; or all, sorted. */
type Members<Member> = Member | Member[] | SortedBlocks<Member> | undefined;

/**
 * The clients directly below one place. Until somebody looks they are a chain in no order, since most families of a long
 * list are never opened and an array for each would cost 32 bytes a client; from then on they are sorted.
 *
 * All orders that the methods are given must be the same. Without one, only a chain can be changed.
 */
export class Family<Member extends { next: Member | undefined }> {
  // No private methods beside it: they would cost each client another 8 bytes.
  #members: Members<Member> = undefined;

  get isEmpty(): boolean {
    return this.#members === undefined;
  }

  get count(): number {
    const members = this.#members;
    if (Array.isArray(members)) return members.length;
    if (members instanceof SortedBlocks) return members.count;
    let count = 0;
    for (let member = members; member !== undefined; member = member.next) count++;
    return count;
  }

  /** The members, sorted or in no order. Not to be kept: the next change may show in it or not. */
  all(): readonly Member[] {
    const first = this.#members;
    if (Array.isArray(first)) return first;
    if (first instanceof SortedBlocks) return first.all();
    if (first === undefined) return NOBODY;
    const members: Member[] = [];
    for (let member: Member | undefined = first; member !== undefined; member = member.next) members.push(member);
    return members;
  }

  /** The members in order; from now on they stay so. Not to be kept either. */
  sort(compare: Compare<Member>): readonly Member[] {
    const members = this.all();
    if (firstOf(this.#members) === undefined) return members;
    const sorted = members.toSorted(compare);
    for (const member of sorted) member.next = undefined;
    this.#members = sorted;
    return sorted;
  }

  /** The members that pass `test`, all of which `order` puts beside what is looked for. */
  filter(test: (member: Member) => boolean, order: Order<Member>): Member[] {
    const members = this.#members;
    if (members instanceof SortedBlocks) return members.beside(order).filter(test);
    const found: Member[] = [];
    if (Array.isArray(members)) {
      for (let at = firstAt(members, order); at < members.length; at++) {
        const member = members[at];
        if (member === undefined || order(member) !== 0) break;
        if (test(member)) found.push(member);
      }
    } else {
      for (let member = members; member !== undefined; member = member.next) if (test(member)) found.push(member);
    }
    return found;
  }

  /** Adds one that is in no family. */
  add(member: Member, compare: Compare<Member> = unordered): void {
    const members = (this.#members = forChange(this.#members));
    if (Array.isArray(members)) {
      members.splice(firstAt(members, toward(member, compare)), 0, member);
    } else if (members instanceof SortedBlocks) {
      members.add(member, compare);
    } else {
      member.next = members;
      this.#members = member;
    }
  }

  /** Takes out a member. */
  remove(member: Member, compare: Compare<Member> = unordered): void {
    const members = (this.#members = forChange(this.#members));
    if (Array.isArray(members)) {
      members.splice(firstAt(members, toward(member, compare)), 1);
      if (members.length === 0) this.#members = undefined;
    } else if (members instanceof SortedBlocks) {
      members.remove(member, compare);
      if (members.count === 0) this.#members = undefined;
    } else {
      this.#members = unchain(members, member);
    }
    member.next = undefined;
  }

  /** Makes `change` to a member and puts it where it then belongs. Returns whether that is another place. */
  alter(member: Member, change: () => void, compare: Compare<Member>): boolean {
    const members = (this.#members = forChange(this.#members));
    if (members instanceof SortedBlocks) return members.alter(member, change, compare);
    if (!Array.isArray(members)) {
      change();
      return false;
    }
    const at = firstAt(members, toward(member, compare));
    change();
    if (isBetween(members[at - 1], member, members[at + 1], compare)) return false;
    members.splice(at, 1);
    members.splice(firstAt(members, toward(member, compare)), 0, member);
    return true;
  }

  /** Takes out all members and returns them. */
  empty(): readonly Member[] {
    const members = this.all();
    for (const member of members) member.next = undefined;
    this.#members = undefined;
    return members;
  }
}

/** The first of the chain; `undefined` where there is none. */
const firstOf = <Member>(members: Members<Member>): Member | undefined =>
  Array.isArray(members) || members instanceof SortedBlocks ? undefined : members;

/** The same members, in blocks where they are sorted and many. */
const forChange = <Member>(members: Members<Member>): Members<Member> =>
  Array.isArray(members) && members.length > MAX_ARRAY ? new SortedBlocks<Member>(members) : members;

/** Takes `member` out of the chain. Returns the first of those who are left. */
function unchain<Member extends { next: Member | undefined }>(
  first: Member | undefined,
  member: Member,
): Member | undefined {
  if (first === member) return member.next;
  let before = first;
  while (before !== undefined && before.next !== member) before = before.next;
  if (before !== undefined) before.next = member.next;
  return first;
}

/** How the others are ordered beside `member`. */
const toward =
  <Member>(member: Member, compare: Compare<Member>): Order<Member> =>
  (each) =>
    compare(each, member);

const unordered = (): never => {
  throw new TypeError('sorted members need an order');
};
