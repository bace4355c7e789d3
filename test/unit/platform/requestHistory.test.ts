import assert from 'node:assert/strict';
import { NetworkError, ProtocolError, TimeoutError } from '../../../src/api/errors';
import type { Exchange } from '../../../src/api/transport';
import { pathTemplate, RequestHistory } from '../../../src/platform/requestHistory';

const BASE = '/api/v2';
const ALETA = { host: 'platform.aleta.io', basePath: BASE };
const info = { method: 'GET', path: `${BASE}/clients` };
const exchange = (more: Partial<Exchange> = {}): Exchange => ({ ...info, status: 200, ms: 12.4, bytes: 345, ...more });

/** Lines without the time at their start. */
function linesOf(...noted: readonly Exchange[]): string[] {
  const history = new RequestHistory();
  for (const each of noted) history.add(each, ALETA);
  return history.lines().map((line) => line.replace(/^\S+Z /, ''));
}

describe('The path of a request in the diagnostics', () => {
  const table: [path: string, template: string][] = [
    ['/api/v2/clients', '/clients'],
    ['/api/v2/clients?page%5Bafter%5D=secret', '/clients?…'],
    ['/api/v2/clients/507f1f77bcf86cd799439011', '/clients/:id'],
    ['/api/v2/clients/a%2Fb%20c?x=y', '/clients/:id?…'],
    ['/api/v2/clients/a/legal-entities', '/clients/:id/legal-entities'],
    ['/api/v2/clients/a/reporting-entities', '/clients/:id/reporting-entities'],
    ['/api/v2/clients/a/accounts', '(another path)'],
    ['/api/v2/tenants/acme/clients', '(another path)'],
    ['/elsewhere/clients', '(another path)'],
    ['/api/v2', '(another path)'],
  ];
  for (const [path, template] of table) {
    it(`${path} is ${template}`, () => assert.equal(pathTemplate(path, BASE), template));
  }

  it('leaves out the path of the service, whatever is in it', () => {
    assert.equal(pathTemplate('/acme/clients/clients/1', '/acme/clients'), '/clients/:id');
    assert.equal(pathTemplate('/clients/1', '/'), '/clients/:id');
  });
});

describe('The requests in the diagnostics', () => {
  it('have method, path, status, time, size, request id and host', () => {
    assert.deepEqual(linesOf(exchange({ headerIds: ['req-1', 'Root=1-67;Self=2'] })), [
      'GET /clients: 200, 12 ms, 345 bytes, request req-1, request Root=1-67;Self=2, platform.aleta.io',
    ]);
  });

  it('name no host but that of Aleta, and no token endpoint', () => {
    const history = new RequestHistory();
    history.add(exchange(), { host: 'acme.example', basePath: BASE });
    history.add(exchange({ method: 'POST', path: '/acme/oauth/token' }), { host: 'acme.example', basePath: undefined });
    const lines = history.lines();
    assert.match(lines[0] ?? '', / GET \/clients: 200, .*, another host$/);
    assert.match(lines[1] ?? '', / POST \(token endpoint\): 200, .*, another host$/);
  });

  it('say of a failure its kind and its codes, and nothing of its message', () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND acme.example'), { code: 'ENOTFOUND' });
    const failed = (error: unknown): Exchange => exchange({ status: undefined, bytes: 0, error });
    assert.deepEqual(
      linesOf(
        failed(new NetworkError(info, 'dns', cause)),
        failed(new TimeoutError(info, 'headers')),
        failed(new ProtocolError(info, 'notJson', 'the answer is text/acme')),
        failed(new DOMException('acme', 'AbortError')),
        failed(Object.assign(new Error('acme'), { name: 'acme', code: 'acme' })),
        failed('acme'),
      ).map((line) => line.slice('GET /clients: no answer, '.length).replace(/, 12 ms.*/, '')),
      [
        'network failure (dns) ENOTFOUND',
        'timed out (headers)',
        'not understood (notJson)',
        'cancelled',
        'failed',
        'failed',
      ],
    );
  });

  it('leave out request ids that are free text, or that have the id of the client in them', () => {
    const ids = ['Acme Family Office', 'got •••', '507f1f77bcf86cd799439011-1', 'r-1'];
    const path = `${BASE}/clients/507f1f77bcf86cd799439011`;
    assert.deepEqual(linesOf(exchange({ path, headerIds: ids, requestIds: [...ids, 'of-the-body'] })), [
      'GET /clients/:id: 200, 12 ms, 345 bytes, request r-1, platform.aleta.io',
    ]);
  });

  it('are the last 50, in order', () => {
    const lines = linesOf(...Array.from({ length: 60 }, (_, bytes) => exchange({ bytes })));
    assert.equal(lines.length, 50);
    assert.match(lines[0] ?? '', / 10 bytes,/);
    assert.match(lines[49] ?? '', / 59 bytes,/);
  });
});
