import assert from 'node:assert/strict';
import { once } from 'node:events';
import { startDeadline } from '../../../src/api/deadline';

describe('The time limit of an exchange', () => {
  it('does not grow beyond itself by an early burst', async () => {
    const deadline = startDeadline(20);
    deadline.extend(3_600_000);
    await once(deadline.signal, 'abort');
    assert.ok(deadline.signal.aborted);
  }).timeout(2_000);

  it('of more than 2^31 ms is not over at once', async () => {
    const deadline = startDeadline(2 ** 33);
    deadline.extend(2 ** 40);
    // A timer of 1 ms, which is what Node makes of such a time, would be over before this one.
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(deadline.signal.aborted, false);
    deadline.clear();
  });
});
