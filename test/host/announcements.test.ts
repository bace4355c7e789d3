import assert from 'node:assert/strict';
import { intercepts } from '../support/faults';
import { firstOf, open, run } from './support/actions';
import { rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('A change that was made', () => {
  const stage = useStage();

  const createAndRename = async (): Promise<void> => {
    stage.script.type('New one');
    await run('createTopLevelClient');
    stage.script.type('Other');
    await run('renameClient', rowOf(stage, 'empty'));
  };

  it('is announced in the status bar where the tree shows it, as is its undoing', async () => {
    await open(stage);
    await createAndRename();
    await run('undoLastChange');
    await run('undoLastChange');
    assert.deepEqual(
      stage.script.told.map(({ severity, message }) => `${severity}: ${message}`),
      [
        'status: “New one” was created.',
        'status: “Empty” was renamed to “Other”.',
        'status: “Other” was renamed back to “Empty”.',
        'status: “New one” was deleted again.',
      ],
    );
  });

  it('is announced in a message with Undo where aleta.notifications wants messages', async () => {
    await open(stage);
    await stage.set('aleta.notifications', 'all');
    await createAndRename();
    assert.deepEqual(stage.script.told, [
      { severity: 'info', message: '“New one” was created.', buttons: ['Undo'] },
      { severity: 'info', message: '“Empty” was renamed to “Other”.', buttons: ['Undo'] },
    ]);
  });

  it('is announced in a message with Undo where it is a deletion, and where it was in doubt', async () => {
    await open(stage, firstOf('PATCH', intercepts['reset after it was carried out']));
    stage.script.type('Other');
    await run('renameClient', rowOf(stage, 'leaf'));
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.deepEqual(
      stage.script.told.map(({ severity, buttons }) => ({ severity, buttons })),
      [
        { severity: 'info', buttons: ['Undo'] },
        { severity: 'info', buttons: ['Undo'] },
      ],
    );
  });

  it('is no success where the service kept the name, which is a warning', async () => {
    await open(stage, (request, response) => {
      if (request.method !== 'PATCH') return false;
      response.writeHead(204).end();
      return true;
    });
    stage.script.type('Other');
    await run('renameClient', rowOf(stage, 'leaf'));
    assert.deepEqual(stage.script.told, [
      { severity: 'warning', message: 'The service kept the name “Leaf”.', buttons: [] },
    ]);
  });
});
