import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { allItems, labels, show } from './support/actions';
import { rowOf } from './support/clients';
import { until, useStage } from './support/stage';

const MINUTE = 60_000;

describe('aleta.refreshMinutes', () => {
  const stage = useStage();

  /** Puts the clock of refreshes forward, and has it looked at. */
  function after(minutes: number): void {
    const { quietRefresh } = stage.parts;
    const start = Date.now();
    stage.later(() => (quietRefresh.now = Date.now));
    quietRefresh.now = () => start + minutes * MINUTE;
    quietRefresh.look();
  }

  beforeEach(() => stage.windowState.fire({ focused: true, active: true }));

  /** Until the view is visible, or no longer. */
  async function seen(isVisible: boolean): Promise<void> {
    const { view } = stage.parts;
    if (view.isVisible === isVisible) return;
    await new Promise<void>((resolve) => {
      const listener = view.onDidChangeVisibility(({ visible }) => {
        if (visible !== isVisible) return;
        listener.dispose();
        resolve();
      });
    });
  }

  it('refreshes clients of that age without progress or a message, and keeps what is selected', async () => {
    await stage.set('aleta.refreshMinutes', 10);
    const service = await show(stage);
    const { loader } = stage.parts;
    await stage.tree.view.reveal(rowOf(stage, 'leaf'), { select: true });
    const selected = stage.parts.view.selected?.id;
    service.data.create('Made elsewhere', null);
    const states: string[] = [];
    const listener = loader.onDidChangeStatus(() => void states.push(loader.status));
    after(9);
    after(10.1);
    await stage.tree.until(() => stage.tree.names.includes('Made elsewhere'));
    listener.dispose();
    await stage.quiet();
    assert.deepEqual(service.seen, ['GET /api/v2/clients'], 'not after nine minutes, and once after ten');
    assert.deepEqual([states, stage.script.messages], [[], []]);
    assert.ok(selected);
    assert.equal(stage.parts.view.selected.id, selected);
  });

  it('does nothing where it is off, or no number of minutes', async () => {
    const service = await show(stage);
    for (const setting of [0, -5, 100_000, '10', null]) {
      await stage.set('aleta.refreshMinutes', setting);
      after(5_000);
    }
    await stage.quiet();
    assert.deepEqual(service.seen, []);
  });

  it('waits while the view is not visible, and refreshes when it is again', async () => {
    await stage.set('aleta.refreshMinutes', 10);
    const service = await show(stage);
    await commands.executeCommand('workbench.view.explorer');
    await seen(false);
    after(60);
    assert.equal(stage.parts.store.isLoading, false);
    await commands.executeCommand('aleta.clients.focus');
    await seen(true);
    await until(stage.parts.store, () => service.seen.length > 0 && !stage.parts.store.isLoading);
    assert.deepEqual(service.seen, ['GET /api/v2/clients']);
  });

  it('waits while another window has the focus, and refreshes when this one has it again', async () => {
    await stage.set('aleta.refreshMinutes', 10);
    const service = await show(stage);
    const { store } = stage.parts;
    stage.windowState.fire({ focused: false, active: false });
    after(60);
    assert.equal(store.isLoading, false);
    stage.windowState.fire({ focused: true, active: true });
    await until(store, () => service.seen.length > 0 && !store.isLoading);
    assert.deepEqual(service.seen, ['GET /api/v2/clients']);
  });

  it('waits for an edit that is under way', async () => {
    const held = Promise.withResolvers<undefined>();
    await stage.set('aleta.refreshMinutes', 10);
    const service = await show(stage, {
      intercept: async ({ method }) => {
        if (method === 'PATCH') await held.promise;
        return false;
      },
    });
    const { edits, store } = stage.parts;
    const { connection } = store;
    assert.ok(connection);
    const { signal } = new AbortController();
    const renaming = edits.rename('leaf', 'Leaf', 'Sheet', { connection, signal, interactive: false });
    after(60);
    assert.equal(store.isLoading, false);
    held.resolve(undefined);
    await renaming;
    stage.parts.quietRefresh.look();
    await until(store, () => service.seen.at(-1) === 'GET /api/v2/clients' && !store.isLoading);
    assert.equal(store.hierarchy?.get('leaf')?.name, 'Sheet');
  });

  it('leaves the last good tree where it fails, says so above the tree alone, and does not try again at once', async () => {
    let isDown = false;
    await stage.set('aleta.refreshMinutes', 10);
    const service = await show(stage, {
      intercept: (_, response) => {
        if (isDown) response.writeHead(403).end();
        return isDown;
      },
    });
    isDown = true;
    const before = labels(await allItems(stage));
    after(20);
    await until(stage.parts.store, () => stage.parts.store.failure !== undefined && !stage.parts.store.isLoading);
    stage.parts.quietRefresh.look();
    await stage.quiet();
    assert.match(stage.tree.view.message ?? '', /^Not refreshed\. Showing the clients as of/);
    assert.deepEqual(labels(await allItems(stage)), before);
    assert.deepEqual(stage.script.messages, []);
    assert.deepEqual(service.seen, ['GET /api/v2/clients']);
  });
});
