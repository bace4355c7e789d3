import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { HttpStatusError, SignInRequiredError } from '../../../../src/api/errors';
import type { RetryNotice } from '../../../../src/api/retry';
import {
  EditError,
  type ClientEdits,
  type EditOptions,
  type EditOutcome,
} from '../../../../src/model/edits/clientEdits';
import { connectionTo } from '../../../support/connections';
import { editing, MemoryApi } from '../../support/memoryApi';
import { refuse, refused, TREE } from '../../support/refusals';
import { fly, restoreTheClock, stopTheClock } from '../../support/stoppedClock';

const EDITS: Readonly<Record<string, (edits: ClientEdits, options: EditOptions) => Promise<EditOutcome>>> = {
  create: (edits, options) => edits.create('New', 'group', options),
  rename: (edits, options) => edits.rename('acme', 'acme', 'Acme', options),
  remove: (edits, options) => edits.remove('acme', 'acme', options),
};

const kindOf = (error: unknown): string => (error instanceof EditError ? error.obstacle.kind : String(error));

describe('An edit that the service refuses, since it wants fewer requests (429)', () => {
  const { random } = Math;
  beforeEach(() => {
    stopTheClock();
    Math.random = () => 0.5;
  });
  afterEach(() => {
    restoreTheClock();
    Math.random = random;
  });

  for (const [name, edit] of Object.entries(EDITS)) {
    it(`is made again after the wait that it asks for: ${name}`, async () => {
      const world = await editing(TREE);
      refuse(world, { seconds: 2 });
      const { result, tookMs } = await fly(edit(world.edits, world.options));
      assert.notEqual((result as EditOutcome).applied, undefined);
      assert.equal((result as EditOutcome).uncertain, undefined);
      assert.ok(tookMs >= 2_000 && tookMs < 3_000, `${tookMs} ms`);
      assert.equal(world.api.writes.length, 2);
    });

    it(`is given up once 45 s would be over, and says why: ${name}`, async () => {
      const world = await editing(TREE);
      refuse(world, { seconds: 10, times: Infinity });
      const { result, tookMs } = await fly(edit(world.edits, world.options));
      assert.ok(result instanceof HttpStatusError && result.isRateLimited);
      assert.deepEqual([tookMs >= 40_000 && tookMs <= 45_000, world.api.writes.length], [true, 5]);
    });

    it(`is not waited for where it asks for more than 45 s, and says how long: ${name}`, async () => {
      const world = await editing(TREE);
      refuse(world, { seconds: 120 });
      const { result, tookMs } = await fly(edit(world.edits, world.options));
      assert.ok(result instanceof HttpStatusError && result.retryAfterMs === 120_000);
      assert.deepEqual([tookMs, world.api.writes.length], [0, 1]);
    });

    it(`ends at once when it is cancelled while waiting, with nothing to find out: ${name}`, async () => {
      const world = await editing(TREE);
      const controller = new AbortController();
      const reason = new Error('enough');
      const onRetry = (): void => void setImmediate(() => controller.abort(reason));
      refuse(world, { seconds: 30 });
      const options = { ...world.options, signal: controller.signal, onRetry };
      await assert.rejects(edit(world.edits, options), reason);
      const [last] = world.api.calls.slice(-1);
      assert.equal(last, world.api.writes[0], 'nothing was asked after the refusal');
    });

    it(`ends at once when another connection is turned to while waiting, which gets nothing: ${name}`, async () => {
      const world = await editing(TREE);
      const other = new MemoryApi(TREE);
      const onRetry = (): void => void setImmediate(() => world.store.connect(connectionTo(other)));
      refuse(world, { seconds: 30 });
      const making = edit(world.edits, { ...world.options, onRetry });
      const error: unknown = await making.catch((thrown: unknown) => thrown);
      assert.equal(kindOf(error), 'otherConnection');
      assert.deepEqual([world.api.writes.length, other.calls], [1, []]);
    });
  }

  it('is made again by itself without Retry-After too, with waits that grow', async () => {
    const world = await editing(TREE);
    const delays: number[] = [];
    const onRetry = ({ delayMs }: RetryNotice): void => void delays.push(delayMs);
    world.api.before = (call) => {
      if (call === 'remove' && delays.length < 5) throw refused(call, 429);
    };
    await fly(world.edits.remove('acme', 'acme', { ...world.options, onRetry }));
    assert.deepEqual(delays, [250, 500, 1_000, 2_000, 4_000]);
  });

  it('is compared anew with what others did meanwhile: another name is not deleted', async () => {
    const world = await editing(TREE);
    const { api, edits, options } = world;
    refuse(world, { seconds: 5 }, () => api.server.rename('acme', 'Theirs'));
    const { result } = await fly(edits.remove('acme', 'acme', options));
    assert.deepEqual([kindOf(result), api.writes.length, api.server.ids.has('acme')], ['renamed', 1, true]);
  });

  it('is not sent again for a client that is gone by then', async () => {
    const world = await editing(TREE);
    const { api, edits, options } = world;
    refuse(world, { seconds: 5 }, () => api.server.remove('acme'));
    const { result } = await fly(edits.rename('acme', 'acme', 'Acme', options));
    assert.deepEqual([kindOf(result), api.writes.length], ['deletedElsewhere', 1]);
  });

  it('is told as gone where the service says so (404) once it is sent again', async () => {
    const world = await editing(TREE);
    const { api, edits, options } = world;
    let writes = 0;
    api.before = (call) => {
      if (call === 'remove') throw refused(call, writes++ === 0 ? 429 : 404, 1);
    };
    const { result } = await fly(edits.remove('acme', 'acme', options));
    assert.deepEqual([kindOf(result), writes], ['deletedElsewhere', 2]);
  });

  it('ends with a token that is refused after the wait', async () => {
    const world = await editing(TREE);
    const { api, edits, options } = world;
    let writes = 0;
    api.before = (call) => {
      if (call !== 'create') return;
      if (writes++ === 0) throw refused(call, 429, 1);
      throw new SignInRequiredError({ method: 'POST', path: '' }, 401);
    };
    const { result } = await fly(edits.create('New', null, options));
    assert.ok(result instanceof SignInRequiredError);
    assert.equal(writes, 2);
  });

  it('has reads that are as patient as any, so that a 429 that outlasts them ends it', async () => {
    const world = await editing(TREE);
    refuse(world, { calls: ['get'], seconds: 5 });
    const { result, tookMs } = await fly(world.edits.remove('acme', 'acme', world.options));
    assert.ok(result instanceof HttpStatusError);
    assert.deepEqual([tookMs, world.api.writes], [0, []]);
  });
});

describe('A write in doubt, with Retry-After', () => {
  beforeEach(stopTheClock);
  afterEach(restoreTheClock);

  for (const [status, seconds, waitsMs] of [
    [503, 10, 10_000],
    [500, 3, 3_000],
    // No longer than a 429 is waited for.
    [503, 120, 45_000],
  ] as const) {
    it(`is found out after the wait, and never sent again: HTTP ${status}, ${seconds} s`, async () => {
      const world = await editing(TREE);
      refuse(world, { status, seconds });
      const look = fly(world.edits.rename('acme', 'acme', 'Acme', world.options), 100);
      for (let turns = 0; turns < 3; turns++) await turn();
      const asked = [...world.api.calls];
      const { result, tookMs } = await look;
      assert.deepEqual(asked, ['get acme', 'rename acme'], 'not yet asked what became of it');
      assert.deepEqual([kindOf(result), tookMs], ['notApplied', waitsMs]);
      assert.deepEqual(world.api.writes, ['rename acme']);
    });
  }

  it('is found out at once by who does not want to wait', async () => {
    const world = await editing(TREE);
    refuse(world, { status: 503, seconds: 30 });
    const controller = new AbortController();
    const onRetry = (): void => void setImmediate(() => controller.abort());
    const options = { ...world.options, signal: controller.signal, onRetry };
    const error: unknown = await world.edits.remove('acme', 'acme', options).catch((thrown: unknown) => thrown);
    assert.equal(kindOf(error), 'notApplied');
    assert.deepEqual(world.api.calls, ['get acme', 'remove acme', 'get acme']);
  });
});
