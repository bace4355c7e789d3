import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { startDemoService, type DemoService } from '../../../src/demo/demoService';

const TOKEN = 'canary-token-5b1f';
const TYPE = 'application/vnd.json+api';
const CLIENTS = [
  { id: 'root', name: 'Root' },
  { id: 'holding', name: 'Holding', parentId: 'root' },
];

interface Request {
  readonly method?: string;
  readonly path?: string;
  /** In place of the path below the base address: the request target as it is. */
  readonly target?: string;
  /** Replace or, when `undefined`, leave out headers of a good request. */
  readonly headers?: Record<string, string | undefined>;
  readonly body?: unknown;
  readonly rawBody?: string | Buffer;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let service: DemoService;

/** Sends over node:http, because fetch adds an Accept and does not let the Host header be changed. */
function send({ method = 'GET', path = '/clients', target, headers, body, rawBody }: Request): Promise<Answer> {
  const { port, pathname } = new URL(service.url);
  const contentType = method === 'POST' || method === 'PATCH' ? { 'Content-Type': TYPE } : {};
  const good: Request['headers'] = { Accept: TYPE, Authorization: `Bearer ${TOKEN}`, ...contentType };
  const sent = Object.entries({ ...good, ...headers }).filter(([, value]) => value !== undefined);
  return new Promise((resolve, reject) => {
    httpRequest(
      { host: '127.0.0.1', port, method, path: target ?? pathname + path, headers: Object.fromEntries(sent) },
      (response) => {
        const { statusCode: status, headers } = response;
        text(response).then((body) => resolve({ status, headers, body }), reject);
      },
    )
      .once('error', reject)
      .end(rawBody ?? (body === undefined ? undefined : JSON.stringify(body)));
  });
}

const client = (attributes: unknown, more: object = {}) => ({ data: { type: 'client', attributes, ...more } });
const parent = (id: string) => ({ relationships: { parent: { data: { type: 'client', id } } } });

async function start(): Promise<void> {
  service = await startDemoService({ token: TOKEN, clients: CLIENTS });
}

describe('The demo service refuses', () => {
  beforeEach(start);
  afterEach(() => service.close());

  const post = (body: unknown): Request => ({ method: 'POST', body });
  const patch = (body: unknown): Request => ({ method: 'PATCH', path: '/clients/holding', body });
  const named = { name: 'Name' };
  const withId = { id: 'holding' };

  const refusals: readonly [what: string, request: Request, status: number, pointer?: string][] = [
    ['a missing token', { headers: { Authorization: undefined } }, 401],
    ['another token', { headers: { Authorization: 'Bearer other' } }, 401],
    ['another spelling of Bearer', { headers: { Authorization: `bearer ${TOKEN}` } }, 401],
    ['a token with something after it', { headers: { Authorization: `Bearer ${TOKEN}x` } }, 401],
    ['an unknown path without a token', { path: '/nothing', headers: { Authorization: undefined } }, 401],
    ['a missing Accept', { headers: { Accept: undefined } }, 406],
    ['Accept of the registered media type only', { headers: { Accept: 'application/vnd.api+json' } }, 406],
    ['Accept of anything', { headers: { Accept: '*/*' } }, 406],
    ['a host name that is not loopback', { headers: { Host: 'rebound.example' } }, 403],
    ['a host name that begins like loopback', { headers: { Host: '127.0.0.1.rebound.example' } }, 403],
    ['an unknown path', { path: '/portfolios' }, 404],
    ['a path below an endpoint', { path: '/clients/root/parent' }, 404],
    ['a slash at the end', { path: '/clients/' }, 404],
    ['an unknown client', { path: '/clients/nowhere' }, 404],
    ['entities of an unknown client', { path: '/clients/nowhere/legal-entities' }, 404],
    ['a rename of an unknown client', { method: 'PATCH', path: '/clients/x', body: client(named, { id: 'x' }) }, 404],
    ['a path that is not validly encoded', { path: '/clients/%E0%A4%A' }, 400],
    ['PATCH of the collection', { method: 'PATCH' }, 405],
    ['a method that no endpoint has', { method: 'PUT' }, 405],
    ['a preflight', { method: 'OPTIONS' }, 405],
    ['POST to a client', { method: 'POST', path: '/clients/root', body: client(named) }, 405],
    ['POST of entities', { method: 'POST', path: '/clients/root/legal-entities' }, 405],
    ['POST without Content-Type', { ...post(client(named)), headers: { 'Content-Type': undefined } }, 415],
    ['POST of plain JSON', { ...post(client(named)), headers: { 'Content-Type': 'application/json' } }, 415],
    ['PATCH of plain JSON', { ...patch(client(named, withId)), headers: { 'Content-Type': 'application/json' } }, 415],
    ['a document that is not JSON', { method: 'POST', rawBody: '{"data":' }, 400],
    ['a document that is not UTF-8', { method: 'POST', rawBody: Buffer.from([0x22, 0xff, 0x22]) }, 400],
    ['an empty document', { method: 'POST' }, 400],
    ['a document over 1 MiB', post(client({ name: 'x'.repeat(1024 * 1024) })), 413],
    ['a document without data', post({}), 422, '/data'],
    ['a document that is a list', post([]), 422, '/data'],
    ['data that is a list', post({ data: [] }), 422, '/data'],
    ['data of another type', post({ data: { type: 'clients', attributes: named } }), 422, '/data/type'],
    ['a top-level member that is not known', post({ ...client(named), included: [] }), 422, '/included'],
    ['relationships that are null', post(client(named, { relationships: null })), 422, '/data/relationships'],
    ['a name with half a character', post(client({ name: 'A\ud83d' })), 422, '/data/attributes/name'],
    ['an id for a new client', post(client(named, withId)), 422, '/data/id'],
    ['a member that is not known', post(client(named, { colour: 1 })), 422, '/data/colour'],
    ['missing attributes', post({ data: { type: 'client' } }), 422, '/data/attributes'],
    ['a missing name', post(client({})), 422, '/data/attributes/name'],
    ['a name that is a number', post(client({ name: 7 })), 422, '/data/attributes/name'],
    ['an empty name', post(client({ name: '' })), 422, '/data/attributes/name'],
    ['a name of white space', post(client({ name: ' \t\u00a0\n' })), 422, '/data/attributes/name'],
    ['another attribute', post(client({ ...named, 'a/b': 1 })), 422, '/data/attributes/a~1b'],
    ['relationships that are a list', post(client(named, { relationships: [] })), 422, '/data/relationships'],
    [
      'children given to a new client',
      post(client(named, { relationships: { children: { data: [] } } })),
      422,
      '/data/relationships/children',
    ],
    ['an unknown parent', post(client(named, parent('nowhere'))), 422, '/data/relationships/parent'],
    [
      'a parent of another type',
      post(client(named, { relationships: { parent: { data: { type: 'person', id: 'root' } } } })),
      422,
      '/data/relationships/parent',
    ],
    [
      'a parent without linkage',
      post(client(named, { relationships: { parent: {} } })),
      422,
      '/data/relationships/parent',
    ],
    ['a rename without an id', patch(client(named)), 422, '/data/id'],
    ['a rename with another id', patch(client(named, { id: 'root' })), 409, '/data/id'],
    ['a rename to white space', patch(client({ name: '  ' }, withId)), 422, '/data/attributes/name'],
    ['a rename without a name', patch(client({}, withId)), 422, '/data/attributes/name'],
    ['a change of another attribute', patch(client({ ...named, tax: 1 }, withId)), 422, '/data/attributes/tax'],
    ['a move to another parent', patch(client(named, { ...withId, ...parent('root') })), 422, '/data/relationships'],
  ];

  for (const [what, request, status, pointer] of refusals) {
    it(`${what}, with ${status}`, async () => {
      const before = service.data.list();
      const answer = await send(request);
      assert.equal(answer.status, status);
      assert.equal(answer.headers['content-type'], TYPE);
      const { errors } = JSON.parse(answer.body) as { errors: Record<string, unknown>[] };
      const [error] = errors;
      assert.equal(errors.length, 1);
      assert.equal(error?.['status'], String(status));
      for (const member of ['code', 'title', 'detail']) assert.equal(typeof error[member], 'string');
      assert.deepEqual(error['source'], pointer === undefined ? undefined : { pointer });
      assert.ok(!answer.body.includes(TOKEN) && !JSON.stringify(answer.headers).includes(TOKEN));
      assert.ok(Object.keys(answer.headers).every((name) => !name.startsWith('access-control')));
      assert.deepEqual(service.data.list(), before);
    });
  }

  it('nothing of the documented PATCH, which has no Content-Type', async () => {
    const answer = await send({
      ...patch(client({ name: 'Renamed' }, withId)),
      headers: { 'Content-Type': undefined },
    });
    assert.equal(answer.status, 204);
    assert.equal(service.data.get('holding')?.name, 'Renamed');
  });

  it('a query parameter, by its name', async () => {
    const { status, body } = await send({ path: '/clients?page%5Bnumber%5D=2' });
    assert.equal(status, 400);
    assert.deepEqual((JSON.parse(body) as { errors: { source: unknown }[] }).errors[0]?.source, {
      parameter: 'page[number]',
    });
  });

  for (const [path, allow] of [
    ['/clients', 'GET, POST'],
    ['/clients/root', 'GET, PATCH, DELETE'],
    ['/clients/root/reporting-entities', 'GET'],
  ] as const) {
    it(`other methods than ${allow} at ${path}, and says which it allows`, async () => {
      assert.equal((await send({ method: 'PUT', path })).headers.allow, allow);
    });
  }

  it('to read a document without end, by ending the connection', async () => {
    const outgoing = httpRequest(`${service.url}/clients`, {
      method: 'POST',
      headers: { Accept: TYPE, Authorization: `Bearer ${TOKEN}`, 'Content-Type': TYPE },
    });
    const chunk = Buffer.alloc(64 * 1024);
    await assert.rejects(
      pipeline(
        Readable.from(
          (function* () {
            for (;;) yield chunk;
          })(),
        ),
        outgoing,
      ),
    );
  });

  it('to start without a token', async () => {
    await assert.rejects(startDemoService({ token: '' }), RangeError);
  });
});

describe('The demo service accepts', () => {
  beforeEach(start);
  afterEach(() => service.close());

  const accepted: readonly [what: string, headers: Record<string, string>][] = [
    ['its media type among others', { Accept: `text/html, ${TYPE};q=0.9` }],
    ['localhost', { Host: 'localhost:1234' }],
    ['loopback of IPv6', { Host: '[::1]:80' }],
  ];
  for (const [what, headers] of accepted) {
    it(what, async () => assert.equal((await send({ headers })).status, 200));
  }

  it('a request that carries the whole address, as proxies send it (RFC 9112, 3.2.2)', async () => {
    assert.equal((await send({ target: `${service.url}/clients/root` })).status, 200);
  });
});
