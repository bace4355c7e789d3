import assert from 'node:assert/strict';
import { HttpClientsApi } from '../../../src/api/clients';
import { createDispatcher, type NetworkSettings } from '../../../src/api/dispatcher';
import { NetworkError } from '../../../src/api/errors';
import { parseProxy, ProxyError } from '../../../src/api/proxy';
import { DEFAULT_TIMEOUTS, Transport } from '../../../src/api/transport';
import { CALL_NAMES, calls, DIRECT, settle, summary, type CallName, type Outcome } from '../../support/calls';
import { createAuthority } from '../../support/certificates';
import { JSON_TYPE } from '../../support/faults';
import { resource } from '../../support/scriptedService';
import { refusingOrigin, startHttps, startProxy, startSockets } from '../../support/servers';
import { startSocks, type SocksOptions, type SocksProxy } from '../../support/socks';

const HOST = 'api.aleta.test';
const ours = createAuthority();

describe('A proxy', function () {
  this.timeout(20_000);
  const cleanups: (() => Promise<void>)[] = [];
  let requests: string[];

  beforeEach(() => (requests = []));
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function startApi(hosts: readonly string[] = [HOST]): Promise<number> {
    const server = await startHttps(ours.issue(hosts), (request, response) => {
      requests.push(request.method ?? '');
      request.resume();
      const isList = request.method === 'GET' && request.url?.endsWith('/clients') === true;
      if (request.method === 'PATCH' || request.method === 'DELETE') return void response.writeHead(204).end();
      response.writeHead(200, { 'Content-Type': JSON_TYPE });
      response.end(JSON.stringify({ data: isList ? [] : resource('root') }));
    });
    cleanups.push(server.close);
    return server.port;
  }

  async function socksTo(port: number, options: Partial<SocksOptions> = {}): Promise<SocksProxy> {
    const proxy = await startSocks({ route: () => port, ...options });
    cleanups.push(proxy.close);
    return proxy;
  }

  /** One call, with a dispatcher made when the request asks for it. */
  async function call(name: CallName, settings: Partial<NetworkSettings>, host = HOST): Promise<Outcome> {
    const made = createDispatcher({ ...DIRECT, ca: [ours.cert], ...settings }, { ...DEFAULT_TIMEOUTS, connect: 1_000 });
    const transport = new Transport({
      baseUrl: `https://${host}/api/v2`,
      tokens: {
        getToken: () => Promise.resolve('token-1234'),
        renewToken: () => Promise.resolve(undefined),
        isOpen: () => true,
      },
      dispatcher: () => made,
      retry: { attempts: 2, baseMs: 1, budgetMs: 10_000 },
    });
    const outcome = await settle(calls[name](new HttpClientsApi(transport), { signal: new AbortController().signal }));
    await made.then(
      (dispatcher) => dispatcher.destroy(),
      () => undefined,
    );
    return outcome;
  }

  const saidBy = ({ error }: Outcome): unknown[] => {
    assert.ok(error instanceof NetworkError && error.cause instanceof ProxyError, String(error));
    return [error.kind, error.cause.said];
  };

  for (const scheme of ['socks', 'socks5', 'socks5h']) {
    it(`of ${scheme}: takes every request to the service, whose name it looks up itself`, async () => {
      const proxy = await socksTo(await startApi());
      for (const name of CALL_NAMES) {
        const outcome = await call(name, { proxyUrl: `${scheme}://127.0.0.1:${proxy.port}` });
        assert.equal(summary(outcome), 'fine', String(outcome.error));
      }
      assert.deepEqual(proxy.asked, Array(CALL_NAMES.length).fill(`${HOST}:443`));
    });
  }

  for (const boundTo of ['ipv6', 'name'] as const) {
    it(`of SOCKS5 may answer with an address of the kind ${boundTo}`, async () => {
      const proxy = await socksTo(await startApi(), { boundTo });
      assert.equal(summary(await call('get', { proxyUrl: proxy.origin })), 'fine');
    });
  }

  it('of SOCKS5 is asked for addresses as such', async () => {
    const proxy = await socksTo(await startApi());
    await call('get', { proxyUrl: proxy.origin }, '192.0.2.1');
    await call('get', { proxyUrl: proxy.origin }, '[2001:db8::1]');
    assert.deepEqual([...new Set(proxy.asked)], ['192.0.2.1:443', '20010db8000000000000000000000001:443']);
  });

  it('of SOCKS5 gets the credentials of its URL, and says when they are wrong or missing', async () => {
    const proxy = await socksTo(await startApi(), { credentials: 'user:pass word' });
    const at = (user: string): string => `socks5://${user}127.0.0.1:${proxy.port}`;
    assert.equal(summary(await call('create', { proxyUrl: at('user:pass%20word@') })), 'fine');
    assert.deepEqual(proxy.credentials, ['user:pass word']);
    assert.equal(summary(await call('create', { proxyUrl: at('user:other@') })), 'NetworkError proxyCredentials');
    assert.equal(summary(await call('create', { proxyUrl: at('') })), 'NetworkError proxyCredentials');
    assert.equal(requests.length, 1);
  });

  it('of SOCKS5 that refuses is told from a service that does, and is not asked again', async () => {
    const proxy = await socksTo(await startApi(), { reply: 2 });
    assert.deepEqual(saidBy(await call('get', { proxyUrl: proxy.origin })), ['proxy', 'SOCKS reply 2']);
    assert.equal(proxy.connections, 1);
  });

  it('of SOCKS5 that says nothing ends in time', async () => {
    const server = await startSockets(() => undefined);
    cleanups.push(server.close);
    const outcome = await call('create', { proxyUrl: `socks5://127.0.0.1:${server.port}` });
    assert.equal(summary(outcome), 'TimeoutError proxy, transient');
  });

  it('of SOCKS5 that hangs up, is down, or is none, is told as such', async () => {
    const hangingUp = await startSockets((socket) => socket.end());
    const web = await startSockets((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    cleanups.push(hangingUp.close, web.close);
    const of = async (port: number | string): Promise<string> =>
      summary(await call('create', { proxyUrl: `socks5://127.0.0.1:${port}` }));
    assert.equal(await of(hangingUp.port), 'NetworkError proxy');
    assert.equal(await of(web.port), 'NetworkError proxyUnusable');
    assert.equal(await of(new URL(await refusingOrigin()).port), 'NetworkError proxyUnreachable, transient');
  });

  it('of SOCKS5 never loosens what is trusted of the service', async () => {
    const proxy = await socksTo(await startApi(['other.test']));
    const outcome = await call('get', { proxyUrl: proxy.origin, proxyStrictSSL: false });
    assert.equal(summary(outcome), 'NetworkError certificate');
    assert.deepEqual(requests, []);
  });

  for (const proxyUrl of [
    'socks4://127.0.0.1:1',
    'socks4a://h',
    'ftp://127.0.0.1',
    'http://',
    'http://a:b:c',
    'http://%zz@h',
  ]) {
    it(`at ${proxyUrl} is told to be of no use, once and before anything is sent`, async () => {
      for (const name of CALL_NAMES)
        assert.equal(summary(await call(name, { proxyUrl })), 'NetworkError proxyUnusable');
    });
  }

  it('may be named by host and port alone', async () => {
    const proxy = await startProxy({ route: () => 1, authorization: 'Basic x' });
    cleanups.push(proxy.close);
    assert.equal(summary(await call('get', { proxyUrl: `127.0.0.1:${proxy.port}` })), 'NetworkError proxyCredentials');
    assert.equal(proxy.asked.length, 1);
  });

  it('is named in errors without its credentials', () => {
    const { host, username, password } = parseProxy('http://us%40er:pa%3Ass@proxy.test:3128');
    assert.deepEqual([host, username, password], ['proxy.test:3128', 'us@er', 'pa:ss']);
    assert.throws(
      () => parseProxy('http://user:canary@'),
      (error) => error instanceof ProxyError && !/canary/.test(JSON.stringify(error) + error.message),
    );
  });
});
