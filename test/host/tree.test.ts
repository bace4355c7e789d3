import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentExample } from '../unit/support/documentExample';
import { allItems, labels, listing, run, show } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { useStage } from './support/stage';

/** Without the number of the connection in front. */
const idOf = ({ id = '' }: vscode.TreeItem): string => id.replace(/^\d+:/, '');

describe('Rows', () => {
  const stage = useStage();

  it('have ids that depend on the client and its connection alone', async () => {
    const service = await show(stage);
    const idsOf = async (): Promise<unknown> => (await allItems(stage)).map(idOf).sort();
    const before = await idsOf();
    assert.deepEqual(before, CLIENTS.map(({ id }) => `client:${id}`).sort());
    service.data.rename('leaf', 'Another name');
    await run('refreshClients');
    assert.deepEqual(await idsOf(), before);
    const onThis = stage.tree.items.at(-1)?.item.id;
    await show(stage);
    await allItems(stage);
    assert.notEqual(stage.tree.items.at(-1)?.item.id?.split(':')[0], onThis?.split(':')[0]);
  });

  it("have unique ids in the documentation's own example, where two records have one", async () => {
    await show(stage, { intercept: listing(documentExample) });
    const items = await allItems(stage);
    const ids = items.map(idOf);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(ids.sort(), [
      'client:666be3f97fc417debcea6a5e',
      'client:66fd6003218be3af85e088f7',
      'client:eead576c7faa2fef6ed8031b',
    ]);
    const twice = items.find((item) => idOf(item) === 'client:666be3f97fc417debcea6a5e');
    assert.match(String(twice?.description), /ID used by several clients/);
  });

  it('say in words what they show in signs', async () => {
    await show(stage);
    const items = await allItems(stage);
    const group = items.find((item) => idOf(item) === 'client:group');
    assert.equal(group?.description, '1 client');
    assert.equal(items.find((item) => idOf(item) === 'client:owner')?.description, '1 legal entity');
    // A screen reader is told label and description, unless there is a tooltip of plain text.
    assert.deepEqual(
      items.filter(({ tooltip }) => tooltip !== undefined),
      [],
    );
  });

  it('show one bad record as a bad record, at no cost to the others', async () => {
    const [first, ...others] = documentExample.data;
    const bad = { ...first, id: 'bad', attributes: { name: 17 } };
    await show(stage, { intercept: listing({ data: [...others, bad, null] }) });
    const items = await allItems(stage);
    assert.deepEqual(labels(items).sort(), [
      'Child client 1',
      'Client name 2',
      'Record 4 could not be read',
      'Record 5 could not be read',
    ]);
    assert.deepEqual(
      items.filter(({ contextValue }) => contextValue === 'aleta.badRecord').map(({ description }) => description),
      ['/attributes/name is missing or invalid · bad', 'not a JSON:API resource'],
    );
  });

  it('are marked where names of siblings can be confused, each with the other in its tooltip', async () => {
    await show(stage, { clients: [...CLIENTS, { id: 'twin', name: 'EMPTY' }] });
    const { provider } = stage.tree;
    for (const [id, other] of [
      ['empty', 'EMPTY'],
      ['twin', 'Empty'],
    ] as const) {
      const row = rowOf(stage, id);
      const item = await provider.getTreeItem(row);
      assert.equal(item.description, 'name similar to another');
      assert.equal(item.iconPath instanceof vscode.ThemeIcon && item.iconPath.id, 'warning');
      const source = new vscode.CancellationTokenSource();
      const resolved = await provider.resolveTreeItem?.(item, row, source.token);
      assert.ok(resolved?.tooltip instanceof vscode.MarkdownString);
      assert.ok(resolved.tooltip.value.replaceAll('&nbsp;', ' ').includes(`can be mistaken for “${other}”`));
    }
  });

  it('make their tooltip only when they are hovered', async () => {
    await show(stage);
    assert.deepEqual(
      (await allItems(stage)).filter(({ tooltip }) => tooltip !== undefined),
      [],
    );
    const { provider } = stage.tree;
    const row = rowOf(stage, 'leaf');
    const source = new vscode.CancellationTokenSource();
    const item = await provider.resolveTreeItem?.(await provider.getTreeItem(row), row, source.token);
    assert.ok(item?.tooltip instanceof vscode.MarkdownString);
    assert.match(item.tooltip.value, /Group.*Nordics.*Branch.*Leaf/);
    assert.ok(item.tooltip.isTrusted !== true && item.tooltip.supportHtml !== true);
  });

  it('say in their tooltip when a client was created, where its id has a plausible time in it', async () => {
    const [dated, undated] = ['666be3f97fc417debcea6a5e', '000000017fc417debcea6a5e'];
    await show(stage, { clients: [dated, undated].map((id) => ({ id, name: id })) });
    const { provider } = stage.tree;
    const tooltipOf = async (id: string): Promise<string> => {
      const row = rowOf(stage, id);
      const source = new vscode.CancellationTokenSource();
      const item = await provider.resolveTreeItem?.(await provider.getTreeItem(row), row, source.token);
      assert.ok(item?.tooltip instanceof vscode.MarkdownString);
      return item.tooltip.value.replaceAll('&nbsp;', ' ');
    };
    assert.match(await tooltipOf(dated), /Created June 14, 2024, according to the ID/);
    assert.doesNotMatch(await tooltipOf(undated), /Created/);
  });

  it('that are hovered when their client has just gone keep what they show', async () => {
    const service = await show(stage);
    const { provider } = stage.tree;
    const row = rowOf(stage, 'empty');
    const item = await provider.getTreeItem(row);
    service.data.remove('empty');
    await run('refreshClients');
    const source = new vscode.CancellationTokenSource();
    assert.equal(await provider.resolveTreeItem?.(item, row, source.token), item);
    assert.equal(item.label, 'Empty');
  });
});

describe('Another service', () => {
  const stage = useStage();

  it('is not filtered by what was typed for the one before', async () => {
    for (const typed of ['leaf', undefined]) {
      await show(stage);
      stage.parts.view.filter('nordics');
      stage.script.answer(async (flow) => {
        flow.validate('lea');
        await show(stage);
        flow.validate('leaf');
        return typed;
      });
      await run('filterClients');
      assert.equal(stage.parts.view.filterQuery, '');
    }
  });

  it('has no row open because one was in the one before', async () => {
    const { tree } = stage;
    const stateOf = async (id: string): Promise<unknown> =>
      (await tree.provider.getTreeItem(rowOf(stage, id))).collapsibleState;
    await show(stage);
    const opened = new Promise((resolve) => {
      const subscription = tree.view.onDidExpandElement(resolve);
      stage.later(() => subscription.dispose());
    });
    await tree.view.reveal(rowOf(stage, 'group'), { expand: true });
    await opened;
    assert.equal(await stateOf('group'), vscode.TreeItemCollapsibleState.Expanded);
    await stage.open({ clients: CLIENTS });
    assert.equal(await stateOf('group'), vscode.TreeItemCollapsibleState.Collapsed);
  });
});

describe('A client', () => {
  const stage = useStage();

  it('that goes away while its row is revealed fails nothing', async () => {
    await show(stage);
    const { view } = stage.tree;
    const reveal = view.reveal.bind(view);
    stage.later(() => (view.reveal = reveal));
    view.reveal = () => Promise.reject(new Error('no such row'));
    const before = stage.log.length;
    stage.script.type('Newcomer');
    await run('createClient', rowOf(stage, 'leaf'));
    assert.match(stage.log.slice(before).join('\n'), /no such row/);
  });

  it('can be revealed four levels down', async () => {
    await show(stage);
    const { provider, view } = stage.tree;
    const leaf = rowOf(stage, 'leaf');
    const path: unknown[] = [];
    for (let row = await provider.getParent?.(leaf); row != null; row = await provider.getParent?.(row)) {
      path.push(row);
    }
    assert.deepEqual(
      path,
      ['branch', 'nordics', 'group'].map((id) => rowOf(stage, id)),
    );
    await view.reveal(leaf, { select: true });
    assert.deepEqual(view.selection, [leaf]);
  });

  it('that is new is revealed and selected, wherever it is', async () => {
    await show(stage);
    stage.script.type('Newcomer');
    await run('createClient', rowOf(stage, 'leaf'));
    const [row] = stage.tree.view.selection;
    assert.equal(row !== undefined && 'name' in row && row.name, 'Newcomer');
    assert.ok(stage.tree.names.includes('Newcomer'), 'its row is on screen');
  });

  it('that is renamed and keeps its place has its own row asked for once, and no other', async () => {
    const service = await show(stage);
    const { tree } = stage;
    await tree.view.reveal(rowOf(stage, 'leaf'));
    await stage.quiet();
    tree.forget();
    stage.script.type('Leaf, renamed');
    await run('renameClient', rowOf(stage, 'leaf'));
    await tree.until(() => tree.names.includes('Leaf, renamed'));
    // What VS Code asks for after this has been asked for on account of the next rename.
    await stage.quiet();
    assert.deepEqual(tree.names, ['Leaf, renamed']);
    assert.deepEqual(service.seen, [
      'GET /api/v2/clients/leaf',
      'PATCH /api/v2/clients/leaf',
      'GET /api/v2/clients/leaf',
    ]);
  });

  it('that becomes the twin of another, or no longer is, has both rows asked for once, and no other', async () => {
    await show(stage, { clients: [...CLIENTS, { id: 'fund', name: 'Fund' }] });
    const { tree } = stage;
    await stage.quiet();
    for (const [name, description] of [
      ['Fund', 'same name as another'],
      ['Empty again', ''],
    ] as const) {
      tree.forget();
      stage.script.type(name);
      await run('renameClient', rowOf(stage, 'empty'));
      await tree.until(() => tree.names.length >= 2);
      await stage.quiet();
      assert.deepEqual(tree.names.toSorted(), [name, 'Fund'].sort());
      for (const id of ['empty', 'fund']) {
        assert.equal((await tree.provider.getTreeItem(rowOf(stage, id))).description, description);
      }
    }
  });

  it('that is created, renamed or deleted has nothing else loaded', async () => {
    const service = await show(stage);
    stage.script.type('One more');
    await run('createClient', rowOf(stage, 'empty'));
    const created = stage.parts.view.selected;
    stage.script.type('And renamed');
    await run('renameClient', created);
    stage.script.consent(true);
    await run('deleteClient', created);
    assert.deepEqual(
      service.requests.map(({ method, path }) => `${method} ${path.endsWith('/clients') ? 'list' : 'client'}`),
      ['POST list', 'GET client', 'PATCH client', 'GET client', 'GET client', 'DELETE client'],
    );
    assert.deepEqual(labels(await allItems(stage)).sort(), CLIENTS.map(({ name }) => name).sort());
  });
});
