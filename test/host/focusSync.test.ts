import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { run } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { spoil } from './support/secrets';
import { useStage, type Stage } from './support/stage';

const FOCUSED = { focused: true, active: true };

/** Counts how often the secret is read from now on. */
function countReads(stage: Stage): { count: number } {
  const { secrets } = stage.context;
  const get = secrets.get.bind(secrets);
  const reads = { count: 0 };
  spoil(stage, 'get', (key) => {
    reads.count++;
    return get(key);
  });
  return reads;
}

/** Resolves once the view of the extension is, or is not, visible. */
async function untilVisible({ tree: { view } }: Stage, isVisible: boolean): Promise<void> {
  if (view.visible === isVisible) return;
  await new Promise<void>((resolve) => {
    const listener = view.onDidChangeVisibility(({ visible }) => {
      if (visible !== isVisible) return;
      listener.dispose();
      resolve();
    });
  });
}

async function hideView(stage: Stage): Promise<void> {
  await vscode.commands.executeCommand('workbench.view.explorer');
  await untilVisible(stage, false);
}

async function showView(stage: Stage): Promise<void> {
  await run('clients.focus');
  await untilVisible(stage, true);
}

describe('The secret is read when the window gets the focus', () => {
  const stage = useStage();

  beforeEach(async () => {
    await stage.open({ clients: CLIENTS });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('while the tree is visible', async () => {
    await showView(stage);
    const reads = countReads(stage);
    stage.windowState.fire(FOCUSED);
    assert.equal(reads.count, 1);
    stage.windowState.fire({ focused: false, active: false });
    assert.equal(reads.count, 1);
  });

  it('while a document of a client is visible', async () => {
    await run('openClient', rowOf(stage, 'empty'));
    await hideView(stage);
    const reads = countReads(stage);
    stage.windowState.fire(FOCUSED);
    assert.equal(reads.count, 1);
  });

  it('only once the tree or a document of a client comes into sight, where neither was', async () => {
    await hideView(stage);
    const reads = countReads(stage);
    stage.windowState.fire(FOCUSED);
    stage.windowState.fire(FOCUSED);
    assert.equal(reads.count, 0);
    await showView(stage);
    assert.equal(reads.count, 1);
    await hideView(stage);
    await showView(stage);
    assert.equal(reads.count, 1, 'once for each time that the window got the focus');
  });

  it('and what another window did is seen then', async () => {
    await hideView(stage);
    spoil(stage, 'get', () => Promise.resolve(undefined));
    stage.windowState.fire(FOCUSED);
    assert.ok(stage.parts.sessions.current);
    const turned = new Promise<void>((resolve) => {
      const listener = stage.parts.sessions.onDidChange(() => {
        listener.dispose();
        resolve();
      });
    });
    await showView(stage);
    await turned;
    assert.equal(stage.parts.sessions.current, undefined);
  });
});
