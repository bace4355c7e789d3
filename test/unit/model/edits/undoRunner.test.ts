import assert from 'node:assert/strict';
import { NetworkError, SignInRequiredError } from '../../../../src/api/errors';
import { deleteAll } from '../../../../src/model/edits/bulkDelete';
import { EditError, type ClientEdits } from '../../../../src/model/edits/clientEdits';
import { planDelete, type DeleteStep } from '../../../../src/model/edits/deletePlan';
import { undoStep, type UndoResult } from '../../../../src/model/edits/undoRunner';
import type { UndoStep } from '../../../../src/model/edits/undoStack';
import type { Hierarchy } from '../../../../src/model/hierarchy/hierarchy';
import { connectionTo } from '../../../support/connections';
import { editing, MemoryApi } from '../../support/memoryApi';
import { agreeing, outline, record, the } from '../../support/records';

const { signal } = new AbortController();
const TREE = agreeing({ group: null, nordics: 'group', acme: 'nordics', bolt: 'nordics' });
const lost = (method: string, id: string) => new NetworkError({ method, path: `/clients/${id}` }, 'reset', undefined);

const shown = ({ hierarchy }: { readonly hierarchy: Hierarchy | undefined }): string[] =>
  hierarchy === undefined ? [] : outline(hierarchy);

function lastStep(edits: ClientEdits): UndoStep {
  const { last } = edits.undo;
  assert.ok(last, 'there is nothing to undo');
  return last;
}

/** Why changes were not undone. */
const reasons = ({ failed }: UndoResult): unknown[] =>
  failed.map(({ error }) => (error instanceof EditError ? error.obstacle.kind : error));

const stepsOf = (hierarchy: Hierarchy, ...ids: string[]): readonly DeleteStep[] =>
  planDelete(
    hierarchy,
    ids.map((id) => the(hierarchy, id)),
  ).steps;

describe('What can be undone', () => {
  it('is each change that was carried out, with the names and the parent of the service', async () => {
    const { edits, api, done, options } = await editing(TREE);
    api.server.put(record('acme', { name: 'Theirs', parentId: 'group' }));
    const { node } = await done(edits.create('New', 'group', options));
    await done(edits.rename('acme', 'Theirs', 'Mine', options));
    await done(edits.remove('bolt', 'bolt', options));
    await done(edits.remove('acme', 'Mine', options));
    const all = Array.from({ length: edits.undo.size }, () => {
      const step = lastStep(edits);
      const { changes } = step;
      for (const change of changes) edits.undo.drop(step, change);
      return changes;
    });
    assert.ok(node);
    assert.deepEqual(all, [
      [{ kind: 'deleted', id: 'acme', name: 'Mine', parentId: 'group' }],
      [{ kind: 'deleted', id: 'bolt', name: 'bolt', parentId: 'nordics' }],
      [{ kind: 'renamed', id: 'acme', from: 'Theirs', to: 'Mine' }],
      [{ kind: 'created', id: node.id, name: 'New' }],
    ]);
  });

  it('is not what failed, nor a new name that someone else gave first', async () => {
    const { edits, api, done, options } = await editing(TREE);
    api.server.rename('acme', 'Same');
    await done(edits.rename('acme', 'acme', 'Same', options));
    await assert.rejects(edits.remove('nordics', 'nordics', options), EditError);
    api.before = () => {
      throw new SignInRequiredError({ method: 'POST', path: '/clients' }, 401);
    };
    await assert.rejects(edits.create('New', null, options), SignInRequiredError);
    assert.equal(edits.undo.size, 0);
  });

  it('is also what was found out to be carried out, though its answer was lost, but for a creation', async () => {
    const { edits, api, done, options } = await editing(TREE);
    api.after = (call, id) => {
      if (call !== 'get' && call !== 'list') throw lost('DELETE', id);
    };
    const outcomes = [
      await done(edits.remove('acme', 'acme', options)),
      await done(edits.rename('bolt', 'bolt', 'Bolt', options)),
      await done(edits.create('New', 'group', options)),
    ];
    assert.deepEqual(
      outcomes.map(({ uncertain }) => uncertain?.isCancelled),
      [false, false, false],
    );
    assert.equal(edits.undo.size, 2);
  });

  it('is handed to whoever asked for the edit, who puts it on the stack', async () => {
    const { edits, options } = await editing(TREE);
    const { applied } = await edits.remove('acme', 'acme', options);
    assert.deepEqual(applied, { kind: 'deleted', id: 'acme', name: 'acme', parentId: 'nordics' });
    assert.equal(edits.undo.size, 0);
  });

  it('is forgotten when another connection is turned to, and not when clients are loaded', async () => {
    const { edits, store, done, options } = await editing(TREE);
    await done(edits.remove('acme', 'acme', options));
    await store.load({ signal });
    assert.equal(edits.undo.size, 1);
    store.connect(connectionTo(new MemoryApi(TREE)));
    assert.equal(edits.undo.size, 0);
  });
});

describe('Undoing', () => {
  it('renames back, deletes what was created, and creates what was deleted', async () => {
    const { edits, store, api, done, options } = await editing(TREE);
    const before = shown(store);
    await done(edits.create('New', 'group', options));
    await done(edits.rename('acme', 'acme', 'Acme A/S', options));
    await done(edits.remove('bolt', 'bolt', options));
    const results = [];
    while (edits.undo.size > 0) results.push(await undoStep(edits, lastStep(edits), { signal }));
    assert.deepEqual(shown(store), before);
    assert.deepEqual(
      results.map(({ reverted }) => reverted.map(({ change, node }) => [change.kind, node?.name])),
      [[['deleted', 'bolt']], [['renamed', 'acme']], [['created', undefined]]],
    );
    assert.notEqual(results[0]?.reverted[0]?.node?.id, 'bolt');
    assert.equal(api.writes.length, 6);
  });

  it('goes on under the new id of a client that was created again', async () => {
    const { edits, store, done, options } = await editing(TREE);
    const before = shown(store);
    await done(edits.rename('acme', 'acme', 'Acme A/S', options));
    const { node } = await done(edits.create('New', 'acme', options));
    assert.ok(node);
    await done(edits.remove(node.id, 'New', options));
    await done(edits.remove('acme', 'Acme A/S', options));
    while (edits.undo.size > 0) {
      const { failed } = await undoStep(edits, lastStep(edits), { signal });
      assert.deepEqual(failed, []);
    }
    assert.deepEqual(shown(store), before);
  });

  it('a whole branch creates parents first and children below them, in one step', async () => {
    const { edits, store, api, hierarchy, options } = await editing(TREE);
    const before = shown(store);
    const { applied } = await deleteAll(edits, stepsOf(hierarchy, 'group'), options);
    assert.deepEqual(shown(store), []);
    const step = edits.undo.push(options.connection, applied);
    assert.ok(step);
    const progress: string[] = [];
    api.calls.length = 0;
    const { reverted } = await undoStep(edits, step, {
      signal,
      onProgress: (change, at, of) => progress.push(`${at}/${of} ${change.kind}`),
    });
    assert.deepEqual(shown(store), before);
    assert.equal(reverted.length, 4);
    assert.deepEqual(progress, ['1/4 deleted', '2/4 deleted', '3/4 deleted', '4/4 deleted']);
    assert.deepEqual(api.writes[0], 'create group');
    assert.equal(edits.undo.size, 0);
  });

  it('keeps what could not be created, does not try what was below it, and finishes when asked again', async () => {
    const { edits, store, api, hierarchy, options } = await editing(TREE);
    const before = shown(store);
    const { applied } = await deleteAll(edits, stepsOf(hierarchy, 'group'), options);
    const step = edits.undo.push(options.connection, applied);
    assert.ok(step);
    const refusal = new Error('refused');
    api.before = (_, subject) => {
      if (subject.startsWith('nordics')) throw refusal;
    };
    const first = await undoStep(edits, step, { signal });
    assert.deepEqual(reasons(first), [refusal, undefined, undefined]);
    assert.deepEqual(shown(store), ['group']);
    assert.equal(edits.undo.last, step);
    api.before = () => undefined;
    const second = await undoStep(edits, step, { signal });
    assert.deepEqual(second.failed, []);
    assert.deepEqual(shown(store), before);
  });

  it('stops when cancelled, and keeps the rest', async () => {
    const { edits, store, api, hierarchy, options } = await editing(TREE);
    const { applied } = await deleteAll(edits, stepsOf(hierarchy, 'group'), options);
    const step = edits.undo.push(options.connection, applied);
    assert.ok(step);
    const controller = new AbortController();
    api.before = (call, subject) => {
      if (call === 'create' && subject.startsWith('nordics')) controller.abort();
    };
    const { reverted, stop } = await undoStep(edits, step, {
      signal: controller.signal,
      isOurs: () => Promise.resolve(true),
    });
    assert.deepEqual([reverted.length, stop], [2, 'cancelled'], 'what was on its way was carried out');
    assert.deepEqual(shown(store), ['group', '  nordics']);
    assert.equal(step.changes.length, 2);
  });

  it('is refused, and kept, where a new client owns something by now, or has another name', async () => {
    const { edits, api, done, options } = await editing(TREE);
    const { node } = await done(edits.create('New', null, options));
    assert.ok(node);
    const step = lastStep(edits);
    api.server.create('Theirs', node.id);
    assert.deepEqual(reasons(await undoStep(edits, step, { signal })), ['notEmpty']);
    api.server.rename(node.id, 'Their name');
    assert.deepEqual(reasons(await undoStep(edits, step, { signal })), ['renamed']);
    assert.equal(edits.undo.last, step);
    assert.deepEqual(api.writes, ['create New']);
  });

  it('renames back over the name that someone else gave, once the person knows of it', async () => {
    const { edits, api, store, done, options } = await editing(TREE);
    await done(edits.rename('acme', 'acme', 'Mine', options));
    api.server.rename('acme', 'Theirs');
    const step = lastStep(edits);
    assert.deepEqual(reasons(await undoStep(edits, step, { signal })), ['renamed']);
    assert.equal(api.record('acme')?.name, 'Theirs');
    const { reverted } = await undoStep(edits, step, { signal, agreed: new Map([['acme', 'Theirs']]) });
    assert.equal(reverted.length, 1);
    assert.equal(store.hierarchy?.get('acme')?.name, 'acme');
  });

  it('is over for good where the client or its parent is gone', async () => {
    const { edits, api, done, options } = await editing(TREE);
    await done(edits.rename('acme', 'acme', 'Mine', options));
    await done(edits.remove('bolt', 'bolt', options));
    for (const id of ['acme', 'nordics']) api.server.remove(id);
    assert.deepEqual(reasons(await undoStep(edits, lastStep(edits), { signal })), ['parentGone']);
    assert.deepEqual(reasons(await undoStep(edits, lastStep(edits), { signal })), ['deletedElsewhere']);
    assert.equal(edits.undo.size, 0);
  });

  it('sends nothing to another connection that is turned to meanwhile', async () => {
    const { edits, api, store, hierarchy, options } = await editing(TREE);
    const { applied } = await deleteAll(edits, stepsOf(hierarchy, 'nordics'), options);
    const step = edits.undo.push(options.connection, applied);
    assert.ok(step);
    const other = new MemoryApi(TREE);
    api.before = (call) => {
      if (call === 'get') store.connect(connectionTo(other));
    };
    const result = await undoStep(edits, step, { signal });
    assert.deepEqual(result, { reverted: [], failed: [], stop: 'otherConnection' });
    assert.deepEqual(other.calls, []);
  });

  it('that is cut short by turning to another connection says so, also between two changes and at the last', async () => {
    for (const at of [1, 2, 3]) {
      const { edits, api, store, hierarchy, options } = await editing(TREE);
      const { applied } = await deleteAll(edits, stepsOf(hierarchy, 'nordics'), options);
      const step = edits.undo.push(options.connection, applied);
      assert.ok(step);
      let created = 0;
      api.after = (call) => {
        if (call === 'create' && ++created === at) store.connect(connectionTo(new MemoryApi(TREE)));
      };
      const { stop, reverted, failed } = await undoStep(edits, step, { signal });
      assert.deepEqual([stop, reverted.length + failed.length <= at], ['otherConnection', true]);
      assert.equal(created, at);
    }
  });

  it('never creates a client a second time where it was not found out whether the first creation was carried out', async () => {
    const { edits, api, hierarchy, options } = await editing(TREE);
    const { applied } = await deleteAll(edits, stepsOf(hierarchy, 'acme', 'bolt'), options);
    const step = edits.undo.push(options.connection, applied);
    assert.ok(step);
    let isDown = true;
    api.after = (call, subject) => {
      if (isDown && call === 'create') throw lost('POST', subject);
    };
    api.before = (call) => {
      if (isDown && call === 'list') throw lost('GET', '');
    };
    assert.deepEqual(reasons(await undoStep(edits, step, { signal })), ['outcomeUnknown', 'outcomeUnknown']);
    isDown = false;
    await undoStep(edits, step, { signal });
    const created = api.writes.filter((call) => call.startsWith('create'));
    assert.deepEqual(created.sort(), ['create acme under nordics', 'create bolt under nordics']);
    assert.equal(edits.undo.size, 0);
  });

  it('gives no client of another connection a new id when the person answers there whose the client is', async () => {
    const { edits, api, store, done, options } = await editing(TREE);
    await done(edits.remove('bolt', 'bolt', options));
    const step = lastStep(edits);
    api.after = (call) => {
      if (call === 'create') throw new NetworkError({ method: 'POST', path: '/clients' }, 'reset', undefined);
    };
    const other = connectionTo(new MemoryApi(TREE));
    const result = await undoStep(edits, step, {
      signal,
      isOurs: () => {
        store.connect(other);
        edits.undo.push(other, [{ kind: 'renamed', id: 'bolt', from: 'bolt', to: 'Other' }]);
        return Promise.resolve(true);
      },
    });
    assert.equal(result.stop, 'otherConnection');
    assert.deepEqual(
      lastStep(edits).changes.map(({ id }) => id),
      ['bolt'],
    );
  });
});
