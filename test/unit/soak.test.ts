import assert from 'node:assert/strict';
import { soak } from '../soak/soak';

describe('A long day of edits with faults and other people (soak)', () => {
  it('loses nothing, sends nothing twice, and ends with what the service holds', async function () {
    this.timeout(120_000);
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      const report = await soak(20261123, 600);
      assert.deepEqual(unhandled, []);
      assert(report.faults > 100 && report.others > 100, JSON.stringify(report));
      assert((report.outcomes['done'] ?? 0) > 100, JSON.stringify(report));
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
