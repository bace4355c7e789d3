import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readSheet } from '../support/sheet';
import { run } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { hasten } from './support/clock';
import { pressCancel } from './support/progress';
import { useStage } from './support/stage';

const TURNED = 'You switched to another account or service meanwhile. Nothing was done.';
const isWeb = vscode.env.uiKind === vscode.UIKind.Web;

/** One below the other: as CSV, with all their paths, more than 100 MB. */
const DEEP = Array.from({ length: 8_000 }, (_, level) => ({
  id: `n${level}`,
  name: 'x',
  ...(level === 0 ? {} : { parentId: `n${level - 1}` }),
}));

describe('Exporting to a file', () => {
  const stage = useStage();
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aleta-files-'));
    stage.later(() => rmSync(folder, { recursive: true, force: true }));
    stage.later(() => stage.context.globalState.update('aleta.export', undefined));
    await stage.context.globalState.update('aleta.export', undefined);
    await stage.open({ clients: CLIENTS });
  });

  const path = (name: string): string => join(folder, name);
  const there = (): string[] => readdirSync(folder).sort();
  const saveTo = (name: string): void => stage.script.saveTo(() => vscode.Uri.file(path(name)));
  const fill = (format: string, separator = ','): void =>
    stage.script.fill({ format, destination: 'file', ...(format === 'csv' ? { separator } : {}) });

  /** Resolves once a file is there that is not among `names`: the temporary one. */
  const begun = (...names: string[]): Promise<void> =>
    new Promise((resolve) => {
      const watcher = watch(folder, () => {
        if (!there().some((name) => !names.includes(name))) return;
        watcher.close();
        resolve();
      });
      stage.later(() => watcher.close());
    });

  it('writes CSV for the person’s region, says how many clients went where, and leaves nothing else', async () => {
    fill('csv', ';');
    saveTo('clients.csv');
    await run('exportClients');
    const text = readFileSync(path('clients.csv'), 'utf8');
    assert.ok(text.startsWith('\ufeffid;name;path;'));
    assert.equal(text.split('\r\n').length, CLIENTS.length + 2);
    assert.deepEqual(there(), ['clients.csv']);
    const [told, ...others] = stage.script.told;
    assert.deepEqual([told?.severity, told?.message, others], ['info', 'Exported 6 clients to clients.csv.', []]);
    if (isWeb) assert.deepEqual(told?.buttons, ['Open']);
    else assert.equal(told?.buttons.length, 2);
  });

  it('writes a workbook of a branch, whose file is named like it', async () => {
    fill('xlsx');
    saveTo('Nordics.xlsx');
    await run('exportBranch', rowOf(stage, 'nordics'));
    const { rows } = readSheet(readFileSync(path('Nordics.xlsx')), 8);
    assert.deepEqual(
      rows.map(([id, name]) => [id, name]),
      [
        ['id', 'name'],
        ['nordics', 'Nordics'],
        ['branch', 'Branch'],
        ['leaf', 'Leaf'],
      ],
    );
    assert.deepEqual(stage.script.messages, ['Exported 3 clients to Nordics.xlsx.']);
    const [{ defaultUri, filters } = {}] = stage.script.saves;
    assert.match(defaultUri?.path ?? '', /\/Nordics\.xlsx$/);
    assert.deepEqual(filters, { 'Excel Workbook (.xlsx)': ['xlsx'] });
  });

  for (const [format, extension] of [
    ['json', 'json'],
    ['text', 'txt'],
    ['markdown', 'md'],
    ['mermaid', 'mmd'],
  ] as const) {
    it(`writes ${format}, and opens it`, async () => {
      const name = `clients.${extension}`;
      fill(format);
      saveTo(name);
      stage.script.choose('Open');
      await run('exportClients');
      const uri = vscode.window.activeTextEditor?.document.uri;
      assert.equal(uri?.fsPath, path(name));
      assert.match(readFileSync(path(name), 'utf8'), /Nordics/);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    });
  }

  it('offers the folder of the last file, and where that is gone another one', async () => {
    mkdirSync(path('sub'));
    fill('json');
    stage.script.saveTo(() => vscode.Uri.file(path('sub/a.json')));
    await run('exportClients');
    fill('json');
    stage.script.saveTo(() => undefined);
    await run('exportClients');
    rmSync(path('sub'), { recursive: true });
    fill('json');
    stage.script.saveTo(() => undefined);
    await run('exportClients');
    const [, second, third] = stage.script.saves.map(({ defaultUri }) => defaultUri?.fsPath);
    assert.equal(second, path('sub/clients.json'));
    assert.notEqual(third, second);
  });

  it('replaces an existing file only once the new one is complete', async () => {
    writeFileSync(path('clients.json'), 'old');
    fill('json');
    saveTo('clients.json');
    await run('exportClients');
    assert.match(readFileSync(path('clients.json'), 'utf8'), /^\[\n/);
    assert.deepEqual(there(), ['clients.json']);
  });

  it('says why it failed, leaves nothing behind, and tries again where a person wants that', async () => {
    fill('csv');
    saveTo('gone/clients.csv');
    stage.script.choose('Retry');
    const { prompts } = stage.parts;
    const notify = prompts.notify.bind(prompts);
    prompts.notify = (severity, text, ...buttons) => {
      if (buttons.includes('Retry')) mkdirSync(path('gone'));
      return notify(severity, text, ...buttons);
    };
    await run('exportClients');
    assert.deepEqual(stage.script.messages, [
      'The clients were not exported to clients.csv. The folder no longer exists.',
      'Exported 6 clients to clients.csv.',
    ]);
    assert.deepEqual(readdirSync(path('gone')), ['clients.csv']);
  });

  it('never takes the place of a folder', async () => {
    mkdirSync(path('folder.xlsx'));
    fill('xlsx');
    saveTo('folder.xlsx');
    await run('exportClients');
    assert.deepEqual(stage.script.messages, [
      'The clients were not exported to folder.xlsx. The path does not lead to a file.',
    ]);
    assert.deepEqual(there(), ['folder.xlsx']);
  });

  for (const format of ['csv', 'xlsx']) {
    const name = `clients.${format}`;

    it(`as ${format} can be cancelled, and leaves an existing file as it was`, async () => {
      await stage.open({ clients: DEEP });
      writeFileSync(path(name), 'old');
      fill(format);
      saveTo(name);
      hasten(stage);
      const titles = pressCancel(stage, begun(name));
      await run('exportClients');
      assert.deepEqual([titles, stage.script.messages], [['Exporting clients…'], []]);
      assert.deepEqual([there(), readFileSync(path(name), 'utf8')], [[name], 'old']);
    });

    it(`as ${format} ends when another account or service is turned to, and leaves nothing behind`, async () => {
      await stage.open({ clients: DEEP });
      fill(format);
      saveTo(name);
      const turned = begun().then(() => stage.parts.sessions.exploreDemo());
      await run('exportClients');
      await turned;
      assert.deepEqual(stage.script.messages, [TURNED]);
      assert.deepEqual(there(), []);
    });
  }

  it('writes nothing where another account or service was turned to while a file was chosen', async () => {
    fill('xlsx');
    stage.script.saveTo(async () => {
      await stage.parts.sessions.exploreDemo();
      return vscode.Uri.file(path('clients.xlsx'));
    });
    await run('exportClients');
    assert.deepEqual([stage.script.messages, there()], [[TURNED], []]);
  });

  it('has the clients as they are when the file is chosen', async () => {
    const row = rowOf(stage, 'empty');
    fill('json');
    stage.script.saveTo(async () => {
      stage.script.type('Renamed meanwhile');
      await run('renameClient', rowOf(stage, 'empty'));
      await run('refreshClients');
      return vscode.Uri.file(path('a.json'));
    });
    await run('exportBranch', row);
    assert.match(readFileSync(path('a.json'), 'utf8'), /Renamed meanwhile/);
  });

  it('says how many cells were longer than Excel allows', async () => {
    await stage.open({ clients: [{ id: 'a', name: 'x'.repeat(40_000) }] });
    fill('xlsx');
    saveTo('clients.xlsx');
    await run('exportClients');
    assert.deepEqual(stage.script.troubles, [
      'Exported 1 client to clients.xlsx. 2 cells were cut to the 32,767 characters that Excel allows.',
    ]);
  });

  it('goes to a file system that is not a disk in one write, once all of it was made', async () => {
    const written: { readonly path: string; readonly text: string }[] = [];
    const none = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
    const isNot = (): never => {
      throw vscode.FileSystemError.FileNotFound();
    };
    const provider: vscode.FileSystemProvider = {
      onDidChangeFile: none.event,
      watch: () => new vscode.Disposable(() => undefined),
      stat: (uri) => (uri.path === '/' ? { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 } : isNot()),
      readDirectory: () => [],
      createDirectory: isNot,
      readFile: isNot,
      delete: isNot,
      rename: isNot,
      writeFile: (uri, bytes) => {
        if (uri.path === '/full.json') throw vscode.FileSystemError.NoPermissions(uri);
        written.push({ path: uri.path, text: Buffer.from(bytes).toString() });
      },
    };
    const registered = vscode.workspace.registerFileSystemProvider('aleta-test', provider, { isCaseSensitive: true });
    stage.later(() => registered.dispose());
    for (const name of ['clients.json', 'full.json']) {
      fill('json');
      stage.script.saveTo(() => vscode.Uri.parse(`aleta-test:/${name}`));
      await run('exportClients');
    }
    assert.deepEqual(
      written.map((each) => each.path),
      ['/clients.json'],
    );
    assert.equal((JSON.parse(written[0]?.text ?? '') as unknown[]).length, CLIENTS.length);
    assert.deepEqual(stage.script.messages, [
      'Exported 6 clients to clients.json.',
      'The clients were not exported to full.json. You do not have permission to write the file, or another program has the file open.',
    ]);
    assert.equal(existsSync('/clients.json'), false);
  });
});
