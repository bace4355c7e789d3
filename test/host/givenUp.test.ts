import assert from 'node:assert/strict';
import type { InputBoxOptions } from '../../src/platform/inputBox';
import { newTask } from '../../src/platform/progress';
import { run } from './support/actions';
import { accepting } from './support/changingToken';
import { CLIENTS, rowOf } from './support/clients';
import { hasten } from './support/clock';
import { pressCancel } from './support/progress';
import { spoil } from './support/secrets';
import { until, useStage, type Stage, type StagedService } from './support/stage';

const hanging = (): Promise<never> => new Promise(() => undefined);

/** Accepts a value in a box, and gives up the work behind it when `when` is there. */
async function workUntil(flow: InputBoxOptions<unknown>, value: string, when: Promise<unknown>): Promise<undefined> {
  const controller = new AbortController();
  const task = newTask(
    controller.signal,
    () => undefined,
    () => false,
  );
  void when.then(() => controller.abort());
  await assert.rejects(flow.submit(value, task), { name: 'AbortError' });
  return undefined;
}

/** Gives a command, and gives it up as a person does when `when` is there: in its box, its notification, or the view. */
type GivenUp = (stage: Stage, when: Promise<unknown>) => Promise<unknown>;

const KINDS: Readonly<Record<string, GivenUp>> = {
  'a new client': async ({ script }, when) => {
    script.answer((flow) => workUntil(flow, 'As typed', when));
    await run('createTopLevelClient');
  },
  'a new name': async (stage, when) => {
    stage.script.answer((flow) => workUntil(flow, 'As typed', when));
    await run('renameClient', rowOf(stage, 'empty'));
  },
  'a deletion': async (stage, when) => {
    stage.script.consent(true);
    pressCancel(stage, when);
    await run('deleteClient', rowOf(stage, 'empty'));
  },
  'a refresh of one client': async (stage, when) => {
    pressCancel(stage, when);
    await run('refreshClient', rowOf(stage, 'empty'));
  },
  'a copy': async (stage, when) => {
    pressCancel(stage, when);
    await run('copyClientJson', rowOf(stage, 'empty'));
  },
  'a refresh of all clients': async (_, when) => {
    void when.then(() => run('cancelLoad'));
    await run('refreshClients');
  },
};

const dataOf = ({ data }: StagedService): string => JSON.stringify(data.list());

describe('While the box for a token is waited for after a 401', () => {
  const stage = useStage();

  /** Answers the next box for a token by waiting for what closes it. Resolves with its signal once it is open. */
  function leaveOpen(): Promise<AbortSignal> {
    const opened = Promise.withResolvers<AbortSignal>();
    stage.script.answer(async ({ signal }) => {
      assert.ok(signal);
      opened.resolve(signal);
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      return undefined;
    });
    return opened.promise;
  }

  async function refusing(): Promise<StagedService> {
    let accepted = 'opaque-token-one';
    const service = await stage.serve(accepting(() => accepted));
    await stage.connect({ url: service.url, token: accepted });
    accepted = 'another-token';
    return service;
  }

  /** Resolves once the secret was read so often, and whoever read it has gone on. */
  function untilRead(times: number): Promise<void> {
    const { secrets } = stage.context;
    const get = secrets.get.bind(secrets);
    let left = times;
    return new Promise((resolve) => {
      spoil(stage, 'get', async (key) => {
        const secret = await get(key);
        if (--left === 0) setImmediate(resolve);
        return secret;
      });
    });
  }

  for (const [what, act] of Object.entries(KINDS)) {
    it(`${what} can be given up, and the box closes`, async () => {
      const service = await refusing();
      const before = dataOf(service);
      // The box of the command itself comes first.
      const open = Promise.withResolvers<AbortSignal>();
      const acting = act(stage, open.promise);
      const box = leaveOpen();
      void box.then(open.resolve);
      await acting;
      assert.equal((await box).aborted, true);
      assert.equal(dataOf(service), before);
      assert.deepEqual(stage.script.troubles, []);
      await until(stage.parts.store, () => !stage.parts.store.isLoading);
      assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    });
  }

  it('the box stays for another that waits for it', async () => {
    await refusing();
    const { sessions } = stage.parts;
    const connection = sessions.current;
    assert.ok(connection);
    const [first, second] = [new AbortController(), new AbortController()];
    const open = leaveOpen();
    const both = untilRead(4);
    const ended = [first, second].map(({ signal: own }) =>
      assert.rejects(connection.api.get('empty', { signal: own }), { name: 'AbortError' }),
    );
    const signal = await open;
    // Each reads it before its request, and after the refusal.
    await both;
    first.abort();
    await ended[0];
    assert.equal(signal.aborted, false);
    second.abort();
    await ended[1];
    assert.equal(signal.aborted, true);
  });

  it('the box stays for a person who wants to sign in', async () => {
    const service = await refusing();
    const controller = new AbortController();
    const { api } = stage.parts.sessions.current ?? assert.fail();
    const opened = Promise.withResolvers<undefined>();
    const submitted = Promise.withResolvers<undefined>();
    stage.script.answer(async ({ signal }) => {
      opened.resolve(undefined);
      await submitted.promise;
      assert.equal(signal?.aborted, false);
      return undefined;
    });
    const asking = assert.rejects(api.get('empty', { signal: controller.signal }), { name: 'AbortError' });
    await opened.promise;
    const signingIn = run('signIn');
    controller.abort();
    await asking;
    submitted.resolve(undefined);
    await signingIn;
    assert.equal(stage.script.inputs.length, 1);
    assert.ok(service.seen.length > 0);
  });
});

describe('While the secret storage does not answer', () => {
  const stage = useStage();

  for (const [what, act] of Object.entries(KINDS)) {
    it(`${what} can be given up once it is under way`, async () => {
      const service = await stage.open({ clients: CLIENTS });
      const before = dataOf(service);
      const asked = Promise.withResolvers<undefined>();
      const { secrets } = stage.context;
      const get = secrets.get.bind(secrets);
      let reads = 0;
      // The first is that of the command, which looks who is signed in.
      spoil(stage, 'get', (key) => {
        if (++reads === 1) return get(key);
        asked.resolve(undefined);
        return hanging();
      });
      service.requests.length = 0;
      await act(stage, asked.promise);
      await until(stage.parts.store, () => !stage.parts.store.isLoading);
      assert.deepEqual([service.seen, dataOf(service)], [[], before]);
      assert.deepEqual(stage.script.messages, []);
      assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    });
  }

  for (const command of [
    ...['createTopLevelClient', 'createClient', 'renameClient', 'deleteClient'],
    ...['refreshClients', 'refreshClient', 'openClient', 'copyClientJson', 'copyClientName'],
    ...['exportClients', 'exportBranch', 'checkHierarchy', 'findClient', 'filterClients'],
  ]) {
    it(`${command} can be given up before it begins`, async () => {
      await stage.open({ clients: CLIENTS });
      const row = rowOf(stage, 'empty');
      const { secrets } = stage.context;
      spoil(stage, 'get', hanging);
      hasten(stage);
      const begunAt = performance.now();
      const titles = pressCancel(stage, Promise.resolve());
      await run(command, row);
      assert.ok(performance.now() - begunAt < 10_000);
      assert.deepEqual([titles, stage.script.messages], [['Waiting for the secret storage of VS Code…'], []]);
      Reflect.deleteProperty(secrets, 'get');
    });
  }
});
