import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { show } from './support/actions';
import { hasten } from './support/clock';
import { useStage } from './support/stage';

describe('The time above the tree', () => {
  const stage = useStage();

  it('has the day as soon as that is no longer today', async () => {
    await show(stage);
    const { view } = stage.tree;
    const { loadedAt } = stage.parts.store;
    assert.ok(loadedAt);
    hasten(stage);
    stage.parts.view.filter('');
    const before = view.message ?? '';
    const day = loadedAt.toLocaleDateString([], { dateStyle: 'medium' }).replace(/\s/g, '\u00a0');
    assert.ok(!before.includes(day), before);
    const today = globalThis.Date;
    stage.later(() => (globalThis.Date = today));
    globalThis.Date = new Proxy(today, {
      construct: (target, args) =>
        Reflect.construct(target, args.length > 0 ? args : [target.now() + 24 * 3_600_000]) as Date,
    });
    while (view.message === before) await nextTurn();
    assert.ok(view.message?.includes(day), view.message);
  });
});
