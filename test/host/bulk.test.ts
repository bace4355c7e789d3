import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { intercepts, type Intercept } from '../support/faults';
import { countOf, open, run } from './support/actions';
import { rowOf } from './support/clients';
import { useStage, type Stage } from './support/stage';

const rowsOf = (stage: Stage, ...ids: string[]) => ids.map((id) => rowOf(stage, id));

/** Deletes the clients of these rows as a menu on the first of them does. */
const deleteRows = (stage: Stage, ...ids: string[]): Thenable<unknown> => {
  const rows = rowsOf(stage, ...ids);
  return run('deleteClient', rows[0], rows.length > 1 ? rows : undefined);
};

const deletesOf = (id: string, fault: Intercept): Intercept => {
  return (request, response) =>
    request.method === 'DELETE' && request.url?.endsWith(`/${id}`) === true && fault(request, response);
};

/** Until what a button began in the background has said this many things in all. */
describe('Deleting many clients', () => {
  const stage = useStage();

  it('asks once, naming how many and which, and takes children before their parents', async () => {
    const service = await open(stage);
    stage.script.consent(true);
    await deleteRows(stage, 'empty', 'group', 'leaf');
    const [asked] = stage.script.confirmations;
    assert.equal(asked?.message, 'Delete 5 clients?');
    assert.match(asked.detail, /^ {4}Empty\n {4}Group\n {8}Nordics\n {12}Branch\n {16}Leaf\n/);
    assert.equal(asked.action, 'Delete 5 clients');
    const deleted = service.seen.filter((line) => line.startsWith('DELETE')).map((line) => line.split('/').at(-1));
    assert.deepEqual(deleted, ['leaf', 'branch', 'nordics', 'group', 'empty']);
    assert.deepEqual(stage.script.told, [{ severity: 'info', message: 'Deleted 5 clients.', buttons: ['Undo'] }]);
  });

  it('means the clicked row alone where it is outside the selection', async () => {
    await open(stage);
    stage.script.consent(false);
    await run('deleteClient', rowOf(stage, 'empty'), undefined);
    assert.equal(stage.script.confirmations[0]?.message, 'Delete the client “Empty”?');
  });

  it('names those that own something before anything is sent, and offers to delete the others', async () => {
    const service = await open(stage);
    stage.script.consent(false);
    await deleteRows(stage, 'owner', 'empty', 'leaf');
    const [asked] = stage.script.confirmations;
    assert.equal(asked?.message, '1 of 3 clients cannot be deleted. Delete the others?');
    assert.match(
      asked.detail,
      /clients cannot be deleted:\n {4}Owner \(owns 1 legal entity\)\n\nThese clients will be/,
    );
    assert.match(asked.detail, /Leaf \(Group > Nordics > Branch\)/);
    assert.deepEqual(service.seen, []);
  });

  it('does not even ask where none can be deleted', async () => {
    const service = await open(stage);
    service.data.addEntity('leaf', 'reportingEntities', 'Leaf Annual');
    await run('refreshClients');
    service.requests.length = 0;
    await deleteRows(stage, 'group', 'owner');
    await deleteRows(stage, 'group');
    assert.match(
      stage.script.messages[0] ?? '',
      /^None of the selected clients can be deleted: “Group” \(“Leaf” owns 1 reporting entity\), “Owner” \(owns 1 legal entity\)\./,
    );
    assert.match(
      stage.script.messages[1] ?? '',
      /^“Group” cannot be deleted with the clients below it: “Leaf” owns 1 reporting entity\./,
    );
    assert.deepEqual(service.seen, []);
  });

  it('goes on past a failure, sums up once, and retries what is left', async () => {
    let isBroken = true;
    const fault: Intercept = (request, response) => isBroken && intercepts['HTTP 422'](request, response);
    const service = await open(stage, deletesOf('branch', fault));
    stage.script.consent(true);
    stage.script.choose('Retry');
    const listener = stage.parts.edits.undo.onDidChange(() => (isBroken = false));
    stage.later(() => listener.dispose());
    await deleteRows(stage, 'group', 'empty');
    const [summary, second] = stage.script.messages;
    assert.match(
      summary ?? '',
      /^Deleted 2 of 5 clients\. Not deleted: “Branch”: .*\(HTTP 422\)\. The service says: “No\..*”/,
    );
    assert.match(summary ?? '', /Not deleted because clients below still exist: “Nordics”, “Group”\.$/);
    assert.equal(second, 'Deleted 3 clients.');
    assert.deepEqual(stage.script.told[0]?.buttons, ['Retry', 'Undo']);
    assert.equal(countOf(service, 'DELETE'), 6);
    assert.equal(stage.parts.edits.undo.size, 1, 'both runs are one step');
  });

  it('tells of a child that someone else added meanwhile, and leaves those above it', async () => {
    const service = await open(stage, (request) => {
      if (request.method === 'DELETE' && request.url?.endsWith('/branch')) service.data.create('Theirs', 'nordics');
      return false;
    });
    stage.script.consent(true);
    await deleteRows(stage, 'group');
    assert.deepEqual(stage.script.messages, [
      'Deleted 2 of 4 clients. Not deleted: “Nordics”: “Nordics” cannot be deleted because it now owns 1 client. ' +
        'Not deleted because clients below still exist: “Group”.',
    ]);
    assert.ok(service.data.get('nordics') && service.data.get('group'));
  });

  it('is told as an error, which Do Not Disturb shows, and Show All leaves Retry where it was', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    await stage.open({
      clients: ids.map((id) => ({ id, name: id })),
      intercept: (request, response) => request.method === 'DELETE' && intercepts['HTTP 422'](request, response),
    });
    stage.later(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
    stage.script.consent(true);
    stage.script.choose('Show All');
    await deleteRows(stage, ...ids);
    assert.deepEqual(
      stage.script.told.map(({ severity, buttons }) => ({ severity, buttons })),
      [
        { severity: 'error', buttons: ['Retry', 'Show All'] },
        { severity: 'error', buttons: ['Retry'] },
      ],
    );
  });

  it('sends each delete once, and says of which the outcome is not known', async () => {
    let isDead = false;
    const service = await open(stage, (request, response) => {
      if (request.method === 'DELETE' && request.url?.endsWith('/leaf')) isDead = true;
      return isDead && intercepts['HTTP 500'](request, response);
    });
    stage.script.consent(true);
    await deleteRows(stage, 'leaf', 'branch');
    assert.match(stage.script.messages[0] ?? '', /^Deleted 0 of 2 clients\. .*The outcome for “Leaf” is unknown/);
    assert.equal(countOf(service, 'DELETE'), 1);
  });
});

describe('Undoing the last change', () => {
  const stage = useStage();

  it('says so where there is nothing to undo', async () => {
    await open(stage);
    await run('undoLastChange');
    assert.deepEqual(stage.script.messages, ['There is nothing to undo.']);
  });

  it('renames back, and deletes what was created', async () => {
    const service = await open(stage);
    stage.script.type('New one');
    await run('createTopLevelClient');
    stage.script.type('Not empty');
    await run('renameClient', rowOf(stage, 'empty'));
    await run('undoLastChange');
    await run('undoLastChange');
    assert.deepEqual(stage.script.messages, [
      '“New one” was created.',
      '“Empty” was renamed to “Not empty”.',
      '“Not empty” was renamed back to “Empty”.',
      '“New one” was deleted again.',
    ]);
    assert.equal(service.data.list().length, 6);
    assert.equal(service.data.get('empty')?.name, 'Empty');
  });

  it('creates a branch again as one step, with new ids, from the button of the message', async () => {
    const service = await open(stage);
    stage.script.consent(true);
    stage.script.choose('Undo');
    await deleteRows(stage, 'group');
    assert.deepEqual(stage.script.messages, ['Deleted 4 clients.', 'Undone: 4 clients created again, with new IDs.']);
    assert.notEqual(service.data.idOf('Group', 'Nordics', 'Branch', 'Leaf'), 'leaf');
    assert.equal(stage.parts.edits.undo.size, 0);
  });

  it('says that the id of one that is created again is a new one', async () => {
    const service = await open(stage);
    stage.script.consent(true);
    stage.script.choose('Undo');
    await run('deleteClient', rowOf(stage, 'empty'));
    await stage.script.untilTold(2);
    const id = service.data.idOf('Empty');
    assert.notEqual(id, 'empty');
    assert.deepEqual(stage.script.messages, ['“Empty” was deleted.', `“Empty” was created again with a new ID: ${id}`]);
  });

  it('tells of another name that someone else gave, and lets the person decide', async () => {
    const service = await open(stage);
    stage.script.type('Mine');
    await run('renameClient', rowOf(stage, 'empty'));
    service.data.rename('empty', 'Theirs');
    stage.script.consent(false);
    await run('undoLastChange');
    assert.equal(stage.script.confirmations[0]?.message, 'Rename “Theirs” back to “Empty” anyway?');
    assert.match(stage.script.confirmations[0].detail, /Someone else renamed “Mine” to “Theirs”/);
    assert.equal(service.data.get('empty')?.name, 'Theirs');
    stage.script.consent(true);
    await run('undoLastChange');
    assert.equal(service.data.get('empty')?.name, 'Empty');
  });

  it('does not delete a new client that owns something by now, and can be tried again', async () => {
    const service = await open(stage);
    stage.script.type('New one');
    await run('createTopLevelClient');
    const id = service.data.idOf('New one');
    const child = service.data.create('Theirs', id);
    await run('undoLastChange');
    assert.match(stage.script.messages[1] ?? '', /“New one” was not undone\. .*it now owns 1 client\.$/);
    assert.deepEqual(stage.script.told[1]?.buttons, ['Retry']);
    service.data.remove(child.id);
    await run('undoLastChange');
    assert.equal(service.data.get(id), undefined);
  });

  it('is over where the client is gone, and where another service is turned to', async () => {
    const service = await open(stage);
    stage.script.type('Mine');
    await run('renameClient', rowOf(stage, 'empty'));
    service.data.remove('empty');
    await run('undoLastChange');
    assert.match(stage.script.messages[1] ?? '', /no longer exists\. It was deleted elsewhere/);
    assert.deepEqual(stage.script.told[1]?.buttons, []);
    stage.script.type('Mine');
    await run('renameClient', rowOf(stage, 'leaf'));
    assert.equal(stage.parts.edits.undo.size, 1);
    await open(stage);
    assert.equal(stage.parts.edits.undo.size, 0);
  });
});
