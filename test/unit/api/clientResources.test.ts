import assert from 'node:assert/strict';
import type { HttpClientsApi } from '../../../src/api/clients';
import { HttpStatusError, ProtocolError } from '../../../src/api/errors';
import type { CallOptions } from '../../../src/api/transport';
import { bare, json, resource, scriptedService, type Answer } from '../../support/scriptedService';

const { signal } = new AbortController();

const KINDS = [
  {
    title: 'legal entities',
    path: 'legal-entities',
    type: 'legal-entity',
    list: (api: HttpClientsApi, id: string, options: CallOptions) => api.legalEntities(id, options),
  },
  {
    title: 'reporting entities',
    path: 'reporting-entities',
    type: 'reporting-entity',
    list: (api: HttpClientsApi, id: string, options: CallOptions) => api.reportingEntities(id, options),
  },
];

for (const { title, path, type, list } of KINDS) {
  describe(`the ${title} of a client`, () => {
    const service = scriptedService();
    const entity = (id: string) => ({ id, type, attributes: { name: `Entity ${id}` }, relationships: {} });

    it('are read from below the client, whatever its id', async () => {
      service.answer = json({ data: [entity('1')] });
      assert.deepEqual(await list(await service.open(), 'a/b?', { signal }), [{ id: '1', name: 'Entity 1' }]);
      assert.deepEqual(service.urls(), [`/api/v2/clients/a%2Fb%3F/${path}`]);
    });

    it('are read page by page', async () => {
      service.answer = (response, request) =>
        json(
          request.url.endsWith('?page=2')
            ? { data: [entity('2')] }
            : { data: [entity('1')], links: { next: '?page=2' } },
        )(response, request);
      const ids = (await list(await service.open(), 'acme', { signal })).map(({ id }) => id);
      assert.deepEqual(ids, ['1', '2']);
    });

    it('are read again, and from the beginning, after a failure that may pass', async () => {
      const answers: Answer[] = [json({ data: [entity('1')], links: { next: '?page=2' } }), bare(503)];
      service.answer = (response, request) => (answers.shift() ?? json({ data: [entity('only')] }))(response, request);
      const ids = (await list(await service.open(), 'acme', { signal })).map(({ id }) => id);
      assert.deepEqual(ids, ['only']);
    });

    it('are shown as bad records where they are none', async () => {
      const bad = [7, { ...entity('1'), type: 'client' }, { type, attributes: { name: '' } }, { id: '1', type }];
      service.answer = json({ data: [...bad, { id: '1', type, attributes: { name: 1 } }, entity('good')] });
      const records = await list(await service.open(), 'acme', { signal });
      assert.deepEqual(
        records.map((record) => ('pointer' in record ? `${record.index} ${record.pointer}` : record.name)),
        ['0 ', '1 /type', '2 /id', '3 /attributes', '4 /attributes/name', 'Entity good'],
      );
    });

    it('are refused as the service refuses them', async () => {
      service.answer = bare(403);
      const refused = list(await service.open(), 'acme', { signal });
      await assert.rejects(refused, (error) => error instanceof HttpStatusError && error.status === 403);
    });

    it('are not taken from what is no list', async () => {
      service.answer = json({ data: entity('1') });
      const refused = list(await service.open(), 'acme', { signal });
      await assert.rejects(refused, (error) => error instanceof ProtocolError && error.reason === 'unexpected');
    });
  });
}

describe('the resource of a client', () => {
  const service = scriptedService();

  it('comes with all that is in it', async () => {
    const whole = { ...resource('acme'), meta: { more: [1, { '': null }] }, attributes: { name: 12 } };
    service.answer = json({ data: whole });
    assert.deepEqual(JSON.parse(await (await service.open()).resource('acme', { signal })), whole);
    assert.deepEqual(service.urls(), ['/api/v2/clients/acme']);
  });

  it('comes as the service wrote it', async () => {
    const text = '{ "type":"client", "id":"acme", "more": [12345678901234567890, 1e999, -0, "[]}"] }';
    service.answer = (response) =>
      response.writeHead(200, { 'Content-Type': 'application/vnd.api+json' }).end(`{"meta":{},"data" : ${text}}`);
    assert.equal(await (await service.open()).resource('acme', { signal }), text);
  });

  for (const [title, data] of Object.entries({
    'another client': resource('other'),
    'another type': { ...resource('acme'), type: 'legal-entity' },
    'a list': [resource('acme')],
    nothing: null,
  })) {
    it(`is not taken from ${title}`, async () => {
      service.answer = json({ data });
      const refused = (await service.open()).resource('acme', { signal });
      await assert.rejects(refused, (error) => error instanceof ProtocolError && error.reason === 'unexpected');
    });
  }
});
