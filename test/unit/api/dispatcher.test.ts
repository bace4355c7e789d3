import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import type { NetworkSettings, Timeouts } from '../../../src/api/dispatcher';
import { NetworkError } from '../../../src/api/errors';
import { ProxyError } from '../../../src/api/proxy';
import { CALL_NAMES, calls, openApi, settle, summary, type CallName, type Outcome } from '../../support/calls';
import { createAuthority } from '../../support/certificates';
import { JSON_TYPE } from '../../support/faults';
import { resource } from '../../support/scriptedService';
import {
  refusingOrigin,
  startHttps,
  startProxy,
  startSockets,
  type ProxyOptions,
  type TestProxy,
} from '../../support/servers';

const TOKEN = 'canary-token-5b1f';
const AUTHORIZATION = `Basic ${Buffer.from('user:canary-password').toString('base64')}`;
/** A name that exists only behind the proxy of a test. */
const HOST = 'api.aleta.test';

const ours = createAuthority();
const theirs = createAuthority();

describe('connections to the API', function () {
  this.timeout(20_000);

  const cleanups: (() => Promise<void>)[] = [];
  let requests: string[];
  let headers: IncomingMessage['headers'][];

  beforeEach(() => {
    requests = [];
    headers = [];
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    headers.push(request.headers);
    request.resume();
    const isList = request.method === 'GET' && request.url?.endsWith('/clients') === true;
    if (request.method === 'PATCH' || request.method === 'DELETE') response.writeHead(204).end();
    else
      response
        .writeHead(200, { 'Content-Type': JSON_TYPE })
        .end(JSON.stringify({ data: isList ? [] : resource('root') }));
  }

  async function startApi(authority = ours, hosts: readonly string[] = [HOST, '127.0.0.1']) {
    const server = await startHttps(authority.issue(hosts), answer);
    cleanups.push(server.close);
    return server;
  }

  async function proxyTo(port: number, options: Partial<ProxyOptions> = {}): Promise<TestProxy> {
    const proxy = await startProxy({ route: () => port, ...options });
    cleanups.push(proxy.close);
    return proxy;
  }

  async function call(
    name: CallName,
    baseUrl: string,
    network: Partial<NetworkSettings>,
    timeouts: Partial<Timeouts> = {},
  ): Promise<Outcome> {
    const { api, close } = await openApi(`${baseUrl}/api/v2`, { token: TOKEN, network, timeouts });
    const outcome = await settle(calls[name](api, { signal: new AbortController().signal }));
    await close();
    return outcome;
  }

  const behindProxy = (proxy: { readonly origin: string }, more: Partial<NetworkSettings> = {}) => ({
    proxyUrl: proxy.origin,
    ca: [ours.cert],
    ...more,
  });

  describe('certificates', () => {
    it('are accepted from an authority of our own', async () => {
      const { origin } = await startApi();
      for (const name of CALL_NAMES) assert.equal(summary(await call(name, origin, { ca: [ours.cert] })), 'fine');
      assert.equal(requests.length, CALL_NAMES.length);
    });

    for (const [title, ca] of [
      ['when nobody vouches for them', undefined],
      ['when another authority is trusted', [theirs.cert]],
      ['when nobody is trusted at all', []],
    ] as const) {
      it(`are refused ${title}, before anything is sent`, async () => {
        const { origin } = await startApi();
        for (const name of CALL_NAMES) {
          assert.equal(summary(await call(name, origin, { ca })), 'NetworkError certificate');
          // The setting is about proxies, and there is none.
          assert.equal(summary(await call(name, origin, { ca, proxyStrictSSL: false })), 'NetworkError certificate');
        }
        assert.deepEqual(requests, []);
      });
    }

    it('are refused when they are for another host', async () => {
      const { origin } = await startApi(ours, ['other.test']);
      for (const name of CALL_NAMES) {
        assert.equal(summary(await call(name, origin, { ca: [ours.cert] })), 'NetworkError certificate');
      }
      assert.deepEqual(requests, []);
    });
  });

  describe('through a proxy', () => {
    it('ask it for the API alone, which gets no header of the proxy', async () => {
      const api = await startApi();
      const proxy = await proxyTo(api.port);
      for (const name of CALL_NAMES) {
        const outcome = await call(name, `https://${HOST}`, behindProxy(proxy, { proxyAuthorization: AUTHORIZATION }));
        assert.equal(summary(outcome), 'fine');
      }
      const expected = { target: `${HOST}:443`, authorization: AUTHORIZATION };
      assert.deepEqual(proxy.asked, Array(CALL_NAMES.length).fill(expected));
      assert.ok(headers.every((each) => each['proxy-authorization'] === undefined && each.host === HOST));
      assert.ok(headers.every((each) => each.authorization === `Bearer ${TOKEN}`));
    });

    it('name the port where it is not the usual one', async () => {
      const api = await startApi();
      const proxy = await proxyTo(api.port);
      assert.equal(summary(await call('get', `https://${HOST}:8443`, behindProxy(proxy))), 'fine');
      assert.deepEqual(proxy.asked, [{ target: `${HOST}:8443`, authorization: undefined }]);
    });

    it('take the credentials in its URL', async () => {
      const api = await startApi();
      const proxy = await proxyTo(api.port, { authorization: AUTHORIZATION });
      const proxyUrl = proxy.origin.replace('//', '//user:canary-password@');
      assert.equal(summary(await call('get', `https://${HOST}`, behindProxy(proxy, { proxyUrl }))), 'fine');
    });

    /** Each leaves the request unsent, so no write is ever in doubt, and the proxy is not tried again with what it refused. */
    const failures: Readonly<
      Record<string, { proxy: Partial<ProxyOptions>; says: string; timeouts?: Partial<Timeouts> }>
    > = {
      'that wants other credentials': {
        proxy: { authorization: 'Basic other' },
        says: 'NetworkError proxyCredentials',
      },
      'that refuses': {
        proxy: { onConnect: (socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n') },
        says: 'NetworkError proxy',
      },
      'that cannot reach the API': {
        proxy: { onConnect: (socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n<html>sorry</html>') },
        says: 'NetworkError proxy',
      },
      'that hangs up': { proxy: { onConnect: (socket) => socket.end() }, says: 'NetworkError proxy' },
      'that resets': {
        proxy: { onConnect: (socket) => socket.destroy() },
        says: 'NetworkError proxy',
      },
      'that says nothing': {
        proxy: { onConnect: () => undefined },
        says: 'TimeoutError proxy, transient',
        timeouts: { connect: 150 },
      },
      'that ends the tunnel during the handshake': {
        proxy: { onConnect: (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n') },
        says: 'NetworkError reset, transient',
      },
    };
    for (const [title, { proxy: options, says, timeouts }] of Object.entries(failures)) {
      it(`tell a proxy ${title} from an API that fails`, async () => {
        const api = await startApi();
        const proxy = await proxyTo(api.port, options);
        const network = behindProxy(proxy, { proxyAuthorization: AUTHORIZATION });
        await Promise.all(
          CALL_NAMES.map(async (name) => {
            const outcome = await call(name, `https://${HOST}`, network, timeouts);
            assert.equal(summary(outcome), says, String(outcome.error));
          }),
        );
        assert.deepEqual(requests, []);
        const tries = says.endsWith('transient') ? CALL_NAMES.length + 2 : CALL_NAMES.length;
        assert.equal(proxy.asked.length, tries);
      });
    }

    it('say that it cannot be reached', async () => {
      const proxyUrl = await refusingOrigin();
      for (const name of CALL_NAMES) {
        const outcome = await call(name, `https://${HOST}`, { proxyUrl });
        assert.equal(summary(outcome), 'NetworkError proxyUnreachable, transient');
      }
    });

    it('say that its name is not known', async () => {
      for (const name of CALL_NAMES) {
        const outcome = await call(name, `https://${HOST}`, { proxyUrl: 'http://proxy.aleta.test:3128' });
        assert.equal(summary(outcome), 'NetworkError proxyName, transient');
      }
    });

    it('say which credentials it takes', async () => {
      const proxy = await proxyTo(1, {
        onConnect: (socket) =>
          socket.end(
            'HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n',
          ),
      });
      const { error } = await call('create', `https://${HOST}`, behindProxy(proxy));
      assert.ok(error instanceof NetworkError && error.cause instanceof ProxyError);
      assert.deepEqual([error.kind, error.cause.said], ['proxyCredentials', 'Negotiate, NTLM']);
    });

    it('say that what is no HTTP proxy is none, once', async () => {
      const server = await startSockets((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
      cleanups.push(server.close);
      const outcome = await call('get', `https://${HOST}`, { proxyUrl: server.origin });
      assert.equal(summary(outcome), 'NetworkError proxyUnusable');
      assert.equal(server.connections, 1);
    });

    it('check the certificate of the API, and never loosen that', async () => {
      const api = await startApi(theirs);
      const proxy = await proxyTo(api.port);
      for (const proxyStrictSSL of [true, false]) {
        for (const name of CALL_NAMES) {
          const outcome = await call(name, `https://${HOST}`, behindProxy(proxy, { proxyStrictSSL }));
          assert.equal(summary(outcome), 'NetworkError certificate');
        }
      }
      const stranger = await startApi(ours, ['other.test']);
      const detour = await proxyTo(stranger.port);
      const outcome = await call('get', `https://${HOST}`, behindProxy(detour, { proxyStrictSSL: false }));
      assert.equal(summary(outcome), 'NetworkError certificate');
      assert.deepEqual(requests, []);
    });

    for (const [title, certificate, proxyStrictSSL, says] of [
      ['accept a proxy whose certificate we trust', ours.issue(['localhost']), true, 'fine'],
      ['refuse a proxy that nobody vouches for', theirs.issue(['localhost']), true, 'NetworkError proxyCertificate'],
      [
        'refuse a proxy with the certificate of another',
        ours.issue(['other.test']),
        true,
        'NetworkError proxyCertificate',
      ],
      ['accept any proxy where the person said so', theirs.issue(['other.test']), false, 'fine'],
    ] as const) {
      it(title, async () => {
        const api = await startApi();
        const proxy = await proxyTo(api.port, { certificate });
        for (const name of CALL_NAMES) {
          // By name, since TLS has no server names that are addresses.
          const network = behindProxy({ origin: `https://localhost:${proxy.port}` }, { proxyStrictSSL });
          const outcome = await call(name, `https://${HOST}`, network);
          assert.equal(summary(outcome), says, String(outcome.error));
        }
        assert.equal(requests.length, says === 'fine' ? CALL_NAMES.length : 0);
      });
    }
  });

  describe('leave the slots that all extensions share as they were', () => {
    const dispatcherModule = path.join(__dirname, '../../../src/api/dispatcher.js');
    const slots = `['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((name) => globalThis[Symbol.for(name)])`;
    for (const [title, before] of [
      ['when they are empty', ''],
      ['when fetch has filled them', `await fetch('data:,x');`],
      [
        'when another undici has',
        `globalThis[Symbol.for('undici.globalDispatcher.1')] = globalThis[Symbol.for('undici.globalDispatcher.2')] = { other: true };`,
      ],
    ] as const) {
      // In a process of its own, since undici is loaded but once.
      it(title, async () => {
        const script = `(async () => {
          ${before}
          const before = ${slots};
          const { loadUndici } = require(${JSON.stringify(dispatcherModule)});
          const undici = await loadUndici();
          const after = ${slots};
          console.log(JSON.stringify([before.every((slot, i) => slot === after[i]), typeof undici.Agent]));
          await fetch('data:,still works');
        })()`;
        const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
        assert.deepEqual(JSON.parse(stdout), [true, 'function']);
      });
    }
  });
});
