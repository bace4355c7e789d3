import assert from 'node:assert/strict';
import type { DemoClientSeed } from '../../../src/demo/demoData';
import { startDemoService, type DemoService, type DemoServiceOptions } from '../../../src/demo/demoService';

const TOKEN = 'canary-token-5b1f';
const TYPE = 'application/vnd.json+api';
const EMPTY_TYPE = 'application/vnd.api+json';
const CLIENTS: readonly DemoClientSeed[] = [
  { id: 'root', name: 'Root', legalEntities: [{ id: 'l1', name: 'Root Ltd' }] },
  { id: 'holding', name: 'Holding', parentId: 'root', reportingEntities: [{ id: 'r1', name: 'Monthly' }] },
  { id: 'a/b ü', name: 'Odd id', parentId: 'root' },
];

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The parsed body; tests say what they expect of it by comparing. */
  readonly json: unknown;
}

interface Request {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

let service: DemoService;

async function start(options: Partial<DemoServiceOptions> = {}): Promise<void> {
  service = await startDemoService({ token: TOKEN, clients: CLIENTS, ...options });
}

async function send({ method = 'GET', path = '/clients', headers, body }: Request): Promise<Answer> {
  const response = await fetch(service.url + path, {
    method,
    headers: {
      Accept: TYPE,
      Authorization: `Bearer ${TOKEN}`,
      ...(body !== undefined && { 'Content-Type': TYPE }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, body: text, json };
}

const client = (attributes: unknown, more: object = {}) => ({ data: { type: 'client', attributes, ...more } });
const parent = (id: string) => ({ relationships: { parent: { data: { type: 'client', id } } } });
const linkage = (type: string, ids: readonly string[] = []) => ({ data: ids.map((id) => ({ type, id })) });

type Owned = Partial<Record<'children' | 'legalEntities' | 'reportingEntities', readonly string[]>>;

/** The whole resource of a client, as the Clients page of the API reference shows it. */
const resource = (id: string, name: string, parentId: string | null, owned: Owned = {}) => ({
  id,
  type: 'client',
  attributes: { name },
  relationships: {
    children: linkage('client', owned.children),
    legalEntities: linkage('legal-entity', owned.legalEntities),
    parent: { data: parentId === null ? null : { type: 'client', id: parentId } },
    reportingEntities: linkage('reporting-entity', owned.reportingEntities),
  },
});

describe('The demo service', () => {
  beforeEach(() => start());
  afterEach(() => service.close());

  it('lists all clients in one document, each with all four relationships', async () => {
    const { status, headers, json } = await send({});
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), TYPE);
    assert.deepEqual(json, {
      data: [
        resource('root', 'Root', null, { children: ['holding', 'a/b ü'], legalEntities: ['l1'] }),
        resource('holding', 'Holding', 'root', { reportingEntities: ['r1'] }),
        resource('a/b ü', 'Odd id', 'root'),
      ],
    });
  });

  it('answers one client, by an id that needs percent-encoding too', async () => {
    const { status, json } = await send({ path: `/clients/${encodeURIComponent('a/b ü')}` });
    assert.equal(status, 200);
    assert.deepEqual((json as { data: { attributes: unknown } }).data.attributes, { name: 'Odd id' });
  });

  it('lists the legal and reporting entities of a client', async () => {
    const owner = (id: string) => ({ data: { type: 'client', id } });
    const legal = await send({ path: '/clients/root/legal-entities' });
    assert.deepEqual(legal.json, {
      data: [
        {
          id: 'l1',
          type: 'legal-entity',
          attributes: { name: 'Root Ltd' },
          relationships: { client: owner('root'), accounts: { data: [] }, depositories: { data: [] } },
        },
      ],
    });
    const reporting = await send({ path: '/clients/holding/reporting-entities' });
    assert.deepEqual(reporting.json, {
      data: [
        {
          id: 'r1',
          type: 'reporting-entity',
          attributes: { name: 'Monthly' },
          relationships: { client: owner('holding') },
        },
      ],
    });
    const none = await send({ path: '/clients/holding/legal-entities' });
    assert.deepEqual(none.json, { data: [] });
  });

  it('creates a child, answers the whole resource and links it from its parent', async () => {
    const { status, headers, json } = await send({ method: 'POST', body: client({ name: 'New' }, parent('holding')) });
    assert.equal(status, 201);
    assert.equal(headers.get('content-type'), TYPE);
    const { id } = (json as { data: { id: string } }).data;
    assert.match(id, /^[0-9a-f]{24}$/);
    assert.deepEqual(json, { data: resource(id, 'New', 'holding') });
    assert.deepEqual(service.data.childIds('holding'), [id]);
    assert.deepEqual((await send({ path: `/clients/${id}` })).json, json);
  });

  for (const [what, relationships] of [
    ['no relationships', undefined],
    ['a parent of null', { parent: { data: null } }],
  ] as const) {
    it(`creates at top level when the document has ${what}`, async () => {
      const { status } = await send({ method: 'POST', body: client({ name: 'Top' }, { relationships }) });
      assert.equal(status, 201);
      assert.equal(service.data.list().at(-1)?.parentId, null);
    });
  }

  it('stores a new name exactly as sent and answers without a body', async () => {
    const name = '  Ærø\u202e “2”  ';
    const answer = await send({ method: 'PATCH', path: '/clients/holding', body: client({ name }, { id: 'holding' }) });
    assert.deepEqual([answer.status, answer.headers.get('content-type'), answer.body], [204, EMPTY_TYPE, '']);
    assert.equal(service.data.get('holding')?.name, name);
  });

  it('deletes a client that owns nothing and unlinks it from its parent', async () => {
    const path = `/clients/${encodeURIComponent('a/b ü')}`;
    const answer = await send({ method: 'DELETE', path });
    assert.deepEqual([answer.status, answer.headers.get('content-type'), answer.body], [204, EMPTY_TYPE, '']);
    assert.deepEqual(service.data.childIds('root'), ['holding']);
    assert.equal((await send({ path })).status, 404);
    assert.equal((await send({ method: 'DELETE', path })).status, 404);
  });

  it('refuses to delete a client that owns something, and says what', async () => {
    service.data.addEntity('root', 'legalEntities', 'Second Ltd');
    service.data.addEntity('root', 'reportingEntities', 'Yearly');
    const root = await send({ method: 'DELETE', path: '/clients/root' });
    assert.equal(root.status, 409);
    assert.match(root.body, /still owns 2 clients, 2 legal entities and 1 reporting entity\./);
    const holding = await send({ method: 'DELETE', path: '/clients/holding' });
    assert.equal(holding.status, 409);
    assert.match(holding.body, /still owns 1 reporting entity\./);
    assert.equal(service.data.list().length, 3);
  });

  it('shows what a test edits behind the back of its client', async () => {
    const broken = { id: 'root', type: 'client', attributes: { name: 'Root again' } };
    service.data.rename('root', 'Renamed');
    service.data.remove('holding');
    service.data.addRaw(broken);
    service.data.addRaw(17);
    const { data } = (await send({})).json as { data: unknown[] };
    assert.deepEqual(data.slice(2), [broken, 17]);
    const { data: root } = (await send({ path: '/clients/root' })).json as { data: { attributes: unknown } };
    assert.deepEqual(root.attributes, { name: 'Renamed' });
  });

  it('finds a raw resource by its id where no client has it', async () => {
    const raw = { id: 'raw', type: 'client' };
    service.data.addRaw(null);
    service.data.addRaw(raw);
    assert.deepEqual((await send({ path: '/clients/raw' })).json, { data: raw });
    assert.equal((await send({ method: 'DELETE', path: '/clients/raw' })).status, 404);
  });
});

describe('The demo service compresses', () => {
  afterEach(() => service.close());

  for (const [acceptEncoding, coding] of [
    ['gzip, deflate, br', 'br'],
    ['GZIP;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['deflate, gzip;q=0', null],
  ] as const) {
    it(`a long answer as ${coding ?? 'nothing'} for "${acceptEncoding}"`, async () => {
      service = await startDemoService({ token: TOKEN });
      const { headers, json } = await send({ headers: { 'Accept-Encoding': acceptEncoding } });
      assert.equal(headers.get('content-encoding'), coding);
      assert.equal((json as { data: unknown[] }).data.length, service.data.list().length);
    });
  }

  it('no short answer', async () => {
    await start();
    const { headers } = await send({ path: '/clients/root', headers: { 'Accept-Encoding': 'gzip, br' } });
    assert.equal(headers.get('content-encoding'), null);
  });
});

describe('The demo service lets a test', () => {
  afterEach(() => service.close());

  it('answer a request itself, before anything is checked', async () => {
    await start({ intercept: (_request, response) => (response.writeHead(502).end('"gateway"'), true) });
    const { status, json } = await send({ headers: { Authorization: '' } });
    assert.deepEqual([status, json], [502, 'gateway']);
  });

  it('delay a request and then let it through', async () => {
    const reached = Promise.withResolvers<undefined>();
    const held = Promise.withResolvers<boolean>();
    await start({ intercept: () => (reached.resolve(undefined), held.promise) });
    let isAnswered = false;
    const answer = send({}).finally(() => (isAnswered = true));
    await reached.promise;
    assert.equal(isAnswered, false);
    held.resolve(false);
    assert.equal((await answer).status, 200);
  });

  it('end the connection before the request is handled', async () => {
    await start({ intercept: (request) => (request.socket.destroy(), true) });
    await assert.rejects(send({ method: 'POST', body: client({ name: 'Lost' }) }));
    assert.equal(service.data.list().length, CLIENTS.length);
  });

  it('lose the answer after the request was handled', async () => {
    await start({
      intercept: (_request, response) => {
        response.writeHead = () => response.destroy();
        return false;
      },
    });
    await assert.rejects(send({ method: 'POST', body: client({ name: 'Kept' }) }));
    assert.equal(service.data.list().at(-1)?.name, 'Kept');
  });

  it('make a mistake without hanging or telling of it', async () => {
    await start({
      intercept: (request) => {
        throw new Error(request.headers.authorization);
      },
    });
    const { status, body } = await send({});
    assert.equal(status, 500);
    assert.ok(!body.includes(TOKEN));
  });

  it('close it while a request is unanswered, and once more', async () => {
    let reached: () => void;
    const request = new Promise<void>((resolve) => (reached = resolve));
    await start({ intercept: () => (reached(), true) });
    const outcome = assert.rejects(send({}));
    await request;
    await service.close();
    await outcome;
    await service.close();
    await assert.rejects(send({}), TypeError);
  });
});
