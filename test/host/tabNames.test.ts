import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { run } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { openClient, replace } from './support/documents';
import { useStage } from './support/stage';

const tabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
const labels = (): string[] => tabs().map(({ label }) => label);

/** Until the tabs have these labels, looked at again after each change of them. */
async function untilLabels(...wanted: string[]): Promise<void> {
  const isSo = (): boolean => JSON.stringify(labels()) === JSON.stringify(wanted);
  if (isSo()) return;
  await new Promise<void>((resolve) => {
    const subscription = vscode.window.tabGroups.onDidChangeTabs(() => {
      if (!isSo()) return;
      subscription.dispose();
      resolve();
    });
  });
}

describe('The tab of a client', () => {
  const stage = useStage();

  it('has the name of the client, also of one whose name is hostile, too long or cannot be seen', async () => {
    await stage.open({
      clients: [
        { id: 'plain', name: 'Nordics' },
        { id: 'bidi', name: 'Acme\u202eDTL\nnext $(trash)' },
        { id: 'long', name: 'x'.repeat(5_000) },
        { id: 'unseen', name: '\u200b' },
      ],
    });
    const expected = {
      plain: 'Nordics',
      bidi: 'Acme⟨U+202E⟩DTL next $(trash)',
      long: `${'x'.repeat(59)}…`,
      unseen: '(no name)',
    };
    for (const [id, label] of Object.entries(expected)) {
      await openClient(stage, id);
      assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, label);
    }
  });

  it('follows a rename, with its edits left as they are and the focus where it was', async () => {
    await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Typed"');
    stage.script.type('Twig');
    await run('renameClient', rowOf(stage, 'leaf'));
    await untilLabels('Twig');
    assert.equal(document.isDirty, true);
    assert.match(document.getText(), /"Typed"/);
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });

  it('behind another tab follows a rename when it comes in front', async () => {
    await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await openClient(stage, 'empty');
    stage.script.type('Twig');
    await run('renameClient', rowOf(stage, 'leaf'));
    assert.deepEqual(labels(), ['Leaf', 'Empty']);
    await vscode.window.showTextDocument(document, { preview: false });
    await untilLabels('Twig', 'Empty');
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });

  it('has the name where the document was opened by something else, and again after it was closed', async () => {
    await stage.open({ clients: CLIENTS });
    const { uri } = await openClient(stage, 'leaf');
    for (let time = 0; time < 2; time++) {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.commands.executeCommand('vscode.open', uri);
      await untilLabels('Leaf');
    }
  });

  it('keeps the environment and the id in the path, which tells clients of one name apart in its tooltip', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    await stage.environments([{ name: 'Test', apiUrl: service.url }], 'Test');
    await stage.store(`${service.origin}#test`, service.token);
    await stage.parts.sessions.sync();
    await stage.parts.loader.following;
    const document = await openClient(stage, 'leaf');
    assert.deepEqual(labels(), ['Leaf']);
    assert.equal(document.uri.path, '/test/clients/leaf.aleta.json');
  });
});
