import assert from 'node:assert/strict';
import { run } from './support/actions';
import { CLIENTS } from './support/clients';
import { hasten } from './support/clock';
import { spoil } from './support/secrets';
import { keyOf, until, useStage } from './support/stage';

const rejecting = (): Promise<never> => Promise.reject(new Error('The keyring is locked.'));
const hanging = (): Promise<never> => new Promise(() => undefined);

describe('The secret storage', () => {
  const stage = useStage();

  for (const [title, answer] of [
    ['fails', rejecting],
    ['never answers', hanging],
  ] as const) {
    it(`that ${title} is told in the view, with Retry, which works once it does`, async () => {
      const service = await stage.serve({ clients: CLIENTS });
      await stage.store(service.origin, service.token);
      const mend = spoil(stage, 'get', answer);
      if (answer === hanging) hasten(stage);
      await stage.set('aleta.apiUrl', service.url);
      await stage.parts.sessions.sync();
      assert.deepEqual(
        ['aleta.state', 'aleta.failure'].map((key) => stage.contextKeys.get(key)),
        ['failed', 'secretStorage'],
      );
      assert.ok(stage.log.some((line) => line.includes('SecretStorageError')));
      mend();
      await run('refreshClients');
      await until(stage.parts.store, () => stage.parts.store.hierarchy?.size === CLIENTS.length);
    });

    it(`that ${title} to keep a token leaves this window signed in, and says so`, async () => {
      const service = await stage.serve({ clients: CLIENTS });
      await stage.set('aleta.apiUrl', service.url);
      const mend = spoil(stage, 'store', answer);
      if (answer === hanging) hasten(stage);
      stage.script.type(service.token);
      await run('signIn');
      const { store } = stage.parts;
      await until(store, () => store.hierarchy?.size === CLIENTS.length);
      assert.equal(await stage.context.secrets.get(keyOf(service.origin)), undefined);
      assert.deepEqual(
        stage.script.told.map(({ message, buttons }) => [message, buttons.join()]),
        [
          [
            'You are signed in for this window only because your token could not be stored. ' +
              'The secret storage of VS Code failed or did not answer. Unlock your keyring, if you have one.',
            'Retry,Show Log',
          ],
        ],
      );
      mend();
      stage.later(() => stage.context.secrets.delete(keyOf(service.origin)));
      await run('signOut');
      assert.equal(store.hierarchy, undefined);
    });

    it(`that ${title} to remove a token leaves this window signed out, and says so`, async () => {
      const service = await stage.open({ clients: CLIENTS });
      spoil(stage, 'delete', answer);
      if (answer === hanging) hasten(stage);
      await run('signOut');
      assert.equal(stage.parts.sessions.current, undefined);
      assert.match(stage.script.messages.join(), /^You are signed out of this window only/);
      assert.equal(await stage.context.secrets.get(keyOf(service.origin)), service.token);
    });

    it(`that ${title} does not keep anybody in the demo`, async () => {
      await stage.open({ clients: CLIENTS });
      await stage.parts.sessions.exploreDemo();
      const mend = spoil(stage, 'get', answer);
      if (answer === hanging) hasten(stage);
      await run('leaveDemo');
      assert.equal(stage.parts.sessions.isDemo, false);
      assert.equal(stage.contextKeys.get('aleta.failure'), 'secretStorage');
      mend();
    });
  }
});
