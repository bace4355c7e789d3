import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { AwakeClock } from '../../../src/base/awakeClock';

describe('The clock of a machine that is awake', () => {
  let nowMs = 0;
  let clock: AwakeClock;

  /** Time passes with the timers that are due in it, or all at once, as in a sleep that some systems count. */
  const pass = (ms: number, stepMs: number): void => {
    for (let left = ms; left > 0; left -= stepMs) {
      nowMs += Math.min(left, stepMs);
      mock.timers.tick(Math.min(left, stepMs));
    }
  };

  beforeEach(() => {
    nowMs = 5_000;
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => nowMs);
    clock = new AwakeClock();
  });
  afterEach(() => {
    clock.stop();
    mock.timers.reset();
    mock.restoreAll();
  });

  it('goes as any other while nothing happens, and while much does', () => {
    pass(60_000, 500);
    pass(9_000, 9_000);
    assert.equal(clock.elapsed(), 69_000);
  });

  it('leaves out a sleep, whether it is asked right behind it or later', () => {
    pass(1_000, 100);
    nowMs += 3_600_000;
    assert.ok(clock.elapsed() <= 2_000);
    pass(2_000, 100);
    assert.ok(clock.elapsed() <= 4_000);
    nowMs += 3_600_000;
    pass(2_000, 100);
    assert.ok(clock.elapsed() <= 7_000);
    assert.ok(clock.elapsed() >= 5_000);
  });
});
