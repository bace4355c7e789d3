import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startDemoService } from '../../src/demo/demoService';
import { intercepts, type InterceptName } from '../support/faults';
import { FAULT_NAMES, FAULTY_CLIENTS, startFaulty, type FaultName } from '../support/faultyService';
import { rowOf } from './support/clients';
import { hasten, quickRetries } from './support/clock';
import { submit } from './support/script';
import { until, useStage, type Stage } from './support/stage';
import { leaks, traces } from './support/traces';

const CANARY = 'canary-7f3a9c51e2d84b60';

/** Faults that end only with a time limit, which is longer here than a test: they are cancelled. */
const isEndless = (name: FaultName): boolean => /no answer|drip|silent|never answered/.test(name);

/** Everything that anybody could read of it, and whether the search would have found it. */
function search(stage: Stage): string[] {
  const texts = traces(stage);
  const { told, inputs, confirmations, picks } = stage.script;
  texts.set('prompts', JSON.stringify([told, inputs, confirmations, picks]));
  const { failure } = stage.parts.store;
  texts.set('failure', describeError(failure));
  texts.set('view', `${stage.tree.view.message ?? ''} ${stage.tree.view.description ?? ''}`);
  assert.ok(leaks(texts, '/api/v2/clients').includes('log'), 'the search finds what is in the log');
  return leaks(texts, CANARY, 'Bearer c', 'Bearer%20');
}

const describeError = (error: unknown): string =>
  error instanceof Error
    ? `${error.stack ?? ''} ${JSON.stringify(error)} ${JSON.stringify(Object.entries(error))} ${describeError(error.cause)}`
    : String(error);

describe('A token', () => {
  const stage = useStage();

  for (const name of FAULT_NAMES) {
    it(`is in nothing that is written or shown when the list meets: ${name}`, async () => {
      quickRetries(stage);
      const faulty = await startFaulty(name, CANARY);
      stage.later(() => faulty.close());
      // A token goes to nowhere but this machine without TLS, not even to a host that does not exist.
      const url = faulty.url.replace('http://nowhere', 'https://nowhere');
      const { origin } = new URL(url);
      await stage.store(origin, CANARY);
      await stage.set('aleta.apiUrl', url);
      const { store, loader, sessions } = stage.parts;
      await until(store, () => store.isLoading || store.failure !== undefined);
      if (isEndless(name)) loader.cancel();
      await until(store, () => !store.isLoading);
      if (!isEndless(name)) {
        if (name === 'HTTP 401') stage.script.type(CANARY);
        await loader.load({ interactive: true });
      }
      assert.equal(sessions.current?.service.origin, origin);
      assert.deepEqual(faulty.elsewhere, [], 'nothing was asked of another origin');
      assert.deepEqual(search(stage), []);
    });
  }

  const writes = (Object.keys(intercepts) as InterceptName[]).filter((name) => !isEndless(name));
  for (const command of ['createClient', 'renameClient', 'deleteClient'] as const) {
    it(`is in nothing that is written or shown when ${command} meets any of ${writes.length} faults`, async () => {
      // A 429 is waited for until 45 s are over.
      hasten(stage);
      let fault: InterceptName | undefined;
      const service = await startDemoService({
        token: CANARY,
        clients: FAULTY_CLIENTS,
        intercept: (request, response) =>
          fault !== undefined && request.method !== 'GET' && intercepts[fault](request, response),
      });
      stage.later(() => service.close());
      await stage.connect({ url: service.url, token: CANARY });
      const { script } = stage;
      for (const name of writes) {
        fault = undefined;
        const client = service.data.create(`Client for ${name}`, 'root');
        await stage.parts.loader.load({ interactive: false });
        fault = name;
        // After a 401 the person signs in, twice, with the same.
        const signIn = (): void => {
          if (name === 'HTTP 401') for (const token of [CANARY, CANARY]) script.type(token);
        };
        if (command === 'deleteClient') {
          script.consent(true);
          signIn();
        } else {
          script.answer(async (flow, typed) => {
            signIn();
            return (await submit(flow, typed, 'Another name'))?.result;
          });
        }
        await vscode.commands.executeCommand(`aleta.${command}`, rowOf(stage, client.id));
      }
      const said = [...script.messages, ...script.inputs.flatMap((input) => input.said)];
      assert.ok(said.length >= writes.length, 'something is said of each');
      assert.deepEqual(search(stage), []);
    });
  }
});
