import assert from 'node:assert/strict';
import { UndoStack, type AppliedEdit } from '../../../../src/model/edits/undoStack';
import { connectionTo } from '../../../support/connections';
import { MemoryApi } from '../../support/memoryApi';

const connection = connectionTo(new MemoryApi([]));

const created = (id: string): AppliedEdit => ({ kind: 'created', id, name: id });
const deleted = (id: string, parentId: string | null = null): AppliedEdit => ({
  kind: 'deleted',
  id,
  name: id,
  parentId,
});

function watched() {
  const stack = new UndoStack();
  let count = 0;
  stack.connect(connection);
  stack.onDidChange(() => count++);
  return { stack, changes: () => count };
}

describe('The stack of what can be undone', () => {
  it('gives the last step first, and tells when there is another', () => {
    const { stack, changes } = watched();
    assert.equal(stack.last, undefined);
    const first = stack.push(connection, [created('a')]);
    const second = stack.push(connection, [created('b'), created('c')]);
    assert.ok(first && second);
    assert.equal(stack.last, second);
    stack.drop(second, created('b'));
    assert.equal(second.changes.length, 2, 'a change is known by its identity');
    for (const change of second.changes) stack.drop(second, change);
    assert.equal(stack.last, first);
    assert.deepEqual([stack.has(first), stack.has(second), changes()], [true, false, 3]);
  });

  it('has no step for nothing done', () => {
    const { stack, changes } = watched();
    assert.equal(stack.push(connection, []), undefined);
    stack.connect(undefined);
    assert.deepEqual([stack.size, changes()], [0, 0]);
  });

  it('forgets the oldest of more than 50', () => {
    const { stack } = watched();
    const steps = Array.from({ length: 51 }, (_, index) => stack.push(connection, [created(`${index}`)]));
    assert.equal(stack.size, 50);
    const [oldest, next] = steps;
    assert.ok(oldest && next);
    assert.deepEqual([stack.has(oldest), stack.has(next)], [false, true]);
  });

  it('adds to the last step what finished it later, and to no other', () => {
    const { stack } = watched();
    const first = stack.push(connection, [deleted('a')]);
    assert.equal(stack.extend(connection, first, [deleted('b')]), first);
    assert.deepEqual(
      stack.last?.changes.map(({ id }) => id),
      ['a', 'b'],
    );
    const second = stack.push(connection, [created('c')]);
    const third = stack.extend(connection, first, [deleted('d')]);
    assert.equal(stack.size, 3);
    assert.equal(stack.last, third);
    assert.equal(stack.extend(connection, second, []), second, 'nothing more was done');
    assert.equal(stack.size, 3);
    assert.equal(stack.extend(connection, undefined, []), undefined);
  });

  it('follows a client to its new id, in every step and as a parent', () => {
    const { stack } = watched();
    stack.push(connection, [created('old'), { kind: 'renamed', id: 'old', from: 'a', to: 'b' }]);
    stack.push(connection, [deleted('child', 'old'), deleted('old', 'top')]);
    stack.renumber('old', 'new');
    assert.deepEqual(stack.last?.changes, [
      { kind: 'deleted', id: 'child', name: 'child', parentId: 'new' },
      { kind: 'deleted', id: 'new', name: 'old', parentId: 'top' },
    ]);
    for (const change of stack.last.changes) stack.drop(stack.last, change);
    assert.deepEqual(stack.last.changes, [
      { kind: 'created', id: 'new', name: 'old' },
      { kind: 'renamed', id: 'new', from: 'a', to: 'b' },
    ]);
  });

  it('is empty once it was cleared, and knows no step of before', () => {
    const { stack, changes } = watched();
    const step = stack.push(connection, [created('a')]);
    stack.connect(undefined);
    assert.ok(step);
    assert.deepEqual([stack.size, stack.has(step), changes()], [0, false, 2]);
    stack.drop(step, created('a'));
    assert.equal(changes(), 2);
  });
});
