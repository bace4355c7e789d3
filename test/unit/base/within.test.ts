import assert from 'node:assert/strict';
import { WaitedTooLongError, within } from '../../../src/base/within';

describe('Waiting for what cannot be cancelled', () => {
  const never = new Promise<never>(() => undefined);

  it('ends with what comes', async () => {
    assert.equal(await within(Promise.resolve(1), Infinity), 1);
    await assert.rejects(within(Promise.reject(new RangeError('x')), 1_000), RangeError);
  });

  it('ends when the time is over', async () => {
    await assert.rejects(within(never, 1), WaitedTooLongError);
  });

  it('ends with the reason of the signal, also of one that was aborted before', async () => {
    const controller = new AbortController();
    const waiting = within(never, Infinity, controller.signal);
    const reason = new Error('given up');
    controller.abort(reason);
    await assert.rejects(waiting, reason);
    await assert.rejects(within(never, Infinity, controller.signal), reason);
  });
});
