import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Deadline } from '../../../src/api/deadline';

describe('The time limit of an exchange', () => {
  /** The time (ms) of `performance.now`. */
  let nowMs = 0;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => nowMs);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  /** Lets time pass, without a turn of the event loop. */
  function pass(ms: number): void {
    nowMs += ms;
    mock.timers.tick(ms);
  }

  async function isOverAfter({ signal }: Deadline, ms: number): Promise<boolean> {
    pass(ms);
    await turn();
    return signal.aborted;
  }

  it('is over when the time is, and not before', async () => {
    const deadline = new Deadline(20);
    assert.equal(await isOverAfter(deadline, 19), false);
    assert.equal(await isOverAfter(deadline, 1), true);
    assert.equal(deadline.isSilence, false);
  });

  it('does not grow beyond itself by an early burst', async () => {
    const deadline = new Deadline(20);
    pass(5);
    deadline.extend(3_600_000);
    assert.equal(await isOverAfter(deadline, 19), false);
    assert.equal(await isOverAfter(deadline, 1), true);
  });

  it('of more than 2^31 ms is not over at once', async () => {
    const deadline = new Deadline(2 ** 33);
    deadline.extend(2 ** 40);
    assert.equal(await isOverAfter(deadline, 1_000), false);
    assert.equal(await isOverAfter(deadline, 2 ** 33), true);
  });

  it('stands still while it is paused', async () => {
    const deadline = new Deadline(20);
    pass(15);
    deadline.pause();
    assert.equal(await isOverAfter(deadline, 3_600_000), false);
    deadline.resume();
    assert.equal(await isOverAfter(deadline, 4), false);
    assert.equal(await isOverAfter(deadline, 1), true);
  });

  it('is over after too long a silence, though more is left, and says so', async () => {
    const deadline = new Deadline(60);
    deadline.pause();
    deadline.resume(20);
    pass(19);
    deadline.pause();
    deadline.resume(20);
    assert.equal(await isOverAfter(deadline, 19), false);
    assert.equal(await isOverAfter(deadline, 1), true);
    assert.equal(deadline.isSilence, true);
  });

  it('counts from anew with another limit', async () => {
    const deadline = new Deadline(300);
    pass(299);
    deadline.restart(20);
    assert.equal(await isOverAfter(deadline, 19), false);
    assert.equal(await isOverAfter(deadline, 1), true);
  });

  it('looks first at what came while the event loop was held', async () => {
    const deadline = new Deadline(60);
    deadline.resume(20);
    pass(59);
    deadline.pause();
    deadline.resume(20);
    await turn();
    assert.equal(deadline.signal.aborted, false);
  });
});
