import assert from 'node:assert/strict';
import { listing, run, show } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('Checking the hierarchy', () => {
  const stage = useStage();

  it('leads to the row of a record that is not understood, through a filter too', async () => {
    await show(stage, { intercept: listing({ data: [null] }) });
    stage.parts.view.filter('nothing');
    stage.script.pick('$(error) Record 1 is not understood');
    await run('checkHierarchy');
    assert.equal(stage.parts.view.filterQuery, '');
    const [row] = stage.tree.view.selection;
    assert.ok(row !== undefined && 'pointer' in row);
    const item = await stage.tree.provider.getTreeItem(row);
    assert.deepEqual(item.accessibilityInformation, {
      label: 'Record 1 is not understood, it is not a resource',
      role: 'treeitem',
    });
  });

  it('lists the marks of both of two clients whose names can be confused, and leads to their rows', async () => {
    await show(stage, { clients: [...CLIENTS, { id: 'twin', name: 'Leaf ', parentId: 'branch' }] });
    stage.script.pick('$(warning) Leaf');
    await run('checkHierarchy');
    assert.deepEqual(stage.script.picks.at(-1)?.labels, [
      '$(warning) Leaf',
      ...['$(warning) Leaf ', '$(warning) Leaf '], // It has spaces around its name, too.
    ]);
    const [row] = stage.tree.view.selection;
    assert.equal(row, rowOf(stage, 'leaf'));
  });

  it('lists nothing of an account any more once another one was turned to', async () => {
    await show(stage, { clients: [...CLIENTS, { id: 'twin', name: 'Leaf ', parentId: 'branch' }] });
    let listed = -1;
    stage.parts.prompts.pick = async ({ items }) => {
      assert.ok(items('').length > 0);
      await stage.open({ clients: CLIENTS });
      listed = items('').length;
      return items('')[0]?.value;
    };
    await run('checkHierarchy');
    assert.equal(listed, 0);
  });
});
