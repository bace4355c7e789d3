import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { newTask } from '../../src/platform/progress';
import { secondAccount } from '../support/secondAccount';
import { run } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { openClient, refusal, replace, write } from './support/documents';
import { keyOf, until, useStage, type Stage, type StagedService } from './support/stage';

interface TwoAccounts {
  /** The one address. Its own account is that of Test. */
  readonly service: StagedService;
  /** What is asked with the token of Production, at the same address, is answered from here. */
  readonly production: StagedService;
}

/** One service with an account for Test and one for Production; the window is in Test. */
async function twoAccounts(stage: Stage): Promise<TwoAccounts> {
  const production = await stage.serve({ clients: [{ id: 'empty', name: 'Of Production' }] });
  const service = await stage.serve({ clients: CLIENTS, intercept: secondAccount(production) });
  await stage.store(`${service.origin}#test`, service.token);
  await stage.store(`${service.origin}#production`, production.token);
  await stage.environments(entriesOf(service), 'Test');
  return { service, production };
}

const entriesOf = ({ url }: StagedService): object[] => [
  { name: 'Test', apiUrl: url },
  { name: 'Production', apiUrl: url },
];

async function turnTo(stage: Stage, name: string): Promise<void> {
  const { environments, sessions, store } = stage.parts;
  const environment = environments.find(name);
  assert.ok(environment);
  await environments.choose(environment);
  await sessions.sync();
  await until(store, () => store.connection === sessions.current && !store.isLoading);
}

const namesOf = ({ parts: { store } }: Stage): string[] =>
  (store.hierarchy?.children(null) ?? []).map(({ name }) => name);

const writesOf = ({ seen }: StagedService): string[] => seen.filter((line) => !line.startsWith('GET '));

describe('Two environments of one address', () => {
  const stage = useStage();

  it('are two accounts: each has its own clients, filter and changes to undo', async () => {
    await twoAccounts(stage);
    assert.deepEqual(namesOf(stage), ['Empty', 'Group', 'Owner']);
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, 'empty'));
    const { view, edits, sessions } = stage.parts;
    view.filter('group');
    assert.equal(edits.undo.size, 1);
    const before = sessions.current?.key;
    stage.script.pick('Production');
    await run('switchEnvironment');
    await until(stage.parts.store, () => stage.parts.store.hierarchy !== undefined);
    assert.deepEqual(namesOf(stage), ['Of Production']);
    assert.deepEqual({ undo: edits.undo.size, filter: view.filterQuery }, { undo: 0, filter: '' });
    assert.notEqual(sessions.current?.key, before, 'what is remembered by the key is another');
    assert.equal(stage.tree.view.title, 'Production');
  });

  it('do not share a box that was open while the window was turned to the other one', async () => {
    const { service, production } = await twoAccounts(stage);
    stage.script.answer(async (flow, typed) => {
      assert.match(typed.title, / · Test$/);
      await turnTo(stage, 'Production');
      const { signal } = new AbortController();
      const task = newTask(
        signal,
        () => undefined,
        () => false,
      );
      await assert.rejects(flow.submit('For Test', task), /otherConnection/);
      return undefined;
    });
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual([...writesOf(service), ...writesOf(production)], []);
  });

  it('keep a document apart, which says whose it is, is not saved, and offers to switch', async () => {
    const { service, production } = await twoAccounts(stage);
    const document = await openClient(stage, 'empty');
    assert.match(document.uri.path, /^\/test\/clients\/empty\./);
    await replace(document, '"Empty"', '"Mine"');
    await turnTo(stage, 'Production');
    const { host } = new URL(service.url);
    stage.script.choose('Switch to Test');
    const { prompts, environments } = stage.parts;
    const turned = new Promise<void>((resolve) => {
      const listener = environments.onDidChange(() => {
        listener.dispose();
        resolve();
      });
    });
    assert.equal(
      await refusal(write(document.uri, document.getText())),
      `Unavailable: This client belongs to the environment “Test” on ${host}. Switch this window to that environment, then try again.`,
    );
    await turned;
    assert.ok(prompts);
    assert.deepEqual([...writesOf(service), ...writesOf(production)], []);
    assert.equal(document.isDirty, true, 'its text is kept');
  });

  it('have a token each: signing out of one keeps that of the other, and none is offered for removal', async () => {
    const { service, production } = await twoAccounts(stage);
    await run('signOut');
    const { secrets } = stage.context;
    assert.equal(await secrets.get(keyOf(`${service.origin}#test`)), undefined);
    assert.equal(await secrets.get(keyOf(`${service.origin}#production`)), production.token);
    assert.deepEqual(stage.script.told, []);
    assert.equal(stage.parts.sessions.current, undefined);
    await turnTo(stage, 'Production');
    assert.deepEqual(namesOf(stage), ['Of Production']);
  });

  it('are named in the log, one by one', async () => {
    await twoAccounts(stage);
    await turnTo(stage, 'Production');
    const lines = stage.log.filter((line) => line.includes('GET /api/v2/clients: 200'));
    assert.match(lines.at(-2) ?? '', /\[Test\] GET/);
    assert.match(lines.at(-1) ?? '', /\[Production\] GET/);
  });

  it('are written to with the name of the environment in the question', async () => {
    await twoAccounts(stage);
    stage.script.consent(false);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.match(stage.script.confirmations[0]?.detail ?? '', /Environment: Test$/);
  });
});

describe('The environment of a window', () => {
  const stage = useStage();

  it('is kept, whatever comes to stand before it in the settings', async () => {
    const { service } = await twoAccounts(stage);
    await stage.set('aleta.environments', [{ name: 'First', apiUrl: service.url }, ...entriesOf(service)]);
    await stage.parts.sessions.sync();
    assert.equal(stage.parts.sessions.current?.environment.name, 'Test');
  });

  it('is never replaced by another one when it is gone from the settings, or can no longer be used', async () => {
    const { service } = await twoAccounts(stage);
    for (const entries of [
      entriesOf(service).slice(1),
      [{ name: 'Test', apiUrl: 'http://aleta.example' }, ...entriesOf(service).slice(1)],
    ]) {
      await stage.set('aleta.environments', entries);
      await stage.parts.sessions.sync();
      assert.equal(stage.parts.sessions.current, undefined);
      assert.equal(stage.contextKeys.get('aleta.state'), 'noEnvironment');
    }
    assert.deepEqual(stage.script.messages, [
      '“Test” in the setting aleta.environments cannot be used. apiUrl must begin with https:// to protect your token.',
    ]);
    await stage.set('aleta.environments', []);
    await stage.set('aleta.apiUrl', service.url);
    await stage.store(service.origin, service.token);
    await stage.parts.sessions.sync();
    assert.equal(stage.parts.sessions.current, undefined, 'nor is that of aleta.apiUrl turned to');
  });

  it('takes no token to another address', async () => {
    const { production } = await twoAccounts(stage);
    production.requests.length = 0;
    await stage.set('aleta.environments', [{ name: 'Test', apiUrl: production.url }]);
    await stage.parts.sessions.sync();
    assert.equal(stage.parts.sessions.current, undefined);
    assert.deepEqual(production.seen, []);
  });

  it('is left alone by a token that was typed for another one, while the box was open', async () => {
    const { service, production } = await twoAccounts(stage);
    await run('signOut');
    stage.script.answer(async (flow) => {
      await turnTo(stage, 'Production');
      const { signal } = new AbortController();
      const task = newTask(
        signal,
        () => undefined,
        () => false,
      );
      return flow.submit(service.token, task);
    });
    await run('signIn');
    const { secrets } = stage.context;
    assert.equal(await secrets.get(keyOf(`${service.origin}#test`)), service.token);
    assert.equal(await secrets.get(keyOf(`${service.origin}#production`)), production.token);
    assert.deepEqual(namesOf(stage), ['Of Production']);
  });
});

describe('Environments', () => {
  const stage = useStage();

  it('are added by taking over the address and the token in use, which go to that environment alone', async () => {
    const service = await stage.open({ clients: CLIENTS });
    await stage.set('aleta.environments', []);
    stage.later(() => stage.context.secrets.delete(keyOf(`${service.origin}#my test`)));
    stage.script.fill({ address: 'same', name: ' My Test ', access: 'protected' });
    await run('addEnvironment');
    const { secrets } = stage.context;
    assert.deepEqual(vscode.workspace.getConfiguration('aleta').get('environments'), [
      { name: 'My Test', apiUrl: service.url, access: 'protected' },
    ]);
    assert.equal(await secrets.get(keyOf(service.origin)), undefined);
    assert.equal(await secrets.get(keyOf(`${service.origin}#my%20test`)), service.token);
    await secrets.delete(keyOf(`${service.origin}#my%20test`));
    assert.equal(stage.parts.sessions.current?.environment.name, 'My Test');
    assert.match(stage.tree.view.message ?? '', /^protected · 127/);
    assert.deepEqual(namesOf(stage), ['Empty', 'Group', 'Owner']);
  });

  it('are not added under a name that there is', async () => {
    await twoAccounts(stage);
    stage.script.fill({ name: 'TEST' });
    await run('addEnvironment');
    assert.deepEqual(stage.script.problems, [
      'Another environment already has this name. Names are not case-sensitive.',
    ]);
  });

  it('are removed with their token, and tokens of names that are gone are offered for removal', async () => {
    const { service, production } = await twoAccounts(stage);
    await stage.store(`${service.origin}#older`, 'old-token');
    stage.script.pick('Test');
    stage.script.consent(true);
    stage.script.choose('Remove');
    await run('removeEnvironment');
    const { secrets } = stage.context;
    const { host } = new URL(service.url);
    assert.equal(await secrets.get(keyOf(`${service.origin}#test`)), undefined);
    assert.equal(await secrets.get(keyOf(`${service.origin}#production`)), production.token);
    assert.deepEqual(stage.script.messages, [
      `The environment Test and its token or private key for ${host} were removed.`,
      `Tokens or keys are stored for environments that are no longer in the settings: older on ${host}. Remove these tokens and keys?`,
    ]);
    assert.equal(stage.parts.sessions.current, undefined, 'no other one is taken');
  });
});
