import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tls from 'node:tls';
import * as vscode from 'vscode';
import { Network } from '../../src/platform/network';
import { createAuthority } from '../support/certificates';
import { startHttp, startHttps, startProxy, type TestProxy } from '../support/servers';
import { CLIENTS, rowOf } from './support/clients';
import { hasten } from './support/clock';
import { readSlots, writeSlot } from './support/observed';
import { useStage, type Stage } from './support/stage';
import { isSystemAuthority, systemAuthority } from './support/systemAuthority';

/** Exists nowhere: only the proxy knows the way. */
const HOST = 'api.aleta.test';
const URL_THERE = `https://${HOST}/api/v2`;
const DOCUMENT = { data: CLIENTS.map(({ id, name }) => ({ id, type: 'client', attributes: { name } })) };

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`aleta.${command}`, ...args);

interface Place {
  readonly port: number;
  readonly origin: string;
  /** Of each request. */
  readonly authorizations: (string | undefined)[];
}

const trusted = createAuthority();
const stranger = createAuthority();

async function startThere(stage: Stage, issuer = trusted): Promise<Place> {
  const authorizations: (string | undefined)[] = [];
  const server = await startHttps(issuer.issue([HOST, '127.0.0.1']), (request, response) => {
    authorizations.push(request.headers.authorization);
    response.writeHead(200, { 'Content-Type': 'application/vnd.json+api' }).end(JSON.stringify(DOCUMENT));
  });
  stage.later(() => server.close());
  return { port: server.port, origin: server.origin, authorizations };
}

async function startProxyTo(stage: Stage, place: Place): Promise<TestProxy> {
  const proxy = await startProxy({ route: () => place.port });
  stage.later(() => proxy.close());
  return proxy;
}

/** Makes `authority` one that this process trusts, as the system's certificates are. */
function trust(stage: Stage): void {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, trusted.cert]);
  stage.later(() => tls.setDefaultCACertificates(before));
}

/** Answers in place of VS Code's own resolver, where this VS Code has one. */
function answerLookups(stage: Stage, answer: () => Promise<string | undefined>): void {
  const load = createRequire(join(vscode.env.appRoot, 'node_modules', 'index.js'));
  const agent = load('@vscode/proxy-agent') as { resolveProxyURL: unknown };
  const before = agent.resolveProxyURL;
  agent.resolveProxyURL = answer;
  stage.later(() => (agent.resolveProxyURL = before));
}

describe('The process-wide dispatchers', () => {
  const stage = useStage();

  it('are left as found when the first request loads undici', () => {
    const { before, after } = stage.slots;
    assert.equal(before[1], undefined, 'nobody had brought an undici as new as ours');
    assert.ok(after.every((slot, position) => slot === before[position]));
  });

  it('see none of our requests', async () => {
    let count = 0;
    const sentinel = {
      dispatch: () => {
        count++;
        throw new Error('This is not the way.');
      },
    };
    const service = await stage.open({ clients: CLIENTS });
    const before = readSlots();
    stage.later(() => {
      writeSlot(0, before[0]);
      writeSlot(1, before[1]);
    });
    writeSlot(0, sentinel);
    writeSlot(1, sentinel);
    assert.deepEqual(readSlots(), [sentinel, sentinel]);
    service.requests.length = 0;
    stage.script.type('Made');
    await run('createTopLevelClient');
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, 'leaf'));
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    await run('refreshClients');
    assert.deepEqual([...new Set(service.requests.map(({ method }) => method))].sort(), [
      'DELETE',
      'GET',
      'PATCH',
      'POST',
    ]);
    assert.equal(count, 0);
    assert.ok(readSlots().every((slot) => slot === sentinel));
  });

  it('let the fetch of all others go where it went', async () => {
    await stage.open({ clients: CLIENTS });
    const asked: (string | undefined)[] = [];
    const server = await startHttp((request, response) => {
      asked.push(request.url);
      response.end('here');
    });
    stage.later(() => server.close());
    assert.equal(await (await fetch(`${server.origin}/one`)).text(), 'here');
    assert.deepEqual(asked, ['/one']);
  });
});

describe('A service that is left', () => {
  it('has its dispatcher closed, and nobody gets that one any more', async () => {
    const network = new Network();
    const [left, kept] = ['http://127.0.0.1:1', 'http://127.0.0.1:2'];
    const agentOf = async (origin: string): Promise<object> => network.dispatcher(origin);
    try {
      const agents = [await agentOf(left), await agentOf(kept)];
      network.leave(left);
      network.leave(left);
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(
        agents.map((agent) => 'closed' in agent && agent.closed),
        [true, false],
      );
      assert.deepEqual([(await agentOf(left)) === agents[0], (await agentOf(kept)) === agents[1]], [false, true]);
    } finally {
      network.dispose();
    }
  });
});

describe('The proxy of the settings', () => {
  const stage = useStage();

  it('is used, takes effect at once, and is not used any more once it is taken away', async () => {
    trust(stage);
    const place = await startThere(stage);
    const proxy = await startProxyTo(stage, place);
    await stage.set('http.proxy', proxy.origin);
    await stage.connect({ url: URL_THERE, token: 'proxied-token-1' });
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    assert.deepEqual(proxy.asked, [{ target: `${HOST}:443`, authorization: undefined }]);
    assert.deepEqual(place.authorizations, ['Bearer proxied-token-1']);

    await stage.set('http.proxy', undefined);
    await stage.parts.loader.load({ interactive: true });
    assert.match(stage.script.messages.join(), /host name of .* could not be resolved/);
    assert.equal(proxy.asked.length, 1);
  });

  it('gets its own credentials and never the token', async () => {
    trust(stage);
    const place = await startThere(stage);
    const proxy = await startProxy({ route: () => place.port, authorization: 'Basic dTpw' });
    stage.later(() => proxy.close());
    await stage.set('http.proxyAuthorization', 'Basic dTpw');
    await stage.set('http.proxy', proxy.origin);
    await stage.connect({ url: URL_THERE, token: 'proxied-token-2' });
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    assert.deepEqual(proxy.asked, [{ target: `${HOST}:443`, authorization: 'Basic dTpw' }]);
  });

  for (const [setting, value] of [
    ['http.noProxy', [HOST]],
    ['http.proxySupport', 'off'],
  ] as const) {
    it(`is not used with ${setting} ${String(value)}`, async () => {
      trust(stage);
      const place = await startThere(stage);
      const proxy = await startProxyTo(stage, place);
      await stage.set(setting, value);
      await stage.set('http.proxy', proxy.origin);
      await stage.connect({ url: URL_THERE, token: 'proxied-token-3' });
      assert.equal(stage.parts.store.hierarchy, undefined);
      assert.deepEqual([proxy.asked, place.authorizations], [[], []]);
    });
  }

  for (const [host, address] of [
    ['localhost', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.2', '127.0.0.2'],
  ] as const) {
    it(`is not used for plain text to ${host}, which is this machine`, async function () {
      // Of all its loopback addresses macOS has only the first one up.
      if (process.platform === 'darwin' && address !== '127.0.0.1') this.skip();
      const authorizations: (string | undefined)[] = [];
      const server = await startHttp((request, response) => {
        authorizations.push(request.headers.authorization);
        response.writeHead(200, { 'Content-Type': 'application/vnd.json+api' }).end(JSON.stringify(DOCUMENT));
      }, address);
      stage.later(() => server.close());
      const proxy = await startProxy({ route: () => server.port });
      stage.later(() => proxy.close());
      await stage.set('http.proxy', proxy.origin);
      await stage.connect({ url: `http://${host}:${server.port}/api/v2`, token: 'plain-token-1' });
      assert.equal(proxy.connections, 0, 'the proxy saw nothing');
      assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
      assert.deepEqual(authorizations, ['Bearer plain-token-1']);
    });
  }

  it('is told from the service when it lets nobody through', async () => {
    const proxy = await startProxy({ route: () => 1, authorization: 'Basic secret' });
    stage.later(() => proxy.close());
    await stage.set('http.proxy', proxy.origin);
    await stage.connect({ url: URL_THERE, token: 'proxied-token-4' });
    await stage.parts.loader.load({ interactive: true });
    assert.match(
      stage.script.messages.join(),
      /The proxy 127\.0\.0\.1:\d+ requires different credentials\. Supported by the proxy: Basic\./,
    );
  });
});

describe('The proxy that VS Code names', () => {
  const stage = useStage();

  it('is asked for with each request, so that another answer needs no reload', async () => {
    trust(stage);
    const place = await startThere(stage);
    const proxies = [await startProxyTo(stage, place), await startProxyTo(stage, place)];
    let answer = proxies[0]?.origin;
    answerLookups(stage, () => Promise.resolve(answer));
    await stage.connect({ url: URL_THERE, token: 'lookup-token-1' });
    answer = proxies[1]?.origin;
    await stage.parts.loader.load({ interactive: true });
    answer = proxies[0]?.origin;
    await stage.parts.loader.load({ interactive: true });
    assert.deepEqual([place.authorizations.length, stage.script.troubles], [3, []]);
    assert.deepEqual(
      proxies.map(({ asked }) => asked.length > 0),
      [true, true],
    );
  });

  it('is waited for no longer than some seconds, and one lookup that hangs holds up no other', async () => {
    trust(stage);
    const place = await startThere(stage);
    const proxy = await startProxyTo(stage, place);
    answerLookups(stage, () => Promise.resolve(proxy.origin));
    await stage.connect({ url: URL_THERE, token: 'lookup-token-2' });
    let isHanging = true;
    answerLookups(stage, () => (isHanging ? new Promise(() => undefined) : Promise.resolve(proxy.origin)));
    hasten(stage);
    await stage.parts.loader.load({ interactive: true });
    assert.match(stage.script.messages.join(), /VS Code did not report which proxy to use for the Aleta service/);
    isHanging = false;
    await stage.parts.loader.load({ interactive: true });
    assert.equal(place.authorizations.length, 2);
  });

  it('can be given up while it is waited for', async () => {
    trust(stage);
    const place = await startThere(stage);
    const proxy = await startProxyTo(stage, place);
    answerLookups(stage, () => Promise.resolve(proxy.origin));
    await stage.connect({ url: URL_THERE, token: 'lookup-token-3' });
    const asked = Promise.withResolvers<undefined>();
    answerLookups(stage, () => {
      asked.resolve(undefined);
      return new Promise(() => undefined);
    });
    const loading = stage.parts.loader.load({ interactive: true });
    await asked.promise;
    await run('cancelLoad');
    await loading;
    assert.deepEqual(stage.script.messages, []);
  });
});

describe('The certificate of the service', () => {
  const stage = useStage();

  it('is accepted when this machine trusts who issued it', async () => {
    trust(stage);
    const place = await startThere(stage);
    await stage.connect({ url: `${place.origin}/api/v2`, token: 'secure-token-1' });
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    assert.deepEqual(place.authorizations, ['Bearer secure-token-1']);
  });

  it('takes no look at the certificates of the system where Node trusts it without them', async () => {
    trust(stage);
    const place = await startThere(stage);
    const { getCACertificates } = tls;
    const looked: unknown[] = [];
    const holder = createRequire(__filename)('node:tls') as { getCACertificates: typeof getCACertificates };
    holder.getCACertificates = (kind) => {
      looked.push(kind);
      return getCACertificates(kind);
    };
    stage.later(() => (holder.getCACertificates = getCACertificates));
    await stage.connect({ url: `${place.origin}/api/v2`, token: 'secure-token-5' });
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    assert.deepEqual(looked, []);
  });

  it('is accepted when only the certificates of the system vouch for it', async function () {
    if (!isSystemAuthority()) {
      console.log('      Skipped: the certificates of this system cannot be added to from within.');
      this.skip();
    }
    const place = await startThere(stage, systemAuthority);
    await stage.connect({ url: `${place.origin}/api/v2`, token: 'secure-token-2' });
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    await stage.set('http.systemCertificates', false);
    await stage.parts.loader.load({ interactive: true });
    assert.match(stage.script.messages.join(), /certificate of the Aleta service is not trusted on this machine/);
    assert.equal(place.authorizations.length, 1);
  });

  for (const strict of [true, false]) {
    it(`is refused when nobody vouches for it, with http.proxyStrictSSL ${String(strict)}`, async () => {
      trust(stage);
      const place = await startThere(stage, stranger);
      await stage.set('http.proxyStrictSSL', strict);
      await stage.connect({ url: `${place.origin}/api/v2`, token: 'secure-token-3' });
      await stage.parts.loader.load({ interactive: true });
      assert.match(
        stage.script.messages.join(),
        /The clients were not loaded\. .*certificate of the Aleta service is not trusted on this machine/,
      );
      assert.deepEqual(place.authorizations, [], 'no token was sent');
    });
  }

  it('is refused through a proxy too, with http.proxyStrictSSL false', async () => {
    const place = await startThere(stage, stranger);
    const proxy = await startProxyTo(stage, place);
    await stage.set('http.proxyStrictSSL', false);
    await stage.set('http.proxy', proxy.origin);
    await stage.connect({ url: URL_THERE, token: 'secure-token-4' });
    await stage.parts.loader.load({ interactive: true });
    assert.match(stage.script.messages.join(), /certificate of the Aleta service is not trusted on this machine/);
    assert.ok(proxy.asked.length > 0);
    assert.deepEqual(place.authorizations, []);
  });
});
