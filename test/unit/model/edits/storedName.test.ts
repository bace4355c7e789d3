import assert from 'node:assert/strict';
import { NetworkError } from '../../../../src/api/errors';
import { EditError } from '../../../../src/model/edits/clientEdits';
import { undoStep } from '../../../../src/model/edits/undoRunner';
import { editing } from '../../support/memoryApi';
import { agreeing, record } from '../../support/records';

const TREE = agreeing({ group: null, acme: 'group', bolt: 'group' });
const { signal } = new AbortController();
const DECOMPOSED = 'Cafe\u0301';

/** What services are known to make of names. */
const NORMALISATIONS: Record<string, (name: string) => string> = {
  NFD: (name) => name.normalize('NFD'),
  'single spaces': (name) => name.replace(/ +/g, ' '),
  capitals: (name) => name.toUpperCase(),
  'no accents': (name) => name.normalize('NFD').replace(/\p{M}/gu, ''),
};

const obstacleOf = (edit: Promise<unknown>) =>
  edit.then(
    () => undefined,
    (error: unknown) => (error instanceof EditError ? error.obstacle : error),
  );

describe('A service that makes another name of the one it is sent', () => {
  for (const [what, stored] of Object.entries(NORMALISATIONS)) {
    it(`(${what}) has all of one’s own edits undone, and one’s own clients deleted, without a word of someone else`, async () => {
      const { edits, api, store, done, options } = await editing(TREE);
      api.stored = stored;
      const name = 'Café  Ωmega';
      const { node, applied } = await done(edits.create(name, 'group', options));
      assert.deepEqual([node?.name, applied], [stored(name), { kind: 'created', id: node?.id, name: stored(name) }]);
      await done(edits.rename('acme', 'acme', name, options));
      assert.equal(store.hierarchy?.get('acme')?.name, stored(name));
      // As from the document, which still has what was typed.
      await done(edits.rename('acme', name, `${name} 2`, options));
      await done(edits.remove('acme', `${name} 2`, options));
      while (edits.undo.last !== undefined) {
        const { failed } = await undoStep(edits, edits.undo.last, { signal });
        assert.deepEqual(failed, []);
      }
      assert.deepEqual(api.server.records.map((each) => each.name).sort(), ['bolt', 'group', stored('acme')].sort());
    });

    it(`(${what}) is found to have renamed where the answer was lost`, async () => {
      const { edits, api, options } = await editing(TREE);
      api.stored = stored;
      api.after = (call) => {
        if (call === 'rename') throw new NetworkError({ method: 'PATCH', path: '/clients/acme' }, 'reset', undefined);
      };
      const { applied } = await edits.rename('acme', 'acme', 'Café  Ωmega', options);
      assert.deepEqual(applied, { kind: 'renamed', id: 'acme', from: 'acme', to: stored('Café  Ωmega') });
    });
  }

  it('is told of nothing to undo where it keeps the name that it had', async () => {
    const { edits, api, store, options } = await editing([record('acme', { name: 'ACME' })]);
    api.stored = (name) => name.toUpperCase();
    const { applied } = await edits.rename('acme', 'ACME', 'Acme', options);
    assert.deepEqual([applied, store.hierarchy?.get('acme')?.name], [undefined, 'ACME']);
  });

  it('keeps a name that it took, though it cannot be read after that', async () => {
    const { edits, api, options } = await editing(TREE);
    let isRenamed = false;
    api.before = (call) => {
      isRenamed ||= call === 'rename';
      if (call === 'get' && isRenamed) throw new NetworkError({ method: 'GET', path: '/' }, 'reset', undefined);
    };
    const { applied, uncertain } = await edits.rename('acme', 'acme', DECOMPOSED, options);
    assert.deepEqual([applied, uncertain], [{ kind: 'renamed', id: 'acme', from: 'acme', to: 'Caf\u00e9' }, undefined]);
  });

  it('does not hide what someone else named the client after us', async () => {
    const { edits, api, options } = await editing(TREE);
    api.stored = (name) => name.toUpperCase();
    await edits.rename('acme', 'acme', 'Mine', options);
    api.server.rename('acme', 'Mine');
    assert.deepEqual(await obstacleOf(edits.remove('acme', 'MINE', options)), {
      ...{ kind: 'renamed', name: 'Mine', isOwn: false },
    });
  });
});

describe('Clients that share an id', () => {
  const TWO = [record('twin', { name: 'One' }), record('twin', { name: 'Other' })];

  for (const seen of ['One', 'Other']) {
    it(`can be renamed and deleted by the name “${seen}”, whichever record the service answers with`, async () => {
      for (const records of [TWO, TWO.toReversed()]) {
        const { edits, options } = await editing(records);
        const { applied } = await edits.rename('twin', seen, 'New', options);
        assert.equal(applied?.kind === 'renamed' ? applied.to : undefined, 'New');
        const other = await editing(records);
        assert.equal((await other.edits.remove('twin', seen, other.options)).applied?.kind, 'deleted');
      }
    });
  }

  it('are not renamed over a name that none of their records had', async () => {
    const { edits, api, options } = await editing(TWO);
    api.server.rename('twin', 'Theirs');
    assert.deepEqual(await obstacleOf(edits.rename('twin', 'One', 'New', options)), {
      ...{ kind: 'renamed', name: 'Theirs', isOwn: false },
    });
  });
});

describe('One’s own edits made meanwhile', () => {
  it('are not blamed on someone else when an older step is undone by its own message', async () => {
    const { edits, done, options } = await editing(TREE);
    await done(edits.rename('acme', 'acme', 'B', options));
    const older = edits.undo.last;
    assert.ok(older);
    await done(edits.rename('acme', 'B', 'C', options));
    const [failure] = (await undoStep(edits, older, { signal })).failed;
    assert.ok(failure?.error instanceof EditError);
    assert.deepEqual(failure.error.obstacle, { kind: 'renamed', name: 'C', isOwn: true });
  });

  it('that deleted the client, or its parent, keep an older step until they are undone', async () => {
    const { edits, done, options } = await editing(TREE);
    const { node } = await done(edits.create('New', 'acme', options));
    assert.ok(node);
    const created = edits.undo.last;
    await done(edits.remove(node.id, 'New', options));
    const child = edits.undo.last;
    await done(edits.remove('acme', 'acme', options));
    const parent = edits.undo.last;
    assert.ok(created && child && parent);
    const kinds = [];
    for (const step of [created, child, parent, child, created]) {
      const { failed } = await undoStep(edits, step, { signal });
      kinds.push(failed.map(({ error }) => (error instanceof EditError ? error.obstacle : error)));
    }
    assert.deepEqual(kinds, [
      [{ kind: 'deletedElsewhere', isOwn: true }],
      [{ kind: 'parentGone', isOwn: true }],
      ...[[], [], []],
    ]);
    assert.equal(edits.undo.size, 0);
  });
});
