import assert from 'node:assert/strict';
import { parseErrors } from '../../../src/api/errorBody';
import { HttpStatusError, SignInRequiredError } from '../../../src/api/errors';
import type { Exchange } from '../../../src/api/transport';
import { json, scriptedService, TOKEN } from '../../support/scriptedService';

describe('What an error of the service or a gateway says', () => {
  const shapes: readonly (readonly [title: string, body: unknown, ...said: string[]])[] = [
    ['JSON:API', { errors: [{ title: 'No', detail: 'Not unique.' }, { code: 'x' }] }, 'Not unique.', 'x'],
    ['Aleta', { error: { type: 'bad', message: 'Not you.', request_id: 'a' } }, 'Not you.'],
    ['Amazon API Gateway', { message: 'Forbidden' }, 'Forbidden'],
    ['Amazon API Gateway in capitals', { Message: 'Denied' }, 'Denied'],
    ['Azure API Management', { statusCode: 401, message: 'Key missing.' }, 'Key missing.'],
    ['Apigee', { fault: { faultstring: 'Invalid token', detail: { errorcode: 'oauth.v2' } } }, 'Invalid token'],
    ['WSO2', { fault: { code: 900901, message: 'Invalid', description: 'Access failure' } }, 'Invalid'],
    ['OAuth', { error: 'invalid_token', error_description: 'It expired.' }, 'It expired.'],
    ['OAuth without a description', { error: 'invalid_token' }, 'invalid_token'],
    [
      'RFC 9457',
      { type: 'https://x.test/p', title: 'Out of credit', status: 403, detail: 'You have 30.' },
      'You have 30.',
    ],
    ['RFC 9457 without a detail', { type: 'about:blank', title: 'Out of credit' }, 'Out of credit'],
    ['Spring', { timestamp: 1, status: 404, error: 'Not Found', message: '', path: '/' }, 'Not Found'],
    ['FastAPI', { detail: [{ loc: ['body'], msg: 'Field required', type: 'missing' }] }, 'Field required'],
    ['FastAPI as text', { detail: 'Not authenticated' }, 'Not authenticated'],
    ['Laravel', { message: 'Invalid.', errors: { name: ['Too long.', 'Taken.'] } }, 'Invalid.', 'Too long.', 'Taken.'],
    ['errors as texts', { errors: ['Too long.', 'Taken.'] }, 'Too long.', 'Taken.'],
    ['errors with messages', { errors: [{ message: 'Too long.' }] }, 'Too long.'],
    ['Google', { error: { code: 403, message: 'No.', status: 'PERMISSION_DENIED' } }, 'No.'],
    ['plain text', ' upstream connect error ', 'upstream connect error'],
    ['nothing', {}],
    ['a list', [{ message: 'x' }]],
    ['null', null],
  ];
  for (const [title, body, ...said] of shapes) {
    it(`is read in the shape of ${title}`, () => {
      assert.deepEqual(
        parseErrors(body).map(({ detail, title: heading, code }) => detail ?? heading ?? code),
        said,
      );
    });
  }

  const service = scriptedService();
  const { signal } = new AbortController();
  const headers = { 'X-Request-Id': 'from-header' };

  it('is kept of a 401 too, without the token in it', async () => {
    service.answer = json({ message: `Expired: ${TOKEN}` }, 401);
    await assert.rejects((await service.open()).get('1', { signal }), (error) => {
      assert.ok(error instanceof SignInRequiredError);
      assert.deepEqual(error.errors, [{ detail: 'Expired: •••' }]);
      return true;
    });
  });

  it('is read although the body is nested deeply', async () => {
    const deep = JSON.parse('['.repeat(3_000) + ']'.repeat(3_000)) as unknown;
    service.answer = json({ message: 'Too deep.', meta: deep }, 409);
    await assert.rejects((await service.open()).remove('1', { signal }), { errors: [{ detail: 'Too deep.' }] });
  });

  it('has the numbers of the request, of body and headers, in the error and in the log of every answer', async () => {
    const seen: Exchange[] = [];
    const api = await service.open({ onExchange: (exchange) => seen.push(exchange) });
    service.answer = json({ error: { message: 'Oops', request_id: 'from-body' } }, 422, headers);
    await assert.rejects(api.remove('1', { signal }), { requestIds: ['from-body', 'from-header'] });
    service.answer = json({ data: [] }, 200, { ...headers, 'X-Correlation-ID': TOKEN });
    await api.legalEntities('1', { signal });
    assert.deepEqual(
      seen.map(({ requestIds }) => requestIds),
      [
        ['from-body', 'from-header'],
        ['from-header', '•••'],
      ],
    );
  });

  for (const [title, type, body, isHtml] of [
    ['a page', 'text/html', '<html>Denied</html>', true],
    ['a page without a type', 'text/plain', ' <!DOCTYPE html><p>Denied', true],
    ['JSON', 'application/json', '{}', false],
  ] as const) {
    it(`is told from a page of a firewall: ${title}`, async () => {
      service.answer = (response) => response.writeHead(403, { 'Content-Type': type }).end(body);
      await assert.rejects((await service.open()).get('1', { signal }), (error) => {
        assert.ok(error instanceof HttpStatusError);
        assert.deepEqual([error.isHtml, error.errors], [isHtml, []]);
        return true;
      });
    });
  }

  it('is not asked for without saying who asks', async () => {
    await (await service.open({ userAgent: 'aleta-clients/1 vscode/2' })).legalEntities('1', { signal });
    assert.equal(service.seen[0]?.headers['user-agent'], 'aleta-clients/1 vscode/2');
  });
});
