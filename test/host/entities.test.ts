import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DemoClientSeed } from '../../src/demo/demoData';
import type { EntityRow } from '../../src/view/entityRows';
import { isEntityRow, type Row } from '../../src/view/rows';
import { rowOf } from './support/clients';
import { useStage, type Stage } from './support/stage';

const named = (...names: string[]) => names.map((name) => ({ id: `id of ${name}`, name }));

const CLIENTS: readonly DemoClientSeed[] = [
  { id: 'group', name: 'Group', legalEntities: named('B', 'A 10', 'A 2'), reportingEntities: named('R') },
  { id: 'child', name: 'Child', parentId: 'group' },
  { id: 'alone', name: 'Alone', reportingEntities: [...named('Same'), ...named('Same')] },
];

const childrenOf = async ({ tree }: Stage, row: Row): Promise<Row[]> => [
  ...((await tree.provider.getChildren(row)) ?? []),
];

const itemOf = async ({ tree }: Stage, row: Row): Promise<vscode.TreeItem> => tree.provider.getTreeItem(row);

async function group(stage: Stage, id: string, position: number): Promise<EntityRow> {
  const row = (await childrenOf(stage, rowOf(stage, id))).filter(isEntityRow)[position];
  assert.ok(row);
  return row;
}

const shown = async (stage: Stage, rows: readonly Row[]): Promise<unknown[]> =>
  (await Promise.all(rows.map((row) => itemOf(stage, row)))).map(({ label, description }) =>
    description === undefined ? label : [label, description],
  );

describe('Rows of entities', () => {
  const stage = useStage();

  it('are headed below the clients of who owns them, with how many there are', async () => {
    await stage.open({ clients: CLIENTS });
    assert.deepEqual(await shown(stage, await childrenOf(stage, rowOf(stage, 'group'))), [
      ['Child', ''],
      ['Legal Entities', '3'],
      ['Reporting Entities', '1'],
    ]);
    const alone = await itemOf(stage, rowOf(stage, 'alone'));
    assert.equal(alone.collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    const child = await itemOf(stage, rowOf(stage, 'child'));
    assert.equal(child.collapsibleState, vscode.TreeItemCollapsibleState.None);
  });

  it('are fetched when they are first looked at, once, and again after a refresh', async () => {
    const service = await stage.open({ clients: CLIENTS });
    service.requests.length = 0;
    const legal = await group(stage, 'group', 0);
    assert.deepEqual(service.seen, []);
    assert.deepEqual(await shown(stage, await childrenOf(stage, legal)), ['A 2', 'A 10', 'B']);
    await childrenOf(stage, legal);
    assert.deepEqual(service.seen, ['GET /api/v2/clients/group/legal-entities']);
    await vscode.commands.executeCommand('aleta.refreshClients');
    service.requests.length = 0;
    await childrenOf(stage, await group(stage, 'group', 0));
    assert.deepEqual(service.seen, ['GET /api/v2/clients/group/legal-entities']);
  });

  it('say how many are missing where the service lists fewer than there are', async () => {
    await stage.open({
      clients: CLIENTS,
      intercept: (request, response) => {
        if (request.url?.endsWith('/legal-entities') !== true) return false;
        response.writeHead(200, { 'Content-Type': 'application/vnd.api+json' }).end('{"data":[]}');
        return true;
      },
    });
    assert.deepEqual(await shown(stage, await childrenOf(stage, await group(stage, 'group', 0))), ['3 not available']);
  });

  it('know what is above them, and have ids of their own', async () => {
    await stage.open({ clients: CLIENTS });
    const heads = [await group(stage, 'group', 0), await group(stage, 'group', 1), await group(stage, 'alone', 0)];
    const rows: Row[] = [...heads];
    for (const head of heads) {
      for (const row of await childrenOf(stage, head)) {
        assert.equal(await stage.tree.provider.getParent?.(row), head);
        assert.deepEqual(await childrenOf(stage, row), []);
        rows.push(row);
      }
    }
    assert.equal(await stage.tree.provider.getParent?.(heads[0] ?? rowOf(stage, 'alone')), rowOf(stage, 'group'));
    const ids = (await Promise.all(rows.map((row) => itemOf(stage, row)))).map(({ id }) => id);
    assert.equal(ids.length, 9);
    assert.equal(new Set(ids).size, 9);
    assert.equal(ids.includes(undefined), false);
  });

  it('are not in a filtered tree', async () => {
    await stage.open({ clients: CLIENTS });
    stage.parts.view.filter('group');
    assert.deepEqual(await childrenOf(stage, rowOf(stage, 'group')), []);
    const item = await itemOf(stage, rowOf(stage, 'group'));
    assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.None);
  });

  it('are nothing that a command for clients is for', async () => {
    await stage.open({ clients: CLIENTS });
    const head = await group(stage, 'alone', 0);
    const [entity] = await childrenOf(stage, head);
    assert.ok(entity);
    for (const row of [head, entity]) {
      assert.notEqual((await itemOf(stage, row)).contextValue, 'aleta.client');
    }
  });

  it('say what failed, and fetch again when told to', async () => {
    let status = 400;
    const service = await stage.open({
      clients: CLIENTS,
      intercept: (request, response) => {
        if (request.url?.endsWith('-entities') !== true || status === 200) return false;
        response.writeHead(status).end();
        return true;
      },
    });
    const head = await group(stage, 'alone', 0);
    const [notice] = await childrenOf(stage, head);
    assert.ok(notice);
    const item = await itemOf(stage, notice);
    assert.match(JSON.stringify(await shown(stage, [notice])), /HTTP 400/);
    assert.match(item.accessibilityInformation?.label ?? '', /HTTP 400.*Click or press Enter to try again/s);
    status = 200;
    service.requests.length = 0;
    const { command = '', arguments: given = [] } = item.command ?? {};
    await vscode.commands.executeCommand(command, ...(given as unknown[]));
    assert.deepEqual(await shown(stage, await childrenOf(stage, head)), ['Same', 'Same']);
    assert.deepEqual(service.seen, ['GET /api/v2/clients/alone/reporting-entities']);
  });

  for (const status of [403, 404, 405]) {
    it(`say that they are not available after HTTP ${status}, and offer nothing`, async () => {
      await stage.open({
        clients: CLIENTS,
        intercept: (request, response) => {
          if (request.url?.endsWith('-entities') !== true) return false;
          response.writeHead(status).end();
          return true;
        },
      });
      const [notice, ...others] = await childrenOf(stage, await group(stage, 'alone', 0));
      assert.ok(notice);
      assert.deepEqual(others, []);
      const item = await itemOf(stage, notice);
      assert.deepEqual([item.label, item.command], ['Not available', undefined]);
    });
  }
});
