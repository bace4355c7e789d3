import assert from 'node:assert/strict';
import { sortInSlicesSteps } from '../../../src/base/sortInSlices';

/** Sorts `values` in steps; what is sorted, and in how many steps. */
function sorted(values: readonly number[]): { order: number[]; steps: number } {
  const sorting = sortInSlicesSteps(values.length, (a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  for (let steps = 0; ; steps++) {
    const { done, value } = sorting.next();
    if (done === true) return { order: [...value], steps };
  }
}

describe('Sorting in steps', () => {
  for (const count of [0, 1, 1_023, 1_024, 1_025, 5_000]) {
    it(`sorts ${count}, and leaves equals in their order`, () => {
      const values = Array.from({ length: count }, (_, at) => (at * 7_919) % 1_000);
      const expected = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
      assert.deepEqual(sorted(values).order, expected);
    });
  }

  it('takes more steps for more', () => {
    assert.ok(sorted(Array.from({ length: 10_000 }, (_, at) => -at)).steps > 20);
  });
});
