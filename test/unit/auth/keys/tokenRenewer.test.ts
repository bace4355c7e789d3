import assert from 'node:assert/strict';
import { NetworkError } from '../../../../src/api/errors';
import { ProgramError } from '../../../../src/auth/keys/programError';
import { TokenRefusedError, TokenRenewer } from '../../../../src/auth/keys/tokenRenewer';
import { forEver, HOUR, MINUTE, settled, setUp } from '../../support/renewals';

const INFO = { method: 'POST', path: '/oauth/token' };

describe('The token of a key or a command', () => {
  it('is obtained when it is first needed, and kept', async () => {
    const { renewer, calls, pass, obtained, now } = setUp();
    assert.equal(renewer.expiresAtMs, undefined);
    assert.equal(await obtained(), 'T1');
    pass(HOUR - 2 * MINUTE);
    assert.equal(await renewer.get(forEver), 'T1');
    assert.equal(calls.length, 1);
    assert.equal(renewer.expiresAtMs, now.wall + 2 * MINUTE);
  });

  it('is replaced within a minute before it expires', async () => {
    const { calls, pass, obtained } = setUp();
    await obtained();
    pass(HOUR - MINUTE);
    assert.equal(await obtained(), 'T2');
    assert.equal(calls.length, 2);
  });

  it('is replaced within the last fifth of its life where that is short', async () => {
    const { renewer, pass, obtained, now } = setUp();
    await obtained({ expiresAtMs: now.wall + 20_000 });
    pass(15_900);
    assert.equal(await renewer.get(forEver), 'T1');
    pass(100);
    assert.equal(await obtained(), 'T2');
  });

  it('is obtained once for all who wait', async () => {
    const { renewer, calls, call } = setUp();
    const getting = Promise.all([renewer.get(forEver), renewer.get(forEver), renewer.get(forEver)]);
    await settled();
    call(0).give({});
    assert.deepEqual(await getting, ['T1', 'T1', 'T1']);
    assert.equal(calls.length, 1);
  });

  it('is still obtained when one of those who wait gives up', async () => {
    const { renewer, calls, call } = setUp();
    const controller = new AbortController();
    const reason = new Error('given up');
    const patient = renewer.get(forEver);
    const impatient = renewer.get(controller.signal);
    await settled();
    controller.abort(reason);
    await assert.rejects(impatient, reason);
    assert.ok(!call(0).signal.aborted);
    call(0).give({});
    assert.equal(await patient, 'T1');
    assert.equal(calls.length, 1);
  });

  it('is not obtained any more when nobody waits, and the next one begins when that has ended', async () => {
    const order: string[] = [];
    let end = (): void => undefined;
    const renewer = new TokenRenewer(async ({ signal }) => {
      order.push('begins');
      if (order.length > 1) return { token: 'T2', expiresAtMs: Infinity };
      await new Promise<void>((resolve) => (end = resolve));
      order.push(signal.aborted ? 'ends, aborted' : 'ends');
      throw new ProgramError('failed', 'sign');
    });
    const controller = new AbortController();
    const first = renewer.get(controller.signal);
    await settled();
    controller.abort(new Error('given up'));
    await assert.rejects(first);
    const second = renewer.get(forEver);
    await settled();
    assert.deepEqual(order, ['begins']);
    end();
    assert.equal(await second, 'T2');
    assert.deepEqual(order, ['begins', 'ends, aborted', 'begins']);
    assert.equal(renewer.failure, undefined);
  });

  it('is not obtained for somebody who gave up before', async () => {
    const { renewer, calls } = setUp();
    const reason = new Error('given up');
    await assert.rejects(renewer.get(AbortSignal.abort(reason)), reason);
    await settled();
    assert.equal(calls.length, 0);
  });

  it('is obtained knowing whether a person waits', async () => {
    const { renewer, calls, call } = setUp();
    const getting = renewer.get(forEver, { attended: true });
    await settled();
    call(0).give({});
    const refused = renewer.refused(await getting, forEver);
    await settled();
    call(1).give({ token: 'T2' });
    await refused;
    assert.deepEqual(
      calls.map(({ attended }) => attended),
      [true, false],
    );
  });

  it('tells when it changed', async () => {
    const { renewer, obtained } = setUp();
    let changes = 0;
    renewer.onDidChange(() => changes++);
    await obtained();
    assert.equal(changes, 1);
    renewer.clear();
    assert.equal(changes, 2);
  });

  it('is forgotten with what is under way, whose callers are told', async () => {
    const { renewer, call, obtained } = setUp();
    await obtained();
    const waiting = renewer.refused('T1', forEver);
    await settled();
    renewer.clear();
    await assert.rejects(waiting, { name: 'AbortError' });
    assert.ok(call(1).signal.aborted);
    assert.deepEqual([renewer.expiresAtMs, renewer.failure], [undefined, undefined]);
    assert.equal(await obtained(), 'T3');
  });
});

describe('The clocks of a token', () => {
  it('tell that it expired while the machine slept', async () => {
    const { now, obtained, renewer } = setUp();
    await obtained();
    now.wall += 2 * HOUR;
    assert.equal(renewer.expiresAtMs, undefined);
    assert.equal(await obtained(), 'T2');
  });

  it('tell that it expired though the clock of the wall was set back', async () => {
    const { now, obtained, renewer } = setUp();
    await obtained();
    now.wall -= 24 * HOUR;
    now.monotonic += HOUR - 2 * MINUTE;
    assert.equal(await renewer.get(forEver), 'T1');
    now.monotonic += MINUTE;
    assert.equal(await obtained(), 'T2');
  });

  it('cost one renewal when the clock of the wall is set forward', async () => {
    const { now, obtained, renewer, calls } = setUp();
    await obtained();
    now.wall += 24 * HOUR;
    await obtained();
    assert.equal(await renewer.get(forEver), 'T2');
    assert.equal(calls.length, 2);
  });

  it('let a token be used once that seems to have expired when it comes', async () => {
    const { now, obtained, calls } = setUp();
    assert.equal(await obtained({ expiresAtMs: now.wall - HOUR }), 'T1');
    assert.equal(await obtained(), 'T2');
    assert.equal(calls.length, 2);
  });
});

describe('A token that the service refused', () => {
  it('is replaced once for all who were refused', async () => {
    const { renewer, calls, call, obtained } = setUp();
    await obtained();
    const early = [renewer.refused('T1', forEver), renewer.refused('T1', forEver)];
    await settled();
    call(1).give({});
    assert.deepEqual(await Promise.all(early), ['T2', 'T2']);
    assert.equal(await renewer.refused('T1', forEver), 'T2');
    assert.equal(calls.length, 2);
  });

  it('is not replaced again when its replacement is refused at once', async () => {
    const { renewer, calls, call, obtained } = setUp();
    await obtained();
    const replaced = renewer.refused('T1', forEver);
    await settled();
    call(1).give({});
    await replaced;
    await assert.rejects(renewer.refused('T2', forEver), TokenRefusedError);
    await assert.rejects(renewer.get(forEver), TokenRefusedError);
    assert.equal(calls.length, 2);
    renewer.reset();
    assert.equal(await obtained(), 'T3');
  });

  it('is replaced again when its replacement was good for a while', async () => {
    const { renewer, call, pass, obtained } = setUp();
    await obtained();
    for (const [token, index] of [
      ['T1', 1],
      ['T2', 2],
    ] as const) {
      pass(2 * MINUTE);
      const replaced = renewer.refused(token, forEver);
      await settled();
      call(index).give({});
      assert.equal(await replaced, `T${index + 1}`);
    }
  });

  it('is not replaced by itself', async () => {
    const { renewer, call, obtained } = setUp();
    await obtained();
    const replaced = renewer.refused('T1', forEver);
    await settled();
    call(1).give({ token: 'T1' });
    await assert.rejects(replaced, TokenRefusedError);
    assert.ok(renewer.failure instanceof TokenRefusedError);
  });

  it('is never given again, also when no other can be had', async () => {
    const { renewer, call, obtained } = setUp();
    await obtained();
    const replaced = renewer.refused('T1', forEver);
    await settled();
    const failure = new NetworkError(INFO, 'refused', undefined);
    call(1).fail(failure);
    await assert.rejects(replaced, failure);
    assert.equal(await obtained(), 'T3');
  });
});

describe('A failure to obtain a token', () => {
  it('stands until a person tries again, where a program failed', async () => {
    const { renewer, calls, call, obtained } = setUp();
    const failure = new ProgramError('failed', 'sign', { code: '1' });
    const getting = Promise.all([1, 2].map(() => assert.rejects(renewer.get(forEver), failure)));
    await settled();
    call(0).fail(failure);
    await getting;
    await assert.rejects(renewer.get(forEver, { attended: true }), failure);
    assert.equal(renewer.failure, failure);
    assert.equal(calls.length, 1);
    renewer.reset();
    assert.equal(renewer.failure, undefined);
    assert.equal(await obtained(), 'T2');
  });

  it('does not stand where it is one of the network', async () => {
    const { renewer, call, obtained } = setUp();
    const failure = new NetworkError(INFO, 'dns', undefined);
    const getting = renewer.get(forEver);
    await settled();
    call(0).fail(failure);
    await assert.rejects(getting, failure);
    assert.equal(renewer.failure, undefined);
    assert.equal(await obtained(), 'T2');
  });

  it('does not take the token away that is still good', async () => {
    const { renewer, call, calls, pass, obtained } = setUp();
    await obtained();
    pass(HOUR - MINUTE);
    const getting = renewer.get(forEver);
    await settled();
    const failure = new ProgramError('timedOut', 'sign');
    call(1).fail(failure);
    assert.equal(await getting, 'T1');
    pass(MINUTE - 1);
    assert.equal(await renewer.get(forEver), 'T1');
    pass(1);
    await assert.rejects(renewer.get(forEver), failure);
    assert.equal(calls.length, 2);
  });
});
