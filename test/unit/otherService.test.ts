import assert from 'node:assert/strict';
import { NetworkError } from '../../src/api/errors';
import { deleteAll } from '../../src/model/bulkDelete';
import { ClientEdits, EditError } from '../../src/model/clientEdits';
import { ClientStore } from '../../src/model/clientStore';
import { planDelete } from '../../src/model/deletePlan';
import { HeldApi, last } from './support/heldApi';
import { record } from './support/records';
import { MemoryApi } from './support/memoryApi';

const signal = new AbortController().signal;
const CLIENTS = [record('a'), record('b')];
const reset = (method: string): NetworkError => new NetworkError({ method, path: '/clients' }, 'reset', undefined);

async function begun() {
  const first = new HeldApi();
  const other = new HeldApi();
  const store = new ClientStore('en');
  const edits = new ClientEdits(store);
  store.connect(first);
  const loading = store.load({ signal });
  last(first.lists).answerWith(CLIENTS);
  await loading;
  return { first, other, store, edits };
}

const asked = ({ lists, gets, creates, renames, removes }: HeldApi): number =>
  lists.length + gets.length + creates.length + renames.length + removes.length;

const obstacleOf = (edit: Promise<unknown>): Promise<string> =>
  edit.then(
    () => 'done',
    (error: unknown) => (error instanceof EditError ? error.obstacle.kind : String(error)),
  );

describe('An edit that was planned on one service', () => {
  const edits: [what: string, run: (edits: ClientEdits, service: unknown) => Promise<unknown>][] = [
    ['create', (to, service) => to.create('new', null, { signal, service })],
    ['create again', (to, service) => to.createAgain('new', 'a', { signal, service })],
    ['rename', (to, service) => to.rename('a', 'a', 'x', { signal, service })],
    ['delete', (to, service) => to.remove('a', 'a', { signal, service })],
  ];
  for (const [what, run] of edits) {
    it(`asks nothing of another that was turned to since, when it is to ${what}`, async () => {
      const { other, store, edits: all } = await begun();
      const { service } = all;
      store.connect(other);
      assert.equal(await obstacleOf(run(all, service)), 'otherService');
      assert.equal(asked(other), 0);
    });
  }

  it('does not look for a create whose answer was lost among the clients of another', async () => {
    const { first, other, store, edits: all } = await begun();
    const edit = obstacleOf(all.create('new', null, { signal }));
    store.connect(other);
    last(first.creates).fail(reset('POST'));
    assert.equal(await edit, 'unknown');
    assert.equal(asked(other), 0);
  });

  it('does not take a client for deleted that another does not have', async () => {
    const { first, other, store, edits: all } = await begun();
    const edit = obstacleOf(all.remove('a', 'a', { signal }));
    last(first.gets).answer(record('a'));
    while (first.removes.length === 0) await Promise.resolve();
    store.connect(other);
    last(first.removes).fail(reset('DELETE'));
    assert.equal(await edit, 'unknown');
    assert.equal(asked(other), 0);
    assert.equal(all.undo.size, 0);
  });

  it('leaves nothing to be undone on another that was turned to during the last step', async () => {
    const api = new MemoryApi(CLIENTS);
    const store = new ClientStore('en');
    const all = new ClientEdits(store);
    store.connect(api);
    await store.load({ signal });
    const { hierarchy } = store;
    assert(hierarchy);
    let removed = 0;
    api.after = (call) => {
      if (call === 'remove' && ++removed === 2) store.connect(new MemoryApi(CLIENTS));
    };
    const { steps } = planDelete(hierarchy, [...hierarchy.all()]);
    const { stop } = await deleteAll(all, steps, { signal });
    assert.deepEqual([removed, stop], [2, 'otherService']);
  });
});
