import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { DemoClientSeed } from '../../src/demo/demoData';
import type { Row } from '../../src/view/rows';
import { intercepts } from '../support/faults';
import { firstOf, open, run, show } from './support/actions';
import { CLIENTS, nodeOf, rowOf } from './support/clients';
import { openClient, replace } from './support/documents';
import { useStage, type Stage } from './support/stage';

/** So many below one client that ranges head them, with and without the filter `trust`. */
const MANY: readonly DemoClientSeed[] = [
  ...CLIENTS,
  ...Array.from({ length: 5_001 }, (_, at) => ({ id: `trust ${at}`, name: `Trust ${at}`, parentId: 'group' })),
];

const childrenOf = async ({ tree }: Stage, row?: Row): Promise<Row[]> => [
  ...((await tree.provider.getChildren(row)) ?? []),
];

async function firstChild(stage: Stage, id: string): Promise<Row> {
  const [row] = await childrenOf(stage, rowOf(stage, id));
  assert.ok(row);
  return row;
}

const isOpen = async ({ tree }: Stage, row: Row): Promise<boolean> =>
  (await tree.provider.getTreeItem(row)).collapsibleState === vscode.TreeItemCollapsibleState.Expanded;

/** Opens a row as a person does. */
async function expand(stage: Stage, row: Row): Promise<void> {
  const { view } = stage.tree;
  const opened = new Promise((resolve) => {
    const subscription = view.onDidExpandElement(({ element }) => {
      if (element === row || idOf(element) === idOf(row)) resolve(undefined);
    });
    stage.later(() => subscription.dispose());
  });
  await view.reveal(row, { expand: true, select: false });
  await opened;
}

const idOf = (row: Row): unknown => ('start' in row ? row.start : 'id' in row ? row.id : row);

/** Waits for the message that begins so. */
async function told(stage: Stage, start: string) {
  for (;;) {
    const found = stage.script.told.find(({ message }) => message.startsWith(start));
    if (found !== undefined) return found;
    await nextTurn();
  }
}

/** Finds the client Leaf by its name and path, and not by its id. */
const BY_NAME = 'branch leaf';

const HIDES = 'The filter hides the client.';

describe('A filter', () => {
  const stage = useStage();

  it('stays when a client is created that it hides, and the message says so and has Show', async () => {
    await show(stage);
    const { view } = stage.parts;
    view.filter('leaf');
    stage.script.type('Newcomer');
    await run('createTopLevelClient');
    assert.deepEqual(await told(stage, '“Newcomer”'), {
      severity: 'info',
      message: `“Newcomer” was created. ${HIDES}`,
      buttons: ['Undo', 'Show'],
    });
    assert.equal(view.filterQuery, 'leaf');
    assert.equal(view.selected?.name, undefined);
  });

  it('says nothing of a client that it shows, whose creation the status bar announces', async () => {
    await show(stage);
    const { view } = stage.parts;
    view.filter('leaf');
    stage.script.type('Another leaf');
    await run('createTopLevelClient');
    assert.deepEqual(await told(stage, '“Another leaf”'), {
      severity: 'status',
      message: '“Another leaf” was created.',
      buttons: [],
    });
    assert.deepEqual([view.filterQuery, view.selected?.name], ['leaf', 'Another leaf']);
  });

  it('is cleared by Show, which selects the client and still offers to undo its creation', async () => {
    const service = await show(stage);
    const { view } = stage.parts;
    view.filter('leaf');
    stage.script.type('Newcomer');
    stage.script.choose('Show');
    stage.script.choose('Undo');
    await run('createClient', rowOf(stage, 'branch'));
    await stage.tree.until(() => view.filterQuery === '');
    await told(stage, '“Newcomer” was deleted again');
    assert.equal(
      service.data.list().some(({ name }) => name === 'Newcomer'),
      false,
    );
    const again = stage.script.told.find(({ message }) => message === '“Newcomer” was created.');
    assert.deepEqual(again?.buttons, ['Undo']);
  });

  it('stays when a client gets a name that it hides, and Show selects that client', async () => {
    await show(stage);
    const { view } = stage.parts;
    view.filter(BY_NAME);
    stage.script.type('Twig');
    stage.script.choose('Show');
    await run('renameClient', rowOf(stage, 'leaf'));
    const { message, buttons } = await told(stage, '“Leaf” was renamed');
    assert.deepEqual(
      { message, buttons },
      { message: `“Leaf” was renamed to “Twig”. ${HIDES}`, buttons: ['Undo', 'Show'] },
    );
    while (view.selected?.name !== 'Twig') await nextTurn();
    assert.equal(view.filterQuery, '');
  });

  it('stays when a document gives its client a name that it hides, which is said, as nothing else is', async () => {
    await show(stage);
    const { view } = stage.parts;
    const document = await openClient(stage, 'leaf');
    view.filter(BY_NAME);
    for (const name of ['Leaf 2', 'Twig', 'Twig 2']) {
      await replace(document, `"name": "${nodeOf(stage, 'leaf').name}"`, `"name": "${name}"`);
      assert.equal(await document.save(), true);
    }
    assert.deepEqual(stage.script.told, [
      { severity: 'info', message: `“Leaf 2” was renamed to “Twig”. ${HIDES}`, buttons: ['Show'] },
    ]);
    assert.equal(view.filterQuery, BY_NAME);
  });

  it('stays when a deletion is undone of a client that it hides, or of several', async () => {
    await show(stage);
    const { view } = stage.parts;
    stage.script.consent(true, true);
    await run('deleteClient', rowOf(stage, 'empty'));
    view.filter('group');
    await run('undoLastChange');
    const one = await told(stage, '“Empty” was created again');
    assert.match(one.message, /The filter hides the client\.$/);
    assert.deepEqual([one.buttons, view.filterQuery], [['Show'], 'group']);
    view.filter('');
    await run('deleteClient', rowOf(stage, 'branch'));
    view.filter('empty');
    stage.script.choose('Show');
    await run('undoLastChange');
    const two = await told(stage, 'Undone: 2 clients created again');
    assert.match(two.message, /The filter hides 2 of the clients\.$/);
    while (view.selected?.name !== 'Branch') await nextTurn();
    assert.equal(view.filterQuery, '');
  });

  it('stays when a creation without an answer is found that it hides', async () => {
    await open(stage, firstOf('POST', intercepts['reset after it was carried out']));
    stage.parts.view.filter('leaf');
    stage.script.type('Once');
    await run('createTopLevelClient');
    const { message, buttons } = await told(stage, 'The connection');
    assert.match(message, /A client named “Once” now exists\..* The filter hides the client\.$/);
    assert.deepEqual(buttons, ['Undo…', 'Show']);
    assert.equal(stage.parts.view.filterQuery, 'leaf');
  });

  it('stays when a refresh brings a client that it hides', async () => {
    const service = await show(stage);
    stage.parts.view.filter('leaf');
    service.data.create('Newcomer');
    await run('refreshClients');
    assert.ok([...(stage.parts.store.hierarchy?.all() ?? [])].some(({ name }) => name === 'Newcomer'));
    assert.equal(stage.parts.view.filterQuery, 'leaf');
  });

  /** Creates a client that the filter hides. Returns what presses Show in the message. */
  async function createHidden(): Promise<() => void> {
    const { promise: pressed, resolve } = Promise.withResolvers<string>();
    const { prompts, view } = stage.parts;
    const notify = prompts.notify.bind(prompts);
    prompts.notify = (severity, text, ...buttons) => {
      const chosen = notify(severity, text, ...buttons);
      return buttons.includes('Show') ? pressed : chosen;
    };
    view.filter('leaf');
    stage.script.type('Newcomer');
    await run('createTopLevelClient');
    await told(stage, '“Newcomer”');
    return () => resolve('Show');
  }

  it('of another connection is not cleared by a Show that comes too late', async () => {
    await show(stage);
    const press = await createHidden();
    await show(stage);
    stage.parts.view.filter('leaf');
    press();
    await told(stage, 'You switched to another account or service');
    assert.equal(stage.parts.view.filterQuery, 'leaf');
  });

  it('that was changed and shows the client by then is not cleared by Show', async () => {
    await show(stage);
    const { view } = stage.parts;
    const press = await createHidden();
    view.filter('newc');
    press();
    while (view.selected?.name !== 'Newcomer') await nextTurn();
    assert.equal(view.filterQuery, 'newc');
  });

  it('is not cleared by Show for a client that is gone by then, which is said', async () => {
    const service = await show(stage);
    const press = await createHidden();
    service.data.remove(service.data.idOf('Newcomer'));
    await run('refreshClients');
    press();
    await told(stage, '“Newcomer” no longer exists.');
    assert.equal(stage.parts.view.filterQuery, 'leaf');
  });

  it('leaves ranges open that were, when it goes on, changes and goes away', async () => {
    await show(stage, { clients: MANY });
    const { view } = stage.parts;
    const range = async (): Promise<Row> => firstChild(stage, 'group');
    await expand(stage, await range());
    for (const query of ['trust', 'tru', '']) {
      view.filter(query);
      assert.ok(await isOpen(stage, rowOf(stage, 'group')), `group under ${query}`);
      assert.ok(await isOpen(stage, await range()), `range under ${query}`);
    }
  });

  it('leaves ranges open that were opened while it was on, when it changes, and the whole tree as it was', async () => {
    await show(stage, { clients: MANY });
    const { view } = stage.parts;
    view.filter('trust');
    await expand(stage, await firstChild(stage, 'group'));
    view.filter('tru');
    assert.ok(await isOpen(stage, await firstChild(stage, 'group')));
    view.filter('');
    assert.equal(await isOpen(stage, await firstChild(stage, 'group')), false);
  });

  it('leaves groups of entities open that were, and fetches nothing again', async () => {
    const service = await show(stage);
    const { view } = stage.parts;
    const group = await firstChild(stage, 'owner');
    await expand(stage, group);
    await childrenOf(stage, group);
    await stage.quiet();
    service.requests.length = 0;
    for (const query of ['owner', 'own', '']) view.filter(query);
    await stage.quiet();
    assert.ok(await isOpen(stage, rowOf(stage, 'owner')));
    assert.ok(await isOpen(stage, await firstChild(stage, 'owner')));
    assert.deepEqual(service.seen, []);
  });

  it('has ids of rows that are never those of other rows, whatever the ids of clients', async () => {
    const hostile = ['range:0:', 'range:0:group', 'filter1:client:leaf', '0:client:leaf', 'group:legalEntities:owner'];
    await show(stage, { clients: [...MANY, ...hostile.map((id) => ({ id, name: `Trust ${id}` }))] });
    const { tree, parts } = stage;
    const ids: unknown[] = [];
    for (const query of ['', 'trust', 'tru']) {
      parts.view.filter(query);
      const pending = await childrenOf(stage);
      for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
        ids.push((await tree.provider.getTreeItem(row)).id);
        pending.push(...(await childrenOf(stage, row)));
      }
    }
    assert.ok(ids.length > 15_000);
    assert.equal(ids.includes(undefined), false);
    assert.equal(new Set(ids).size, ids.length);
  });
});
