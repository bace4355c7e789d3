import {
  base64url,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import assert from 'node:assert/strict';
import { createHmac, sign } from 'node:crypto';
import type { DemoKey } from '../../../src/demo/demoAssertions';
import { startDemoService, type DemoService, type DemoServiceOptions } from '../../../src/demo/demoService';
import { ecPair } from '../../support/keys';

const FIXED = 'canary-token-5b1f';
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const START_MS = Date.UTC(2026, 10, 25, 12, 0, 0);

describe('The token endpoint of the demo service', () => {
  let service: DemoService;
  let nowMs = START_MS;
  let privateKey: CryptoKey;
  let jwk: object;
  let key: DemoKey;

  before(async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    privateKey = pair.privateKey;
    jwk = await exportJWK(pair.publicKey);
  });

  async function start(options: Partial<DemoServiceOptions> = {}): Promise<void> {
    service = await startDemoService({ token: FIXED, now: () => nowMs, ...options });
    key = service.registerKey(jwk);
  }
  beforeEach(async () => {
    nowMs = START_MS;
    await start();
  });
  afterEach(() => service.close());

  const nowS = (): number => Math.floor(nowMs / 1000);
  /** The claims of an assertion that is as it should be. */
  const claims = (): JWTPayload => ({
    ...{ iss: key.issuer, sub: key.subject, aud: service.audience },
    ...{ iat: nowS() - 15, exp: nowS() + 45 },
  });
  const signed = (more: object = {}, header: Partial<JWTHeaderParameters> = {}, by = privateKey): Promise<string> =>
    new SignJWT({ ...claims(), ...more }).setProtectedHeader({ alg: 'ES256', kid: key.id, ...header }).sign(by);

  const signingInput = (header: object): string =>
    [header, claims()].map((part) => base64url.encode(JSON.stringify(part))).join('.');

  interface Reply {
    readonly status: number;
    readonly headers: Headers;
    readonly body: Record<string, unknown>;
  }

  async function post(body: string | URLSearchParams, init: RequestInit = {}): Promise<Reply> {
    const response = await fetch(service.tokenUrl, { method: 'POST', body, ...init });
    const { status, headers } = response;
    return { status, headers, body: (await response.json()) as Record<string, unknown> };
  }

  const exchange = (assertion: string): Promise<Reply> =>
    post(new URLSearchParams({ grant_type: GRANT_TYPE, assertion }));

  async function issued(): Promise<string> {
    const { status, body } = await exchange(await signed());
    assert.equal(status, 200);
    assert.equal(typeof body['access_token'], 'string');
    return body['access_token'] as string;
  }

  async function list(token: string): Promise<number> {
    const headers = { Accept: 'application/vnd.json+api', Authorization: `Bearer ${token}` };
    return (await fetch(`${service.url}/clients`, { headers })).status;
  }

  async function assertRefused(assertion: string, description: string): Promise<void> {
    const { status, body } = await exchange(assertion);
    assert.deepEqual(
      { status, body },
      { status: 400, body: { error: 'invalid_grant', error_description: description } },
    );
  }

  it('gives a token for an assertion that jose has signed, and nothing on the way may keep it', async () => {
    const { status, headers, body } = await exchange(await signed());
    const { access_token: token, ...rest } = body;
    assert.equal(status, 200);
    assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 3_600 });
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('content-type'), 'application/json');
    assert.equal(headers.get('date'), new Date(nowMs).toUTCString());
    assert.equal(await list(String(token)), 200);
  });

  it('gives tokens that the API accepts until they expire, and its fixed one for ever', async () => {
    await service.close();
    await start({ tokenLifetimeS: 60 });
    const first = await issued();
    nowMs += 59_999;
    assert.equal(await list(first), 200);
    nowMs += 1;
    assert.equal(await list(first), 401);
    const second = await issued();
    assert.notEqual(second, first);
    assert.deepEqual([await list(first), await list(second), await list(FIXED)], [401, 200, 200]);
  });

  it('gives JWTs that tell account and times, where it is started so', async () => {
    await service.close();
    await start({ tokenForm: 'jwt', tokenLifetimeS: 90 });
    const token = await issued();
    const { jti, ...rest } = decodeJwt(token);
    assert.deepEqual(rest, { iss: key.issuer, sub: key.subject, iat: nowS(), exp: nowS() + 90 });
    assert.equal(typeof jti, 'string');
    assert.equal(await list(token), 200);
    assert.equal(await list(token.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'))), 401);
  });

  it('takes an audience of its own, where it is started with one', async () => {
    await service.close();
    await start({ audience: 'https://auth.example' });
    await issued();
    await assertRefused(await signed({ aud: new URL(service.url).origin }), 'The audience is not this service.');
  });

  it('gives the same key id, issuer and subject for the same key, and others for another', async () => {
    assert.deepEqual(service.registerKey({ ...jwk, use: 'sig' }), key);
    const other = service.registerKey(await exportJWK((await generateKeyPair('ES256')).publicKey));
    assert.notEqual(other.id, key.id);
    assert.notEqual(other.subject, key.subject);
  });

  it('knows no key that is not a public one of P-256', async () => {
    const pairs = await Promise.all([generateKeyPair('ES384'), generateKeyPair('PS256')]);
    const others = await Promise.all(pairs.map(({ publicKey }) => exportJWK(publicKey)));
    for (const bad of [null, 'key', {}, await exportJWK(privateKey), { ...jwk, x: 'AAAA' }, ...others]) {
      assert.throws(() => service.registerKey(bad), TypeError);
    }
  });

  it('takes an assertion once', async () => {
    const assertion = await signed();
    assert.equal((await exchange(assertion)).status, 200);
    await assertRefused(assertion, 'The assertion was used before.');
    nowMs += 44_000;
    await assertRefused(assertion, 'The assertion was used before.');
  });

  it('takes an assertion once even if it is signed anew, unless its jti differs', async () => {
    const fixed = claims();
    assert.equal((await exchange(await signed(fixed))).status, 200);
    await assertRefused(await signed(fixed), 'The assertion was used before.');
    assert.equal((await exchange(await signed({ ...fixed, jti: '1' }))).status, 200);
    await assertRefused(await signed({ jti: '1', iat: nowS() - 14 }), 'The assertion was used before.');
    assert.equal((await exchange(await signed({ ...fixed, jti: '2' }))).status, 200);
  });

  const claimRows: readonly [what: string, more: () => object, description: string][] = [
    ['another issuer', () => ({ iss: 'other' }), 'The issuer is not that of the key.'],
    ['no issuer', () => ({ iss: undefined }), 'The issuer is not that of the key.'],
    ['another subject', () => ({ sub: 'other' }), 'The subject is not that of the key.'],
    ['another audience', () => ({ aud: 'https://auth.aleta.io' }), 'The audience is not this service.'],
    ['two audiences', () => ({ aud: [service.audience, 'https://x'] }), 'The audience is not this service.'],
    ['no iat', () => ({ iat: undefined }), 'The assertion needs iat and exp.'],
    ['no exp', () => ({ exp: undefined }), 'The assertion needs iat and exp.'],
    ['an iat to come', () => ({ iat: nowS() + 1 }), 'The assertion does not hold yet.'],
    ['an nbf to come', () => ({ nbf: nowS() + 1 }), 'The assertion does not hold yet.'],
    ['an exp of now', () => ({ exp: nowS() }), 'The assertion has expired.'],
    ['a long life', () => ({ exp: nowS() + 286 }), 'The assertion may hold for 300 seconds at most.'],
  ];
  for (const [what, more, description] of claimRows) {
    it(`refuses an assertion with ${what}`, async () => assertRefused(await signed(more()), description));
  }

  it('refuses an unknown key, and a known one by another that signed', async () => {
    await assertRefused(await signed({}, { kid: 'other' }), 'The key is not known.');
    await assertRefused(await signed({}, { kid: '__proto__' }), 'The key is not known.');
    const { privateKey: other } = await generateKeyPair('ES256');
    await assertRefused(await signed({}, {}, other), 'The signature does not match.');
  });

  it('refuses an assertion that is not signed, or not with ES256', async () => {
    const unsigned = new UnsecuredJWT(claims()).encode();
    await assertRefused(unsigned, 'The assertion is not a signed JWT.');
    const none = signingInput({ alg: 'none', kid: key.id });
    await assertRefused(`${none}.AAAA`, 'The algorithm must be ES256.');
    const hmac = signingInput({ alg: 'HS256', kid: key.id });
    const mac = createHmac('sha256', JSON.stringify(jwk)).update(hmac).digest('base64url');
    await assertRefused(`${hmac}.${mac}`, 'The algorithm must be ES256.');
  });

  it('refuses DER where r and s belong, what is not whole, and extensions that it does not know', async () => {
    const { privateKey: nodeKey, publicKey } = ecPair();
    key = service.registerKey(publicKey.export({ format: 'jwk' }));
    const input = signingInput({ alg: 'ES256', kid: key.id });
    const der = sign('sha256', Buffer.from(input), nodeKey).toString('base64url');
    await assertRefused(`${input}.${der}`, 'The signature does not match.');
    for (const text of ['x', 'a.b', 'a.b.c.d', `${input}.`, `${input}.${der}=`]) {
      await assertRefused(text, 'The assertion is not a signed JWT.');
    }
    const critical = signingInput({ alg: 'ES256', kid: key.id, crit: ['b64'], b64: true });
    await assertRefused(`${critical}.${'A'.repeat(86)}`, 'No extension of the header is understood.');
  });

  it('refuses what is not the form that RFC 7523 shows, with the code of RFC 6749', async () => {
    const assertion = await signed();
    const good = new URLSearchParams({ grant_type: GRANT_TYPE, assertion });
    const rows: readonly [body: string | URLSearchParams, init: RequestInit, status: number, error: string][] = [
      ['', {}, 400, 'invalid_request'],
      [new URLSearchParams({ grant_type: GRANT_TYPE }), {}, 400, 'invalid_request'],
      [new URLSearchParams({ grant_type: GRANT_TYPE, assertion: '' }), {}, 400, 'invalid_request'],
      [new URLSearchParams({ assertion }), {}, 400, 'invalid_request'],
      [`${good.toString()}&assertion=${assertion}`, {}, 400, 'invalid_request'],
      [new URLSearchParams({ grant_type: 'client_credentials' }), {}, 400, 'unsupported_grant_type'],
      [good, { headers: { 'Content-Type': 'application/json' } }, 400, 'invalid_request'],
      [good, { headers: { Authorization: 'Basic eDp5' } }, 401, 'invalid_client'],
      [good, { method: 'PUT' }, 405, 'invalid_request'],
    ];
    for (const [body, { headers, ...init }, status, error] of rows) {
      const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const reply = await post(body, { ...init, headers: { ...type, ...(headers as Record<string, string>) } });
      assert.deepEqual({ status: reply.status, error: reply.body['error'] }, { status, error });
      assert.doesNotMatch(JSON.stringify(reply.body), new RegExp(assertion.slice(0, 20)));
    }
    assert.equal((await exchange(assertion)).status, 200, 'nothing of that has used it up');
  });
});
