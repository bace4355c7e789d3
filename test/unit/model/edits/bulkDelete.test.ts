import assert from 'node:assert/strict';
import { NetworkError, SignInRequiredError } from '../../../../src/api/errors';
import { deleteAll, stepsLeft } from '../../../../src/model/edits/bulkDelete';
import { EditError } from '../../../../src/model/edits/clientEdits';
import { planDelete, type DeleteStep } from '../../../../src/model/edits/deletePlan';
import type { Hierarchy } from '../../../../src/model/hierarchy/hierarchy';
import { connectionTo } from '../../../support/connections';
import { editing, MemoryApi } from '../../support/memoryApi';
import { agreeing, outline, record, the } from '../../support/records';

const TREE = agreeing({ group: null, nordics: 'group', acme: 'nordics', bolt: 'nordics' });

const stepsOf = (hierarchy: Hierarchy, ...ids: string[]): readonly DeleteStep[] =>
  planDelete(
    hierarchy,
    ids.map((id) => the(hierarchy, id)),
  ).steps;

const names = (steps: readonly DeleteStep[]): string[] => steps.map(({ name }) => name);

describe('Deleting many', () => {
  it('goes on past failures, leaves whoever is above one, and says which', async () => {
    const { edits, api, store, hierarchy, options } = await editing([...TREE, record('lone'), record('other')]);
    const steps = stepsOf(hierarchy, 'group', 'lone', 'other');
    api.server.rename('bolt', 'Theirs');
    api.server.remove('lone');
    const result = await deleteAll(edits, steps, options);
    assert.deepEqual(names(result.deleted), ['other', 'acme']);
    assert.deepEqual(names(result.gone), ['lone']);
    assert.deepEqual(names(result.failed.map(({ step }) => step)), ['bolt']);
    assert.deepEqual(names(result.above), ['nordics', 'group']);
    assert.deepEqual(outline(store.hierarchy ?? hierarchy), ['group', '  nordics', '    Theirs']);

    // Nobody agreed to delete the client under its new name, and what is above it cannot go without it.
    assert.deepEqual(names(stepsLeft(steps, result)), []);
  });

  it('can be tried again for those that failed and whoever is above them', async () => {
    const { edits, api, store, hierarchy, options } = await editing(TREE);
    const steps = stepsOf(hierarchy, 'group');
    let isBroken = true;
    api.before = (call, id) => {
      if (isBroken && call === 'get' && id === 'bolt') throw new NetworkError({ method: 'GET', path: '' }, 'reset', 0);
    };
    const result = await deleteAll(edits, steps, options);
    assert.deepEqual(names(result.deleted), ['acme']);
    isBroken = false;
    const left = stepsLeft(steps, result);
    assert.deepEqual(names(left), ['bolt', 'nordics', 'group']);
    assert.equal((await deleteAll(edits, left, options)).deleted.length, 3);
    assert.deepEqual(outline(store.hierarchy ?? hierarchy), []);
  });

  it('refuses a parent that someone else gave another child meanwhile', async () => {
    const { edits, api, hierarchy, options } = await editing(TREE);
    api.before = (call, id) => {
      if (call === 'remove' && id === 'acme') api.server.create('Theirs', 'nordics');
    };
    const { deleted, failed, above } = await deleteAll(edits, stepsOf(hierarchy, 'group'), options);
    assert.deepEqual(names(deleted), ['bolt', 'acme']);
    assert.deepEqual(
      failed.map(({ step, error }) => [step.name, error instanceof EditError && error.obstacle.kind]),
      [['nordics', 'notEmpty']],
    );
    assert.deepEqual(names(above), ['group']);
  });

  it('is cancelled before the next one, and finds out what became of the one on its way', async () => {
    const { edits, api, hierarchy, connection } = await editing(TREE);
    const controller = new AbortController();
    api.before = (call, id) => {
      if (call === 'remove' && id === 'acme') controller.abort();
    };
    const result = await deleteAll(edits, stepsOf(hierarchy, 'group'), { connection, signal: controller.signal });
    assert.deepEqual([names(result.deleted), result.stop], [['bolt', 'acme'], 'cancelled']);
    assert.deepEqual(names(result.untried), ['nordics', 'group']);
    assert.equal(result.applied.length, 2);
  });

  it('stops when the service is lost three times in a row, or wants another token', async () => {
    const records = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => record(id));
    for (const [error, failures, stop] of [
      [new NetworkError({ method: 'GET', path: '' }, 'reset', undefined), 3, 'unreachable'],
      [new SignInRequiredError({ method: 'GET', path: '' }, 401), 1, 'signIn'],
    ] as const) {
      const { edits, api, hierarchy, options } = await editing(records);
      api.before = (_, id) => {
        if (id !== 'f') throw error;
      };
      const steps = stepsOf(hierarchy, 'a', 'f', 'b', 'c', 'd', 'e');
      const result = await deleteAll(edits, steps, options);
      assert.deepEqual([result.failed.length, result.stop], [failures, stop]);
      assert.equal(result.deleted.length + result.failed.length + result.untried.length, 6);
    }
  });

  it('goes on where the service is lost now and then', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { edits, api, hierarchy, options } = await editing(ids.map((id) => record(id)));
    let count = 0;
    api.before = (call) => {
      if (call === 'get' && ++count % 3 !== 0) throw new NetworkError({ method: 'GET', path: '' }, 'reset', undefined);
    };
    const { deleted, failed, stop } = await deleteAll(edits, stepsOf(hierarchy, ...ids), options);
    assert.deepEqual([deleted.length, failed.length, stop], [2, 4, undefined]);
  });

  it('stops when another connection is turned to, which gets nothing of it and has nothing to undo', async () => {
    const { edits, api, store, hierarchy, options } = await editing(TREE);
    const other = new MemoryApi(TREE);
    api.after = (call) => {
      if (call === 'remove') store.connect(connectionTo(other));
    };
    const result = await deleteAll(edits, stepsOf(hierarchy, 'nordics'), options);
    assert.deepEqual([names(result.deleted), result.stop], [['bolt'], 'otherConnection']);
    assert.deepEqual([edits.undo.push(options.connection, result.applied), other.calls], [undefined, []]);
  });

  it('goes on where an answer came between failures to get through, also one that a client is gone', async () => {
    const { edits, api, hierarchy, options } = await editing(['a', 'b', 'c', 'd', 'e'].map((id) => record(id)));
    api.before = (_, id) => {
      if (id !== 'c') throw new NetworkError({ method: 'GET', path: `/clients/${id}` }, 'reset', undefined);
    };
    api.server.remove('c');
    const { stop, gone, failed } = await deleteAll(edits, planDelete(hierarchy, [...hierarchy.all()]).steps, options);
    assert.deepEqual([stop, gone.length, failed.length], [undefined, 1, 4]);
  });
});
