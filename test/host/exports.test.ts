import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, run } from './support/actions';
import { rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('Exporting', () => {
  const stage = useStage();
  const asText = (): string | undefined => vscode.window.activeTextEditor?.document.getText();

  beforeEach(async () => {
    await open(stage);
    stage.script.pick('Indented Text');
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('clients takes all of them, whatever rows the title menu hands over', async () => {
    const row = rowOf(stage, 'leaf');
    await run('exportClients', row, [row]);
    assert.match(asText() ?? '', /^Empty\nGroup\n +Nordics\n +Branch\n +Leaf\nOwner\n$/);
    assert.equal(stage.script.picks[0]?.title, 'Export All Clients As');
  });

  it('branches takes the chosen ones in the order of the tree, each client once', async () => {
    const rows = ['owner', 'leaf', 'branch'].map((id) => rowOf(stage, id));
    await run('exportBranch', rows[0], rows);
    assert.match(asText() ?? '', /^Branch\n +Leaf\nOwner\n$/);
  });
});
