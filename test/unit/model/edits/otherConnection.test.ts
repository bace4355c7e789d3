import assert from 'node:assert/strict';
import type { Connection } from '../../../../src/api/connection';
import { ConnectionEndedError, HttpStatusError, NetworkError } from '../../../../src/api/errors';
import { deleteAll } from '../../../../src/model/edits/bulkDelete';
import { ClientEdits, EditError } from '../../../../src/model/edits/clientEdits';
import { planDelete } from '../../../../src/model/edits/deletePlan';
import { ClientStore } from '../../../../src/model/store/clientStore';
import { connectionTo } from '../../../support/connections';
import { HeldApi, last } from '../../support/heldApi';
import { MemoryApi } from '../../support/memoryApi';
import { record } from '../../support/records';

const signal = new AbortController().signal;
const CLIENTS = [record('a'), record('b')];
const reset = (method: string): NetworkError => new NetworkError({ method, path: '/clients' }, 'reset', undefined);

async function begun() {
  const first = new HeldApi();
  const other = new HeldApi();
  const store = new ClientStore('en');
  const edits = new ClientEdits(store);
  const connection = connectionTo(first);
  store.connect(connection);
  const loading = store.load({ signal });
  last(first.lists).answerWith(CLIENTS);
  await loading;
  return { first, other: connectionTo(other), otherApi: other, store, edits, connection };
}

const asked = ({ lists, gets, creates, renames, removes }: HeldApi): number =>
  lists.length + gets.length + creates.length + renames.length + removes.length;

const obstacleOf = (edit: Promise<unknown>): Promise<string> =>
  edit.then(
    () => 'done',
    (error: unknown) => (error instanceof EditError ? error.obstacle.kind : String(error)),
  );

describe('An edit that was planned on one connection', () => {
  const edits: [what: string, run: (edits: ClientEdits, connection: Connection) => Promise<unknown>][] = [
    ['create', (to, connection) => to.create('new', null, { signal, connection })],
    ['create again', (to, connection) => to.createAgain('new', 'a', { signal, connection })],
    ['rename', (to, connection) => to.rename('a', 'a', 'x', { signal, connection })],
    ['delete', (to, connection) => to.remove('a', 'a', { signal, connection })],
  ];
  for (const [what, run] of edits) {
    it(`asks nothing of another one that was turned to since, when it is to ${what}`, async () => {
      const { other, otherApi, store, edits: all, connection } = await begun();
      store.connect(other);
      assert.equal(await obstacleOf(run(all, connection)), 'otherConnection');
      assert.equal(asked(otherApi), 0);
    });
  }

  for (const [what, run] of edits) {
    it(`is refused, as for another account, when its own connection has ended by the time of a request to ${what}`, async () => {
      const api = new MemoryApi(CLIENTS);
      const { edits: all, store } = await begun();
      const connection = connectionTo(api);
      store.connect(connection);
      await store.load({ signal });
      api.before = () => {
        throw new ConnectionEndedError({ method: 'GET', path: '/clients' });
      };
      assert.equal(await obstacleOf(run(all, connection)), 'otherConnection');
    });
  }

  it('does not look for a create whose answer was lost among the clients of another', async () => {
    const { first, other, otherApi, store, edits: all, connection } = await begun();
    const edit = obstacleOf(all.create('new', null, { signal, connection }));
    store.connect(other);
    last(first.creates).fail(reset('POST'));
    assert.equal(await edit, 'outcomeUnknown');
    assert.equal(asked(otherApi), 0);
  });

  it('does not take a client for deleted that another does not have', async () => {
    const { first, other, otherApi, store, edits: all, connection } = await begun();
    const edit = obstacleOf(all.remove('a', 'a', { signal, connection }));
    last(first.gets).answer(record('a'));
    while (first.removes.length === 0) await Promise.resolve();
    store.connect(other);
    last(first.removes).fail(reset('DELETE'));
    assert.equal(await edit, 'outcomeUnknown');
    assert.equal(asked(otherApi), 0);
    assert.equal(all.undo.size, 0);
  });

  it('is not remembered as an own one on another that was turned to before its answer', async () => {
    const { first, other, otherApi, store, edits: all, connection } = await begun();
    const edit = obstacleOf(all.remove('a', 'a', { signal, connection }));
    last(first.gets).answer(record('a'));
    while (first.removes.length === 0) await Promise.resolve();
    store.connect(other);
    last(first.removes).answer(undefined);
    assert.equal(await edit, 'done');
    const later = all.remove('a', 'a', { signal, connection: other }).catch((error: unknown) => error);
    last(otherApi.gets).fail(new HttpStatusError({ method: 'GET', path: '/clients/a' }, 404, []));
    const error = await later;
    assert.ok(error instanceof EditError);
    assert.deepEqual(error.obstacle, { kind: 'deletedElsewhere', isOwn: false });
  });

  it('leaves nothing to be undone on another that was turned to during the last step', async () => {
    const api = new MemoryApi(CLIENTS);
    const store = new ClientStore('en');
    const all = new ClientEdits(store);
    const connection = connectionTo(api);
    store.connect(connection);
    await store.load({ signal });
    const { hierarchy } = store;
    assert(hierarchy);
    let removed = 0;
    api.after = (call) => {
      if (call === 'remove' && ++removed === 2) store.connect(connectionTo(new MemoryApi(CLIENTS)));
    };
    const { steps } = planDelete(hierarchy, [...hierarchy.all()]);
    const { stop } = await deleteAll(all, steps, { connection, signal });
    assert.deepEqual([removed, stop], [2, 'otherConnection']);
  });
});
