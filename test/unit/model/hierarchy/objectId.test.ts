import assert from 'node:assert/strict';
import { objectIdTime } from '../../../../src/model/hierarchy/objectId';

const NOW_MS = Date.UTC(2026, 10, 26);
const idAt = (ms: number): string =>
  Math.floor(ms / 1_000)
    .toString(16)
    .padStart(8, '0') + 'a1'.repeat(8);

describe('The time in an id', () => {
  const table: [what: string, id: string, time: string | undefined][] = [
    ["the documentation's own example", '666be3f97fc417debcea6a5e', '2024-06-14T06:32:25.000Z'],
    ['capital letters', '666BE3F97FC417DEBCEA6A5E', '2024-06-14T06:32:25.000Z'],
    ['the first second of 2009', idAt(Date.UTC(2009, 0, 1)), '2009-01-01T00:00:00.000Z'],
    ['the second of now', idAt(NOW_MS), '2026-11-26T00:00:00.000Z'],
    ['the last second before 2009', idAt(Date.UTC(2009, 0, 1) - 1_000), undefined],
    ['the first second to come', idAt(NOW_MS + 1_000), undefined],
    ['all zeros', '0'.repeat(24), undefined],
    ['all ones', 'f'.repeat(24), undefined],
    ['23 digits', '666be3f97fc417debcea6a5', undefined],
    ['25 digits', '666be3f97fc417debcea6a5e0', undefined],
    ['other letters', '666be3f97fc417debcea6a5g', undefined],
    ['a line break at its end', '666be3f97fc417debcea6a5e\n', undefined],
    ['no digits', '', undefined],
  ];
  for (const [what, id, time] of table) {
    it(`with ${what} is ${time ?? 'not told'}`, () => {
      assert.equal(objectIdTime(id, NOW_MS)?.toISOString(), time);
    });
  }
});
