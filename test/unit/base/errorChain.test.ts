import assert from 'node:assert/strict';
import { errorChain } from '../../../src/base/errorChain';

const error = (message: string, cause?: unknown): Error => new Error(message, cause === undefined ? {} : { cause });

/** The messages of a chain; what is no error stands for itself. */
const messages = (first: unknown): unknown[] =>
  [...errorChain(first)].map((each) => (each instanceof Error ? each.message : each));

describe('The chain of an error', () => {
  it('is the error and its causes, from the outside inwards', () => {
    assert.deepEqual(messages(error('a', error('b', error('c')))), ['a', 'b', 'c']);
  });

  it('has the errors of an AggregateError, each with its causes, before the cause of the whole', () => {
    const aggregate = new AggregateError([error('b', error('c')), error('d')], 'a', { cause: error('e') });
    assert.deepEqual(messages(error('outer', aggregate)), ['outer', 'a', 'b', 'c', 'd', 'e']);
  });

  it('ends at a cause that is no error', () => {
    assert.deepEqual(messages(error('a', 'text')), ['a', 'text']);
    assert.deepEqual(messages(error('a', null)), ['a', null]);
    assert.deepEqual(messages({ cause: error('b') }), [{ cause: error('b') }]);
  });

  it('is empty for undefined', () => {
    assert.deepEqual(messages(undefined), []);
  });

  it('has each error once where causes form a ring', () => {
    const first = error('a');
    const second = error('b', first);
    first.cause = second;
    assert.deepEqual(messages(first), ['a', 'b']);
    const aggregate = new AggregateError([second], 'c');
    aggregate.errors.push(aggregate);
    assert.deepEqual(messages(aggregate), ['c', 'b', 'a']);
  });

  it('has 20 errors at most, of a long chain and of a wide one', () => {
    let deep = error('innermost');
    for (let count = 0; count < 100; count++) deep = error(`outer ${count}`, deep);
    assert.equal(messages(deep).length, 20);
    const wide = new AggregateError(
      Array.from({ length: 200_000 }, (_, count) => String(count)),
      'wide',
    );
    assert.deepEqual(messages(wide).slice(0, 3), ['wide', '0', '1']);
    assert.equal(messages(wide).length, 20);
  });
});
