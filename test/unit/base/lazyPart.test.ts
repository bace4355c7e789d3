import assert from 'node:assert/strict';
import { lazyPart, LazyPartError } from '../../../src/base/lazyPart';

describe('A part that is loaded when it is needed', () => {
  it('is loaded once', async () => {
    let count = 0;
    const load = lazyPart('part', () => Promise.resolve(++count));
    assert.deepEqual(await Promise.all([load(), load()]), [1, 1]);
    assert.equal(await load(), 1);
  });

  it('that was not there is tried again by whoever needs it next', async () => {
    const gone = new Error('Cannot find module');
    let isThere = false;
    const load = lazyPart('part', () => (isThere ? Promise.resolve('here') : Promise.reject(gone)));
    await assert.rejects(load(), (error) => error instanceof LazyPartError && error.cause === gone);
    isThere = true;
    assert.equal(await load(), 'here');
  });
});
