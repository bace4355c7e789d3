import assert from 'node:assert/strict';
import { ChildList } from '../../../../src/model/hierarchy/childList';

class Member {
  next: Member | undefined = undefined;
  value: number;

  constructor(value: number) {
    this.value = value;
  }
}

const compare = (a: Member, b: Member): number => a.value - b.value;
const valuesOf = (members: readonly Member[]): number[] => members.map(({ value }) => value);

function list(values: Iterable<number>): { members: Member[]; all: ChildList<Member> } {
  const members = [...values].map((value) => new Member(value));
  const all = new ChildList<Member>();
  for (const member of members) all.add(member);
  return { members, all };
}

/** `count` numbers in an order that jumps about, the same in every run, with `step` between neighbours. */
const scattered = (count: number, step = 2): number[] =>
  Array.from({ length: count }, (_, at) => ((at * 7_919) % count) * step);

describe('A list of children', () => {
  for (const count of [0, 1, 3, 2_048, 2_049, 20_000]) {
    describe(`of ${count.toLocaleString('en')}`, () => {
      it('counts its members before and after they are sorted', () => {
        const { all } = list(scattered(count));
        assert.equal(all.count, count);
        assert.equal(all.isEmpty, count === 0);
        assert.equal(all.sort(compare).length, count);
        assert.equal(all.count, count);
      });

      it('is the same as an array that is sorted anew after each change', () => {
        const { members, all } = list(scattered(count));
        all.sort(compare);
        const expected = new Set(members);
        const check = (): void => {
          assert.deepEqual(valuesOf(all.sort(compare)), valuesOf([...expected].sort(compare)));
          assert.equal(all.count, expected.size);
        };
        // Before all, after all, and in between: those that are there are even.
        for (const value of new Set([-1, 2 * count + 1, 1, 2 * Math.floor(count / 2) + 1])) {
          const member = new Member(value);
          all.add(member, compare);
          expected.add(member);
          check();
        }
        for (const [at, member] of [...expected].entries()) {
          if (at % 97 === 0) {
            all.alter(member, () => (member.value = 4 * count + at), compare);
          } else if (at % 89 === 0) {
            all.remove(member, compare);
            expected.delete(member);
          }
        }
        check();
      });

      it('gives up its members one by one until it is empty', () => {
        const { members, all } = list(scattered(count));
        all.sort(compare);
        for (const member of members) all.remove(member, compare);
        assert.equal(all.isEmpty, true);
        assert.deepEqual(all.all(), []);
        const last = new Member(1);
        all.add(last, compare);
        assert.deepEqual(all.sort(compare), [last]);
      });
    });
  }

  it('grows from few to very many, at either end and in between', () => {
    const { all } = list([0]);
    all.sort(compare);
    const values = [
      ...scattered(5_000, 1).map((value) => value + 1),
      ...Array.from({ length: 5_000 }, (_, at) => -at - 1),
    ];
    for (const value of values) all.add(new Member(value), compare);
    assert.deepEqual(
      valuesOf(all.sort(compare)),
      [0, ...values].sort((a, b) => a - b),
    );
  });

  it('says whether a member that changes moves, across blocks too', () => {
    const { members, all } = list(scattered(10_000));
    all.sort(compare);
    for (const member of members) {
      const { value } = member;
      assert.equal(
        all.alter(member, () => (member.value = value + 1), compare),
        false,
      );
      assert.equal(
        all.alter(member, () => (member.value = value), compare),
        false,
      );
    }
    const [first] = members;
    assert.ok(first !== undefined);
    assert.equal(
      all.alter(first, () => (first.value = 99_999), compare),
      true,
    );
    assert.equal(all.sort(compare).at(-1), first);
  });

  it('finds those that are equal in the order, sorted or not', () => {
    for (const count of [10, 10_000]) {
      const { all } = list(scattered(count, 1).map((value) => Math.floor(value / 10)));
      for (let round = 0; round < 3; round++) {
        const wanted = Math.floor(count / 20);
        const found = all.filter(
          (member) => member.value === wanted,
          (member) => member.value - wanted,
        );
        assert.deepEqual(
          valuesOf(found),
          Array.from({ length: 10 }, () => wanted),
        );
        if (all.sort(compare).length > count) break;
        all.add(new Member(-1), compare);
      }
    }
  });

  it('cannot be changed without an order once it has one', () => {
    const { members, all } = list([2, 1]);
    const [first] = members;
    assert.ok(first !== undefined);
    all.sort(compare);
    assert.throws(() => all.add(new Member(3)), TypeError);
    assert.throws(() => all.remove(first), TypeError);
  });
});
