import assert from 'node:assert/strict';
import { open, run } from './support/actions';
import { rowOf } from './support/clients';
import { useStage } from './support/stage';

const KEY = { from: 'keyboard', key: 'undo' };

describe('The undo key in the tree', () => {
  const stage = useStage();

  it('asks before it creates a client again, and does nothing when refused', async () => {
    const service = await open(stage);
    stage.script.consent(true, false, true);
    await run('deleteClient', rowOf(stage, 'empty'));
    await run('undoLastChange', KEY);
    assert.equal(service.data.list().filter(({ name }) => name === 'Empty').length, 0);
    await run('undoLastChange', KEY);
    assert.equal(service.data.list().filter(({ name }) => name === 'Empty').length, 1);
    assert.deepEqual(stage.script.confirmations.at(-1), {
      message: 'Undo the last change?',
      detail: `“Empty” will be created again, with a new ID.\nEnvironment: ${new URL(service.url).host}`,
      action: 'Undo',
    });
  });

  it('asks before it deletes a client', async () => {
    const service = await open(stage);
    stage.script.type('New one');
    await run('createTopLevelClient');
    stage.script.consent(false);
    await run('undoLastChange', KEY);
    assert.deepEqual(
      service.seen.filter((line) => line.startsWith('DELETE')),
      [],
    );
  });

  it('asks before it takes back a rename older than a minute, and not before', async () => {
    const service = await open(stage);
    for (const name of ['Second', 'Third']) {
      stage.script.type(name);
      await run('renameClient', rowOf(stage, 'empty'));
    }
    await run('undoLastChange', KEY);
    assert.equal(service.data.get('empty')?.name, 'Second');
    const later = performance.now() + 61_000;
    performance.now = () => later;
    stage.later(() => Reflect.deleteProperty(performance, 'now'));
    stage.script.consent(false);
    await run('undoLastChange', KEY);
    assert.equal(service.data.get('empty')?.name, 'Second');
  });

  it('asks as aleta.confirmUndo says', async () => {
    const service = await open(stage);
    stage.script.type('Second');
    await run('renameClient', rowOf(stage, 'empty'));
    await stage.set('aleta.confirmUndo', 'verbose');
    stage.script.consent(false);
    await run('undoLastChange', KEY);
    assert.equal(service.data.get('empty')?.name, 'Second');
    await stage.set('aleta.confirmUndo', 'light');
    stage.script.type('New one');
    await run('createTopLevelClient');
    await run('undoLastChange', KEY);
    assert.equal(
      service.data.list().some(({ name }) => name === 'New one'),
      false,
    );
  });

  it('leaves the button of the message without a question', async () => {
    const service = await open(stage);
    stage.script.consent(true);
    stage.script.choose('Undo');
    await run('deleteClient', rowOf(stage, 'empty'));
    while (!service.data.list().some(({ name }) => name === 'Empty')) await new Promise((go) => setImmediate(go));
    assert.equal(stage.script.confirmations.length, 1, 'that of the deletion');
  });
});
