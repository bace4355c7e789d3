import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { newTask } from '../../src/platform/progress';
import { intercepts, JSON_TYPE, type Intercept } from '../support/faults';
import { run } from './support/actions';
import { accepting } from './support/changingToken';
import { CLIENTS, rowOf } from './support/clients';
import { hasten, quickRetries } from './support/clock';
import { spoil } from './support/secrets';
import { keyOf, until, useStage, type Stage, type StagedService } from './support/stage';

const LIST = 'GET /api/v2/clients';
const isList = ({ method, url }: { method?: string | undefined; url?: string | undefined }): boolean =>
  `${method ?? ''} ${url ?? ''}` === LIST;
const listsOf = ({ seen }: StagedService): number => seen.filter((line) => line === LIST).length;

const client = (id: string) => JSON.stringify({ id, type: 'client', attributes: { name: id } });

/** Begins to answer a list, and leaves its end to the test. */
function beginning(): { intercept: Intercept; begun: Promise<ServerResponse> } {
  const begun = Promise.withResolvers<ServerResponse>();
  const intercept: Intercept = (request, response) => {
    if (!isList(request)) return false;
    response.writeHead(200, { 'Content-Type': JSON_TYPE }).write(`{"data":[${client('first')},`);
    begun.resolve(response);
    return true;
  };
  return { intercept, begun: begun.promise };
}

/** Turns to a service to which nobody is signed in. */
async function turnTo(stage: Stage, service: StagedService): Promise<void> {
  stage.later(() => stage.context.secrets.delete(keyOf(service.origin)));
  await stage.set('aleta.apiUrl', service.url);
  await stage.parts.sessions.sync();
}

const stored = (stage: Stage, { origin }: StagedService): Thenable<string | undefined> =>
  stage.context.secrets.get(keyOf(origin));

describe('Signing in', () => {
  const stage = useStage();

  it('asks for the list once: the token is stored and the box closed at its status, and it is then shown', async () => {
    const { intercept, begun } = beginning();
    const service = await stage.serve({ clients: CLIENTS, intercept });
    await turnTo(stage, service);
    const { store } = stage.parts;
    stage.script.type(service.token);
    const signingIn = run('signIn');
    const response = await begun;
    await until(store, () => store.isLoading);
    assert.equal(stage.contextKeys.get('aleta.state'), 'loading');
    response.end(`${client('second')}]}`);
    await signingIn;
    assert.equal(await stored(stage, service), service.token);
    assert.equal(store.hierarchy?.size, 2);
    assert.deepEqual(service.seen, [LIST]);
    assert.deepEqual(stage.script.inputs[0]?.said, []);
    assert.deepEqual(stage.script.messages, []);
  });

  it('asks for each page of the list once, also behind a redirect', async () => {
    const service = await stage.serve({
      intercept: (request, response) => {
        const answer = (document: string): true => {
          response.writeHead(200, { 'Content-Type': JSON_TYPE }).end(document);
          return true;
        };
        if (isList(request)) response.writeHead(302, { Location: '/moved/list' }).end();
        else if (request.url === '/moved/list') return answer(`{"data":[${client('a')}],"links":{"next":"page2"}}`);
        else return answer(`{"data":[${client('b')}]}`);
        return true;
      },
    });
    await turnTo(stage, service);
    stage.script.type(service.token);
    await run('signIn');
    assert.equal(stage.parts.store.hierarchy?.size, 2);
    assert.deepEqual(service.seen, [LIST, 'GET /moved/list', 'GET /moved/page2']);
  });

  it('asks for the list once more only where its body broke, which is no matter of the token', async () => {
    quickRetries(stage);
    let isBroken = true;
    const service = await stage.serve({
      clients: CLIENTS,
      intercept: (request, response) =>
        isBroken && isList(request) && intercepts['an answer cut half-way'](request, response),
    });
    await turnTo(stage, service);
    stage.script.type(service.token);
    await run('signIn');
    assert.deepEqual(stage.script.inputs[0]?.said, []);
    assert.equal(await stored(stage, service), service.token);
    assert.deepEqual(
      ['aleta.state', 'aleta.failure'].map((key) => stage.contextKeys.get(key)),
      ['failed', 'unreachable'],
    );
    assert.equal(listsOf(service), 4, 'as often as any load');
    isBroken = false;
    await run('refreshClients');
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
  });

  for (const [title, answer] of [
    ['fails', (): Promise<never> => Promise.reject(new Error('The keyring is locked.'))],
    ['never answers', (): Promise<never> => new Promise(() => undefined)],
  ] as const) {
    it(`asks for the list once where the secret storage ${title}`, async () => {
      const service = await stage.serve({ clients: CLIENTS });
      await turnTo(stage, service);
      spoil(stage, 'store', answer);
      hasten(stage);
      stage.script.type(service.token);
      await run('signIn');
      assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
      assert.deepEqual(service.seen, [LIST]);
      assert.match(stage.script.messages.join(), /^You are signed in for this window only/);
    });
  }

  it('shows nothing of it where another service was turned to before the token was stored', async () => {
    const { intercept, begun } = beginning();
    const service = await stage.serve({ intercept });
    const other = await stage.serve({ clients: CLIENTS });
    await stage.store(other.origin, other.token);
    await turnTo(stage, service);
    const storing = Promise.withResolvers<undefined>();
    const { secrets } = stage.context;
    const store = secrets.store.bind(secrets);
    const isStoring = new Promise<void>((resolve) => {
      spoil(stage, 'store', async (key, value) => {
        resolve();
        await storing.promise;
        await store(key, value);
      });
    });
    stage.script.type(service.token);
    const signingIn = run('signIn');
    const closed = once(await begun, 'close');
    await isStoring;
    await stage.set('aleta.apiUrl', other.url);
    storing.resolve(undefined);
    await signingIn;
    await closed;
    await until(stage.parts.store, () => stage.parts.store.hierarchy?.size === CLIENTS.length);
    assert.deepEqual([service.seen, other.seen], [[LIST], [LIST]]);
  });

  it('keeps nothing where it is given up while the service is waited for, and ends the request', async () => {
    const arrived = Promise.withResolvers<ServerResponse>();
    const service = await stage.serve({
      intercept: (_, response) => {
        arrived.resolve(response);
        return true;
      },
    });
    await turnTo(stage, service);
    const controller = new AbortController();
    stage.script.answer(async (flow) => {
      const task = newTask(
        controller.signal,
        () => undefined,
        () => false,
      );
      await assert.rejects(flow.submit(service.token, task), { name: 'AbortError' });
      return undefined;
    });
    const signingIn = run('signIn');
    const closed = once(await arrived.promise, 'close');
    controller.abort();
    await Promise.all([signingIn, closed]);
    assert.equal(await stored(stage, service), undefined);
    assert.equal(stage.parts.sessions.current, undefined);
  });

  it('from the demo asks for the list once', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    await turnTo(stage, service);
    await stage.parts.sessions.exploreDemo();
    stage.script.type(service.token);
    await run('signIn');
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    assert.deepEqual(service.seen, [LIST]);
  });

  for (const [what, act] of [
    ['a refresh', () => run('refreshClients')],
    ['an edit', () => run('renameClient', rowOf(stage, 'empty'))],
  ] as const) {
    it(`again in the midst of ${what} asks for the list once`, async () => {
      let accepted = 'opaque-token-one';
      const service = await stage.serve(accepting(() => accepted));
      await stage.connect({ url: service.url, token: accepted });
      service.requests.length = 0;
      accepted = 'opaque-token-two';
      if (what === 'an edit') stage.script.type('As typed');
      stage.script.type(accepted);
      await act();
      await until(stage.parts.store, () => !stage.parts.store.isLoading);
      const lists = service.requests.filter(({ method, path }) => isList({ method, url: path }));
      assert.deepEqual(
        lists.map(({ authorization }) => authorization),
        ['Bearer opaque-token-one', 'Bearer opaque-token-two'].slice(what === 'an edit' ? 1 : 0),
      );
      assert.equal(stage.parts.store.failure, undefined);
      if (what === 'an edit') assert.equal(stage.parts.store.hierarchy?.get('empty')?.name, 'As typed');
      assert.deepEqual(stage.script.troubles, []);
    });
  }
});

describe('A list that comes late', () => {
  const stage = useStage();

  const late =
    (isBegun: boolean): Intercept =>
    async (request, response) => {
      if (!isList(request)) return false;
      if (isBegun) response.writeHead(200, { 'Content-Type': JSON_TYPE }).flushHeaders();
      await new Promise((resolve) => void setTimeout(resolve, 31_000));
      if (!isBegun) return false;
      response.end(`{"data":[${client('late')}]}`);
      return true;
    };

  for (const [what, isBegun] of [
    ['comes', false],
    ['follows its headers', true],
  ] as const) {
    it(`is shown though its first byte ${what} after 31 s, when it is first loaded and refreshed`, async () => {
      const service = await stage.serve({ clients: [{ id: 'late', name: 'late' }], intercept: late(isBegun) });
      hasten(stage);
      await stage.connect(service);
      assert.ok(stage.parts.store.hierarchy?.get('late'));
      await run('refreshClients');
      assert.equal(stage.parts.store.failure, undefined);
      assert.equal(listsOf(service), 2);
    });

    it(`is shown though its first byte ${what} after 31 s, when a person signs in`, async () => {
      const service = await stage.serve({ clients: [{ id: 'late', name: 'late' }], intercept: late(isBegun) });
      await turnTo(stage, service);
      hasten(stage);
      stage.script.type(service.token);
      await run('signIn');
      assert.ok(stage.parts.store.hierarchy?.get('late'));
      assert.deepEqual(service.seen, [LIST]);
    });
  }

  it('is given up after 5 minutes, is not asked for again by itself, and is when the person wants it', async () => {
    let isSilent = true;
    let begunAt = 0;
    const closed = Promise.withResolvers<number>();
    const service = await stage.serve({
      clients: CLIENTS,
      intercept: (_, response) => {
        if (isSilent) begunAt = performance.now();
        response.once('close', () => closed.resolve(performance.now()));
        return isSilent;
      },
    });
    hasten(stage);
    await stage.connect(service);
    const ms = (await closed.promise) - begunAt;
    assert.ok(ms > 270_000 && ms < 330_000, `${ms} ms`);
    assert.equal(stage.contextKeys.get('aleta.failure'), 'timeout');
    assert.equal(listsOf(service), 1);
    isSilent = false;
    await run('refreshClients');
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
  });
});
