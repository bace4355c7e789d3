import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter';

describe('Emitter', () => {
  let heard: string[];
  let reported: unknown[];
  let emitter: Emitter<number>;
  const listener = (name: string) => (value: number) => void heard.push(`${name} ${value}`);

  beforeEach(() => {
    heard = [];
    reported = [];
    emitter = new Emitter((error) => reported.push(error));
  });

  it('calls listeners in the order in which they were added', () => {
    emitter.event(listener('a'));
    emitter.event(listener('b'));
    emitter.fire(1);
    assert.deepEqual(heard, ['a 1', 'b 1']);
  });

  it('reports the error of a listener that throws, and the other listeners still hear the value', () => {
    const error = new Error('listener');
    emitter.event(listener('a'));
    emitter.event(() => {
      throw error;
    });
    emitter.event(listener('b'));
    emitter.fire(1);
    assert.deepEqual(heard, ['a 1', 'b 1']);
    assert.deepEqual(reported, [error]);
  });

  it('calls a listener no more once it is disposed', () => {
    const subscription = emitter.event(listener('a'));
    subscription.dispose();
    subscription.dispose();
    emitter.fire(1);
    assert.deepEqual(heard, []);
  });

  it('does not call a listener that an earlier one disposed while the value is fired', () => {
    emitter.event(() => subscription.dispose());
    const subscription = emitter.event(listener('b'));
    emitter.event(listener('c'));
    emitter.fire(1);
    assert.deepEqual(heard, ['c 1']);
  });

  it('calls a listener that was added while a value is fired from the next value on', () => {
    const subscription = emitter.event(() => {
      subscription.dispose();
      emitter.event(listener('late'));
    });
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['late 2']);
  });

  it('lets one function listen twice, and disposes one of the two', () => {
    const twice = listener('a');
    emitter.event(twice);
    const subscription = emitter.event(twice);
    emitter.fire(1);
    subscription.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ['a 1', 'a 1', 'a 2']);
  });

  it('lets all listeners hear values in one order when a listener fires the next value', () => {
    emitter.event((value) => {
      if (value === 1) emitter.fire(2);
    });
    emitter.event(listener('b'));
    emitter.fire(1);
    assert.deepEqual(heard, ['b 1', 'b 2']);
  });

  it('has called all listeners when a nested fire returns', () => {
    emitter.event((value) => {
      if (value !== 1) return;
      emitter.fire(2);
      heard.push('fired');
    });
    emitter.event(listener('b'));
    emitter.fire(1);
    assert.deepEqual(heard, ['b 1', 'b 2', 'fired']);
  });

  it('calls nobody once it is disposed, also during a fire', () => {
    emitter.event(() => emitter.dispose());
    emitter.event(listener('b'));
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, []);
  });
});
