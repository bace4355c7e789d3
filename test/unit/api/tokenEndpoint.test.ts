import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Exchange } from '../../../src/api/attempt';
import { createDispatcher } from '../../../src/api/dispatcher';
import { NetworkError, TimeoutError } from '../../../src/api/errors';
import { TokenEndpoint, type TokenEndpointOptions } from '../../../src/api/tokenEndpoint';
import { TokenEndpointError, type TokenFailure } from '../../../src/api/tokenEndpointError';
import { DEFAULT_TIMEOUTS } from '../../../src/api/transport';
import { DIRECT } from '../../support/calls';
import { createAuthority } from '../../support/certificates';
import { jwt } from '../../support/jwt';
import { bare, json, scriptedService, type Answer } from '../../support/scriptedService';
import { refusingOrigin, startHttp, startHttps, startSockets } from '../../support/servers';

const PATH = '/oauth/token';
const ASSERTION = ['canaryHeader-7', 'canaryClaims_8', 'canarySignature9'].join('.');
const TOKEN = 'canary-access-token.5b1f/+=';
const GOOD = { access_token: TOKEN, token_type: 'Bearer', expires_in: 600 };
const NOW_MS = Date.UTC(2026, 10, 25, 12, 0, 0);

const at = (aheadS: number): Record<string, string> => ({ Date: new Date(NOW_MS - aheadS * 1000).toUTCString() });

describe('The token endpoint', () => {
  const service = scriptedService();
  const exchanges: Exchange[] = [];
  const closing: (() => Promise<void>)[] = [];
  beforeEach(() => void exchanges.splice(0));
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function exchange(
    options: Partial<TokenEndpointOptions> = {},
    signal = new AbortController().signal,
  ): Promise<{ token: string; expiresAtMs: number }> {
    const dispatcher = await createDispatcher(DIRECT, { ...DEFAULT_TIMEOUTS, ...options.timeouts });
    closing.push(() => dispatcher.destroy());
    return new TokenEndpoint({
      tokenUrl: service.server.origin + PATH,
      dispatcher: () => Promise.resolve(dispatcher),
      userAgent: 'aleta-test',
      now: () => NOW_MS,
      onExchange: (each) => exchanges.push(each),
      ...options,
    }).exchange(ASSERTION, signal);
  }

  async function failure(options: Partial<TokenEndpointOptions> = {}): Promise<TokenEndpointError> {
    const error: unknown = await exchange(options).then(
      () => 'no failure',
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof TokenEndpointError)) assert.fail(inspect(error));
    assertSecret(error);
    return error;
  }

  /** Neither assertion nor token is in anything that could be written of `error`, nor of the exchange. */
  function assertSecret(error: Error): void {
    const whole = { depth: Infinity, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity };
    for (const text of [inspect(error, whole), inspect(exchanges, whole), JSON.stringify(error), String(error.stack)]) {
      assert.doesNotMatch(text, /canary/i);
    }
  }

  const answered = (answer: Answer): Promise<TokenEndpointError> => {
    service.answer = answer;
    return failure();
  };

  it('gets the assertion in a form, with no credentials beside it', async () => {
    service.answer = json(GOOD);
    await exchange();
    const [{ method, url, headers, body } = assert.fail(), ...more] = service.seen;
    assert.deepEqual({ method, url, more }, { method: 'POST', url: PATH, more: [] });
    assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: ASSERTION,
    });
    assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(headers.accept, 'application/json');
    assert.equal(headers['user-agent'], 'aleta-test');
    assert.equal(headers.authorization, undefined);
    assert.equal(headers.cookie, undefined);
  });

  it('gives a token that expires as expires_in says, counted from when it was asked for', async () => {
    let now = NOW_MS;
    service.answer = (response, request) => {
      now += 5_000;
      json(GOOD)(response, request);
    };
    assert.deepEqual(await exchange({ now: () => now }), { token: TOKEN, expiresAtMs: NOW_MS + 600_000 });
  });

  const serverS = NOW_MS / 1000 - 1_000;
  const lifetimes: readonly [title: string, document: object, lifetimeS: number][] = [
    ['text for expires_in', { ...GOOD, expires_in: '90' }, 90],
    ['no token_type', { access_token: TOKEN, expires_in: 90 }, 90],
    ['a token_type in lower case', { ...GOOD, token_type: 'bearer' }, 600],
    ['no expires_in but a JWT with exp', { access_token: jwt({ exp: serverS + 120 }) }, 120],
    ['neither expires_in nor exp', { access_token: TOKEN }, 300],
    ['an expires_in that is no time', { ...GOOD, expires_in: -1 }, 300],
    ['an expires_in of a century', { ...GOOD, expires_in: 3_155_760_000 }, 604_800],
  ];
  for (const [title, document, lifetimeS] of lifetimes) {
    it(`gives a token for ${lifetimeS} seconds after an answer with ${title}`, async () => {
      service.answer = json(document, 200, at(1_000));
      assert.equal((await exchange()).expiresAtMs, NOW_MS + lifetimeS * 1000);
    });
  }

  type Row = readonly [what: string, answer: Answer, reason: TokenFailure, more?: string];
  const refusal = (error: string, status = 400, headers = at(0)): Answer =>
    json({ error, error_description: `No ${ASSERTION}.` }, status, headers);
  const withStatus =
    (status: number): Answer =>
    (response) =>
      response.writeHead(status, at(0)).end();
  const page: Answer = (response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<html>${TOKEN} ${ASSERTION}`);
  const rows: readonly Row[] = [
    ['invalid_grant', refusal('invalid_grant'), 'invalidGrant', 'lasting'],
    ['invalid_grant with HTTP 500', refusal('invalid_grant', 500), 'invalidGrant', 'lasting'],
    ['invalid_client', refusal('invalid_client', 401), 'invalidClient', 'lasting'],
    ['unauthorized_client', refusal('unauthorized_client'), 'invalidClient', 'lasting'],
    ['a bare 401', withStatus(401), 'invalidClient', 'lasting'],
    ['unsupported_grant_type', refusal('unsupported_grant_type'), 'refused', 'lasting'],
    ['invalid_request', refusal('invalid_request'), 'refused', 'lasting'],
    ['a bare 403', withStatus(403), 'refused', 'lasting'],
    ['404', bare(404), 'notFound', 'lasting'],
    ['405', bare(405), 'notFound', 'lasting'],
    ['429', bare(429), 'busy', 'transient'],
    ['temporarily_unavailable', refusal('temporarily_unavailable'), 'server', ''],
    ['500', bare(500), 'server', 'transient'],
    ['503', refusal('server_error', 503), 'server', 'transient'],
    ['a page for people', page, 'gateway', ''],
    [
      'a page of a firewall with HTTP 403',
      (response) => response.writeHead(403, { 'Content-Type': 'text/html' }).end('<html>No.'),
      'gateway',
      '',
    ],
    [
      'a type that quotes the assertion',
      (response) => response.writeHead(200, { 'Content-Type': `text/${ASSERTION}` }).end(ASSERTION),
      'gateway',
      '',
    ],
    ['a success without a token', json({ token: TOKEN }), 'unusable', 'lasting'],
    ['no object', json([TOKEN]), 'unusable', 'lasting'],
    ['no content', bare(204), 'unusable', 'lasting'],
    ['a token that no header can carry', json({ ...GOOD, access_token: `${TOKEN}\n` }), 'unusable', 'lasting'],
    ['another type of token', json({ ...GOOD, token_type: 'canaryMac' }), 'unusable', 'lasting'],
    ['more bytes than any answer has', json({ ...GOOD, more: TOKEN.repeat(12_000) }), 'unusable', 'lasting'],
    [
      'JSON that is cut off',
      (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(`{"access_token":"${TOKEN}`),
      'unusable',
      'transient',
    ],
  ];
  for (const [what, answer, reason, more = ''] of rows) {
    it(`failed with ${what}: ${reason}${more === '' ? '' : `, ${more}`}; asked once, and no secret told`, async () => {
      const error = await answered(answer);
      const flags = [...(error.isLasting ? ['lasting'] : []), ...(error.transient ? ['transient'] : [])].join(' ');
      assert.deepEqual({ reason: error.reason, flags }, { reason, flags: more });
      assert.equal(error.isClockOff, false);
      assert.equal(error.outcomeUnknown, false);
      assert.equal(error.host, new URL(service.server.origin).host);
      assert.equal(service.seen.length, 1);
    });
  }

  it('is quoted without any piece of the assertion', async () => {
    const [header = '', claims = '', signature = ''] = ASSERTION.split('.');
    const quotes = [ASSERTION, `${ASSERTION.slice(0, -3)}...`, header, `"${claims}"`, `(${signature.slice(2, 14)})`];
    const quoting = [...quotes, encodeURIComponent(ASSERTION)].join(' ');
    const error = await answered(
      json({ error: 'invalid_grant', error_description: `Bad: ${quoting}` }, 400, {
        'X-Request-Id': `r-1 ${ASSERTION}`,
      }),
    );
    assert.match(error.errors[0]?.detail ?? '', /^Bad: •••/);
    assert.equal(error.errors[0]?.code, 'invalid_grant');
    assert.deepEqual(error.requestIds, ['r-1 •••']);
  });

  it('says how long to wait', async () => {
    const error = await answered(json({}, 429, { 'Retry-After': '7' }));
    assert.equal(error.retryAfterMs, 7_000);
  });

  const clocks: readonly [aheadS: number, isOff: boolean][] = [
    [0, false],
    [14, false],
    [16, true],
    [7_200, true],
    [-44, false],
    [-46, true],
    [-90_000, true],
  ];
  for (const [aheadS, isOff] of clocks) {
    it(`that refuses is ${isOff ? '' : 'not '}told to differ where our clock is ahead by ${aheadS} s`, async () => {
      const error = await answered(refusal('invalid_grant', 400, at(aheadS)));
      assert.equal(error.isClockOff, isOff);
      assert.equal(error.clockAheadS, aheadS);
      assert.equal(error.isLasting, !isOff);
      assert.equal(error.message.includes(`the clock of this machine is off by ${aheadS} s`), isOff);
    });
  }

  it('that is slow does not seem to have another clock', async () => {
    let now = NOW_MS;
    service.answer = (response, request) => {
      now += 25_000;
      refusal('invalid_grant', 400, at(0))(response, request);
    };
    const error = await failure({ now: () => now });
    assert.equal(error.clockAheadS, 0);
    assert.equal(error.isClockOff, false);
  });

  it('that fails has no say on the clock', async () => {
    assert.equal((await answered(refusal('server_error', 503, at(7_200)))).isClockOff, false);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`is not left by HTTP ${status}, neither for another origin nor for another path`, async () => {
      const other = await startHttp((_, response) => void response.end());
      closing.push(() => other.close());
      for (const location of [`${other.origin}/?${ASSERTION}`, '/elsewhere']) {
        service.seen = [];
        const error = await answered((response) => response.writeHead(status, { Location: location }).end());
        assert.deepEqual([error.reason, error.isLasting, error.status], ['redirect', false, status]);
        assert.equal(service.seen.length, 1);
      }
      assert.equal(other.connections, 0);
    });
  }

  it('that cannot be reached has the failure of the network as its cause, and does not stay so', async () => {
    const error = await failure({ tokenUrl: (await refusingOrigin()) + PATH });
    assert.ok(error.cause instanceof NetworkError && error.cause.kind === 'refused');
    assert.deepEqual([error.reason, error.isLasting, error.transient], ['network', false, true]);
  });

  it('whose certificate nobody vouches for gets no assertion', async () => {
    let requests = 0;
    const server = await startHttps(createAuthority().issue(['127.0.0.1']), () => requests++);
    closing.push(() => server.close());
    const error = await failure({ tokenUrl: server.origin + PATH });
    assert.ok(error.cause instanceof NetworkError && error.cause.kind === 'certificate');
    assert.deepEqual([error.reason, error.isLasting, error.transient], ['network', false, false]);
    assert.equal(requests, 0);
  });

  it('that does not answer in time has the timeout as its cause', async () => {
    service.answer = () => undefined;
    const error = await failure({ timeouts: { total: 50 } });
    assert.ok(error.cause instanceof TimeoutError);
    assert.deepEqual([error.reason, error.isLasting, error.transient], ['network', false, true]);
  });

  it('that does not speak HTTP is not quoted', async () => {
    const server = await startSockets((socket) =>
      socket.once('data', () => socket.end(`${TOKEN} ${ASSERTION}\r\n\r\n`)),
    );
    closing.push(() => server.close());
    assert.equal((await failure({ tokenUrl: server.origin + PATH })).reason, 'unusable');
  });

  it('is not asked for a caller who has given up, and is left when they give up', async () => {
    const reason = new Error('given up');
    await assert.rejects(exchange({}, AbortSignal.abort(reason)), reason);
    assert.equal(service.seen.length, 0);
    const controller = new AbortController();
    service.answer = () => controller.abort(reason);
    await assert.rejects(exchange({}, controller.signal), reason);
    assert.equal(service.seen.length, 1);
  });

  it('is in the log by its path and status alone', async () => {
    service.answer = json(GOOD);
    await exchange();
    const [{ method, path, status } = assert.fail()] = exchanges;
    assert.deepEqual({ method, path, status }, { method: 'POST', path: PATH, status: 200 });
    assert.doesNotMatch(inspect(exchanges, { depth: Infinity }), /canary/);
  });
});
