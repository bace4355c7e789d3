import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { connectionOf } from '../support/connections';
import type { Intercept } from '../support/faults';
import { CLIENTS, rowOf } from './support/clients';
import { openClient, refusal, replace, write } from './support/documents';
import { useStage, type Stage } from './support/stage';

const ODD_ID = 'a/b%2F?#ü..json';

/** How documents of the connection of now begin. */
function authorityOf({ parts: { store } }: Stage): string {
  const { service, key } = connectionOf(store);
  return `${service.host}~${key}`;
}

/** Resolves as soon as `isSo`, which is looked at again after each event. */
async function until<T>(event: vscode.Event<T>, isSo: () => boolean): Promise<void> {
  if (isSo()) return;
  await new Promise<void>((resolve) => {
    const subscription = event(() => {
      if (!isSo()) return;
      subscription.dispose();
      resolve();
    });
  });
}

const changed = (isSo: () => boolean): Promise<void> => until(vscode.workspace.onDidChangeTextDocument, isSo);

const problemsOf = (document: vscode.TextDocument): string[] =>
  vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'Aleta')
    .map(({ range, message }) => `${document.getText(range)}: ${message}`);

const problems = (document: vscode.TextDocument, count: number): Promise<void> =>
  until(vscode.languages.onDidChangeDiagnostics, () => problemsOf(document).length === count);

const nameIn = (document: vscode.TextDocument): unknown =>
  (JSON.parse(document.getText()) as { attributes: { name: unknown } }).attributes.name;

const writesOf = (seen: readonly string[]): string[] => seen.filter((request) => !request.startsWith('GET'));

describe("A client's document", () => {
  const stage = useStage();

  it('shows its resource as JSON, after one request', async () => {
    const service = await stage.open({ clients: CLIENTS });
    service.requests.length = 0;
    const document = await openClient(stage, 'nordics');
    assert.equal(document.languageId, 'aleta-client');
    assert.equal(document.uri.toString(true), `aleta://${authorityOf(stage)}/clients/nordics.aleta.json`);
    assert.deepEqual(JSON.parse(document.getText()), {
      id: 'nordics',
      type: 'client',
      attributes: { name: 'Nordics' },
      relationships: {
        children: { data: [{ type: 'client', id: 'branch' }] },
        legalEntities: { data: [] },
        parent: { data: { type: 'client', id: 'group' } },
        reportingEntities: { data: [] },
      },
    });
    assert.deepEqual(service.seen, ['GET /api/v2/clients/nordics']);
  });

  it('is found under any id whatever, and again by its address', async () => {
    await stage.open({ clients: [...CLIENTS, { id: ODD_ID, name: 'Odd' }] });
    const { uri } = await openClient(stage, ODD_ID);
    const again = vscode.Uri.parse(uri.toString());
    const resource = JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(again)).toString()) as { id: string };
    assert.equal(resource.id, ODD_ID);
  });

  it('is of the demo data where those are explored', async () => {
    await stage.open({ clients: CLIENTS });
    await stage.parts.sessions.exploreDemo();
    await stage.parts.loader.load({ interactive: false });
    const [client] = stage.parts.store.hierarchy?.children(null) ?? [];
    assert.ok(client);
    assert.equal((await openClient(stage, client.id)).uri.authority, 'demo');
  });

  it('saves another name, and shows it in the tree', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Leaves"');
    assert.equal(await document.save(), true);
    assert.equal(service.data.get('leaf')?.name, 'Leaves');
    assert.equal(stage.parts.store.hierarchy?.get('leaf')?.name, 'Leaves');
    assert.equal(document.isDirty, false);
    assert.equal(stage.parts.edits.undo.size, 1);
  });

  it('saves the name as it is sent, and then shows it so', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"  Leaves "');
    assert.equal(await document.save(), true);
    assert.equal(service.data.get('leaf')?.name, 'Leaves');
    await changed(() => nameIn(document) === 'Leaves');
    await replace(document, '"Leaves"', '"Twigs"');
    assert.equal(await document.save(), true);
    assert.equal(service.data.get('leaf')?.name, 'Twigs');
  });

  it('sends nothing when only its spacing was changed', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    const before = document.getText();
    await replace(document, '  "id"', '      "id"');
    assert.equal(await document.save(), true);
    assert.deepEqual(writesOf(service.seen), []);
    await changed(() => document.getText() === before);
  });

  it('says where anything but the name was changed, and is not saved with it', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Leaves"');
    await replace(document, '"branch"', '"group"');
    await problems(document, 1);
    assert.deepEqual(problemsOf(document), [
      '"group": Only /attributes/name can be changed here, not /relationships/parent/data/id.',
    ]);
    assert.equal(await document.save(), false);
    assert.equal(document.isDirty, true);
    assert.deepEqual(writesOf(service.seen), []);
    assert.match(
      await refusal(write(document.uri, document.getText())),
      /^Unavailable: Only \/attributes\/name can be changed here, not \/relationships\/parent\/data\/id\.$/,
    );
    await replace(document, '"group"', '"branch"');
    await problems(document, 0);
    assert.equal(await document.save(), true);
    assert.equal(service.data.get('leaf')?.name, 'Leaves');
  });

  for (const [title, name, said] of [
    ['no name', '""', /needs a name/],
    ['a blank name', '"  "', /only of spaces/],
    ['a name of two lines', String.raw`"a\nb"`, /line breaks/],
    ['a name that is a number', '7', /is not a string/],
  ] as const) {
    it(`says so and is not saved with ${title}`, async () => {
      const service = await stage.open({ clients: CLIENTS });
      const document = await openClient(stage, 'leaf');
      await replace(document, '"Leaf"', name);
      await problems(document, 1);
      assert.match(problemsOf(document)[0] ?? '', said);
      assert.equal(problemsOf(document)[0]?.startsWith(`${name}: `), true);
      assert.equal(await document.save(), false);
      assert.match(await refusal(write(document.uri, document.getText())), said);
      assert.deepEqual(writesOf(service.seen), []);
    });
  }

  it('is not saved as what is no JSON', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"id":', '"id"');
    await problems(document, 1);
    assert.deepEqual(problemsOf(document), ['"leaf": This is not valid JSON.']);
    assert.equal(await document.save(), false);
    assert.match(await refusal(write(document.uri, document.getText())), /not valid JSON/);
    assert.deepEqual(writesOf(service.seen), []);
  });

  it('follows a rename in the tree, and is newer then', async () => {
    await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    const before = await vscode.workspace.fs.stat(document.uri);
    await stage.parts.edits.rename('leaf', 'Leaf', 'Leaves', {
      connection: connectionOf(stage.parts.store),
      signal: new AbortController().signal,
    });
    await changed(() => nameIn(document) === 'Leaves');
    const after = await vscode.workspace.fs.stat(document.uri);
    assert.ok(after.mtime > before.mtime, `${after.mtime} is newer than ${before.mtime}`);
    assert.equal(after.size, Buffer.byteLength(document.getText()));
    assert.equal(document.isDirty, false);
  });

  it('follows what others did, once the client is refreshed', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    service.data.rename('leaf', 'Leaves');
    await vscode.commands.executeCommand('aleta.refreshClient', rowOf(stage, 'leaf'));
    await changed(() => nameIn(document) === 'Leaves');
  });

  for (const [command, seen] of [
    ['aleta.refreshClient', ['GET /api/v2/clients/leaf']],
    ['aleta.refreshClients', ['GET /api/v2/clients', 'GET /api/v2/clients/leaf']],
  ] as const) {
    it(`shows after ${command} what no row shows`, async () => {
      let rating = 1;
      const service = await stage.open({
        clients: CLIENTS,
        intercept: ({ method, url = '' }, response) => {
          if (method !== 'GET' || !url.endsWith('/leaf')) return false;
          const attributes = { name: 'Leaf', rating };
          const parent = { data: { type: 'client', id: 'branch' } };
          const data = { id: 'leaf', type: 'client', attributes, relationships: { parent, children: { data: [] } } };
          response.writeHead(200, { 'Content-Type': 'application/vnd.json+api' }).end(JSON.stringify({ data }));
          return true;
        },
      });
      const document = await openClient(stage, 'leaf');
      rating = 2;
      service.requests.length = 0;
      await vscode.commands.executeCommand(command, rowOf(stage, 'leaf'));
      await changed(() => document.getText().includes('"rating": 2'));
      assert.deepEqual(service.seen, seen);
    });
  }

  it('is gone when the client is deleted in the tree', async () => {
    await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    const events: vscode.FileChangeEvent[] = [];
    const subscription = stage.parts.files.onDidChangeFile((some) => events.push(...some));
    stage.later(() => subscription.dispose());
    await stage.parts.edits.remove('leaf', 'Leaf', {
      connection: connectionOf(stage.parts.store),
      signal: new AbortController().signal,
    });
    assert.ok(
      events.some(
        ({ type, uri }) => type === vscode.FileChangeType.Deleted && uri.toString() === document.uri.toString(),
      ),
    );
    assert.match(await refusal(vscode.workspace.fs.stat(document.uri)), /^FileNotFound/);
    assert.match(await refusal(write(document.uri, document.getText())), /no longer exists/);
  });

  it('keeps edits when the client is renamed elsewhere, and replaces that name only after asking', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Mine"');
    service.data.rename('leaf', 'Theirs');
    await vscode.commands.executeCommand('aleta.refreshClient', rowOf(stage, 'leaf'));
    assert.equal(stage.parts.store.hierarchy?.get('leaf')?.name, 'Theirs');

    stage.script.consent(false);
    assert.equal(await document.save(), false);
    assert.equal(service.data.get('leaf')?.name, 'Theirs');
    assert.deepEqual([nameIn(document), document.isDirty], ['Mine', true]);
    const [asked] = stage.script.confirmations;
    assert.equal(asked?.message, 'Replace the name “Theirs” with “Mine”?');
    assert.match(asked.detail, /Someone else renamed “Leaf” to “Theirs”/);

    stage.script.consent(true);
    assert.equal(await document.save(), true);
    assert.equal(service.data.get('leaf')?.name, 'Mine');
    assert.equal(document.isDirty, false);
  });

  it('shows what the service has after edits were given up', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Mine"');
    service.data.rename('leaf', 'Theirs');
    await vscode.commands.executeCommand('aleta.refreshClient', rowOf(stage, 'leaf'));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await changed(() => nameIn(document) === 'Theirs');
    assert.equal(document.isDirty, false);
  });

  it('is asked about before it is saved from edits of an earlier window', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const uri = vscode.Uri.parse(`aleta://${authorityOf(stage)}/clients/leaf.aleta.json`);
    const text = JSON.stringify({
      id: 'leaf',
      type: 'client',
      attributes: { name: 'Mine' },
      relationships: {
        children: { data: [] },
        legalEntities: { data: [] },
        parent: { data: { type: 'client', id: 'branch' } },
        reportingEntities: { data: [] },
      },
    });
    stage.script.consent(false, true);
    assert.match(await refusal(write(uri, text)), /Not saved/);
    assert.match(stage.script.confirmations[0]?.message ?? '', /Rename “Leaf” to “Mine”\?/);
    assert.deepEqual(writesOf(service.seen), []);
    await write(uri, text);
    assert.equal(service.data.get('leaf')?.name, 'Mine');
  });

  it('is saved from edits of an earlier window, whatever else of the client has changed since', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const uri = vscode.Uri.parse(`aleta://${authorityOf(stage)}/clients/branch.aleta.json`);
    const text = JSON.stringify({ id: 'branch', type: 'client', attributes: { name: 'Mine' }, relationships: {} });
    stage.script.consent(true);
    await write(uri, text);
    assert.equal(service.data.get('branch')?.name, 'Mine');
    const other = vscode.Uri.parse(uri.toString().replace('branch', 'leaf'));
    assert.match(await refusal(write(other, text)), /Only .* can be changed here, not \/id/);
  });

  it('reads no secret while a person types', async () => {
    await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    const { secrets } = stage.context;
    const get = secrets.get.bind(secrets);
    let reads = 0;
    secrets.get = (key) => {
      reads++;
      return get(key);
    };
    stage.later(() => Reflect.deleteProperty(secrets, 'get'));
    await replace(document, '"Leaf"', '""');
    await problems(document, 1);
    await replace(document, '""', '"Leaves"');
    await problems(document, 0);
    assert.equal(reads, 0);
  });

  it('is not saved when the client was deleted elsewhere, and says so', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Mine"');
    service.data.remove('leaf');
    assert.match(await refusal(write(document.uri, document.getText())), /“Leaf” no longer exists/);
    assert.equal(document.isDirty, true);
    assert.equal(stage.parts.store.hierarchy?.get('leaf'), undefined);
  });

  it('makes no link of a name where it says why it is not saved or read', async () => {
    const name = '[Leaf](command:aleta.signOut)';
    const shown = '“[Leaf]\u2060(command:aleta.signOut)';
    const refuse: Intercept = (request, response) => {
      if (request.method !== 'PATCH') return false;
      response.writeHead(409, { 'Content-Type': 'application/vnd.json+api' });
      response.end(JSON.stringify({ errors: [{ status: '409', detail: name }] }));
      return true;
    };
    const clients = CLIENTS.map((client) => (client.id === 'leaf' ? { ...client, name } : client));
    const service = await stage.open({ clients, intercept: refuse });
    const document = await openClient(stage, 'leaf');
    await replace(document, name, 'Mine');
    assert.ok((await refusal(write(document.uri, document.getText()))).includes(shown));
    service.data.remove('leaf');
    assert.ok((await refusal(write(document.uri, document.getText()))).includes(`${shown}” no longer exists`));
  });

  it('is saved once, where the answer to that got lost', async () => {
    const cut: Intercept = (request, response) => {
      // The service carries it out; only its answer never leaves.
      if (request.method === 'PATCH') response.writeHead = () => response.destroy();
      return false;
    };
    const service = await stage.open({ clients: CLIENTS, intercept: cut });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Mine"');
    assert.equal(await document.save(), true);
    assert.equal(writesOf(service.seen).length, 1);
    assert.match(stage.script.messages.join(), /“Leaf” was renamed to “Mine”\. .*confirmed that the change was made/);
  });

  it('of another service says so, and is never read from the wrong one', async () => {
    const first = await stage.open({ clients: CLIENTS });
    const { uri } = await openClient(stage, 'leaf');
    const second = await stage.open({ clients: CLIENTS });
    second.requests.length = 0;
    const [host, other] = [first, second].map(({ url }) => new URL(url).host);
    const said = `Unavailable: This client is on ${host ?? ''}, but you are signed in to ${other ?? ''}.`;
    assert.equal(await refusal(vscode.workspace.fs.readFile(uri)), said);
    assert.equal(await refusal(write(uri, '{}')), said);
    assert.equal(
      await refusal(vscode.workspace.fs.stat(vscode.Uri.parse('aleta://demo/clients/leaf.aleta.json'))),
      'Unavailable: This client is part of the demo data. Explore the demo data, then try again.',
    );
    assert.deepEqual(second.seen, []);
  });

  it('waits for signing in, and is there again afterwards', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const document = await openClient(stage, 'leaf');
    await stage.parts.sessions.signOut();
    assert.match(await refusal(vscode.workspace.fs.stat(document.uri)), /Unavailable: You are not signed in/);
    service.data.rename('leaf', 'Leaves');
    await stage.connect(service);
    await changed(() => nameIn(document) === 'Leaves');
  });

  it('is all that there is: nothing else can be read, made, moved or deleted', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const base = vscode.Uri.parse(`aleta://${authorityOf(stage)}/clients`);
    const { fs } = vscode.workspace;
    assert.equal((await fs.stat(base)).type, vscode.FileType.Directory);
    const leaf = vscode.Uri.joinPath(base, 'leaf.aleta.json');
    assert.match(await refusal(fs.delete(leaf)), /NoPermissions/);
    assert.match(await refusal(fs.rename(leaf, vscode.Uri.joinPath(base, 'other.aleta.json'))), /NoPermissions|exist/);
    assert.match(await refusal(fs.createDirectory(vscode.Uri.joinPath(base, 'more'))), /NoPermissions/);
    for (const name of ['nobody.aleta.json', 'leaf.txt', '%.aleta.json', 'leaf/more.aleta.json']) {
      assert.match(await refusal(fs.stat(vscode.Uri.joinPath(base, name))), /^FileNotFound/, name);
    }
    assert.deepEqual(writesOf(service.seen), []);
  });
});

describe('Refreshing a client', () => {
  const stage = useStage();

  it('takes it out when it is gone, and says so', async () => {
    const service = await stage.open({ clients: CLIENTS });
    service.data.remove('leaf');
    await vscode.commands.executeCommand('aleta.refreshClient', rowOf(stage, 'leaf'));
    assert.equal(stage.parts.store.hierarchy?.get('leaf'), undefined);
    assert.deepEqual(stage.script.messages, ['“Leaf” no longer exists. It was deleted elsewhere.']);
  });

  it('reads it and what it owns again, and nothing else', async () => {
    const service = await stage.open({ clients: CLIENTS });
    const { store, entities } = stage.parts;
    const owner = (): NonNullable<ReturnType<NonNullable<typeof store.hierarchy>['get']>> => {
      const node = store.hierarchy?.get('owner');
      assert.ok(node);
      return node;
    };
    assert.equal((await entities.list(owner(), 'legalEntities'))?.kind, 'ready');
    service.requests.length = 0;
    service.data.rename('owner', 'Owner 2');
    await vscode.commands.executeCommand('aleta.refreshClient', rowOf(stage, 'owner'));
    assert.equal(owner().name, 'Owner 2');
    await entities.list(owner(), 'legalEntities');
    assert.deepEqual(service.seen, ['GET /api/v2/clients/owner', 'GET /api/v2/clients/owner/legal-entities']);
  });
});
