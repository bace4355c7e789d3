import assert from 'node:assert/strict';
import { HttpStatusError } from '../../../../src/api/errors';
import type { BadRecord } from '../../../../src/api/jsonApi';
import type { ClientNode } from '../../../../src/model/hierarchy/clientNode';
import { ClientStore } from '../../../../src/model/store/clientStore';
import { EntityStore, type EntityKind } from '../../../../src/model/store/entityStore';
import { connectionOf, connectionTo } from '../../../support/connections';
import { HeldApi, last } from '../../support/heldApi';
import { record } from '../../support/records';

const { signal } = new AbortController();
const ACME = record('acme', { legalEntities: 2, reportingEntities: 1 });
const entity = (id: string, name = id) => ({ id, name });
const bad = (index: number): BadRecord => ({ index, pointer: '/id', id: undefined, json: '{}' });
const refusal = (status: number) => new HttpStatusError({ method: 'GET', path: '/clients/acme' }, status, []);

/** A store with one client, and the entities beside it; what was dropped is in `dropped`. */
async function loaded() {
  const api = new HeldApi();
  const store = new ClientStore('en');
  const entities = new EntityStore(store, 'en');
  store.connect(connectionTo(api));
  const dropped: [string, EntityKind][] = [];
  await reload(api, store);
  entities.onDidDrop(({ ownerId, kind }) => dropped.push([ownerId, kind]));
  return { api, store, entities, dropped, acme: nodeOf(store) };
}

async function reload(api: HeldApi, store: ClientStore, acme = ACME): Promise<void> {
  const loading = store.load({ signal });
  last(api.lists).answerWith([acme]);
  assert.equal(await loading, true);
}

function nodeOf(store: ClientStore): ClientNode {
  const node = store.hierarchy?.get('acme');
  assert.ok(node);
  return node;
}

describe('Entities of a client', () => {
  it('are asked for once, each kind by itself, and then known', async () => {
    const { api, entities, acme } = await loaded();
    const both = [entities.list(acme, 'legalEntities'), entities.list(acme, 'legalEntities')];
    const others = entities.list(acme, 'reportingEntities');
    assert.deepEqual(
      api.entities.map(({ asked }) => asked),
      ['legal entities of acme', 'reporting entities of acme'],
    );
    api.entities[0]?.answer([entity('l')]);
    api.entities[1]?.answer([entity('r')]);
    for (const list of await Promise.all(both)) assert.deepEqual(list, { kind: 'ready', entities: [entity('l')] });
    assert.deepEqual(await others, { kind: 'ready', entities: [entity('r')] });
    assert.deepEqual(await entities.list(acme, 'legalEntities'), { kind: 'ready', entities: [entity('l')] });
    assert.equal(api.entities.length, 2);
  });

  it('are sorted as a person would, records that are none last', async () => {
    const { api, entities, acme } = await loaded();
    const list = entities.list(acme, 'legalEntities');
    last(api.entities).answer([
      bad(4),
      entity('b', 'Trust 10'),
      bad(1),
      entity('c', 'Trust 2'),
      entity('a', 'Trust 2'),
    ]);
    assert.deepEqual(await list, {
      kind: 'ready',
      entities: [entity('a', 'Trust 2'), entity('c', 'Trust 2'), entity('b', 'Trust 10'), bad(1), bad(4)],
    });
  });

  for (const status of [403, 404, 405]) {
    it(`are not available after HTTP ${status}`, async () => {
      const { api, entities, acme } = await loaded();
      const list = entities.list(acme, 'legalEntities');
      last(api.entities).fail(refusal(status));
      assert.deepEqual(await list, { kind: 'notAvailable' });
    });
  }

  it('that could not be read are asked for again when a person says so, and not before', async () => {
    const { api, entities, acme, dropped } = await loaded();
    const failing = entities.list(acme, 'legalEntities');
    const error = refusal(500);
    last(api.entities).fail(error);
    assert.deepEqual(await failing, { kind: 'failed', error });
    assert.deepEqual(await entities.list(acme, 'legalEntities'), { kind: 'failed', error });
    assert.equal(api.entities.length, 1);

    entities.retry(acme, 'legalEntities');
    assert.deepEqual(dropped, [['acme', 'legalEntities']]);
    const succeeding = entities.list(acme, 'legalEntities');
    assert.equal(api.entities.length, 2);
    last(api.entities).answer([entity('l')]);
    assert.deepEqual(await succeeding, { kind: 'ready', entities: [entity('l')] });
  });

  it('are asked for anew after a refresh, even one that brought nothing new', async () => {
    const { api, store, entities, acme, dropped } = await loaded();
    const before = entities.list(acme, 'legalEntities');
    last(api.entities).answer([entity('old')]);
    await before;
    await reload(api, store);
    assert.deepEqual(dropped, [['acme', 'legalEntities']]);
    const after = entities.list(nodeOf(store), 'legalEntities');
    last(api.entities).answer([entity('new')]);
    assert.deepEqual(await after, { kind: 'ready', entities: [entity('new')] });
  });

  it('that arrive after a refresh are dropped, and the request is ended', async () => {
    const { api, store, entities, acme } = await loaded();
    const late = entities.list(acme, 'legalEntities');
    await reload(api, store);
    assert.equal(last(api.entities).signal.aborted, true);
    assert.equal(await late, undefined);
  });

  it('of another service are never shown', async () => {
    const { store, entities, acme, dropped } = await loaded();
    const late = entities.list(acme, 'legalEntities');
    const other = new HeldApi();
    store.connect(connectionTo(other));
    assert.equal(await late, undefined);
    assert.deepEqual(dropped, [['acme', 'legalEntities']]);
    await reload(other, store);
    const list = entities.list(nodeOf(store), 'legalEntities');
    last(other.entities).answer([entity('other')]);
    assert.deepEqual(await list, { kind: 'ready', entities: [entity('other')] });
    store.connect(undefined);
    assert.equal(await entities.list(acme, 'legalEntities'), undefined);
  });

  it('are kept over a rename, and dropped when the client is said to own more', async () => {
    const { api, store, entities, acme, dropped } = await loaded();
    const before = entities.list(acme, 'legalEntities');
    last(api.entities).answer([entity('l')]);
    await before;
    const renaming = store.rename(connectionOf(store), 'acme', 'Acme', { signal });
    last(api.renames).answer();
    await renaming;
    assert.deepEqual(dropped, []);
    const rereading = store.reread(connectionOf(store), 'acme', { signal });
    last(api.gets).answer({ ...ACME, legalEntities: 3 });
    await rereading;
    assert.deepEqual(dropped, [['acme', 'legalEntities']]);
  });

  it('of one client can be dropped', async () => {
    const { api, entities, acme, dropped } = await loaded();
    const lists = [entities.list(acme, 'legalEntities'), entities.list(acme, 'reportingEntities')];
    for (const call of api.entities) call.answer([]);
    await Promise.all(lists);
    entities.drop('elsewhere');
    assert.deepEqual(dropped, []);
    entities.drop('acme');
    assert.deepEqual(dropped, [
      ['acme', 'legalEntities'],
      ['acme', 'reportingEntities'],
    ]);
  });
});
