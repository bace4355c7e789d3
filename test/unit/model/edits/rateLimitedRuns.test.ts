import assert from 'node:assert/strict';
import { deleteAll } from '../../../../src/model/edits/bulkDelete';
import { ClientEdits } from '../../../../src/model/edits/clientEdits';
import { planDelete } from '../../../../src/model/edits/deletePlan';
import { undoStep } from '../../../../src/model/edits/undoRunner';
import { ClientStore } from '../../../../src/model/store/clientStore';
import { connectionTo } from '../../../support/connections';
import { editing, MemoryApi, type MemoryCall } from '../../support/memoryApi';
import { agreeing, the } from '../../support/records';
import { METHODS, refuse, refused, TREE, type Editing } from '../../support/refusals';
import { fly, restoreTheClock, stopTheClock } from '../../support/stoppedClock';

/** Takes no more than `most` writes in any `windowMs`, and says so as a service does, in whole seconds. */
function limit(api: MemoryApi, most: number, windowMs: number): { refusals: number } {
  const counted = { refusals: 0 };
  let taken: number[] = [];
  api.before = (call) => {
    if (METHODS[call] === 'GET') return;
    const now = performance.now();
    taken = taken.filter((at) => at > now - windowMs);
    if (taken.length < most) {
      taken.push(now);
      return;
    }
    counted.refusals++;
    throw refused(call, 429, Math.ceil((windowMs - (now - (taken[0] ?? now))) / 1000));
  };
  return counted;
}

const branch = (size: number) =>
  agreeing(Object.fromEntries(Array.from({ length: size }, (_, at) => [`c${at}`, at === 0 ? null : 'c0'])));

const stepsBelow = ({ hierarchy }: Editing, id: string) => planDelete(hierarchy, [the(hierarchy, id)]).steps;

describe('Many edits on a service that wants fewer requests (429)', () => {
  beforeEach(stopTheClock);
  afterEach(restoreTheClock);

  it('are all made, and slow down instead of hammering: a branch of 21, four writes in 1.5 s', async () => {
    const world = await editing(branch(21));
    const counted = limit(world.api, 4, 1_500);
    const { result, tookMs } = await fly(deleteAll(world.edits, stepsBelow(world, 'c0'), world.options));
    const { deleted, failed, stop } = result as Awaited<ReturnType<typeof deleteAll>>;
    assert.deepEqual([deleted.length, failed.length, stop], [21, 0, undefined]);
    assert.equal(world.api.server.ids.size, 0);
    assert.ok(counted.refusals <= 4, `${counted.refusals} refusals`);
    assert.ok(tookMs < 30_000, `${tookMs} ms`);
  });

  it('are all made where two windows share what the service takes', async () => {
    const world = await editing(branch(21));
    const store = new ClientStore('en');
    const connection = connectionTo(world.api);
    store.connect(connection);
    await store.load({ signal: world.options.signal });
    const other = { ...world, store, edits: new ClientEdits(store), options: { ...world.options, connection } };
    limit(world.api, 4, 1_500);
    const halves = [stepsBelow(world, 'c0').slice(0, 10), stepsBelow(world, 'c0').slice(10, 20)];
    const runs = [world, other].map(({ edits, options }, at) => deleteAll(edits, halves[at] ?? [], options));
    const { result } = await fly(Promise.all(runs));
    const deleted = (result as Awaited<(typeof runs)[number]>[]).map((one) => one.deleted.length);
    assert.deepEqual(deleted, [10, 10]);
  });

  it('wait for up to 5 minutes at a time, also with their reads', async () => {
    for (const calls of [['remove'], ['get']] as MemoryCall[][]) {
      const world = await editing(TREE);
      refuse(world, { calls, seconds: 300, times: 2 });
      const { result, tookMs } = await fly(deleteAll(world.edits, stepsBelow(world, 'group'), world.options), 1_000);
      assert.equal((result as Awaited<ReturnType<typeof deleteAll>>).deleted.length, 2);
      assert.ok(tookMs >= 600_000);
    }
  });

  it('stop where it asks for more than 5 minutes, and leave the rest as it is', async () => {
    const world = await editing(branch(5));
    refuse(world, { seconds: 301, times: Infinity });
    const { result, tookMs } = await fly(deleteAll(world.edits, stepsBelow(world, 'c0'), world.options));
    const { failed, untried, stop } = result as Awaited<ReturnType<typeof deleteAll>>;
    assert.deepEqual([failed.length, untried.length, stop, tookMs], [1, 4, 'busy', 0]);
    assert.equal(world.api.writes.length, 1);
  });

  it('stop after half an hour in which nothing was taken', async () => {
    const world = await editing(branch(5));
    refuse(world, { seconds: 60, times: Infinity });
    const { result, tookMs } = await fly(deleteAll(world.edits, stepsBelow(world, 'c0'), world.options), 1_000);
    assert.equal((result as Awaited<ReturnType<typeof deleteAll>>).stop, 'busy');
    assert.equal(tookMs, 30 * 60_000);
  });

  it('are cancelled during a wait with what was done and what not, and nothing in doubt', async () => {
    const world = await editing(branch(5));
    limit(world.api, 2, 60_000);
    const controller = new AbortController();
    const onRetry = (): void => void setImmediate(() => controller.abort());
    const options = { ...world.options, signal: controller.signal, onRetry };
    const { deleted, failed, untried, stop } = await deleteAll(world.edits, stepsBelow(world, 'c0'), options);
    assert.deepEqual([deleted.length, failed.length, untried.length, stop], [2, 0, 3, 'cancelled']);
    assert.equal(world.api.calls.at(-1), world.api.writes.at(-1), 'nothing was asked after the refusal');
  });

  it('end during a wait where another connection is turned to', async () => {
    const world = await editing(branch(5));
    limit(world.api, 2, 60_000);
    const other = new MemoryApi(TREE);
    const onRetry = (): void => void setImmediate(() => world.store.connect(connectionTo(other)));
    const result = await deleteAll(world.edits, stepsBelow(world, 'c0'), { ...world.options, onRetry });
    assert.deepEqual([result.deleted.length, result.untried.length, result.stop], [2, 3, 'otherConnection']);
    assert.deepEqual(other.calls, []);
  });

  it('are undone as patiently as they were made', async () => {
    const world = await editing(branch(21));
    const { edits, connection, options } = world;
    const { applied } = await deleteAll(edits, stepsBelow(world, 'c0'), options);
    const step = edits.undo.push(connection, applied);
    assert.ok(step);
    limit(world.api, 4, 60_000);
    const { result } = await fly(undoStep(edits, step, options), 1_000);
    const { reverted, failed, stop } = result as Awaited<ReturnType<typeof undoStep>>;
    assert.deepEqual([reverted.length, failed.length, stop], [21, 0, undefined]);
  });
});
