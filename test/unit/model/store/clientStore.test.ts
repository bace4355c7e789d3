import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClientRecord } from '../../../../src/api/jsonApi';
import { ClientStore } from '../../../../src/model/store/clientStore';
import { connectionOf, connectionTo } from '../../../support/connections';
import { HeldApi, last } from '../../support/heldApi';
import { MemoryApi } from '../../support/memoryApi';
import { agreeing, issuesOf, outline, record } from '../../support/records';

const signal = new AbortController().signal;
const GROUP = agreeing({ group: null, nordics: 'group', acme: 'nordics' });

/** A store on a service, with a log of what it fires: `state`, `all`, or the ids touched (`''` for the top level). */
function connected() {
  const api = new HeldApi();
  const store = new ClientStore('en');
  store.connect(connectionTo(api));
  const fired: (string | string[])[] = [];
  store.onDidChangeState(() => fired.push('state'));
  store.onDidChangeClients((touched) => {
    fired.push(touched === undefined ? 'all' : [...touched].map((node) => node?.id ?? '').sort());
  });
  return { api, store, fired };
}

async function loaded(records: readonly ClientRecord[] = GROUP) {
  const parts = connected();
  const loading = parts.store.load({ signal });
  last(parts.api.lists).answerWith(records);
  assert.equal(await loading, true);
  parts.fired.length = 0;
  return parts;
}

function shown(store: ClientStore): string[] {
  assert.ok(store.hierarchy, 'nothing is loaded');
  return outline(store.hierarchy);
}

describe('Loading clients', () => {
  it('fires when it begins, when the clients are there and when it ends', async () => {
    const { api, store, fired } = connected();
    const before = Date.now();
    const loading = store.load({ signal });
    assert.deepEqual([fired.splice(0), store.isLoading, store.hierarchy], [['state'], true, undefined]);
    last(api.lists).answerWith(GROUP);
    assert.equal(await loading, true);
    assert.deepEqual([fired, store.isLoading], [['all', 'state'], false]);
    assert.deepEqual(shown(store), ['group', '  nordics', '    acme']);
    assert.ok(store.loadedAt && store.loadedAt.getTime() >= before && store.loadedAt.getTime() <= Date.now());
  });

  it('keeps the hierarchy, and has nothing drawn again, when nothing has changed', async () => {
    const odd = record('odd', { parentId: 'elsewhere' });
    const { api, store, fired } = await loaded([...GROUP, odd]);
    const before = store.hierarchy;
    const refresh = async (records: readonly ClientRecord[]): Promise<void> => {
      fired.length = 0;
      const loading = store.load({ signal });
      last(api.lists).answerWith(records);
      await loading;
    };
    await refresh([odd, ...GROUP].reverse());
    assert.deepEqual([fired, store.hierarchy === before], [['state', 'state'], true]);
    await refresh([...GROUP, record('odd', { parentId: 'elsewhere', problems: ['/relationships'] })]);
    assert.deepEqual([fired, store.hierarchy === before], [['state', 'all', 'state'], false]);
  });

  it('is done once for all who ask meanwhile, and anew for who asks later', async () => {
    const { api, store } = connected();
    const first = store.load({ signal });
    const second = store.load({ signal });
    assert.equal(api.lists.length, 1);
    last(api.lists).answerWith(GROUP);
    assert.deepEqual(await Promise.all([first, second]), [true, true]);
    const third = store.load({ signal });
    assert.equal(api.lists.length, 2);
    last(api.lists).answerWith([]);
    await third;
    assert.deepEqual(shown(store), []);
  });

  it('afresh waits for the load that is under way and then asks again', async () => {
    const { api, store } = connected();
    const first = store.load({ signal });
    const afresh = store.loadAfresh({ signal });
    assert.equal(api.lists.length, 1);
    last(api.lists).answerWith([]);
    await first;
    await nextTurn();
    assert.equal(api.lists.length, 2);
    last(api.lists).answerWith(GROUP);
    assert.equal(await afresh, true);
    assert.equal(shown(store).length, 3);
  });

  it('that fails keeps the last good tree and says why, until one succeeds', async () => {
    const { api, store, fired } = await loaded();
    const { hierarchy, loadedAt } = store;
    const failure = new Error('no answer');
    const failing = store.load({ signal });
    last(api.lists).send([record('half')]);
    last(api.lists).fail(failure);
    assert.equal(await failing, false);
    assert.equal(store.failure, failure);
    assert.deepEqual([store.hierarchy, store.loadedAt], [hierarchy, loadedAt]);
    assert.deepEqual(fired, ['state', 'state']);

    const succeeding = store.load({ signal });
    last(api.lists).answerWith(GROUP);
    assert.equal(await succeeding, true);
    assert.equal(store.failure, undefined);
  });

  it('that is read again from the beginning drops what came before', async () => {
    const { api, store } = connected();
    const loading = store.load({ signal });
    last(api.lists).send([record('half')]);
    last(api.lists).sink.restart();
    last(api.lists).answerWith(GROUP);
    await loading;
    assert.deepEqual(shown(store), ['group', '  nordics', '    acme']);
  });

  it('for the first time, cancelled, is a failure', async () => {
    const { store } = connected();
    const controller = new AbortController();
    const loading = store.load({ signal: controller.signal });
    controller.abort();
    assert.equal(await loading, false);
    assert.equal(store.failure, controller.signal.reason);
    assert.equal(store.hierarchy, undefined);
  });

  it('again, cancelled, is none', async () => {
    const { store } = await loaded();
    const controller = new AbortController();
    const loading = store.load({ signal: controller.signal });
    controller.abort();
    assert.equal(await loading, false);
    assert.equal(store.failure, undefined);
    assert.equal(shown(store).length, 3);
  });

  it('without a service does nothing', async () => {
    assert.equal(await new ClientStore().load({ signal }), false);
  });
});

describe('Turning to another service', () => {
  it('forgets the clients at once', async () => {
    const { store, fired } = await loaded();
    store.connect(undefined);
    assert.deepEqual([store.hierarchy, store.loadedAt, store.connection], [undefined, undefined, undefined]);
    assert.deepEqual(fired, ['state', 'all']);
  });

  for (const [how, end] of [
    ['comes', (list: { answer(): void }) => list.answer()],
    ['fails', (list: { fail(error: Error): void }) => list.fail(new Error('late'))],
  ] as const) {
    it(`drops a list of the one before that ${how} late`, async () => {
      const { api, store, fired } = connected();
      const late = store.load({ signal });
      const other = new HeldApi();
      store.connect(connectionTo(other));
      const loading = store.load({ signal });
      fired.length = 0;
      last(api.lists).send(GROUP);
      end(last(api.lists));
      assert.equal(await late, false);
      assert.deepEqual([fired, store.isLoading, store.failure, store.hierarchy], [[], true, undefined, undefined]);
      last(other.lists).answerWith([record('other')]);
      await loading;
      assert.deepEqual(shown(store), ['other']);
    });
  }

  it('and back, with the same API, drops the list that was asked for the first time', async () => {
    const { api, store } = connected();
    const late = store.load({ signal });
    store.connect(connectionTo(new HeldApi()));
    store.connect(connectionTo(api));
    last(api.lists).fail(new Error('late'));
    assert.equal(await late, false);
    assert.equal(store.failure, undefined);
  });

  it('keeps an edit of the one before away from the clients of now', async () => {
    const { api, store } = await loaded();
    const before = connectionOf(store);
    const other = new MemoryApi(GROUP);
    store.connect(connectionTo(other));
    await store.load({ signal });
    other.calls.length = 0;
    const renaming = store.rename(before, 'acme', 'Renamed', { signal });
    last(api.renames).answer();
    await renaming;
    store.forget(before, 'nordics');
    assert.deepEqual(other.calls, []);
    assert.deepEqual(shown(store), ['group', '  nordics', '    acme']);
  });

  it('goes on, and an edit is made all the same, when a listener throws', async () => {
    const reported: unknown[] = [];
    const store = new ClientStore('en', (error) => reported.push(error));
    store.connect(connectionTo(new MemoryApi(GROUP)));
    await store.load({ signal });
    const failure = new Error('a listener that is broken');
    let heard = 0;
    store.onDidChangeClients(() => {
      throw failure;
    });
    store.onDidChangeClients(() => heard++);
    await store.rename(connectionOf(store), 'acme', 'Acme', { signal });
    assert.deepEqual([reported, heard], [[failure], 1]);
    assert.deepEqual(shown(store), ['group', '  nordics', '    Acme']);
  });

  it('drops a client that the one before creates late', async () => {
    const { api, store, fired } = await loaded();
    const creating = store.create(connectionOf(store), 'New', null, { signal });
    const other = new HeldApi();
    store.connect(connectionTo(other));
    const loading = store.load({ signal });
    fired.length = 0;
    last(api.creates).answer(record('new', { name: 'New' }));
    assert.equal(await creating, undefined);
    assert.deepEqual(fired, []);
    last(other.lists).answerWith([record('other')]);
    await loading;
    assert.deepEqual(shown(store), ['other']);
  });
});

describe('An edit', () => {
  it('of each kind fires once, with the rows touched, and loads nothing', async () => {
    const { api, store, fired } = await loaded();
    const creating = store.create(connectionOf(store), 'New', 'group', { signal });
    assert.deepEqual(fired, []);
    last(api.creates).answer(record('new', { name: 'New', parentId: 'group' }));
    assert.equal((await creating)?.id, 'new');
    assert.deepEqual(fired.splice(0), [['group']]);

    const renaming = store.rename(connectionOf(store), 'new', 'Newer', { signal });
    last(api.renames).answer();
    await renaming;
    assert.deepEqual(fired.splice(0), [['new']]);
    assert.deepEqual(shown(store), ['group', '  Newer', '  nordics', '    acme']);

    const removing = store.remove(connectionOf(store), 'new', { signal });
    last(api.removes).answer();
    await removing;
    assert.deepEqual(fired.splice(0), [['group']]);

    const rereading = store.reread(connectionOf(store), 'acme', { signal });
    last(api.gets).answer(record('acme', { name: 'Acme', parentId: 'nordics', legalEntities: 2 }));
    assert.equal((await rereading).legalEntities, 2);
    assert.deepEqual(fired.splice(0), [['acme']]);

    store.forget(connectionOf(store), 'acme');
    store.forget(connectionOf(store), 'acme');
    assert.deepEqual(fired, [['nordics']]);
    assert.deepEqual(shown(store), ['group', '  nordics']);
    assert.equal(api.lists.length, 1);
  });

  it('that fails throws what the service threw and changes nothing', async () => {
    const { api, store, fired } = await loaded();
    const refusal = new Error('refused');
    const edits = [
      store.create(connectionOf(store), 'New', null, { signal }),
      store.rename(connectionOf(store), 'acme', 'New', { signal }),
      store.remove(connectionOf(store), 'acme', { signal }),
      store.reread(connectionOf(store), 'acme', { signal }),
    ];
    for (const calls of [api.creates, api.renames, api.removes, api.gets]) for (const call of calls) call.fail(refusal);
    for (const edit of edits) await assert.rejects(edit, refusal);
    assert.deepEqual([fired, shown(store).length], [[], 3]);
  });

  it('is not undone by an answer that was asked for before it', async () => {
    const { api, store } = await loaded();
    const rereadings = [
      store.reread(connectionOf(store), 'acme', { signal }),
      store.reread(connectionOf(store), 'acme', { signal }),
    ];
    const [older, oldest] = api.gets;
    const renaming = store.rename(connectionOf(store), 'acme', 'Newer', { signal });
    last(api.renames).answer();
    await renaming;
    older?.answer(record('acme', { name: 'Older', parentId: 'nordics' }));
    assert.equal((await rereadings[0])?.name, 'Older');
    assert.deepEqual(shown(store), ['group', '  nordics', '    Newer']);

    const rereading = store.reread(connectionOf(store), 'acme', { signal });
    last(api.gets).answer(record('acme', { name: 'Newest', parentId: 'nordics' }));
    await rereading;
    assert.deepEqual(shown(store), ['group', '  nordics', '    Newest']);

    const removing = store.remove(connectionOf(store), 'acme', { signal });
    last(api.removes).answer();
    await removing;
    oldest?.answer(record('acme', { name: 'Oldest', parentId: 'nordics' }));
    await rereadings[1];
    assert.deepEqual(shown(store), ['group', '  nordics']);
  });
});

describe('An edit while a list is under way', () => {
  it('is shown at once and survives a list that is older', async () => {
    const { api, store } = await loaded(agreeing({ a: null, b: null, c: null }));
    const loading = store.load({ signal });
    const edits = [
      store.create(connectionOf(store), 'd', 'a', { signal }),
      store.rename(connectionOf(store), 'b', 'B renamed', { signal }),
      store.remove(connectionOf(store), 'c', { signal }),
    ];
    last(api.creates).answer(record('d', { parentId: 'a' }));
    last(api.renames).answer();
    last(api.removes).answer();
    await Promise.all(edits);
    const expected = ['a', '  d', 'B renamed'];
    assert.deepEqual(shown(store), expected);
    last(api.lists).answerWith(agreeing({ a: null, b: null, c: null }));
    await loading;
    assert.deepEqual(shown(store), expected);
    assert.ok(store.hierarchy);
    assert.deepEqual(issuesOf(store.hierarchy, 'd'), []);
  });

  it('survives the first list too, which was not there to show it', async () => {
    const { api, store, fired } = connected();
    const loading = store.load({ signal });
    const creating = store.create(connectionOf(store), 'b', 'a', { signal });
    last(api.creates).answer(record('b', { parentId: 'a' }));
    assert.equal(await creating, undefined);
    last(api.lists).answerWith([record('a')]);
    await loading;
    assert.deepEqual(shown(store), ['a', '  b']);
    assert.deepEqual(fired, ['state', 'all', 'state']);
  });

  it('does not undo what a newer list says of the client that it created', async () => {
    const { api, store } = await loaded([record('a')]);
    const loading = store.load({ signal });
    const creating = store.create(connectionOf(store), 'b', 'a', { signal });
    last(api.creates).answer(record('b', { parentId: 'a' }));
    await creating;
    last(api.lists).answerWith(agreeing({ a: null, b: 'a', c: 'b' }).map((each) => ({ ...each, legalEntities: 1 })));
    await loading;
    assert.deepEqual(shown(store), ['a', '  b', '    c']);
    assert.ok(store.hierarchy);
    assert.deepEqual(issuesOf(store.hierarchy, 'c'), []);
    assert.equal(store.hierarchy.get('b')?.legalEntities, 1);
  });

  it('is forgotten with a load that failed: the next list is newer', async () => {
    const { api, store } = await loaded([record('a')]);
    const failing = store.load({ signal });
    const renaming = store.rename(connectionOf(store), 'a', 'ours', { signal });
    last(api.renames).answer();
    await renaming;
    last(api.lists).fail(new Error('no answer'));
    await failing;
    assert.deepEqual(shown(store), ['ours']);
    const loading = store.load({ signal });
    last(api.lists).answerWith([record('a', { name: 'theirs' })]);
    await loading;
    assert.deepEqual(shown(store), ['theirs']);
  });
});

describe('Searching the clients of a store', () => {
  const found = (store: ClientStore, query: string): string[] | undefined =>
    store.search?.search(query, 20).map(({ name }) => name);

  it('finds each edit at once, without being got ready again', async () => {
    const store = new ClientStore('en');
    store.connect(connectionTo(new MemoryApi(GROUP)));
    await store.load({ signal });
    await store.prepareSearch();
    const { search } = store;
    const created = await store.create(connectionOf(store), 'Oslo', 'nordics', { signal });
    assert.deepEqual(found(store, 'nordics oslo'), ['Oslo']);
    await store.rename(connectionOf(store), 'nordics', 'Baltics', { signal });
    assert.deepEqual([found(store, 'nordics oslo'), found(store, 'baltics oslo')], [[], ['Oslo']]);
    await store.remove(connectionOf(store), created?.id ?? '', { signal });
    assert.deepEqual(found(store, 'oslo'), []);
    assert.equal(store.search, search);
  });

  it('is got ready for the clients of now, where they changed meanwhile', async () => {
    const store = new ClientStore('en');
    store.connect(connectionTo(new MemoryApi(Array.from({ length: 20_000 }, (_, at) => record(`c${at}`)))));
    await store.load({ signal });
    const preparing = store.prepareSearch();
    await store.rename(connectionOf(store), 'c7', 'Oslo', { signal });
    await preparing;
    assert.deepEqual(found(store, 'oslo'), ['Oslo']);
  });

  it('is ready at last, with a change at each step of the way', async () => {
    const store = new ClientStore('en');
    store.connect(connectionTo(new MemoryApi(Array.from({ length: 5_000 }, (_, at) => record(`c${at}`)))));
    await store.load({ signal });
    const { search } = store;
    const preparing = search?.prepareSteps();
    let count = 0;
    while (preparing?.next().done === false)
      await store.rename(connectionOf(store), `c${count}`, `Oslo ${count++}`, { signal });
    assert.ok(count > 10, `ready after ${count} changes`);
    assert.equal(store.search, search, 'it was not begun again');
    assert.deepEqual(found(store, `oslo ${count - 1}`), [`Oslo ${count - 1}`]);
  });

  it('is ready with the clients of a refresh before they are shown', async () => {
    const store = new ClientStore('en');
    const api = new MemoryApi(GROUP);
    store.connect(connectionTo(api));
    await store.load({ signal });
    await store.prepareSearch();
    api.server.rename('nordics', 'Baltics');
    const { search } = store;
    let steps = -1;
    store.onDidChangeClients(() => (steps = [...(store.search?.prepareSteps() ?? [])].length));
    await store.load({ signal });
    assert.notEqual(store.search, search);
    assert.equal(steps, 0);
    assert.ok((found(store, 'baltics') ?? []).length > 0);
  });

  it('finds nothing where no clients are loaded', async () => {
    const store = new ClientStore('en');
    await store.prepareSearch();
    assert.equal(store.search, undefined);
  });
});
