import assert from 'node:assert/strict';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { SignInRequiredError } from '../../../src/api/errors';
import { calls, listAll, type CallName } from '../../support/calls';
import { JSON_TYPE } from '../../support/faults';
import { bare, json, resource, scriptedService, TOKEN, type Answer } from '../../support/scriptedService';

describe('the transport', () => {
  const service = scriptedService();
  const { signal } = new AbortController();

  describe('answers', () => {
    for (const type of [JSON_TYPE, 'application/vnd.api+json', 'application/json', 'Application/JSON; charset=utf-8']) {
      it(`reads ${type}`, async () => {
        service.answer = json({ data: [resource('1')] }, 200, { 'Content-Type': type });
        assert.equal((await listAll(await service.open(), { signal })).length, 1);
      });
    }

    it('skips a byte order mark, in every answer and in errors', async () => {
      const reply =
        (status: number, document: unknown): Answer =>
        (response) =>
          response.writeHead(status, { 'Content-Type': JSON_TYPE }).end(`\ufeff${JSON.stringify(document)}`);
      const api = await service.open();
      service.answer = reply(200, { data: [resource('leaf')] });
      assert.equal((await listAll(api, { signal })).length, 1);
      assert.equal((await api.legalEntities('leaf', { signal })).length, 1);
      service.answer = reply(200, { data: resource('leaf') });
      await api.get('leaf', { signal });
      await api.resource('leaf', { signal });
      await api.rename('leaf', 'New', { signal });
      service.answer = reply(201, { data: resource('leaf') });
      await api.create('New', null, { signal });
      service.answer = reply(200, { meta: {} });
      await api.remove('leaf', { signal });
      service.answer = reply(409, { errors: [{ detail: 'It owns something.' }] });
      await assert.rejects(api.remove('1', { signal }), { errors: [{ detail: 'It owns something.' }] });
    });

    for (const [encoding, encode] of [
      ['gzip', gzipSync],
      ['x-gzip', gzipSync],
      ['GZIP', gzipSync],
      ['br', brotliCompressSync],
      ['deflate', deflateSync],
      ['identity', (body: string) => Buffer.from(body)],
    ] as const) {
      it(`decodes ${encoding}, of successes and of errors`, async () => {
        const reply =
          (status: number, document: unknown): Answer =>
          (response) =>
            response
              .writeHead(status, { 'Content-Type': JSON_TYPE, 'Content-Encoding': encoding })
              .end(encode(JSON.stringify(document)));
        const api = await service.open();
        service.answer = reply(200, { data: [resource('1', 'x'.repeat(100_000))] });
        assert.equal((await listAll(api, { signal })).length, 1);
        service.answer = reply(200, { data: resource('1') });
        assert.equal((await api.get('1', { signal })).id, '1');
        service.answer = reply(409, { errors: [{ detail: 'It owns something.' }] });
        await assert.rejects(api.remove('1', { signal }), { errors: [{ detail: 'It owns something.' }] });
      });
    }

    it('follows up to three redirects of a GET within the origin', async () => {
      const api = await service.open();
      for (const [redirects, isFollowed] of [
        [3, true],
        [4, false],
      ] as const) {
        service.seen.length = 0;
        service.answer = (response, request) => {
          if (service.seen.length > redirects) json({ data: resource('1') })(response, request);
          else response.writeHead(302, { Location: `/elsewhere/${service.seen.length}` }).end('moved');
        };
        const got = api.get('1', { signal });
        if (isFollowed) assert.equal((await got).id, '1');
        else await assert.rejects(got, { name: 'ProtocolError', reason: 'redirect', status: 302 });
        assert.deepEqual(service.urls(), ['/api/v2/clients/1', '/elsewhere/1', '/elsewhere/2', '/elsewhere/3']);
        assert.ok(service.seen.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`));
      }
    });
  });

  describe('the time for a list', () => {
    const dripping =
      (bytes: number, drops: number): Answer =>
      (response) => {
        response.writeHead(200, { 'Content-Type': JSON_TYPE }).write('{"data":[]');
        let sent = 0;
        const timer = setInterval(() => {
          if (++sent <= drops) response.write(' '.repeat(bytes));
          else response.end('}');
        }, 20);
        response.on('close', () => clearInterval(timer));
      };
    const limits = { bodyBytes: 1_000_000, listBytes: 1_000_000, listBytesPerSecond: 1_000 };
    const options = {
      timeouts: { total: 200, listFirstByte: 200 },
      limits,
      retry: { attempts: 1, baseMs: 1, budgetMs: 1 },
    };

    it('is as long as it takes, while enough keeps coming', async () => {
      service.answer = dripping(500, 25);
      assert.deepEqual(await listAll(await service.open(options), { signal }), []);
    });

    it('is over when too little comes, though never nothing', async () => {
      service.answer = dripping(1, 1_000_000);
      await assert.rejects(listAll(await service.open(options), { signal }), { name: 'TimeoutError', phase: 'total' });
    });

    const late =
      (isBegun: boolean, document: unknown): Answer =>
      (response) => {
        response.writeHead(200, { 'Content-Type': JSON_TYPE });
        if (isBegun) response.flushHeaders();
        const timer = setTimeout(() => response.end(JSON.stringify(document)), 120);
        response.on('close', () => clearTimeout(timer));
      };
    const timeouts = { headers: 30, bodyIdle: 30, total: 60, listFirstByte: 5_000 };

    for (const [what, isBegun] of [
      ['comes', false],
      ['follows its headers', true],
    ] as const) {
      it(`is longer until its first byte ${what}`, async () => {
        service.answer = late(isBegun, { data: [resource('1')] });
        assert.equal((await listAll(await service.open({ ...options, timeouts }), { signal })).length, 1);
      });

      it(`is over when its first byte never ${what}`, async () => {
        service.answer = late(isBegun, { data: [] });
        const api = await service.open({ ...options, timeouts: { ...timeouts, listFirstByte: 30 } });
        const phase = isBegun ? 'total' : 'headers';
        await assert.rejects(listAll(api, { signal }), { name: 'TimeoutError', phase });
      });

      it(`is no longer for a single client, nor for what it owns, until the first byte ${what}`, async () => {
        service.answer = late(isBegun, { data: resource('1') });
        const api = await service.open({ ...options, timeouts });
        await assert.rejects(api.get('1', { signal }), { name: 'TimeoutError' });
        await assert.rejects(api.legalEntities('1', { signal }), { name: 'TimeoutError' });
      });
    }

    it('is not longer for an error whose body never comes', async () => {
      service.answer = (response) => response.writeHead(500, { 'Content-Type': JSON_TYPE }).flushHeaders();
      await assert.rejects(listAll(await service.open({ ...options, timeouts }), { signal }), { status: 500 });
    });

    it('is not longer for a single client, however much comes', async () => {
      service.answer = dripping(500, 25);
      await assert.rejects((await service.open(options)).get('1', { signal }), { phase: 'total' });
    });
  });

  describe('a refused token', () => {
    const NEW = 'canary-token-new-77c2';
    const good = new Map<CallName, Answer>([
      ['list', json({ data: [] })],
      ['get', json({ data: resource('root') })],
      ['create', json({ data: resource('1') }, 201)],
      ['rename', bare(204)],
      ['remove', bare(204)],
    ]);

    for (const [name, reply] of good) {
      it(`has ${name} repeated once, unchanged, with the new one`, async () => {
        const asked: unknown[] = [];
        service.answer = (response, request) => {
          if (request.headers.authorization === `Bearer ${NEW}`) reply(response, request);
          else response.writeHead(401).end();
        };
        const api = await service.open({
          tokens: {
            getToken: () => Promise.resolve(TOKEN),
            renewToken: (refused, options) => {
              asked.push([refused, options]);
              return Promise.resolve(NEW);
            },
            isOpen: () => true,
          },
        });
        await calls[name](api, { signal, interactive: false });
        assert.deepEqual(asked, [[TOKEN, { interactive: false, signal }]]);
        assert.deepEqual(
          service.seen.map(({ headers }) => headers.authorization),
          [`Bearer ${TOKEN}`, `Bearer ${NEW}`],
        );
        const [first, second] = service.seen.map(({ method, url, body }) => [method, url, body]);
        assert.deepEqual(first, second);
      });
    }

    for (const damaged of ['tok\nen-1234', 'tøken-1234', 'token-1234\u0000', '東京']) {
      it(`is taken for refused without being sent where no header can carry it: ${JSON.stringify(damaged)}`, async () => {
        const asked: unknown[] = [];
        service.answer = bare(204);
        const api = await service.open({
          tokens: {
            getToken: () => Promise.resolve(damaged),
            renewToken: (refused) => {
              asked.push(refused);
              return Promise.resolve(asked.length === 1 ? undefined : NEW);
            },
            isOpen: () => true,
          },
        });
        await assert.rejects(api.get('1', { signal }), { name: 'SignInRequiredError', isUnusable: true });
        assert.equal(service.seen.length, 0);
        await api.remove('1', { signal });
        assert.deepEqual(asked, [damaged, damaged]);
        assert.deepEqual(
          service.seen.map(({ headers }) => headers.authorization),
          [`Bearer ${NEW}`],
        );
      });
    }

    it('is passed on when there is no other', async () => {
      service.answer = bare(401);
      const renewToken = () => Promise.resolve(undefined);
      const api = await service.open({
        tokens: { getToken: () => Promise.resolve(TOKEN), renewToken, isOpen: () => true },
      });
      await assert.rejects(api.remove('1', { signal }), { name: 'SignInRequiredError', status: 401 });
      assert.equal(service.seen.length, 1);
    });

    it('is sent again when the person insists on it', async () => {
      service.answer = (response) => response.writeHead(service.seen.length === 1 ? 401 : 204).end();
      const renewToken = () => Promise.resolve(TOKEN);
      const api = await service.open({
        tokens: { getToken: () => Promise.resolve(TOKEN), renewToken, isOpen: () => true },
      });
      await api.remove('1', { signal });
      assert.equal(service.seen.length, 2);
    });

    it('does not go on for ever with a service that refuses all', async () => {
      service.answer = bare(401);
      let count = 0;
      const renewToken = () => Promise.resolve(`canary-token-${++count}`);
      const api = await service.open({
        tokens: { getToken: () => Promise.resolve(TOKEN), renewToken, isOpen: () => true },
      });
      await assert.rejects(listAll(api, { signal }), SignInRequiredError);
      assert.equal(service.seen.length, 3);
    });

    it('is asked for interactively where nothing else is said', async () => {
      service.answer = bare(401);
      let interactive: boolean | undefined;
      const renewToken = (_refused: string, options: { interactive: boolean }) => {
        interactive = options.interactive;
        return Promise.resolve(undefined);
      };
      const api = await service.open({
        tokens: { getToken: () => Promise.resolve(TOKEN), renewToken, isOpen: () => true },
      });
      await assert.rejects(api.get('1', { signal }), SignInRequiredError);
      assert.equal(interactive, true);
    });

    it('is told apart from having none, when nothing is sent', async () => {
      const renewToken = () => assert.fail('nothing was refused');
      const api = await service.open({
        tokens: { getToken: () => Promise.resolve(undefined), renewToken, isOpen: () => true },
      });
      await assert.rejects(api.create('x', null, { signal }), { status: undefined, outcomeUnknown: false });
      assert.deepEqual(service.seen, []);
    });
  });

  describe('connections', () => {
    it('are used again, after reads, writes and errors alike', async () => {
      const api = await service.open();
      for (let round = 0; round < 3; round++) {
        service.answer = json({ data: [resource('1')] });
        await listAll(api, { signal });
        service.answer = json({ data: resource('1') });
        await api.get('1', { signal });
        await api.create('x', null, { signal });
        service.answer = bare(204);
        await api.rename('1', 'x', { signal });
        await api.remove('1', { signal });
        service.answer = json({ errors: [] }, 409);
        await assert.rejects(api.remove('1', { signal }));
      }
      assert.equal(service.seen.length, 18);
      // A second one may be opened where a call comes before the end of the last answer was told.
      assert.ok(service.server.connections <= 2, `${service.server.connections} connections`);
    });

    it('carry two calls at once, each with its own answer', async () => {
      const waiting: (() => void)[] = [];
      service.answer = (response, request) => {
        waiting.push(() => json({ data: resource(request.url.slice(-1)) })(response, request));
        // Neither is answered before both are there, and then the later one first.
        if (waiting.length === 2) for (const reply of waiting.reverse()) reply();
      };
      const api = await service.open();
      const records = await Promise.all([api.get('1', { signal }), api.get('2', { signal })]);
      assert.deepEqual(
        records.map(({ id }) => id),
        ['1', '2'],
      );
      assert.equal(service.server.connections, 2);
    });

    it('do not end for others when one call is cancelled', async () => {
      const controller = new AbortController();
      const waiting: (() => void)[] = [];
      service.answer = (response, request) => {
        waiting.push(() => json({ data: resource(request.url.slice(-1)) })(response, request));
        if (waiting.length < 2) return;
        controller.abort();
        for (const reply of waiting) reply();
      };
      const api = await service.open();
      const cancelled = assert.rejects(api.get('1', { signal: controller.signal }), { name: 'AbortError' });
      assert.equal((await api.get('2', { signal })).id, '2');
      await cancelled;
    });
  });
});
