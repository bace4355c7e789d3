import assert from 'node:assert/strict';
import { intercepts } from '../support/faults';
import { jwt } from '../support/jwt';
import { run } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { keyOf, useStage } from './support/stage';

describe('An old message', () => {
  const stage = useStage();

  it('of an incomplete deletion has the number typed before Retry, where the environment is protected only since', async () => {
    let isBroken = true;
    const service = await stage.serve({
      clients: CLIENTS,
      intercept: (request, response) =>
        isBroken && request.method === 'DELETE' && intercepts['HTTP 422'](request, response),
    });
    const entry = { name: 'Guarded', apiUrl: service.url };
    await stage.store(`${service.origin}#guarded`, service.token);
    await stage.environments([entry], 'Guarded');
    const isProtected = Promise.withResolvers<undefined>();
    stage.script.consent(true);
    stage.script.choose('Retry', isProtected.promise);
    const rows = [rowOf(stage, 'leaf'), rowOf(stage, 'empty')];
    const deletion = run('deleteClient', rows[0], rows);
    await stage.script.untilTold(1);
    isBroken = false;
    service.requests.length = 0;
    await stage.set('aleta.environments', [{ ...entry, access: 'protected' }]);
    stage.script.type('1', '2');
    isProtected.resolve(undefined);
    await deletion;
    const [box] = stage.script.inputs;
    assert.match(box?.prompt ?? '', /^The environment Guarded is protected\. Type the number of clients to delete: 2$/);
    assert.deepEqual(box?.said, ['error: Type the number: 2']);
    assert.equal(service.seen.filter((line) => line.startsWith('DELETE ')).length, 2);
  });

  for (const what of ['signed out', 'failed'] as const) {
    it(`that a person is ${what} signs in to no other environment than the one that it is of`, async () => {
      const service = await stage.serve({ clients: CLIENTS });
      const other = await stage.serve({ clients: CLIENTS });
      const entries = [
        { name: 'First', apiUrl: service.url },
        { name: 'Second', apiUrl: other.url },
      ];
      const isElsewhere = Promise.withResolvers<undefined>();
      stage.script.choose('Sign In', isElsewhere.promise);
      await stage.environments(entries, 'First');
      const advice = { text: 'Sign in.', remedies: ['signIn'] as const };
      const telling =
        what === 'failed'
          ? stage.parts.prompts.fail('It failed.', new Error('it'), undefined, advice)
          : run('refreshClients');
      await stage.script.untilTold(1);
      stage.script.pick('Second');
      await run('switchEnvironment');
      isElsewhere.resolve(undefined);
      await telling;
      assert.equal(stage.script.messages[1], 'You switched to another account or service meanwhile. Nothing was done.');
      assert.deepEqual(stage.script.inputs, []);
    });
  }

  it('that a token expires signs in to no other environment than the one that it is of', async () => {
    const exp = Math.floor(Date.now() / 1000) + 240;
    const service = await stage.serve({ clients: CLIENTS, token: jwt({ iss: 'i', sub: 's', exp }) });
    const other = await stage.serve({ clients: CLIENTS });
    await stage.store(`${service.origin}#first`, service.token);
    await stage.store(`${other.origin}#second`, other.token);
    const entries = [
      { name: 'First', apiUrl: service.url },
      { name: 'Second', apiUrl: other.url },
    ];
    const isElsewhere = Promise.withResolvers<undefined>();
    stage.script.choose('Sign In', isElsewhere.promise);
    await stage.environments(entries, 'First');
    await stage.script.untilTold(1);
    stage.script.pick('Second');
    await run('switchEnvironment');
    isElsewhere.resolve(undefined);
    await stage.script.untilTold(2);
    assert.match(stage.script.messages[0] ?? '', /^Your token for First expires at /);
    assert.equal(stage.script.messages[1], 'You switched to another account or service meanwhile. Nothing was done.');
    assert.deepEqual(stage.script.inputs, []);
    assert.equal(await stage.context.secrets.get(keyOf(`${other.origin}#second`)), other.token);
  });
});
