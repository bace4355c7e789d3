import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exportPrivateKey, generateKeyPair } from '../../src/auth/keys/privateKey';
import { run } from './support/actions';
import { CLIENTS } from './support/clients';
import { hasten } from './support/clock';
import { spoil } from './support/secrets';
import { keyOf, useStage, type StagedService } from './support/stage';

const UNLOCK = 'The secret storage of VS Code failed or did not answer. Unlock your keyring, if you have one.';
const hanging = (): Promise<never> => new Promise(() => undefined);

describe('The secret storage of private keys', () => {
  const stage = useStage();
  let service: StagedService;
  let pem: string;

  beforeEach(async () => {
    service = await stage.serve({ clients: CLIENTS });
    const key = generateKeyPair();
    pem = exportPrivateKey(key);
    for (const kind of ['key', 'newKey'])
      stage.later(() => stage.context.secrets.delete(`aleta.${kind}:${service.origin}#keyed`));
    const { url: apiUrl, tokenUrl } = service;
    const entry = { apiUrl, tokenUrl, signIn: 'key', key: service.registerKey(key.publicJwk) };
    await stage.environments([{ name: 'Keyed', ...entry }], 'Keyed');
  });

  /** Fails once for private keys, as a keyring that is unlocked then. */
  const failOnce = (): void => {
    const get = stage.context.secrets.get.bind(stage.context.secrets);
    let isLocked = true;
    const mend = spoil(stage, 'get', (key) => {
      if (!isLocked) return get(key);
      isLocked = false;
      return Promise.reject(new Error('The keyring is locked.'));
    });
    stage.later(mend);
  };
  const told = (): unknown[] => stage.script.told.map(({ message, buttons }) => [message, buttons.join()]);

  it('that fails when a person signs in is told, with Retry, which goes on once it works', async () => {
    failOnce();
    const ended = Promise.withResolvers<undefined>();
    stage.script.choose('Retry', ended.promise);
    stage.script.pick('Paste Key…');
    stage.script.type(pem);
    const { sessions } = stage.parts;
    const signedIn = new Promise<void>((resolve) => {
      const listener = sessions.onDidChange(() => {
        if (sessions.current === undefined) return;
        listener.dispose();
        resolve();
      });
    });
    await run('signIn');
    ended.resolve(undefined);
    await signedIn;
    assert.deepEqual(told(), [[`You were not signed in to Keyed. ${UNLOCK}`, 'Retry,Show Log']]);
    assert.equal(await stage.context.secrets.get(`aleta.key:${service.origin}#keyed`), pem);
  });

  it('that never answers when a person signs in is told in time', async () => {
    spoil(stage, 'get', hanging);
    hasten(stage);
    await run('signIn');
    assert.deepEqual(told(), [[`You were not signed in to Keyed. ${UNLOCK}`, 'Retry,Show Log']]);
  });

  it('that fails when a key pair is generated is told, and Retry generates it', async () => {
    stage.later(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
    failOnce();
    stage.script.choose('Retry');
    const opened = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidOpenTextDocument(({ languageId }) => {
        if (languageId !== 'markdown') return;
        listener.dispose();
        resolve();
      });
    });
    await run('generateKeyPair');
    await opened;
    assert.deepEqual(told(), [[`No key pair was generated for Keyed. ${UNLOCK}`, 'Retry,Show Log']]);
    assert.match((await stage.context.secrets.get(`aleta.newKey:${service.origin}#keyed`)) ?? '', /PRIVATE KEY/);
  });

  it('that fails when an environment takes over the token in use is told, and the environment is there', async () => {
    await stage.set('aleta.environments', []);
    await stage.context.workspaceState.update('aleta.environment', undefined);
    await stage.connect(service);
    stage.later(() => stage.context.secrets.delete(keyOf(`${service.origin}#mine`)));
    stage.script.fill({ address: 'same', name: 'Mine' });
    const { secrets, environments } = stage.parts;
    const move = secrets.move.bind(secrets);
    secrets.move = async (...slots) => {
      failOnce();
      await move(...slots);
    };
    stage.later(() => Reflect.deleteProperty(secrets, 'move'));
    await run('addEnvironment');
    assert.deepEqual(told(), [[`Your token was not moved to the environment. ${UNLOCK}`, 'Show Log']]);
    assert.notEqual(environments.find('Mine'), undefined);
  });
});
