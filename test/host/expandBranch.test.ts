import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DemoClientSeed } from '../../src/demo/demoData';
import { planExpansion } from '../../src/view/branchExpansion';
import { run, show } from './support/actions';
import { CLIENTS, nodeOf, rowOf } from './support/clients';
import { useStage } from './support/stage';

/** A client `top` with `count` clients below it, and `each` below each of those. */
const branch = (count: number, each: number): DemoClientSeed[] => [
  { id: 'top', name: 'Top' },
  ...Array.from({ length: count }, (_, at) => [
    { id: `m${at}`, name: `Middle ${at}`, parentId: 'top' },
    ...Array.from({ length: each }, (__, below) => ({
      id: `m${at}b${below}`,
      name: `Bottom ${at}-${below}`,
      parentId: `m${at}`,
    })),
  ]).flat(),
];

describe('Expanding a branch', () => {
  const stage = useStage();

  /** What stands in the status bar after a command. */
  function statusMessages(): string[] {
    const told: string[] = [];
    const { window } = vscode as { window: Record<string, unknown> };
    const real = vscode.window.setStatusBarMessage.bind(vscode.window);
    window['setStatusBarMessage'] = (text: string, ms: number) => {
      told.push(text);
      return real(text, ms);
    };
    stage.later(() => (window['setStatusBarMessage'] = real));
    return told;
  }

  it('opens all rows below it, also those that were seen and closed before, and keeps selection and focus', async () => {
    await show(stage);
    const { tree } = stage;
    const told = statusMessages();
    await tree.view.reveal(rowOf(stage, 'leaf'), { select: false });
    await tree.view.reveal(rowOf(stage, 'empty'), { select: true });
    await vscode.commands.executeCommand('list.collapseAll');
    tree.forget();
    const options: unknown[] = [];
    const reveal = tree.view.reveal.bind(tree.view);
    stage.later(() => (tree.view.reveal = reveal));
    tree.view.reveal = (row, how) => {
      options.push(how);
      return reveal(row, how);
    };
    await run('expandBranch', rowOf(stage, 'group'));
    assert.deepEqual(told, ['Expanded 3 clients below “Group”.']);
    assert.ok(options.length > 0);
    for (const how of options) assert.deepEqual(how, { select: false, focus: false, expand: true });
    assert.deepEqual(tree.view.selection, [rowOf(stage, 'empty')]);
    assert.deepEqual(stage.script.messages, []);
  });

  it('has VS Code ask for everything below a client that was never open, by opening one row', async () => {
    await show(stage, { clients: branch(30, 30) });
    const { tree } = stage;
    tree.forget();
    let reveals = 0;
    const reveal = tree.view.reveal.bind(tree.view);
    stage.later(() => (tree.view.reveal = reveal));
    tree.view.reveal = (row, how) => {
      reveals++;
      return reveal(row, how);
    };
    const begunAt = performance.now();
    await run('expandBranch', rowOf(stage, 'top'));
    const ms = performance.now() - begunAt;
    assert.equal(reveals, 1);
    assert.equal(new Set(tree.names.filter((name) => name.startsWith('Bottom'))).size, 900);
    assert.ok(ms < 5_000, `930 clients took ${ms} ms`);
  });

  it('stops at a thousand clients, and says how many there are', async () => {
    await show(stage, { clients: branch(100, 50) });
    stage.tree.forget();
    await run('expandBranch', rowOf(stage, 'top'));
    assert.deepEqual(stage.script.messages, ['Expanded the first 1,000 of 5,100 clients below “Top”.']);
    assert.equal(new Set(stage.tree.names.filter((name) => name.startsWith('Bottom'))).size, 900);
  });

  it('says where there is nothing below a client', async () => {
    await show(stage);
    await run('expandBranch', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.messages, ['There are no clients below “Empty”.']);
  });

  it('stops where another account is turned to, and opens nothing there', async () => {
    await show(stage, { clients: branch(30, 30) });
    const { tree } = stage;
    const reveal = tree.view.reveal.bind(tree.view);
    stage.later(() => (tree.view.reveal = reveal));
    let reveals = 0;
    tree.view.reveal = async () => {
      if (++reveals === 1) await stage.open({ clients: branch(3, 3) });
    };
    await tree.provider.getChildren(rowOf(stage, 'top'));
    await run('expandBranch', rowOf(stage, 'top'));
    assert.equal(reveals, 20, 'of 31, those that were under way');
    assert.deepEqual(stage.script.messages, [
      'You switched to another account or service meanwhile. Nothing was done.',
    ]);
    const { collapsibleState } = await tree.provider.getTreeItem(rowOf(stage, 'top'));
    assert.equal(collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
  });

  it('opens nothing once it is given up', async () => {
    await show(stage);
    const { view } = stage.tree;
    const reveal = view.reveal.bind(view);
    stage.later(() => (view.reveal = reveal));
    view.reveal = () => Promise.reject(new Error('A row was opened.'));
    const opening = stage.parts.view.expandBranch(nodeOf(stage, 'group'), AbortSignal.abort(new Error('given up')));
    await assert.rejects(opening, /given up/);
  });

  it('leaves out what a filter hides', async () => {
    await show(stage, { clients: CLIENTS });
    const told = statusMessages();
    stage.parts.view.filter('branch');
    await run('expandBranch', rowOf(stage, 'group'));
    assert.deepEqual(told, ['Expanded 2 clients below “Group”.']);
  });

  it('opens ranges of clients as far as there is room', async () => {
    await show(stage, { clients: branch(5_500, 0) });
    stage.tree.forget();
    await run('expandBranch', rowOf(stage, 'top'));
    assert.deepEqual(stage.script.messages, ['Expanded the first 1,000 of 5,500 clients below “Top”.']);
    assert.ok(stage.tree.names.includes('Middle 999') && !stage.tree.names.includes('Middle 1000'));
  });

  it('always opens what is directly below its top', async () => {
    await show(stage);
    const below = (id: string): { id: string }[] =>
      id === 'group' ? ['nordics', 'empty', 'owner'].map((each) => nodeOf(stage, each)) : [];
    const { rows, clients } = planExpansion(
      nodeOf(stage, 'group'),
      (row) => below('id' in row ? row.id : '') as never,
      2,
    );
    assert.deepEqual([rows.length, clients], [1, 3]);
  });
});
