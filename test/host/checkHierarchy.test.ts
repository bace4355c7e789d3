import assert from 'node:assert/strict';
import { listing, run, show } from './support/actions';
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
});
