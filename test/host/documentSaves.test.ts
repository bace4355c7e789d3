import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Intercept } from '../support/faults';
import { CLIENTS } from './support/clients';
import { openClient, refusal, replace } from './support/documents';
import { useStage, type StagedService } from './support/stage';

const writesOf = ({ seen }: StagedService): string[] => seen.filter((request) => !request.startsWith('GET'));

const next = <T>(event: vscode.Event<T>, isIt: (value: T) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const subscription = event((value) => {
      if (!isIt(value)) return;
      subscription.dispose();
      resolve();
    });
  });

describe('Saving a client', () => {
  const stage = useStage();

  /** A file on disk beside the clients, open and changed; resolves when VS Code saved it. */
  async function changeFile(): Promise<{ saved: Promise<void> }> {
    const folder = mkdtempSync(join(tmpdir(), 'aleta-'));
    stage.later(() => rmSync(folder, { recursive: true }));
    const uri = vscode.Uri.file(join(folder, 'notes.txt'));
    writeFileSync(uri.fsPath, 'notes');
    const file = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(file, { preview: false });
    const saved = next(vscode.workspace.onDidSaveTextDocument, (document) => document === file);
    await replace(file, 'notes', 'more notes');
    return { saved };
  }

  for (const mode of ['afterDelay', 'onFocusChange']) {
    it(`is not done by Auto Save ${mode}, which saves a file beside it`, async () => {
      const service = await stage.open({ clients: CLIENTS });
      const document = await openClient(stage, 'leaf');
      await stage.set('files.autoSave', mode);
      await stage.set('files.autoSaveDelay', 1);
      await replace(document, '"Leaf"', '"Lea"');
      const { saved } = await changeFile();
      await vscode.window.showTextDocument(document);
      await saved;
      assert.deepEqual({ isDirty: document.isDirty, writes: writesOf(service) }, { isDirty: true, writes: [] });
      assert.equal(await document.save(), true);
      assert.equal(service.data.get('leaf')?.name, 'Lea');
    });
  }

  it('is not done without asking by a task that saves all editors before it runs', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await stage.set('task.saveBeforeRun', 'always');
    await replace(document, '"Leaf"', '"Lea"');
    const { saved } = await changeFile();
    const { script, parts } = stage;
    const refused = new Promise<void>((resolve) => {
      const confirm = parts.prompts.confirm.bind(parts.prompts);
      parts.prompts.confirm = (confirmation) => {
        resolve();
        return confirm(confirmation);
      };
      const subscription = vscode.workspace.onWillSaveTextDocument(({ document: saving, reason }) => {
        if (saving !== document) return;
        subscription.dispose();
        // VS Code 1.106 says that such a save is one of Auto Save's, later ones that a person meant it.
        if (reason === vscode.TextDocumentSaveReason.Manual) script.consent(false);
        else resolve();
      });
    });
    const run = new vscode.ProcessExecution(process.execPath, ['-e', '0']);
    const task = new vscode.Task({ type: 'process' }, vscode.TaskScope.Workspace, 'nothing', 'test', run);
    // Whether it then runs is not our matter.
    void vscode.tasks.executeTask(task).then(undefined, () => undefined);
    await Promise.all([refused, saved]);
    await vscode.window.showTextDocument(document);
    // Saves of one document wait for each other: with this one the earlier one is over.
    await replace(document, '"Lea"', '"Le"');
    assert.equal(await document.save(), true);
    const writes = service.requests.filter(({ method }) => method !== 'GET');
    assert.equal(writes.length, 1);
    assert.match(JSON.stringify(writes[0]?.body), /"name":"Le"/);
  });

  it('is done for each changed one by Save All', async () => {
    const service = await stage.open({ clients: CLIENTS });
    for (const [id, name] of [
      ['leaf', 'Leaf'],
      ['branch', 'Branch'],
    ] as const) {
      await replace(await openClient(stage, id), `"name": "${name}"`, `"name": "${name} 2"`);
    }
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    assert.deepEqual(
      ['leaf', 'branch'].map((id) => service.data.get(id)?.name),
      ['Leaf 2', 'Branch 2'],
    );
  });

  it('asks where another editor is before the person, as when debugging begins', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Lea"');
    await changeFile();
    stage.script.consent(false);
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    assert.deepEqual({ isDirty: document.isDirty, writes: writesOf(service) }, { isDirty: true, writes: [] });
    assert.match(stage.script.confirmations[0]?.message ?? '', /Rename “Leaf” to “Lea”\?/);
    await vscode.window.showTextDocument(document);
  });

  it('reads the client once before and once after, which tells the tree, the document and undo its name', async () => {
    const shout: Intercept = (request, response) => {
      if (request.method === 'PATCH') response.once('finish', () => service.data.rename('leaf', 'LEAVES'));
      return false;
    };
    const service = await stage.open({ clients: CLIENTS, intercept: shout });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Leaves"');
    service.requests.length = 0;
    const shown = next(vscode.workspace.onDidChangeTextDocument, () => document.getText().includes('"LEAVES"'));
    assert.equal(await document.save(), true);
    await shown;
    await vscode.workspace.fs.readFile(document.uri);
    const path = '/api/v2/clients/leaf';
    assert.deepEqual(service.seen, [`GET ${path}`, `PATCH ${path}`, `GET ${path}`]);
    assert.equal(stage.parts.store.hierarchy?.get('leaf')?.name, 'LEAVES');
    assert.deepEqual(stage.parts.edits.undo.last?.changes, [
      { kind: 'renamed', id: 'leaf', from: 'Leaf', to: 'LEAVES' },
    ]);
    assert.equal(document.isDirty, false);
  });

  it('keeps the language that Auto Save is off for, whatever files.associations and people say', async () => {
    await stage.open({ clients: CLIENTS });
    await stage.set('files.associations', { '*.json': 'jsonc', '**/*.json': 'json' });
    const document = await openClient(stage, 'leaf');
    assert.equal(document.languageId, 'aleta-client');
    const again = next(vscode.workspace.onDidOpenTextDocument, ({ languageId }) => languageId === 'aleta-client');
    await vscode.languages.setTextDocumentLanguage(document, 'json');
    await again;
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'aleta-client');
    assert.equal(vscode.workspace.getConfiguration('files', document).get('autoSave'), 'off');
  });

  for (const encoding of ['windows1252', 'utf16le', 'shiftjis']) {
    it(`is done in UTF-8 where files.encoding is ${encoding}`, async () => {
      const service = await stage.open({ clients: [{ id: 'ø', name: 'Søren' }] });
      await stage.set('files.encoding', encoding);
      const document = await openClient(stage, 'ø');
      await replace(document, '"Søren"', '"Søren Ã¸"');
      assert.equal(await document.save(), true);
      assert.equal(service.data.get('ø')?.name, 'Søren Ã¸');
    });
  }

  for (const encoding of ['windows1252', 'shiftjis']) {
    it(`is refused in ${encoding}, where a person chose that for the document`, async () => {
      const service = await stage.open({ clients: CLIENTS });
      const document = await openClient(stage, 'leaf');
      await vscode.workspace.openTextDocument(document.uri, { encoding });
      assert.equal(document.encoding, encoding);
      await replace(document, '"name": "', '"name": "Ã¸ ');
      assert.equal(await document.save(), false);
      assert.deepEqual({ isDirty: document.isDirty, writes: writesOf(service) }, { isDirty: true, writes: [] });
    });
  }

  it('is refused for bytes that are not UTF-8', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const { uri } = await openClient(stage, 'leaf');
    const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
    const said = await refusal(vscode.workspace.fs.writeFile(uri, Buffer.from(text.replace('Leaf', 'ø'), 'latin1')));
    assert.match(said, /Clients can be saved only in UTF-8/);
    assert.deepEqual(writesOf(service), []);
  });
});
