import assert from 'node:assert/strict';
import { allItems, run, show } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { until, useStage } from './support/stage';

describe('A command', () => {
  const stage = useStage();

  it('signs in and loads first where nobody has', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    stage.later(() => stage.context.secrets.delete(`aleta.token:${service.origin}`));
    await stage.set('aleta.apiUrl', service.url);
    stage.script.type(service.token);
    stage.script.pick('Empty');
    stage.script.type('Renamed');
    await run('renameClient');
    assert.equal(service.data.get('empty')?.name, 'Renamed');
  });

  it('says that the row it was meant for is gone', async () => {
    const service = await show(stage);
    await allItems(stage);
    service.requests.length = 0;
    const row = rowOf(stage, 'empty');
    service.data.remove('empty');
    await run('refreshClients');
    await run('renameClient', row);
    assert.deepEqual(stage.script.messages, ['“Empty” no longer exists.']);
    await until(stage.parts.store, () => !stage.parts.store.isLoading);
    assert.deepEqual(service.seen, ['GET /api/v2/clients']);
  });
});
