import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { HttpClientsApi } from '../../../src/api/clients';
import type { RetryNotice } from '../../../src/api/retry';
import type { Exchange } from '../../../src/api/transport';
import { startDemoService, type DemoService } from '../../../src/demo/demoService';
import { ClientEdits, EditError } from '../../../src/model/edits/clientEdits';
import { ClientStore } from '../../../src/model/store/clientStore';
import { listAll, openApi, settle, summary, type TestApi } from '../../support/calls';
import { connectionTo } from '../../support/connections';
import { startRelay, type Loss, type Relay } from '../../support/relay';
import { scriptedService } from '../../support/scriptedService';

const TOKEN = 'canary-token-5b1f';
const CLIENTS = [
  { id: 'root', name: 'Root' },
  { id: 'leaf', name: 'Leaf', parentId: 'root' },
];
const { signal } = new AbortController();
const LOSSES: readonly Loss[] = ['silent', 'without answers', 'reset when used', 'closed'];
/** Those that matter to who has sent all there is to send. */
const LOSSES_OF_ANSWERS: readonly Loss[] = ['without answers', 'closed'];

/** A service behind a relay. */
function relayed() {
  const seen: string[] = [];
  const exchanges: Exchange[] = [];
  const at = {} as { service: DemoService; relay: Relay; opened: TestApi; api: HttpClientsApi };
  /** Called with each request that reaches the service, before it is answered. */
  let onRequest: (method: string) => void = () => undefined;
  beforeEach(async () => {
    seen.length = exchanges.length = 0;
    onRequest = () => undefined;
    at.service = await startDemoService({
      token: TOKEN,
      clients: CLIENTS,
      intercept: ({ method = '', url = '' }) => {
        seen.push(`${method} ${url.replace('/api/v2', '')}`);
        onRequest(method);
        return false;
      },
    });
    at.relay = await startRelay(Number(new URL(at.service.url).port));
    at.opened = await openApi(`${at.relay.origin}/api/v2`, {
      token: TOKEN,
      timeouts: { headers: 150, listFirstByte: 150, bodyIdle: 150 },
      onExchange: (exchange) => exchanges.push(exchange),
    });
    at.api = at.opened.api;
  });
  afterEach(async () => {
    await at.opened.close();
    await at.relay.close();
    await at.service.close();
  });
  /** Opens so many connections, which are then kept alive. */
  const keepAlive = async (count: number): Promise<void> => {
    await Promise.all(Array.from({ length: count }, () => at.api.get('root', { signal })));
    assert.equal(at.relay.connections, count);
    seen.length = exchanges.length = 0;
  };
  return {
    at,
    seen,
    exchanges,
    keepAlive,
    onRequest: (listener: (method: string) => void) => void (onRequest = listener),
  };
}

/** Edits on the service, all loaded. */
async function editing(api: HttpClientsApi) {
  const store = new ClientStore('en');
  const edits = new ClientEdits(store);
  const connection = connectionTo(api);
  store.connect(connection);
  await store.load({ signal });
  return { edits, options: { connection, signal } };
}

describe('Connections that are kept alive and are lost meanwhile', () => {
  const { at, seen, exchanges, keepAlive } = relayed();

  for (const loss of LOSSES) {
    it(`(${loss}) have one read repeated once on a new one, however many were lost`, async () => {
      await keepAlive(3);
      at.relay.lose(loss);
      const notices: RetryNotice[] = [];
      const { name } = await at.api.get('leaf', { signal, onRetry: (notice) => notices.push(notice) });
      assert.equal(name, 'Leaf');
      assert.ok(notices.length <= 1);
      assert.ok(at.relay.connections > 3);
    });

    it(`(${loss}) have reads at the same time repeated, the list among them`, async () => {
      await keepAlive(3);
      at.relay.lose(loss);
      const [list, ...read] = await Promise.all([
        listAll(at.api, { signal }),
        at.api.get('root', { signal }),
        at.api.get('leaf', { signal }),
      ]);
      assert.equal(list.length, 2);
      assert.deepEqual(
        read.map(({ name }) => name),
        ['Root', 'Leaf'],
      );
    });

    it(`(${loss}) have no write sent twice, whose outcome is not known where it may have arrived`, async () => {
      await keepAlive(1);
      at.relay.lose(loss);
      const outcome = await settle(at.api.create('New', null, { signal }));
      const posts = exchanges.filter(({ method }) => method === 'POST');
      assert.equal(posts.length, 1);
      if (outcome.error !== undefined) assert.match(summary(outcome), /outcome unknown$/);
      assert.ok(seen.length <= 1);
    });

    it(`(${loss}) have it found out by reading again whether a creation was carried out`, async () => {
      const { edits, options } = await editing(at.api);
      at.relay.lose(loss);
      seen.length = exchanges.length = 0;
      const outcome = await edits.create('New', 'root', options).catch((error: unknown) => error);
      const created = at.service.data.list().filter(({ name }) => name === 'New').length;
      assert.equal(exchanges.filter(({ method }) => method === 'POST').length, 1);
      if (outcome instanceof EditError) {
        assert.deepEqual([outcome.obstacle.kind, created], ['notApplied', 0]);
      } else {
        assert.equal(created, 1);
        assert.equal((outcome as { node?: { name: string } }).node?.name, 'New');
      }
    });
  }
});

describe('Connections that are lost under way', () => {
  const { at, seen, exchanges, onRequest } = relayed();

  for (const loss of LOSSES_OF_ANSWERS) {
    it(`(${loss}) have a load repeated from the beginning`, async () => {
      let isLost = false;
      onRequest(() => {
        if (!isLost) at.relay.lose(loss);
        isLost = true;
      });
      assert.equal((await listAll(at.api, { signal })).length, 2);
      assert.deepEqual(seen, ['GET /clients', 'GET /clients']);
    });

    for (const method of ['PATCH', 'DELETE']) {
      it(`(${loss}) have the outcome of a ${method} found out, which is sent once`, async () => {
        const { edits, options } = await editing(at.api);
        onRequest((each) => each === method && at.relay.lose(loss));
        const edit =
          method === 'PATCH' ? edits.rename('leaf', 'Leaf', 'Renamed', options) : edits.remove('leaf', 'Leaf', options);
        const { uncertain, applied } = await edit;
        assert.ok(uncertain);
        assert.equal(applied?.kind, method === 'PATCH' ? 'renamed' : 'deleted');
        assert.equal(exchanges.filter((exchange) => exchange.method === method).length, 1);
        assert.equal(seen.filter((line) => line.startsWith(method)).length, 1);
        assert.equal(at.service.data.get('leaf')?.name, method === 'PATCH' ? 'Renamed' : undefined);
      });
    }
  }
});

describe('A machine that sleeps for hours', () => {
  const service = scriptedService();
  let sleptMs = 0;

  beforeEach(() => {
    sleptMs = 0;
    const now = performance.now.bind(performance);
    mock.method(performance, 'now', () => now() + sleptMs);
  });
  afterEach(() => mock.restoreAll());

  it('in the middle of a read finds its connection broken, and has the read repeated', async () => {
    const { answer } = service;
    service.answer = (response, request) => {
      service.answer = answer;
      sleptMs += 3 * 3_600_000;
      if (request.method === 'GET') response.socket?.destroy();
    };
    const api = await service.open();
    assert.deepEqual(await listAll(api, { signal }), []);
    assert.equal(service.seen.length, 2);
  });
});
