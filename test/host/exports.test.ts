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

describe('An export that is longer than an editor can be', () => {
  const stage = useStage();

  it('is refused with a word on what to do, and opens nothing', async () => {
    // Each is two spaces further in than the one above: 64 million characters.
    const clients = Array.from({ length: 8_000 }, (_, level) => ({
      id: `n${level}`,
      name: 'x',
      ...(level === 0 ? {} : { parentId: `n${level - 1}` }),
    }));
    await stage.open({ clients });
    stage.script.pick('Indented Text');
    const before = vscode.window.activeTextEditor;
    await run('exportClients');
    assert.deepEqual(stage.script.troubles, [
      'Nothing was exported: the text would be longer than the 50 MB that VS Code can show. Export a branch, or in a shorter format.',
    ]);
    assert.equal(vscode.window.activeTextEditor, before);
  });
});
