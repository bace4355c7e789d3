import assert from 'node:assert/strict';
import { intercepts } from '../support/faults';
import { allItems, labels, listing, run, show } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { until, useStage } from './support/stage';

describe('A refresh', () => {
  const stage = useStage();

  it('keeps expansion and selection', async () => {
    const service = await show(stage);
    const { tree } = stage;
    await tree.view.reveal(rowOf(stage, 'leaf'), { select: true });
    assert.ok(tree.children.includes('Branch'));
    service.data.create('Made elsewhere', 'branch');
    await stage.quiet();
    tree.forget();
    await run('refreshClients');
    await tree.until(() => tree.names.includes('Made elsewhere'));
    assert.deepEqual(
      tree.children.filter((name) => name !== undefined).sort(),
      ['Branch', 'Group', 'Nordics'],
      'what was expanded still is, and nothing else',
    );
    await stage.quiet();
    const [selected] = tree.view.selection;
    assert.equal(selected !== undefined && 'id' in selected && selected.id, 'leaf');
    assert.equal(stage.parts.view.selected, rowOf(stage, 'leaf'));
  });

  it('that brings nothing new shows the same', async () => {
    const service = await show(stage);
    const before = (await allItems(stage)).map((item) => JSON.stringify(item));
    await run('refreshClients');
    assert.deepEqual(
      (await allItems(stage)).map((item) => JSON.stringify(item)),
      before,
    );
    assert.deepEqual(service.seen, ['GET /api/v2/clients']);
  });

  it('lets a row command through that is given meanwhile, and does not undo it', async () => {
    const held = Promise.withResolvers<undefined>();
    const arrived = Promise.withResolvers<undefined>();
    let isHolding = false;
    const service = await show(stage, {
      intercept: async (request, response) => {
        if (!isHolding || request.method !== 'GET' || request.url?.endsWith('/clients') !== true) return false;
        const old = {
          data: service.data.list().map(({ id, name, parentId }) => ({
            id,
            type: 'client',
            attributes: { name },
            relationships: { parent: { data: parentId === null ? null : { type: 'client', id: parentId } } },
          })),
        };
        arrived.resolve(undefined);
        await held.promise;
        return listing(old)(request, response);
      },
    });
    isHolding = true;
    const refreshing = run('refreshClients');
    await arrived.promise;
    stage.script.type('Renamed meanwhile');
    await run('renameClient', rowOf(stage, 'leaf'));
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.equal(stage.parts.store.isLoading, true);
    held.resolve(undefined);
    await refreshing;
    assert.equal(service.data.get('leaf')?.name, 'Renamed meanwhile');
    assert.equal(stage.parts.store.hierarchy?.get('leaf')?.name, 'Renamed meanwhile');
    assert.equal(stage.parts.store.hierarchy.get('empty'), undefined);
    assert.deepEqual(stage.script.troubles, []);
  });

  it('given during a load shows what there is from then on', async () => {
    const held = Promise.withResolvers<undefined>();
    const arrived = Promise.withResolvers<undefined>();
    let lists = 0;
    const service = await show(stage, {
      intercept: async (request, response) => {
        if (request.url?.endsWith('/clients') !== true || ++lists !== 2) return false;
        const data = service.data.list().map(({ id, name }) => ({ type: 'client', id, attributes: { name } }));
        arrived.resolve(undefined);
        await held.promise;
        return listing({ data })(request, response);
      },
    });
    const first = run('refreshClients');
    await arrived.promise;
    service.data.rename('leaf', 'Renamed elsewhere');
    const second = run('refreshClients');
    held.resolve(undefined);
    await Promise.all([first, second]);
    assert.equal(stage.parts.store.hierarchy?.get('leaf')?.name, 'Renamed elsewhere');
    assert.equal(lists, 3);
  });

  it('while signed out says so, and offers to sign in', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    stage.later(() => stage.context.secrets.delete(`aleta.token:${service.origin}`));
    await stage.set('aleta.apiUrl', service.url);
    stage.script.choose('Sign In');
    stage.script.type(service.token);
    await run('refreshClients');
    assert.deepEqual(stage.script.messages, ['There is nothing to refresh because you are signed out.']);
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
  });

  it('that fails keeps the last clients, says so, and is no empty list', async () => {
    let isBroken = false;
    await show(stage, { intercept: (request, response) => isBroken && intercepts['HTTP 403'](request, response) });
    const before = labels(await allItems(stage));
    isBroken = true;
    await run('refreshClients');
    assert.deepEqual(labels(await allItems(stage)), before);
    assert.match(
      stage.script.messages.join('\n'),
      /^The clients were not refreshed\. .*does not have permission for this request/,
    );
    assert.match(
      stage.tree.view.message ?? '',
      /^Not refreshed\. Showing the clients as of .+does not have permission for this request/,
    );
    isBroken = false;
    await run('refreshClients');
    assert.doesNotMatch(stage.tree.view.message ?? '', /Not refreshed/);
  });

  it('that was the first and failed says so, and has no rows', async () => {
    const service = await stage.serve({ clients: CLIENTS, intercept: intercepts['HTTP 403'] });
    await stage.connect(service);
    assert.deepEqual(await allItems(stage), []);
    assert.equal(stage.parts.store.hierarchy, undefined);
    assert.ok(stage.parts.store.failure !== undefined);
    await run('refreshClients');
    assert.match(stage.script.messages.join('\n'), /^The clients were not loaded\. /);
  });

  it('can be cancelled, and then leaves everything as it was', async () => {
    const arrived = Promise.withResolvers<undefined>();
    let isHolding = false;
    await show(stage, {
      intercept: () => {
        if (isHolding) arrived.resolve(undefined);
        return isHolding;
      },
    });
    isHolding = true;
    const refreshing = run('refreshClients');
    await arrived.promise;
    await run('cancelLoad');
    await refreshing;
    await until(stage.parts.store, () => !stage.parts.store.isLoading);
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    assert.deepEqual(stage.script.troubles, []);
    assert.equal(stage.parts.store.failure, undefined);
  });
});
