const NOBODY: readonly never[] = [];

/**
 * The clients directly below one place. Until somebody looks they are a chain in no order, since most families of a long
 * list are never opened and an array for each would cost 32 bytes a client; from then on they are a sorted array.
 */
export class Family<Member extends { next: Member | undefined }> {
  #members: Member | Member[] | undefined = undefined;

  get isEmpty(): boolean {
    return this.#members === undefined;
  }

  get count(): number {
    if (Array.isArray(this.#members)) return this.#members.length;
    let count = 0;
    for (let member = this.#members; member !== undefined; member = member.next) count++;
    return count;
  }

  /** The members in order, if somebody has looked. */
  get sorted(): readonly Member[] | undefined {
    return Array.isArray(this.#members) ? this.#members : undefined;
  }

  /** The members, sorted or in no order. Not to be kept: the next change may show in it or not. */
  all(): readonly Member[] {
    if (Array.isArray(this.#members)) return this.#members;
    if (this.#members === undefined) return NOBODY;
    const members: Member[] = [];
    for (let member: Member | undefined = this.#members; member !== undefined; member = member.next) {
      members.push(member);
    }
    return members;
  }

  /** The members in order. */
  sort(compare: (a: Member, b: Member) => number): readonly Member[] {
    if (Array.isArray(this.#members)) return this.#members;
    if (this.#members === undefined) return NOBODY;
    const members = this.all().toSorted(compare);
    for (const member of members) member.next = undefined;
    this.#members = members;
    return members;
  }

  /** Adds one that is in no family; at `position` where they are sorted. */
  add(member: Member, position = 0): void {
    if (Array.isArray(this.#members)) {
      this.#members.splice(position, 0, member);
    } else {
      member.next = this.#members;
      this.#members = member;
    }
  }

  /** Takes out a member; the one at `position` where they are sorted. */
  remove(member: Member, position = 0): void {
    if (Array.isArray(this.#members)) {
      this.#members.splice(position, 1);
      if (this.#members.length === 0) this.#members = undefined;
    } else if (this.#members === member) {
      this.#members = member.next;
    } else {
      let before = this.#members;
      while (before !== undefined && before.next !== member) before = before.next;
      if (before !== undefined) before.next = member.next;
    }
    member.next = undefined;
  }

  /** Takes out all members and returns them. */
  empty(): readonly Member[] {
    const members = this.all();
    for (const member of members) member.next = undefined;
    this.#members = undefined;
    return members;
  }
}
