import assert from 'node:assert/strict';
import { intercepts } from '../support/faults';
import { countOf, firstOf, open, run } from './support/actions';
import { rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('Renaming a client', () => {
  const stage = useStage();

  it('reads it, sends what the documentation shows, once, and reads what came of it', async () => {
    const service = await open(stage);
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(
      service.requests.map(({ method, path, body }) => ({ method, path, body })),
      [
        { method: 'GET', path: '/api/v2/clients/empty', body: undefined },
        {
          method: 'PATCH',
          path: '/api/v2/clients/empty',
          body: { data: { id: 'empty', type: 'client', attributes: { name: 'Renamed' } } },
        },
        // The 204 does not say what the service made of the name.
        { method: 'GET', path: '/api/v2/clients/empty', body: undefined },
      ],
    );
    assert.equal(stage.script.inputs[0]?.value, 'Empty');
    assert.deepEqual(stage.script.troubles, []);
  });

  it('judges the name by the clients of now, after a refresh while its box is open', async () => {
    const service = await open(stage);
    stage.script.answer(async (flow, typed) => {
      service.data.rename('owner', 'Namesake');
      await run('refreshClients');
      typed.said.push(flow.validate('EMPTY')?.message ?? 'fine', flow.validate('Namesake')?.message ?? 'fine');
      return undefined;
    });
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'fine',
      'A client named “Namesake” already exists at the top level. Press Enter to use the name anyway.',
    ]);
  });

  it('sends nothing for the same name', async () => {
    const service = await open(stage);
    stage.script.type('Empty');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(service.seen, []);
  });

  it('does not overwrite the name that someone else gave it before it has said so', async () => {
    const service = await open(stage);
    service.data.rename('empty', 'Theirs');
    stage.script.type('Mine', 'Mine');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'Someone else renamed “Empty” to “Theirs” meanwhile. Press Enter to replace that name with yours, or Escape to keep it.',
    ]);
    assert.deepEqual(
      service.seen.map((line) => line.split(' ')[0]),
      ['GET', 'GET', 'PATCH', 'GET'],
    );
    assert.equal(service.data.get('empty')?.name, 'Mine');
  });

  it('leaves their name alone when the person gives up, and shows it', async () => {
    const service = await open(stage);
    service.data.rename('empty', 'Theirs');
    stage.script.type('Mine');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.equal(countOf(service, 'PATCH'), 0);
    assert.equal(stage.parts.store.hierarchy?.get('empty')?.name, 'Theirs');
  });

  it('says that it is gone, and takes its row away', async () => {
    const service = await open(stage);
    service.data.remove('empty');
    stage.script.type('Mine');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.inputs[0]?.said, ['“Empty” no longer exists. It was deleted elsewhere.']);
    assert.equal(countOf(service, 'PATCH'), 0);
    assert.equal(stage.parts.store.hierarchy?.get('empty'), undefined);
  });

  it('finds out what a connection that broke has done', async () => {
    const service = await open(stage, firstOf('PATCH', intercepts['reset after it was carried out']));
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.messages, [
      '“Empty” was renamed to “Renamed”. The connection to the Aleta service was lost. A second request confirmed that the change was made.',
    ]);
    assert.equal(countOf(service, 'PATCH'), 1);
    assert.equal(stage.parts.store.hierarchy?.get('empty')?.name, 'Renamed');
  });

  it('percent-encodes an id that would lead elsewhere', async () => {
    const id = 'a/../b?c#d%2e $(alert) 日本';
    const service = await stage.open({ clients: [{ id, name: 'Odd' }] });
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, id));
    assert.equal(service.data.get(id)?.name, 'Renamed');
    const path = `/api/v2/clients/${encodeURIComponent(id)}`;
    assert.deepEqual(
      service.seen.filter((line) => line !== `GET ${path}`),
      ['GET /api/v2/clients', `PATCH ${path}`],
    );
  });
});
