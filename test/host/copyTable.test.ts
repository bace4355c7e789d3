import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, run } from './support/actions';
import { rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('Copying a table', () => {
  const stage = useStage();

  it('of the selected clients has a row for each, in the order of the tree', async () => {
    await open(stage);
    const rows = ['owner', 'leaf'].map((id) => rowOf(stage, id));
    await run('copyClientTsv', rows[0], rows);
    assert.deepEqual((await vscode.env.clipboard.readText()).split('\n').slice(1), [
      'Leaf\tleaf\tGroup > Nordics > Branch > Leaf\t0\t0\t0',
      'Owner\towner\tOwner\t0\t1\t0',
      '',
    ]);
    await run('copyClientMarkdown', rows[1], undefined);
    assert.match(await vscode.env.clipboard.readText(), /^\| name .*\n\| --- .*\n\| Leaf \| leaf \| Group .*\n$/);
    assert.deepEqual(stage.script.messages, []);
  });
});
