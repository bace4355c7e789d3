import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ClientEdits } from '../../../src/model/edits/clientEdits';
import { ClientStore } from '../../../src/model/store/clientStore';
import { listAll, openApi, type TestApi } from '../../support/calls';
import { connectionTo } from '../../support/connections';

/**
 * A service in a process of its own, of two clients. It tells of each request once that is carried out, and goes on with the
 * second half of its answer when it is told to: to each message it answers one request.
 */
const SERVICE = `
const resource = (id, name) => ({ id, type: 'client', attributes: { name }, relationships: {} });
const names = new Map([['root', 'Root'], ['leaf', 'Leaf']]);
const waiting = [];
let told = 0;
const goOn = () => { while (told > 0 && waiting.length > 0) { told--; waiting.shift()(); } };
process.on('message', () => { told++; goOn(); });
process.on('disconnect', () => process.exit());
require('node:http').createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const id = request.url.split('/')[2];
  if (request.method === 'PATCH') names.set(id, JSON.parse(body).data.attributes.name);
  const all = [...names].map(([id, name]) => resource(id, name));
  const answer = JSON.stringify({ data: id === undefined ? all : resource(id, names.get(id)) });
  const half = request.method === 'PATCH' ? 0 : answer.length >> 1;
  if (half > 0) response.writeHead(200, { 'Content-Type': 'application/vnd.json+api' }).write(answer.slice(0, half));
  waiting.push(() => (half > 0 ? response.end(answer.slice(half)) : response.writeHead(204).end()));
  process.send({ method: request.method });
  goOn();
}).listen(0, '127.0.0.1', function () { process.send({ port: this.address().port }); });
`;

const { signal } = new AbortController();

describe('A service that stops in the middle of a request', () => {
  let child: ChildProcess;
  let opened: TestApi;
  let requests: string[];
  /** Called at the end of each try. */
  let onExchange: () => void;

  /** What the service tells next. */
  const told = async (): Promise<{ readonly port?: number; readonly method?: string }> =>
    ((await once(child, 'message')) as [{ port?: number; method?: string }])[0];

  beforeEach(async function () {
    // Windows has no such signals.
    if (process.platform === 'win32') this.skip();
    requests = [];
    onExchange = () => undefined;
    child = spawn(process.execPath, ['-e', SERVICE], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const { port = 0 } = await told();
    child.on('message', ({ method }: { method: string }) => requests.push(method));
    opened = await openApi(`http://127.0.0.1:${port}`, {
      timeouts: { listFirstByte: 200, headers: 200, bodyIdle: 200 },
      onExchange: () => onExchange(),
    });
  });
  afterEach(async () => {
    await opened.close();
    child.kill('SIGKILL');
  });

  const stop = (): void => void child.kill('SIGSTOP');
  const wake = (): void => void child.kill('SIGCONT');
  const goOn = (): void => void child.send('go on');

  it('and goes on soon has its list read once', async () => {
    const list = listAll(opened.api, { signal });
    await told();
    stop();
    goOn();
    wake();
    assert.equal((await list).length, 2);
    assert.deepEqual(requests, ['GET']);
  });

  it('for longer than we wait has its list read again, from the beginning', async () => {
    const list = listAll(opened.api, { signal, onRetry: wake });
    await told();
    stop();
    for (let answers = 0; answers < 2; answers++) goOn();
    assert.equal((await list).length, 2);
    assert.deepEqual(requests, ['GET', 'GET']);
  });

  it('once it has renamed a client is sent that name once, and asked whether it has it', async () => {
    const store = new ClientStore('en');
    const connection = connectionTo(opened.api);
    store.connect(connection);
    // The list, and the reading before the rename.
    for (let answers = 0; answers < 2; answers++) goOn();
    await store.load({ signal });
    child.on('message', ({ method }: { method: string }) => {
      if (method !== 'PATCH') return;
      stop();
      for (let answers = 0; answers < 2; answers++) goOn();
      onExchange = wake;
    });
    const { uncertain, applied } = await new ClientEdits(store).rename('leaf', 'Leaf', 'Renamed', {
      connection,
      signal,
    });
    assert.ok(uncertain);
    assert.deepEqual(applied, { kind: 'renamed', id: 'leaf', from: 'Leaf', to: 'Renamed' });
    assert.deepEqual(requests, ['GET', 'GET', 'PATCH', 'GET']);
  });
}).timeout(20_000);
