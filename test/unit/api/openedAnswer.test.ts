import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ListSink } from '../../../src/api/listPages';
import type { OpenedAnswer } from '../../../src/api/openedAnswer';
import type { TokenSource } from '../../../src/api/transport';
import { listAll, settle } from '../../support/calls';
import { JSON_TYPE } from '../../support/faults';
import { bare, json, resource, scriptedService, TOKEN } from '../../support/scriptedService';

const LIST = '/api/v2/clients';

describe('A list that was asked for to try a token', () => {
  const service = scriptedService();
  const { signal } = new AbortController();
  let opened: OpenedAnswer | undefined;
  const tokens: TokenSource = {
    getToken: () => Promise.resolve(TOKEN),
    renewToken: () => Promise.resolve(undefined),
    isOpen: () => true,
    takeOpened: () => {
      const taken = opened;
      opened = undefined;
      return taken;
    },
  };
  const lists = (): number => service.urls().filter((url) => url === LIST).length;

  beforeEach(() => (opened = undefined));
  afterEach(() => opened?.discard());

  /** Begins to answer each list, and hands over the answer before its end. */
  function beginAnswers(): Promise<ServerResponse> {
    const begun = Promise.withResolvers<ServerResponse>();
    service.answer = (response) => {
      response.writeHead(200, { 'Content-Type': JSON_TYPE }).write(`{"data":[${JSON.stringify(resource('1'))},`);
      begun.resolve(response);
    };
    return begun.promise;
  }

  it('is there at its status, and read on by the next load, with one request', async () => {
    const begun = beginAnswers();
    const api = await service.open({ tokens });
    opened = await api.open(signal);
    const { askedAt } = opened;
    const told: Date[] = [];
    const ids: unknown[] = [];
    const sink: ListSink = { restart: () => (ids.length = 0), add: (record) => ids.push('id' in record && record.id) };
    const loading = api.list(sink, { signal, onAskedBefore: (at) => told.push(at) });
    (await begun).end(`${JSON.stringify(resource('2'))}]}`);
    await loading;
    assert.deepEqual(ids, ['1', '2']);
    assert.equal(lists(), 1);
    assert.deepEqual(told, [askedAt]);
  });

  it('goes on with its further pages, whose addresses are relative to where it came from', async () => {
    service.answer = (response, request) => {
      if (request.url === LIST) response.writeHead(302, { Location: '/elsewhere/clients' }).end();
      else if (request.url === '/elsewhere/clients') {
        json({ data: [resource('1')], links: { next: 'clients?page=2' } })(response, request);
      } else json({ data: [resource('2')] })(response, request);
    };
    const api = await service.open({ tokens });
    opened = await api.open(signal);
    assert.equal((await listAll(api, { signal })).length, 2);
    assert.deepEqual(service.urls(), [LIST, '/elsewhere/clients', '/elsewhere/clients?page=2']);
  });

  it('that breaks is a failure of the load, which asks again', async () => {
    const begun = beginAnswers();
    const api = await service.open({ tokens });
    opened = await api.open(signal);
    const records = listAll(api, { signal });
    const response = await begun;
    service.answer = json({ data: [resource('1'), resource('2'), resource('3')] });
    response.destroy();
    assert.equal((await records).length, 3);
    assert.equal(lists(), 2);
  });

  it('ends with the load that reads it, with the reason given', async () => {
    const begun = beginAnswers();
    const api = await service.open({ tokens });
    opened = await api.open(signal);
    const response = await begun;
    const closed = once(response, 'close');
    const controller = new AbortController();
    const reason = new Error('the person changed their mind');
    const running = settle(listAll(api, { signal: controller.signal }));
    controller.abort(reason);
    assert.equal((await running).error, reason);
    await closed;
  });

  it('is not begun, nor waited for, once nobody wants it', async () => {
    const api = await service.open({ tokens });
    await assert.rejects(api.open(AbortSignal.abort()), { name: 'AbortError' });
    assert.deepEqual(service.urls(), []);
    const arrived = Promise.withResolvers<ServerResponse>();
    service.answer = (response) => arrived.resolve(response);
    const controller = new AbortController();
    const opening = settle(api.open(controller.signal));
    const closed = once(await arrived.promise, 'close');
    controller.abort();
    assert.equal((await opening).error, controller.signal.reason);
    await closed;
  });

  it('ends its connection where it is discarded', async () => {
    const begun = beginAnswers();
    const api = await service.open({ tokens });
    const list = await api.open(signal);
    const closed = once(await begun, 'close');
    list.discard();
    await closed;
  });

  it('is refused as any other where the token is', async () => {
    service.answer = bare(401);
    const api = await service.open({ tokens });
    await assert.rejects(api.open(signal), { name: 'SignInRequiredError', status: 401 });
    service.answer = bare(403);
    await assert.rejects(api.open(signal), { name: 'HttpStatusError', status: 403 });
  });

  for (const [what, spoil] of [
    ['a client was read since', (api) => api.get('1', { signal })],
    ['a client was renamed since', (api) => api.rename('1', 'New', { signal })],
  ] as readonly (readonly [string, (api: Awaited<ReturnType<typeof service.open>>) => Promise<unknown>])[]) {
    it(`is not read where ${what}: that is known better`, async () => {
      service.answer = json({ data: [resource('1')] });
      const api = await service.open({ tokens });
      opened = await api.open(signal);
      service.answer = (response, request) =>
        json({ data: request.url === LIST ? [resource('1')] : resource('1') })(response, request);
      await spoil(api);
      await listAll(api, { signal });
      assert.equal(lists(), 2);
      assert.equal(opened, undefined);
    });
  }

  it('is not read by a refresh, which asks from now on', async () => {
    service.answer = json({ data: [resource('1')] });
    const api = await service.open({ tokens });
    opened = await api.open(signal);
    await api.list({ restart: () => undefined, add: () => undefined }, { signal, isAfresh: true });
    assert.equal(lists(), 2);
  });
});
