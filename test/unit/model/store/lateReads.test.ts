import assert from 'node:assert/strict';
import type { ClientRecord } from '../../../../src/api/jsonApi';
import { ClientStore } from '../../../../src/model/store/clientStore';
import { connectionOf, connectionTo } from '../../../support/connections';
import { HeldApi, last } from '../../support/heldApi';
import { agreeing, dump, record, the } from '../../support/records';

const { signal } = new AbortController();
const TREE = agreeing({ group: null, acme: 'group' });
const OLD_GROUP = record('group', { childIds: ['acme'] });

async function loaded() {
  const api = new HeldApi();
  const store = new ClientStore('en');
  store.connect(connectionTo(api));
  const loading = store.load({ signal });
  last(api.lists).answerWith(TREE);
  await loading;
  const reread = (id: string): Promise<ClientRecord> => store.reread(connectionOf(store), id, { signal });
  return { api, store, connection: connectionOf(store), reread };
}

function dumpOf({ hierarchy }: ClientStore) {
  assert.ok(hierarchy);
  return dump(hierarchy);
}

describe('A read that is answered late', () => {
  it('does not bring back a child that was deleted meanwhile, nor keep its parent from being deleted', async () => {
    const { api, store, connection, reread } = await loaded();
    const late = reread('group');
    const removing = store.remove(connection, 'acme', { signal });
    last(api.removes).answer();
    await removing;
    last(api.gets).answer(OLD_GROUP);
    await late;
    assert.ok(store.hierarchy);
    assert.equal(store.hierarchy.owned(the(store.hierarchy, 'group')).clients, 0);
  });

  it('does not say that a child which was created, or read to be elsewhere, meanwhile is not listed', async () => {
    const { api, store, connection, reread } = await loaded();
    const late = reread('group');
    const [old] = api.gets;
    const creating = store.create(connection, 'new', 'group', { signal });
    last(api.creates).answer(record('new', { parentId: 'group' }));
    await creating;
    const moved = reread('acme');
    last(api.gets).answer(record('acme'));
    await moved;
    const before = dumpOf(store);
    old?.answer(OLD_GROUP);
    await late;
    assert.deepEqual(dumpOf(store), before);
  });

  it('does not overwrite a refresh that was asked for after it, whichever is answered first', async () => {
    for (const isReadFirst of [false, true]) {
      const { api, store, reread } = await loaded();
      const late = reread('acme');
      const refresh = store.load({ signal });
      const answers = [
        async () => {
          last(api.gets).answer(record('acme', { name: 'Old', parentId: 'group' }));
          await late;
        },
        async () => {
          last(api.lists).answerWith(TREE.map((each) => (each.id === 'acme' ? { ...each, name: 'New' } : each)));
          await refresh;
        },
      ];
      for (const answer of isReadFirst ? answers : answers.toReversed()) await answer();
      assert.equal(store.hierarchy?.get('acme')?.name, 'New');
    }
  });

  it('is not left on screen by a refresh asked for after it that brings the clients as they were', async () => {
    const { api, store, reread } = await loaded();
    const late = reread('acme');
    const refresh = store.load({ signal });
    last(api.gets).answer(record('acme', { name: 'Old', parentId: 'group' }));
    await late;
    last(api.lists).answerWith(TREE);
    await refresh;
    assert.equal(store.hierarchy?.get('acme')?.name, 'acme');
  });

  it('is shown all the same over a refresh that was asked for before it', async () => {
    const { api, store, reread } = await loaded();
    const refresh = store.load({ signal });
    const read = reread('acme');
    last(api.gets).answer(record('acme', { name: 'Newer', parentId: 'group' }));
    await read;
    last(api.lists).answerWith(TREE);
    await refresh;
    assert.equal(store.hierarchy?.get('acme')?.name, 'Newer');
  });

  it('does not overwrite a read of the same client that was asked for after it', async () => {
    const { api, store, reread } = await loaded();
    const late = reread('acme');
    const [old] = api.gets;
    const newer = reread('acme');
    last(api.gets).answer(record('acme', { name: 'Newer', parentId: 'group' }));
    await newer;
    old?.answer(record('acme', { name: 'Old', parentId: 'group' }));
    await late;
    assert.equal(store.hierarchy?.get('acme')?.name, 'Newer');
  });
});
