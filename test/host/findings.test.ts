import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingElementKey, type FindingElement, type FindingRow } from '../../src/view/findingRows';
import { listing, run, show } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { useStage, type Stage } from './support/stage';

const TWIN = { id: 'twin', name: 'Leaf ', parentId: 'branch' };

/** Labels of the groups with their numbers, and below each the names of its rows. */
async function outline(stage: Stage, parent?: FindingElement): Promise<string[]> {
  const { provider } = stage.findings;
  const lines: string[] = [];
  for (const element of (await provider?.getChildren(parent)) ?? []) {
    const item = await provider?.getTreeItem(element);
    assert.ok(typeof item?.label === 'string');
    lines.push(parent === undefined ? `${item.label}: ${String(item.description)}` : item.label);
    lines.push(...(await outline(stage, element)).map((line) => `  ${line}`));
  }
  return lines;
}

/** The row of a finding. */
async function findingOf(stage: Stage, key: string, parent?: FindingElement): Promise<FindingRow> {
  for (const element of (await stage.findings.provider?.getChildren(parent)) ?? []) {
    if (element.row === 'finding' && findingElementKey(element) === key) return element;
    if (element.row === 'findings' && key.startsWith(`${element.kind}:`)) return findingOf(stage, key, element);
  }
  throw new Error(`There is no finding ${key}.`);
}

const itemOf = async (stage: Stage, key: string): Promise<vscode.TreeItem> => {
  const item = await stage.findings.provider?.getTreeItem(await findingOf(stage, key));
  assert.ok(item);
  return item;
};

/** Resolves once the view was told of a check that `change` has made. */
async function checkedAfter(stage: Stage, change: () => PromiseLike<unknown>): Promise<void> {
  const checked = new Promise<void>((resolve) => {
    const listener = stage.findings.provider?.onDidChangeTreeData?.(() => {
      listener?.dispose();
      resolve();
    });
  });
  await change();
  await checked;
}

const OPEN = 'aleta.showsFindings';

describe('Findings', () => {
  const stage = useStage();

  /** The twins checked, with the view before the person. */
  async function check(): Promise<ReturnType<typeof show>> {
    const service = await show(stage, { clients: [...CLIENTS, TWIN] });
    await run('checkHierarchy');
    return service;
  }

  it('are listed in groups by kind, with the path of each client and the reason', async () => {
    await check();
    assert.deepEqual(await outline(stage), [
      'Name similar to another: 2',
      ...['  Leaf', '  Leaf '],
      'Spaces around name: 1',
      '  Leaf ',
    ]);
    assert.equal(stage.contextKeys.get(OPEN), true);
    assert.equal(stage.findings.view?.description, '3 findings');
    assert.equal(stage.findings.view.message ?? '', '');
    const item = await itemOf(stage, 'confusableName:leaf');
    assert.equal(item.description, 'Group > Nordics > Branch');
    assert.match(
      item.accessibilityInformation?.label ?? '',
      /^Leaf, The name can be mistaken for “Leaf ” .*, Group > Nordics > Branch$/,
    );
    const row = await findingOf(stage, 'confusableName:leaf');
    const source = new vscode.CancellationTokenSource();
    const resolved = await stage.findings.provider?.resolveTreeItem?.(item, row, source.token);
    assert.ok(resolved?.tooltip instanceof vscode.MarkdownString && resolved.tooltip.isTrusted !== true);
    assert.match(resolved.tooltip.value.replaceAll('&nbsp;', ' '), /The name can be mistaken for/);
  });

  it('lead to the row of their client, through a filter too, and leave the keyboard focus where it is', async () => {
    await check();
    stage.parts.view.filter('nothing');
    const { view } = stage.tree;
    const reveal = view.reveal.bind(view);
    stage.later(() => (view.reveal = reveal));
    const focused: unknown[] = [];
    view.reveal = (row, options) => {
      focused.push(options?.focus);
      return reveal(row, options);
    };
    const { command } = await itemOf(stage, 'spacesAround:twin');
    await vscode.commands.executeCommand(command?.command ?? '', ...((command?.arguments ?? []) as unknown[]));
    assert.equal(stage.parts.view.filterQuery, '');
    assert.deepEqual(view.selection, [rowOf(stage, 'twin')]);
    assert.deepEqual(focused, [false]);
  });

  it('have records that are not understood among them, and lead to their rows', async () => {
    await show(stage, { intercept: listing({ data: [null] }) });
    await run('checkHierarchy');
    assert.deepEqual(await outline(stage), ['Record could not be read: 1', '  Record 1 could not be read']);
    await run('showFinding', await findingOf(stage, 'badRecord:0'));
    const [row] = stage.tree.view.selection;
    assert.ok(row !== undefined && 'pointer' in row);
  });

  it('go and come with edits and refreshes', async () => {
    const service = await check();
    stage.script.type('Another');
    await checkedAfter(stage, async () => run('renameClient', await findingOf(stage, 'spacesAround:twin')));
    assert.equal(service.data.get('twin')?.name, 'Another');
    assert.deepEqual(await outline(stage), []);
    assert.equal(stage.findings.view?.message, 'No problems were found among 7 clients.');
    service.data.rename('empty', 'Owner');
    await checkedAfter(stage, () => run('refreshClients'));
    assert.deepEqual(await outline(stage), ['Same name as another: 2', ...['  Owner', '  Owner']]);
    stage.script.consent(true);
    await checkedAfter(stage, async () => run('deleteClient', await findingOf(stage, 'sameName:empty')));
    assert.deepEqual(await outline(stage), []);
  });

  it('take commands for clients also after a refresh, and for several of them', async () => {
    const service = await check();
    const rows = [await findingOf(stage, 'confusableName:leaf'), await findingOf(stage, 'spacesAround:twin')];
    service.data.rename('empty', 'Not empty');
    await run('refreshClients');
    await run('copyClientName', rows[0], rows);
    assert.equal(await vscode.env.clipboard.readText(), 'Leaf\nLeaf ');
    stage.script.consent(true);
    await run('deleteClient', rows[0], rows);
    assert.deepEqual([service.data.get('leaf'), service.data.get('twin')], [undefined, undefined]);
  });

  it('of a client that has gone say so', async () => {
    const service = await check();
    const row = await findingOf(stage, 'confusableName:leaf');
    service.data.remove('leaf');
    await checkedAfter(stage, () => run('refreshClients'));
    await run('showFinding', row);
    await run('renameClient', row);
    assert.deepEqual(stage.script.messages, ['“Leaf” no longer exists.', '“Leaf” no longer exists.']);
  });

  it('of kinds that are not chosen are hidden, which the view says', async () => {
    await check();
    stage.script.tick('Spaces around name');
    await run('filterFindings');
    assert.deepEqual(stage.script.picks.at(-1)?.labels, ['Name similar to another', 'Spaces around name']);
    assert.deepEqual(await outline(stage), ['Spaces around name: 1', '  Leaf ']);
    assert.equal(stage.findings.view?.message, 'Hidden: Name similar to another (2 of 3 findings)');
    stage.script.tick('Name similar to another', 'Spaces around name');
    await run('filterFindings');
    assert.equal((await outline(stage)).length, 5);
    assert.equal(stage.findings.view.message, '');
  });

  it('are exported as a table of those that are listed', async () => {
    await check();
    stage.script.tick('Spaces around name');
    await run('filterFindings');
    stage.later(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));
    await run('exportFindings');
    assert.equal(
      vscode.window.activeTextEditor?.document.getText(),
      [
        'kind,clientId,name,path,detail',
        '"Spaces around name","twin","Leaf ","Group > Nordics > Branch > Leaf ","The name begins or ends with white space."',
        '',
      ].join('\r\n'),
    );
  });

  it('are gone when they are closed, and are asked for anew', async () => {
    await check();
    stage.script.tick('Spaces around name');
    await run('filterFindings');
    await run('closeFindings');
    assert.equal(stage.contextKeys.get(OPEN), false);
    assert.deepEqual(await outline(stage), []);
    await run('checkHierarchy');
    assert.equal((await outline(stage)).length, 5, 'and nothing is hidden');
  });

  it('of an account are gone once another one was turned to, and no command acts on them', async () => {
    const service = await check();
    const row = await findingOf(stage, 'confusableName:leaf');
    await stage.open({ clients: [...CLIENTS, TWIN] });
    assert.equal(stage.contextKeys.get(OPEN), false);
    assert.deepEqual(await outline(stage), []);
    service.requests.length = 0;
    for (const command of ['showFinding', 'renameClient', 'deleteClient', 'openClient', 'copyClientName']) {
      await run(command, row);
    }
    for (const command of ['filterFindings', 'exportFindings', 'closeFindings']) await run(command);
    const told = 'You switched to another account or service meanwhile. Nothing was done.';
    assert.deepEqual(stage.script.messages, [told, told, told, told, told]);
    assert.deepEqual(service.seen, []);
  });

  it('are not shown where another account is turned to while they are looked for', async () => {
    await show(stage, { clients: [...CLIENTS, TWIN] });
    const running = run('checkHierarchy');
    await stage.open({ clients: CLIENTS });
    await running;
    assert.notEqual(stage.contextKeys.get(OPEN), true);
    assert.deepEqual(await outline(stage), []);
  });

  it('of more than a thousand are in ranges of a thousand', async () => {
    const clients = Array.from({ length: 2_500 }, (_, at) => ({ id: `n${at}`, name: `Name ${at} ` }));
    await show(stage, { clients });
    await run('checkHierarchy');
    const { provider } = stage.findings;
    const [group] = (await provider?.getChildren()) ?? [];
    const ranges = (await provider?.getChildren(group)) ?? [];
    const items = await Promise.all(ranges.map(async (range) => provider?.getTreeItem(range)));
    assert.deepEqual(
      items.map((item) => [item?.label, item?.description]),
      [
        ['1 – 1,000', 'Name 0  – Name 999 '],
        ['1,001 – 2,000', 'Name 1000  – Name 1999 '],
        ['2,001 – 2,500', 'Name 2000  – Name 2499 '],
      ],
    );
    assert.equal((await provider?.getChildren(ranges[2]))?.length, 500);
  });
});
