import assert from 'node:assert/strict';
import type { HttpClientsApi } from '../../../src/api/clients';
import { ProtocolError } from '../../../src/api/errors';
import { isBadRecord } from '../../../src/api/jsonApi';
import { listAll } from '../../support/calls';
import { JSON_TYPE } from '../../support/faults';
import { bare, json, resource, scriptedService, TOKEN, type Answer } from '../../support/scriptedService';

describe('the API of clients', () => {
  const service = scriptedService();
  const { signal } = new AbortController();

  describe('sends exactly what the reference shows', () => {
    const ID = '66fd6003218be3af85e088f7';
    const PARENT = '666be3f97fc417debcea6a5e';
    const common = { accept: JSON_TYPE, authorization: `Bearer ${TOKEN}` };
    const withBody = { ...common, 'content-type': JSON_TYPE };
    const reads = { ...common, 'accept-encoding': 'gzip, br' };

    const rows: readonly {
      readonly title: string;
      readonly run: (api: HttpClientsApi) => Promise<unknown>;
      readonly answer: Answer;
      readonly request: readonly [method: string, url: string];
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }[] = [
      {
        title: 'GET /clients',
        run: (api) => listAll(api, { signal }),
        answer: json({ data: [] }),
        request: ['GET', '/api/v2/clients'],
        headers: reads,
      },
      {
        title: 'GET /clients/:id',
        run: (api) => api.get(ID, { signal }),
        answer: json({ data: resource(ID) }),
        request: ['GET', `/api/v2/clients/${ID}`],
        headers: reads,
      },
      {
        title: 'POST /clients with a parent',
        run: (api) => api.create('New client name', PARENT, { signal }),
        answer: json({ data: resource(ID) }, 201),
        request: ['POST', '/api/v2/clients'],
        headers: withBody,
        body: {
          data: {
            type: 'client',
            attributes: { name: 'New client name' },
            relationships: { parent: { data: { type: 'client', id: PARENT } } },
          },
        },
      },
      {
        title: 'POST /clients at top level',
        run: (api) => api.create('Ñew "client" 名\u0000', null, { signal }),
        answer: json({ data: resource(ID) }, 201),
        request: ['POST', '/api/v2/clients'],
        headers: withBody,
        body: { data: { type: 'client', attributes: { name: 'Ñew "client" 名\u0000' } } },
      },
      {
        title: 'PATCH /clients/:id',
        run: (api) => api.rename(ID, 'Updated client name', { signal }),
        answer: (response) => response.writeHead(204, { 'Content-Type': 'application/vnd.api+json' }).end(),
        request: ['PATCH', `/api/v2/clients/${ID}`],
        headers: withBody,
        body: { data: { id: ID, type: 'client', attributes: { name: 'Updated client name' } } },
      },
      {
        title: 'DELETE /clients/:id',
        run: (api) => api.remove(ID, { signal }),
        answer: (response) => response.writeHead(204, { 'Content-Type': 'application/vnd.api+json' }).end(),
        request: ['DELETE', `/api/v2/clients/${ID}`],
        headers: common,
      },
    ];

    for (const { title, run, answer: reply, request, headers, body } of rows) {
      it(title, async () => {
        service.answer = reply;
        await run(await service.open());
        assert.equal(service.seen.length, 1);
        const [one] = service.seen;
        assert.ok(one);
        assert.deepEqual([one.method, one.url], request);
        const { host, connection, 'content-length': length, ...rest } = one.headers;
        assert.deepEqual([host, connection], [new URL(service.server.origin).host, 'keep-alive']);
        assert.deepEqual(rest, headers);
        assert.deepEqual(one.body === '' ? undefined : JSON.parse(one.body), body);
        assert.equal(length, body === undefined ? undefined : `${Buffer.byteLength(one.body)}`);
      });
    }
  });

  describe('ids in paths', () => {
    const encoded: readonly (readonly [id: string, segment: string])[] = [
      ['a/b?c#d', 'a%2Fb%3Fc%23d'],
      ['%2e', '%252e'],
      ['%2e%2e/..', '%252e%252e%2F..'],
      ['...', '...'],
      ['a\\b', 'a%5Cb'],
      ['../../v1/users', '..%2F..%2Fv1%2Fusers'],
      ['//other.test', '%2F%2Fother.test'],
      ['https://other.test', 'https%3A%2F%2Fother.test'],
      ['\r\nHost: other.test', '%0D%0AHost%3A%20other.test'],
      ['\u0000', '%00'],
      ['Zoë 東京 😀', 'Zo%C3%AB%20%E6%9D%B1%E4%BA%AC%20%F0%9F%98%80'],
      ['\uFFFD', '%EF%BF%BD'],
      ['@:&=+$,;', '%40%3A%26%3D%2B%24%2C%3B'],
    ];
    for (const [id, segment] of encoded) {
      it(`keeps ${JSON.stringify(id)} within its segment`, async () => {
        const api = await service.open();
        service.answer = json({ data: resource(id) });
        assert.equal((await api.get(id, { signal })).id, id);
        service.answer = bare(204);
        await api.rename(id, 'x', { signal });
        await api.remove(id, { signal });
        assert.deepEqual(service.urls(), Array(3).fill(`/api/v2/clients/${segment}`));
        assert.equal((JSON.parse(service.seen[1]?.body ?? '') as { data: { id: string } }).data.id, id);
      });
    }

    for (const id of ['', '.', '..', '\ud800', 'a\udc00b']) {
      it(`sends nothing for ${JSON.stringify(id)}, which no segment can carry`, async () => {
        const api = await service.open();
        for (const [method, run] of [
          ['GET', () => api.get(id, { signal })],
          ['PATCH', () => api.rename(id, 'x', { signal })],
          ['DELETE', () => api.remove(id, { signal })],
        ] as const) {
          await assert.rejects(run(), { name: 'ProtocolError', reason: 'unexpected', method, outcomeUnknown: false });
        }
        assert.deepEqual(service.seen, []);
      });
    }

    it('does not send the token in a path, should it come back as an id', async () => {
      const api = await service.open();
      for (const id of [TOKEN, `x/${TOKEN}`]) {
        await assert.rejects(api.remove(id, { signal }), (error) => {
          assert.ok(error instanceof ProtocolError);
          assert.equal(error.outcomeUnknown, false);
          assert.doesNotMatch(error.message + error.path, new RegExp(TOKEN));
          return true;
        });
      }
      assert.deepEqual(service.seen, []);
    });
  });

  describe('records', () => {
    it('passes on bad ones one by one, among good ones', async () => {
      service.answer = json({
        data: [
          resource('1'),
          null,
          { type: 'client', id: 2 },
          { ...resource('3'), type: 'user' },
          resource('4'),
          [],
          'x',
        ],
      });
      const records = await listAll(await service.open(), { signal });
      assert.deepEqual(
        records.map((record) => (isBadRecord(record) ? [record.index, record.pointer] : record.id)),
        ['1', [1, ''], [2, '/id'], [3, '/type'], '4', [5, ''], [6, '']],
      );
    });

    for (const [title, document] of Object.entries({
      'the answer to get is another client': { data: resource('2') },
      'the answer to get is a list': { data: [resource('1')] },
      'the answer to get has no name': { data: { id: '1', type: 'client', attributes: {} } },
    })) {
      it(`refuses it when ${title}`, async () => {
        service.answer = json(document);
        const api = await service.open();
        await assert.rejects(api.get('1', { signal }), { reason: 'unexpected', path: '/api/v2/clients/1' });
      });
    }

    it('takes a 200 with the client for a rename, and one with meta for a deletion', async () => {
      const api = await service.open();
      service.answer = json({ data: resource('1', 'x') });
      await api.rename('1', 'x', { signal });
      service.answer = json({ meta: {} });
      await api.remove('1', { signal });
      service.answer = json({ data: resource('2', 'x') });
      await assert.rejects(api.rename('1', 'x', { signal }), { reason: 'unexpected', outcomeUnknown: true });
      for (const body of [{ errors: [] }, { errors: [{ detail: 'Not deleted' }], meta: {} }]) {
        service.answer = json(body);
        await assert.rejects(api.remove('1', { signal }), { reason: 'unexpected', outcomeUnknown: true });
      }
    });
  });

  it('takes no 202 for the success of a write, which may be carried out later', async () => {
    const api = await service.open();
    const accepted = { status: 202, outcomeUnknown: true };
    service.answer = json({ meta: {} }, 202);
    await assert.rejects(api.remove('1', { signal }), accepted);
    service.answer = json({ data: resource('1', 'old') }, 202);
    await assert.rejects(api.rename('1', 'new', { signal }), accepted);
    await assert.rejects(api.create('old', null, { signal }), accepted);
  });

  it('takes a base URL without a path', async () => {
    await listAll(await service.open({}, ''), { signal });
    assert.deepEqual(service.urls(), ['/clients']);
  });
});
