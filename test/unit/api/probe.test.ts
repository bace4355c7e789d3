import assert from 'node:assert/strict';
import { createDispatcher } from '../../../src/api/dispatcher';
import { reach } from '../../../src/api/reach';
import { DEFAULT_TIMEOUTS, type Exchange } from '../../../src/api/transport';
import { DIRECT } from '../../support/calls';
import { JSON_TYPE } from '../../support/faults';
import { bare, BASE_PATH, json, resource, scriptedService } from '../../support/scriptedService';
import { refusingOrigin } from '../../support/servers';

const { signal } = new AbortController();

describe('Probing the list of clients', () => {
  const service = scriptedService();

  it('takes a list, also an empty one, with one GET', async () => {
    const api = await service.open();
    for (const data of [[], [resource('1')]]) {
      service.answer = json({ data });
      await api.probe({ signal });
    }
    assert.deepEqual(
      service.seen.map(({ method, url }) => `${method} ${url}`),
      Array.from({ length: 2 }, () => `GET ${BASE_PATH}/clients`),
    );
  });

  it('reads no more than the start of a long list', async () => {
    const bytes: number[] = [];
    const closed = Promise.withResolvers<undefined>();
    service.answer = (response) => {
      response.writeHead(200, { 'Content-Type': JSON_TYPE });
      // Goes on until the other end hangs up.
      const write = (): void => {
        if (!response.destroyed)
          response.write(`${JSON.stringify(resource('x'.repeat(1_000)))},`, () => setImmediate(write));
      };
      response.on('close', () => closed.resolve(undefined));
      response.write('{"data":[');
      write();
    };
    const api = await service.open({ onExchange: (exchange: Exchange) => bytes.push(exchange.bytes) });
    await api.probe({ signal });
    await closed.promise;
    assert.ok(bytes.length === 1 && (bytes[0] ?? Infinity) < 4 * 2 ** 20, String(bytes));
  });

  for (const [what, body] of [
    ['JSON of another kind', '{"clients":[]}'],
    ['null', 'null'],
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['a long text', 'x'.repeat(100_000)],
  ] as const) {
    it(`does not take ${what} for a list`, async () => {
      service.answer = (response) => response.writeHead(200, { 'Content-Type': JSON_TYPE }).end(body);
      const api = await service.open();
      await assert.rejects(api.probe({ signal }), { name: 'ProtocolError', reason: 'unexpected' });
    });
  }

  it('is not repeated when it fails', async () => {
    service.answer = bare(503);
    const api = await service.open();
    await assert.rejects(api.probe({ signal }), { status: 503 });
    assert.equal(service.seen.length, 1);
  });
});

describe('Reaching a service', () => {
  const service = scriptedService();

  const reached = async (origin: string, end = signal) => {
    const dispatcher = await createDispatcher(DIRECT, DEFAULT_TIMEOUTS);
    try {
      return await reach(origin + BASE_PATH, {
        ...{ signal: end, userAgent: 'test', dispatcher: () => Promise.resolve(dispatcher) },
        onExchange: () => undefined,
      });
    } finally {
      await dispatcher.destroy();
    }
  };

  for (const status of [200, 401, 404, 500]) {
    it(`is answered by HTTP ${status}, without a token being sent`, async () => {
      service.answer = json({ data: [] }, status);
      const answer = await reached(service.server.origin);
      assert.equal(answer.status, status);
      assert.equal(answer.error instanceof Error, status !== 200);
      assert.deepEqual(
        service.seen.map(({ method, url, headers }) => [method, url, headers.authorization]),
        [['GET', `${BASE_PATH}/clients`, undefined]],
      );
    });
  }

  it('tells a page and a redirect to another origin, which it does not follow', async () => {
    service.answer = (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>');
    assert.match(String((await reached(service.server.origin)).error), /text\/html, not JSON/);
    service.answer = (response) => response.writeHead(302, { Location: 'https://login.invalid/' }).end();
    assert.match(String((await reached(service.server.origin)).error), /a redirect to another origin/);
  });

  it('fails where there is no answer', async () => {
    await assert.rejects(reached(await refusingOrigin()), { name: 'NetworkError', kind: 'refused' });
  });

  it('can be given up', async () => {
    const controller = new AbortController();
    service.answer = () => controller.abort();
    await assert.rejects(reached(service.server.origin, controller.signal), { name: 'AbortError' });
  });
});
