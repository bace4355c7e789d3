import assert from 'node:assert/strict';
import { intercepts } from '../support/faults';
import { countOf, firstOf, open, run, show } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('Deleting a client', () => {
  const stage = useStage();

  it('asks, naming it, reads it again, and sends one request', async () => {
    const service = await open(stage);
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    const [confirmation] = stage.script.confirmations;
    assert.equal(confirmation?.message, 'Delete the client “Empty”?');
    assert.equal(confirmation.action, 'Delete');
    const { host } = new URL(service.url);
    assert.ok(
      confirmation.detail.endsWith(`\nEnvironment: ${host}`),
      'of the address of aleta.apiUrl, which has no name',
    );
    assert.deepEqual(service.seen, ['GET /api/v2/clients/empty', 'DELETE /api/v2/clients/empty']);
    assert.equal(stage.parts.store.hierarchy?.get('empty'), undefined);
    assert.deepEqual(stage.script.troubles, []);
  });

  it('goes on to the row beside it, or to the one above', async () => {
    await show(stage);
    const selected = (): string | undefined => stage.parts.view.selected?.id;
    stage.script.consent(true, true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.equal(selected(), 'group');
    await run('deleteClient', rowOf(stage, 'leaf'));
    assert.equal(selected(), 'branch');
  });

  it('says what is unusual about it before it is gone', async () => {
    const { data } = await stage.open({ clients: [...CLIENTS, { id: 'twin', name: 'Empty' }] });
    stage.script.consent(false);
    await run('deleteClient', rowOf(stage, 'twin'));
    const { detail } = stage.script.confirmations[0] ?? {};
    assert.match(detail ?? '', /^ID: twin\n.*same name.*empty/);
    assert.ok(data.get('twin'));
  });

  it('sends nothing when the person says no', async () => {
    const service = await open(stage);
    stage.script.consent(false);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.deepEqual(service.seen, []);
  });

  it('sends nothing for one that owns an entity, and says what it owns', async () => {
    const service = await open(stage);
    await run('deleteClient', rowOf(stage, 'owner'));
    assert.deepEqual(service.seen, []);
    assert.equal(stage.script.told.length, 1);
    assert.match(stage.script.messages[0] ?? '', /“Owner” cannot be deleted because it still owns 1 legal entity\./);
    assert.deepEqual(stage.script.told[0]?.buttons, ['Refresh']);
  });

  it('asks, naming how many, before those below it go too, and sends nothing when the person says no', async () => {
    const service = await open(stage);
    stage.script.consent(false);
    await run('deleteClient', rowOf(stage, 'group'));
    assert.equal(stage.script.confirmations[0]?.message, 'Delete “Group” and 3 clients below it?');
    assert.deepEqual(service.seen, []);
  });

  it('is not sent for one that came to own something meanwhile', async () => {
    const service = await open(stage);
    service.data.create('Made elsewhere', 'empty');
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.deepEqual(service.seen, ['GET /api/v2/clients/empty']);
    assert.deepEqual(stage.script.messages, [
      '“Empty” cannot be deleted because it now owns 1 client. Refresh, then remove what the client owns.',
    ]);
  });

  it('asks again for one that someone else renamed', async () => {
    const service = await open(stage);
    service.data.rename('empty', 'Precious');
    stage.script.consent(true, false);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.equal(stage.script.confirmations[1]?.message, 'Delete the client “Precious”?');
    assert.match(stage.script.confirmations[1].detail, /Someone else renamed “Empty” to “Precious”/);
    assert.equal(countOf(service, 'DELETE'), 0);
    assert.equal(service.data.get('empty')?.name, 'Precious');
  });

  it('is content with one that is gone already', async () => {
    const service = await open(stage);
    service.data.remove('empty');
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.told, [
      { severity: 'info', message: '“Empty” no longer exists. It was deleted elsewhere.', buttons: [] },
    ]);
    assert.equal(stage.parts.store.hierarchy?.get('empty'), undefined);
  });

  it('finds out that a connection that broke has done it', async () => {
    const service = await open(stage, firstOf('DELETE', intercepts['reset after it was carried out']));
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.messages, [
      '“Empty” was deleted. The connection to the Aleta service was lost. A second request confirmed that the change was made.',
    ]);
    assert.equal(countOf(service, 'DELETE'), 1);
  });

  it('finds out that a connection that broke has not done it, and sends it again only when told to', async () => {
    const service = await open(stage, firstOf('DELETE', intercepts['reset before it was read']));
    stage.script.consent(true);
    stage.script.choose('Retry');
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.match(
      stage.script.messages[0] ?? '',
      /^“Empty” was not deleted\. .*nothing was changed\. You can try again\.$/,
    );
    assert.equal(countOf(service, 'DELETE'), 2);
    assert.equal(service.data.get('empty'), undefined);
  });

  it('says what the service said when it refuses', async () => {
    await open(stage, firstOf('DELETE', intercepts['HTTP 409']));
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.match(stage.script.messages[0] ?? '', /^“Empty” was not deleted\. .*\(HTTP 409\)/);
    assert.deepEqual(stage.script.told[0]?.buttons, ['Refresh', 'Show Log']);
  });
});
