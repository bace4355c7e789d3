import assert from 'node:assert/strict';
import { NetworkError, ProtocolError } from '../../../../src/api/errors';
import { EditError, type EditObstacle } from '../../../../src/model/edits/clientEdits';
import { undoStep } from '../../../../src/model/edits/undoRunner';
import { editing, type MemoryApi } from '../../support/memoryApi';
import { agreeing, record } from '../../support/records';

const TREE = agreeing({ group: null, acme: 'group', bolt: 'group' });
const { signal } = new AbortController();

/** Has the first creation break off before the service read it, and `meanwhile` happen instead. */
function loseCreation(api: MemoryApi, meanwhile: () => void): void {
  let isLost = false;
  api.before = (call) => {
    if (call !== 'create' || isLost) return;
    isLost = true;
    meanwhile();
    throw new NetworkError({ method: 'POST', path: '/clients' }, 'reset', undefined);
  };
}

async function obstacleOf(edit: Promise<unknown>): Promise<EditObstacle> {
  const error: unknown = await edit.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof EditError);
  return error.obstacle;
}

describe('A creation that is answered with a client that was there before', () => {
  it('has made nothing, so that undoing it cannot delete that client', async () => {
    const { edits, api, options } = await editing(TREE);
    // As a service does that refuses to have two of one name, and answers with the one that it has.
    api.create = () => Promise.resolve(record('acme', { name: 'acme', parentId: 'group' }));
    const obstacle = await obstacleOf(edits.create('acme', 'group', options));
    assert.equal(obstacle.kind, 'notApplied');
  });
});

describe('A creation without an answer', () => {
  it('comes to the only new client of that name, which nothing proves to be ours', async () => {
    const { edits, api, options } = await editing(TREE);
    loseCreation(api, () => api.server.put(record('theirs', { name: 'New', parentId: 'group' })));
    const { node, applied, mayBeOthers } = await edits.create('New', 'group', options);
    assert.deepEqual([node?.id, applied, mayBeOthers], ['theirs', undefined, true]);
  });

  for (const stored of ['Cafe\u0301', 'CAFÉ', ' Café ', 'Cafe']) {
    it(`comes to a client that the service may have named ${JSON.stringify(stored)} for “Café”`, async () => {
      const { edits, api, options } = await editing(TREE);
      loseCreation(api, () => api.server.put(record('it', { name: stored, parentId: 'group' })));
      const { node, mayBeOthers } = await edits.create('Café', 'group', options);
      assert.deepEqual([node?.id, mayBeOthers], ['it', true]);
    });
  }

  it('is not known where the service says that it will carry it out later (202), and it is not there yet', async () => {
    const { edits, api, options } = await editing(TREE);
    api.before = (call) => {
      if (call !== 'create') return;
      throw new ProtocolError({ method: 'POST', path: '/clients' }, 'unexpected', 'accepted', { status: 202 });
    };
    assert.equal((await obstacleOf(edits.create('New', 'group', options))).kind, 'outcomeUnknown');
  });

  it('is not known, and names the new clients, where several have that name or one has another', async () => {
    for (const names of [['New', 'New'], ['Other'], ['One', 'Two']]) {
      const { edits, api, options } = await editing(TREE);
      loseCreation(api, () =>
        names.forEach((name, at) => api.server.put(record(`theirs ${at}`, { name, parentId: 'group' }))),
      );
      const obstacle = await obstacleOf(edits.create('New', 'group', options));
      assert.equal(obstacle.kind, 'outcomeUnknown');
      assert.deepEqual([...obstacle.candidates].sort(), names);
    }
  });

  it('was not carried out where nobody there is new: not one that was there, elsewhere, or made by us', async () => {
    const { edits, api, options } = await editing([...TREE, record('moved', { name: 'New' })]);
    loseCreation(api, () => {
      api.server.put(record('moved', { name: 'New', parentId: 'group' }));
      api.server.put(record('below', { name: 'New', parentId: 'acme' }));
    });
    const creating = obstacleOf(edits.create('New', 'group', options));
    await edits.create('Another of ours', 'group', options);
    assert.equal((await creating).kind, 'notApplied');
  });

  it('is found below a parent that it cannot be shown under', async () => {
    const { edits, api, options } = await editing(TREE);
    loseCreation(api, () => {
      api.server.remove('group');
      api.server.put(record('it', { name: 'New', parentId: 'group' }));
    });
    assert.equal((await edits.create('New', 'group', options)).node?.id, 'it');
  });

  it('within undoing counts as done only once the person says that the client is theirs', async () => {
    for (const isOurs of [undefined, false, true]) {
      const { edits, api, done, options } = await editing(TREE);
      await done(edits.remove('acme', 'acme', options));
      const step = edits.undo.last;
      assert.ok(step);
      loseCreation(api, () => api.server.put(record('it', { name: 'acme', parentId: 'group' })));
      const { reverted, failed } = await undoStep(edits, step, {
        signal,
        ...(isOurs === undefined ? {} : { isOurs: () => Promise.resolve(isOurs) }),
      });
      assert.deepEqual([reverted.length, failed.length], isOurs === true ? [1, 0] : [0, 1]);
      assert.equal(edits.undo.has(step), isOurs !== true);
    }
  });
});
