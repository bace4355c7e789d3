import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, run } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('Exporting', () => {
  const stage = useStage();
  const asText = (): string | undefined => vscode.window.activeTextEditor?.document.getText();

  beforeEach(async () => {
    await stage.context.globalState.update('aleta.export', undefined);
    await open(stage);
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('clients takes all of them, whatever rows the title menu hands over', async () => {
    stage.script.fill({ format: 'text', destination: 'editor' });
    const row = rowOf(stage, 'leaf');
    await run('exportClients', row, [row]);
    assert.match(asText() ?? '', /^Empty\nGroup\n +Nordics\n +Branch\n +Leaf\nOwner\n$/);
    assert.equal(stage.script.questions[0]?.title, 'Export All Clients As');
  });

  it('branches takes the chosen ones in the order of the tree, each client once', async () => {
    stage.script.fill({ format: 'text', destination: 'editor' });
    const rows = ['owner', 'leaf', 'branch'].map((id) => rowOf(stage, id));
    await run('exportBranch', rows[0], rows);
    assert.match(asText() ?? '', /^Branch\n +Leaf\nOwner\n$/);
  });

  it('to an editor or the clipboard is CSV with commas and without a byte order mark', async () => {
    stage.script.fill({ format: 'csv', destination: 'editor' });
    await run('exportBranch', rowOf(stage, 'leaf'));
    const text = 'id,name,path,level,parentId,clients,legalEntities,reportingEntities\n"leaf","Leaf",';
    assert.ok(asText()?.replaceAll('\r', '').startsWith(text));
    stage.script.fill({ format: 'csv', destination: 'clipboard' });
    await run('exportBranch', rowOf(stage, 'leaf'));
    const copied = await vscode.env.clipboard.readText();
    assert.ok(copied.replaceAll('\r', '').startsWith(text));
    assert.deepEqual(stage.script.messages, []);
  });

  it('asks for the format, where to, and the separator of a CSV file, and has the last choices first', async () => {
    const { script } = stage;
    script.fill({ format: 'csv', destination: 'file', separator: '\t' });
    script.saveTo(() => undefined);
    await run('exportClients');
    assert.deepEqual(
      script.questions.map(({ name, labels }) => [name, ...labels]),
      [
        ...[['format', 'CSV', 'Excel Workbook (.xlsx)', 'JSON', 'Indented Text', 'Markdown', 'Mermaid']],
        ...[['destination', 'Editor', 'Clipboard', 'File…']],
        ['separator', ...(script.questions[2]?.labels ?? [])],
      ],
    );
    assert.deepEqual([...(script.questions[2]?.labels ?? [])].sort(), ['Comma', 'Semicolon', 'Tab']);
    script.questions.length = 0;
    script.fill({});
    script.saveTo(() => undefined);
    await run('exportClients');
    assert.deepEqual(
      script.questions.map(({ labels }) => labels[0]),
      ['CSV', 'File…', 'Tab'],
    );
    // A workbook is no text.
    script.questions.length = 0;
    script.fill({ format: 'xlsx' });
    script.saveTo(() => undefined);
    await run('exportClients');
    assert.deepEqual(
      script.questions.map(({ name }) => name),
      ['format'],
    );
    assert.deepEqual(script.messages, []);
  });

  it('does nothing where another account or service was turned to while it was asked how', async () => {
    const other = await stage.serve({ clients: CLIENTS });
    const { prompts } = stage.parts;
    const ask = prompts.askInTurn.bind(prompts);
    prompts.askInTurn = async (title, questions) => {
      await stage.connect(other);
      return ask(title, questions);
    };
    await vscode.env.clipboard.writeText('before');
    for (const answers of [{ format: 'text', destination: 'clipboard' }, { format: 'xlsx' }]) {
      const before = stage.script.messages.length;
      const own = await stage.open({ clients: CLIENTS });
      stage.script.fill(answers);
      await run('exportClients');
      assert.deepEqual(stage.script.messages.slice(before), [
        'You switched to another account or service meanwhile. Nothing was done.',
      ]);
      assert.ok(own);
    }
    assert.equal(await vscode.env.clipboard.readText(), 'before');
  });
});

describe('An export that is longer than an editor can be', () => {
  const stage = useStage();

  it('is refused with a way to a file, and opens nothing', async () => {
    // Each is two spaces further in than the one above: 64 million characters.
    const clients = Array.from({ length: 8_000 }, (_, level) => ({
      id: `n${level}`,
      name: 'x',
      ...(level === 0 ? {} : { parentId: `n${level - 1}` }),
    }));
    await stage.open({ clients });
    const before = vscode.window.activeTextEditor;
    for (const destination of ['editor', 'clipboard']) {
      stage.script.fill({ format: 'text', destination });
      stage.script.choose('Export to File…');
      stage.script.saveTo(() => undefined);
      await run('exportClients');
    }
    const text =
      'Nothing was exported. The text would exceed the 50 MB that VS Code can show. A file can have any size.';
    assert.deepEqual(stage.script.troubles, [text, text]);
    assert.equal(vscode.window.activeTextEditor, before);
  });
});
