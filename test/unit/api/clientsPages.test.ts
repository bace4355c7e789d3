import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { HttpClientsApi } from '../../../src/api/clients';
import { ProtocolError } from '../../../src/api/errors';
import { isBadRecord } from '../../../src/api/jsonApi';
import { listAll } from '../../support/calls';
import { JSON_TYPE } from '../../support/faults';
import { json, resource, scriptedService, TOKEN, type SeenRequest } from '../../support/scriptedService';
import { startHttp } from '../../support/servers';

const LIMITS = { pages: 1_000, records: 1_000_000, bytesOfRecord: 2 ** 25, textLength: 2 ** 28 };

describe('pages of a list of clients', () => {
  const service = scriptedService();
  const { signal } = new AbortController();

  const page = (id: string, next: unknown): unknown => ({ data: [resource(id)], links: { next } });
  const ids = async (api: HttpClientsApi) => (await listAll(api, { signal })).map((record) => record.id);

  const nextLinks: Readonly<Record<string, (origin: string) => unknown>> = {
    'a query alone': () => '?page=2',
    'a path': () => '/api/v2/clients?page=2',
    'an absolute URL': (origin) => `${origin}/api/v2/clients?page=2`,
    'an object with href': (origin) => ({ href: `${origin}/api/v2/clients?page=2`, meta: {} }),
    'a URL with a fragment': () => '?page=2#top',
  };
  for (const [title, link] of Object.entries(nextLinks)) {
    it(`follows links.next as ${title}`, async () => {
      service.answer = (response, { url }) =>
        json(url.endsWith('page=2') ? page('2', null) : page('1', link(service.server.origin)))(response, {
          url,
        } as SeenRequest);
      assert.deepEqual(await ids(await service.open()), ['1', '2']);
      assert.deepEqual(service.urls(), ['/api/v2/clients', '/api/v2/clients?page=2']);
      assert.ok(service.seen.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`));
    });
  }

  for (const none of [null, '', undefined, {}, 7]) {
    it(`takes links.next ${JSON.stringify(none)} for the end`, async () => {
      service.answer = json(page('1', none));
      assert.deepEqual(await ids(await service.open()), ['1']);
    });
  }

  it('numbers records over all pages, and tells progress of all', async () => {
    service.answer = (response, { url }) =>
      json(url.endsWith('=2') ? { data: [7] } : { data: [resource('1'), null], links: { next: '?p=2' } })(response, {
        url,
      } as SeenRequest);
    const records = await listAll(await service.open(), { signal });
    assert.deepEqual(
      records.map((record) => (isBadRecord(record) ? record.index : record.id)),
      ['1', 1, 2],
    );
  });

  it('sends nothing to another origin', async () => {
    let strangers = 0;
    const other = await startHttp((_request, response) => {
      strangers++;
      response.end();
    });
    try {
      const api = await service.open();
      for (const link of [
        `${other.origin}/api/v2/clients`,
        `//127.0.0.1:${other.port}/api/v2/clients`,
        `http://localhost:${other.port}/`,
        `https://127.0.0.1:${service.server.port}/api/v2/clients`,
        `http://user:secret@127.0.0.1:${service.server.port}/api/v2/clients?page=2`,
        'javascript:alert(1)',
        'file:///etc/hosts',
        'data:application/json,{}',
        'http://',
      ]) {
        service.seen.length = 0;
        service.answer = json(page('1', link));
        await assert.rejects(ids(api), { name: 'ProtocolError', reason: 'nextLink', transient: false }, link);
        assert.deepEqual(service.urls(), ['/api/v2/clients'], link);
      }
      assert.equal(other.connections + strangers, 0);
    } finally {
      await other.close();
    }
  });

  it('does not send the token in a URL, and does not repeat it', async () => {
    const api = await service.open();
    for (const token of [TOKEN, TOKEN.replace('c', '%63'), encodeURIComponent(TOKEN)]) {
      service.seen.length = 0;
      service.answer = json(page('1', `?access_token=${token}`));
      await assert.rejects(ids(api), (error) => {
        assert.ok(error instanceof ProtocolError);
        assert.equal(error.reason, 'nextLink');
        assert.doesNotMatch(decodeURIComponent(error.message + error.path), new RegExp(TOKEN));
        return true;
      });
      assert.equal(service.seen.length, 1);
    }
  });

  it('does not send a token in a URL that was replaced between two pages', async () => {
    const NEW = 'canary-token-new-77c2';
    const tokens = [TOKEN, NEW];
    const logged: string[] = [];
    service.answer = json(page('1', `?access_token=${TOKEN}`));
    const api = await service.open({
      tokens: {
        getToken: () => Promise.resolve(tokens.shift()),
        renewToken: () => Promise.resolve(undefined),
        isOpen: () => true,
      },
      onExchange: ({ path, error }) => logged.push(path, String(error)),
    });
    await assert.rejects(ids(api), (error) => {
      assert.ok(error instanceof ProtocolError);
      assert.equal(error.reason, 'nextLink');
      logged.push(error.message, error.path);
      return true;
    });
    assert.deepEqual(service.urls(), ['/api/v2/clients']);
    assert.doesNotMatch(logged.join(), new RegExp(TOKEN));
  });

  it('does not quote a token that is in the link to one page too many', async () => {
    service.answer = json(page('1', `?access_token=${TOKEN}`));
    const api = await service.open({ list: { ...LIMITS, pages: 1 } });
    await assert.rejects(ids(api), (error) => {
      assert.ok(error instanceof ProtocolError);
      assert.doesNotMatch(error.message + error.path, new RegExp(TOKEN));
      return true;
    });
  });

  it('resolves a relative link against the address that a redirect led to', async () => {
    service.answer = (response, request) => {
      if (request.url === '/api/v2/clients') response.writeHead(302, { Location: '/api/v3/all/clients#top' }).end();
      else json(page(request.url, request.url.endsWith('clients') ? 'more?page=2' : null))(response, request);
    };
    await ids(await service.open());
    assert.deepEqual(service.urls(), ['/api/v2/clients', '/api/v3/all/clients', '/api/v3/all/more?page=2']);
  });

  it('does not read a page again that a redirect led to before', async () => {
    service.answer = (response, request) => {
      if (request.url === '/api/v2/clients') response.writeHead(302, { Location: '?page=1' }).end();
      else json(page('1', '?page=1'))(response, request);
    };
    await assert.rejects(ids(await service.open()), { name: 'ProtocolError', reason: 'nextLink' });
    assert.deepEqual(service.urls(), ['/api/v2/clients', '/api/v2/clients?page=1']);
  });

  for (const [title, link] of [
    ['of megabytes', `?page=${'x'.repeat(3_000_000)}`],
    ['that is longer once it is encoded', `?page=${'é'.repeat(3_000)}`],
  ] as const) {
    it(`does not follow a link ${title}, nor quote it`, async () => {
      const logged: string[] = [];
      service.answer = json(page('1', link));
      const api = await service.open({ onExchange: ({ path, error }) => logged.push(path, String(error)) });
      await assert.rejects(ids(api), (error) => {
        assert.ok(error instanceof ProtocolError);
        assert.equal(error.reason, 'nextLink');
        logged.push(error.message, error.path);
        return true;
      });
      assert.equal(service.seen.length, 1);
      assert.ok(logged.join().length < 1_000);
    });
  }

  const loops: Readonly<Record<string, (url: string) => unknown>> = {
    'to itself': () => '/api/v2/clients',
    'to itself by a fragment': (url) => `${url}#${service.seen.length}`,
    'back to an earlier page': (url) => (url.endsWith('=3') ? '?page=2' : `?page=${service.seen.length + 1}`),
  };
  for (const [title, link] of Object.entries(loops)) {
    it(`refuses a list that leads ${title}`, async () => {
      service.answer = (response, request) => json(page('1', link(request.url)))(response, request);
      await assert.rejects(ids(await service.open()), { name: 'ProtocolError', reason: 'nextLink' });
      assert.ok(service.seen.length <= 3, service.urls().join(', '));
    });
  }

  for (const [what, limits, requests] of [
    ['pages', { ...LIMITS, pages: 5 }, 5],
    ['records', { ...LIMITS, records: 3 }, 4],
  ] as const) {
    it(`refuses a list of too many ${what}`, async () => {
      service.answer = (response, request) => json(page('1', `?page=${service.seen.length}`))(response, request);
      const api = await service.open({ list: limits });
      await assert.rejects(ids(api), { name: 'ProtocolError', reason: 'tooLarge', transient: false });
      assert.equal(service.seen.length, requests);
    });
  }

  for (const [title, before, after] of [
    ['one client', '{"data":[{"id":"', '"}]}'],
    ['what stands before the list', '{"meta":"', '","data":[]}'],
    ['what stands behind the list', '{"data":[],"meta":"', '"}'],
  ] as const) {
    it(`refuses a list in which ${title} would fill the memory`, async () => {
      let isLong = true;
      service.answer = (response) =>
        response
          .writeHead(200, { 'Content-Type': JSON_TYPE, 'Content-Encoding': 'gzip' })
          .end(gzipSync(before + 'x'.repeat(isLong ? 3_000_000 : 900_000) + after));
      const api = await service.open({ list: { ...LIMITS, bytesOfRecord: 1_000_000 } });
      await assert.rejects(ids(api), { name: 'ProtocolError', reason: 'tooLarge', transient: false });
      assert.equal(service.seen.length, 1);
      isLong = false;
      await ids(api);
    });
  }

  it('takes a list much longer than one of its clients may be', async () => {
    const data = Array.from({ length: 5_000 }, (_, index) => resource(`${index}`, 'x'.repeat(1_000)));
    service.answer = json({ data });
    const api = await service.open({ list: { ...LIMITS, bytesOfRecord: 1_000_000 } });
    assert.equal((await ids(api)).length, data.length);
  });

  it('reads the whole list again when a later page fails, and forgets what it had', async () => {
    let failures = 0;
    service.answer = (response, request) => {
      if (!request.url.endsWith('=2')) json(page('1', '?page=2'))(response, request);
      else if (failures++ === 0) response.writeHead(503).end();
      else json(page('2', null))(response, request);
    };
    assert.deepEqual(await ids(await service.open()), ['1', '2']);
    assert.equal(service.seen.length, 4);
  });
});
