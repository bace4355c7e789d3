import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { confirmDeletion } from '../../src/commands/support/guard';
import { newTask } from '../../src/platform/progress';
import { connectionOf } from '../support/connections';
import { run } from './support/actions';
import { CLIENTS, nodeOf, rowOf } from './support/clients';
import { openClient, refusal, write } from './support/documents';
import { useStage, type Stage, type StagedService } from './support/stage';

/** A service whose environment allows `access`, with the window in it. */
async function guarded(stage: Stage, access: string): Promise<StagedService> {
  const service = await stage.serve({ clients: CLIENTS });
  await stage.store(`${service.origin}#guarded`, service.token);
  await stage.environments([entry(service, access)], 'Guarded');
  assert.notEqual(stage.parts.store.hierarchy, undefined);
  return service;
}

const entry = ({ url }: StagedService, access: string): object => ({ name: 'Guarded', apiUrl: url, access });

const writesOf = ({ seen }: StagedService): string[] => seen.filter((line) => !line.startsWith('GET '));

const REFUSED = 'The environment “Guarded” is read-only. Nothing was sent.';

describe('A read-only environment', () => {
  const stage = useStage();

  it('is sent nothing but GET by any command there is, on any row, and says why', async () => {
    const service = await guarded(stage, 'readOnly');
    const { contributes } = stage.extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const { edits, prompts, store } = stage.parts;
    edits.undo.push(connectionOf(store), [{ kind: 'created', id: 'empty', name: 'Empty' }]);
    // A person who agrees to whatever is asked.
    prompts.confirm = () => Promise.resolve(true);
    prompts.pickSeveral = () => Promise.resolve(undefined);
    prompts.pick = (flow) => Promise.resolve(flow.items('')[0]?.value);
    prompts.askInTurn = () => Promise.resolve(undefined);
    prompts.input = async (flow) => {
      const { signal } = new AbortController();
      const task = newTask(
        signal,
        () => undefined,
        () => false,
      );
      return flow.submit('As typed', task).catch(() => undefined);
    };
    // Those that leave the environment or open what is not ours.
    const others = /\.(signOut|exploreDemo|leaveDemo|switchEnvironment|editEnvironments|removeEnvironment|showLog)$/;
    const commands = contributes.commands.map(({ command }) => command).filter((command) => !others.test(command));
    assert.ok(commands.length > 20);
    for (const command of commands) {
      for (const argument of [undefined, rowOf(stage, 'empty'), rowOf(stage, 'group')]) {
        await vscode.commands.executeCommand(command, argument);
      }
    }
    stage.later(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
    assert.deepEqual(writesOf(service), []);
    assert.equal(stage.script.messages.filter((message) => message === REFUSED).length, 5 * 3);
    assert.equal(service.data.list().length, CLIENTS.length);
  });

  it('refuses where requests are made: also what was begun before, and what never asks a menu', async () => {
    const service = await guarded(stage, 'full');
    const { store, edits } = stage.parts;
    const connection = connectionOf(store);
    const { signal } = new AbortController();
    const options = { connection, signal };
    await stage.set('aleta.environments', [entry(service, 'readOnly')]);
    for (const write of [
      () => edits.create('New', null, options),
      () => edits.rename('empty', 'Empty', 'New', options),
      () => edits.remove('empty', 'Empty', options),
    ]) {
      await assert.rejects(write, { name: 'ReadOnlyError' });
    }
    assert.deepEqual(writesOf(service), []);
    await stage.set('aleta.environments', [entry(service, 'full')]);
    await edits.rename('empty', 'Empty', 'New', options);
    assert.equal(service.data.get('empty')?.name, 'New', 'and what may be done again is done');
  });

  it('tells in its box why a name that was typed before is not sent, and keeps it', async () => {
    const service = await guarded(stage, 'full');
    stage.script.answer(async (flow, typed) => {
      await stage.set('aleta.environments', [entry(service, 'readOnly')]);
      const { signal } = new AbortController();
      const task = newTask(
        signal,
        () => undefined,
        () => false,
      );
      await assert.rejects(flow.submit('Typed', task), (error) => {
        typed.said.push(flow.explain(error).text);
        return true;
      });
      return undefined;
    });
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'This environment is read-only. Nothing was sent. Check "access" in the setting aleta.environments.',
    ]);
    assert.deepEqual(writesOf(service), []);
  });

  it('shows documents that cannot be edited, and saves none', async () => {
    const service = await guarded(stage, 'readOnly');
    const document = await openClient(stage, 'empty');
    const { permissions } = await vscode.workspace.fs.stat(document.uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
    const text = document.getText().replace('"Empty"', '"Mine"');
    assert.match(await refusal(write(document.uri, text)), /read-?only/i);
    const { files } = stage.parts;
    assert.match(await refusal(Promise.resolve(files.writeFile(document.uri, Buffer.from(text)))), /^Unavailable: /);
    assert.deepEqual(writesOf(service), []);
  });

  it('is what an environment becomes that was taken out of the settings while something was under way', async () => {
    const service = await guarded(stage, 'full');
    const { access } = connectionOf(stage.parts.store);
    const connection = connectionOf(stage.parts.store);
    assert.equal(access, 'full');
    await stage.set('aleta.environments', []);
    assert.equal(connection.access, 'readOnly');
    assert.deepEqual(writesOf(service), []);
  });
});

describe('A protected environment', () => {
  const stage = useStage();

  it('has something typed also for a branch whose name cannot be seen', async () => {
    await guarded(stage, 'protected');
    const connection = connectionOf(stage.parts.store);
    stage.script.type('', ' ');
    assert.equal(await confirmDeletion(stage.parts, connection, undefined, ' '), false);
    stage.script.type('(no name)');
    assert.equal(await confirmDeletion(stage.parts, connection, undefined, ' '), true);
  });

  it('deletes a branch only once its name was typed', async () => {
    const service = await guarded(stage, 'protected');
    stage.script.consent(true, true);
    stage.script.type('Nordic', '');
    await run('deleteClient', rowOf(stage, 'nordics'));
    assert.deepEqual(writesOf(service), []);
    const [box] = stage.script.inputs;
    assert.match(box?.prompt ?? '', /^The environment Guarded is protected\. Type the name .*: Nordics$/);
    assert.deepEqual(box?.said, ['error: Type the name: Nordics', 'error: Type the name: Nordics']);
    stage.script.type(' Nordics ');
    await run('deleteClient', rowOf(stage, 'nordics'));
    assert.equal(writesOf(service).length, 3);
  });

  it('deletes several only once their number was typed', async () => {
    const service = await guarded(stage, 'protected');
    const rows = [nodeOf(stage, 'leaf'), nodeOf(stage, 'empty')];
    stage.script.consent(true);
    stage.script.type('3', '2');
    await run('deleteClient', rows[0], rows);
    assert.equal(writesOf(service).length, 2);
    assert.deepEqual(stage.script.inputs[0]?.said, ['error: Type the number: 2']);
  });

  it('deletes one client after the usual question', async () => {
    const service = await guarded(stage, 'protected');
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.equal(writesOf(service).length, 1);
    assert.match(stage.script.confirmations[0]?.detail ?? '', /Environment: Guarded, protected$/);
  });

  it('asks for the number, too, before undoing deletes several', async () => {
    const service = await guarded(stage, 'protected');
    const { edits, store } = stage.parts;
    edits.undo.push(connectionOf(store), [
      { kind: 'created', id: 'leaf', name: 'Leaf' },
      { kind: 'created', id: 'empty', name: 'Empty' },
    ]);
    stage.script.type('');
    await run('undoLastChange');
    assert.deepEqual(writesOf(service), []);
    stage.script.type('2');
    await run('undoLastChange');
    assert.equal(writesOf(service).length, 2);
  });

  it('says in the view what it is', async () => {
    await guarded(stage, 'protected');
    assert.match(stage.tree.view.description ?? '', /^protected · 127\.0\.0\.1:\d+/);
    assert.equal(stage.tree.view.title, 'Guarded');
  });
});
