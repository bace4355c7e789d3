import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { createDispatcher } from '../../../../src/api/dispatcher';
import { TokenEndpoint } from '../../../../src/api/tokenEndpoint';
import { DEFAULT_TIMEOUTS } from '../../../../src/api/transport';
import { parseCommandLine, type CommandLine } from '../../../../src/auth/keys/commandLine';
import { obtainByAssertion, obtainByCommand, signByCommand, signByKey } from '../../../../src/auth/keys/keyExchange';
import { readPrivateKey } from '../../../../src/auth/keys/privateKey';
import { readPublicKey } from '../../../../src/auth/keys/publicKey';
import { readSignature } from '../../../../src/auth/keys/signature';
import { TokenRenewer, type Obtain } from '../../../../src/auth/keys/tokenRenewer';
import { formatErrorChain } from '../../../../src/platform/formatErrorChain';
import { DIRECT } from '../../../support/calls';
import { ecPair, encryptedPkcs8, encryptedSec1, jwkOf, PASSPHRASE, pkcs8, sec1 } from '../../../support/keys';
import { bare, json, scriptedService, type Answer, type SeenRequest } from '../../../support/scriptedService';

const TOKEN = 'canary-access-token-5b1f';
const SUBJECT = { keyId: 'key-1', issuer: 'issuer', subject: 'subject', audience: 'https://auth.aleta.io' };
const pair = ecPair();
const { d = '' } = jwkOf(pair.privateKey);
const key = readPrivateKey(pkcs8(pair));
if (typeof key === 'string') throw new Error(key);
const program = { file: process.execPath, realFile: process.execPath };
const options = { signal: new AbortController().signal, attended: false };

/** The lines of a PEM that hold anything. */
const linesOf = (pem: string): string[] => pem.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));

/** All that must stand nowhere, beside what a test adds: a piece of each is enough to be one. */
const SECRETS = [d, TOKEN, PASSPHRASE, ...linesOf(pkcs8(pair)), ...linesOf(sec1(pair))];

/** Everything that could be written of `value` somewhere. */
function writtenOf(value: unknown): string {
  const whole = { depth: Infinity, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity };
  const own = value instanceof Error ? [value.message, value.stack, formatErrorChain(value)] : [];
  return [inspect(value, whole), JSON.stringify(value), ...own].join('\n');
}

function assertSecret(value: unknown, more: readonly string[] = []): void {
  const written = writtenOf(value);
  for (const secret of [...SECRETS, ...more]) {
    const pieces = secret.length < 24 ? [secret] : [secret.slice(0, 16), secret.slice(-16)];
    for (const piece of pieces) assert.ok(!written.includes(piece), `${piece} is in ${written}`);
  }
}

describe('Nothing secret is in what is thrown or returned', () => {
  const service = scriptedService();
  let close = (): Promise<void> => Promise.resolve();
  afterEach(() => close());

  const thrown = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => assert.fail('it did not fail'),
      (error: unknown) => error,
    );

  /** An assertion and its signature. */
  function sentIn({ body }: SeenRequest): string[] {
    const assertion = new URLSearchParams(body).get('assertion') ?? '';
    assert.equal(assertion.split('.').length, 3);
    return [assertion, ...assertion.split('.').slice(1)];
  }

  /** A renewer of tokens for `key`, or what a program signs. */
  async function renewer(sign = signByKey(key as Exclude<typeof key, string>)): Promise<TokenRenewer> {
    const dispatcher = await createDispatcher(DIRECT, DEFAULT_TIMEOUTS);
    close = () => dispatcher.destroy();
    const tokenUrl = `${service.server.origin}/oauth/token`;
    const endpoint = new TokenEndpoint({ tokenUrl, dispatcher: () => Promise.resolve(dispatcher) });
    return new TokenRenewer(obtainByAssertion({ endpoint, subject: SUBJECT, sign }));
  }

  const echoes: readonly [what: string, answer: (echo: string) => Answer][] = [
    ['a refusal', (echo) => json({ error: 'invalid_grant', error_description: echo, error_uri: echo }, 400)],
    ['an error code', (echo) => json({ error: echo }, 400)],
    ['an error of another shape', (echo) => json({ errors: [{ title: echo, detail: `${echo}!`, id: echo }] }, 422)],
    ['a text', (echo) => (response) => response.writeHead(500, { 'Content-Type': 'text/plain' }).end(echo)],
    ['a page', (echo) => (response) => response.writeHead(502, { 'Content-Type': 'text/html' }).end(`<p>${echo}`)],
    ['a header', (echo) => (response) => response.writeHead(503, { 'X-Request-Id': echo }).end()],
    ['a type', (echo) => (response) => response.writeHead(200, { 'Content-Type': `text/x; y="${echo}"` }).end(echo)],
    ['a redirect', (echo) => (response) => response.writeHead(307, { Location: `/?${echo}` }).end()],
    ['a success without a token', (echo) => json({ token: TOKEN, assertion: echo })],
    [
      'damaged JSON',
      (echo) => (response) =>
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(`{"access_token":"${TOKEN}",${echo}`),
    ],
  ];
  for (const [what, answer] of echoes) {
    it(`where the endpoint sends the assertion, its parts or its start back in ${what}`, async () => {
      for (const echoOf of [
        (assertion: string) => assertion,
        (assertion: string) => assertion.split('.').join(' and '),
        (assertion: string) => `${assertion.slice(0, 100)}...`,
        (assertion: string) => encodeURIComponent(assertion),
      ]) {
        service.answer = (response, request) => answer(echoOf(sentIn(request)[0] ?? ''))(response, request);
        const error = await thrown((await renewer()).get(options.signal));
        await close();
        const [request = assert.fail()] = service.seen.slice(-1);
        assertSecret(error, sentIn(request));
      }
    });
  }

  it('where a renewed token is refused', async () => {
    service.answer = json({ access_token: TOKEN, expires_in: 600 });
    const tokens = await renewer();
    assert.equal(await tokens.get(options.signal), TOKEN);
    assertSecret(await thrown(tokens.refused(TOKEN, options.signal)));
    assertSecret(tokens);
  });

  it('where the service is gone', async () => {
    service.answer = (response) => response.destroy();
    const error = await thrown((await renewer()).get(options.signal));
    assertSecret(error, sentIn(service.seen[0] ?? assert.fail()));
  });

  const command = (code: string, ...args: string[]): CommandLine => {
    const parsed = parseCommandLine([process.execPath, '-e', code, ...args]);
    if ('problem' in parsed) assert.fail(parsed.problem);
    return parsed;
  };
  // The codes of the programs have no secret in them: arguments are shown to the person who agrees to them.
  const [first, last] = [TOKEN.slice(0, 10), TOKEN.slice(10)];
  const printed = `['${first}', '${last}'].join('')`;
  const programs: readonly [what: string, code: string][] = [
    ['fails and prints them on stderr', `console.error(${printed}); process.exit(1)`],
    ['fails and prints them on stdout', `console.log(${printed}); process.exit(1)`],
    ['prints them in place of what it should', `console.log(${printed})`],
    ['prints JSON that is something else', `console.log(JSON.stringify({ token: ${printed}, signature: ${printed} }))`],
    ['prints a token that no header can carry', `console.log(JSON.stringify({ access_token: ${printed} + 'ü' }))`],
    ['prints a token that has expired', `console.log(JSON.stringify({ access_token: ${printed}, expires_in: 0 }))`],
  ];
  for (const [what, code] of programs) {
    it(`where a program ${what}`, async () => {
      service.answer = bare(500);
      const sign = signByCommand(command(code, '${digest}'), program);
      const obtains: readonly Obtain[] = [
        async ({ signal }) => ({ token: await (await renewer(sign)).get(signal), expiresAtMs: 0 }),
        obtainByCommand(command(code), program),
      ];
      for (const obtain of obtains) assertSecret(await thrown(obtain(options)));
      assert.equal(service.seen.length, 0);
    });
  }

  it('where a key cannot be read, or stands where it does not belong', () => {
    const texts = [pkcs8(pair), sec1(pair), encryptedPkcs8(pair), encryptedSec1(pair)];
    const cut = texts.map((text) => text.slice(0, -60));
    const jwk = JSON.stringify({ ...jwkOf(pair.privateKey), x: 'AAAA' });
    for (const text of [...texts, ...cut, jwk, jwk.slice(0, -5), `"${d}"`]) {
      assertSecret(readPrivateKey(text, `${PASSPHRASE}!`));
      assertSecret(readPrivateKey(text));
      assertSecret(readPrivateKey(text, PASSPHRASE));
      assertSecret(readPublicKey(text));
      assert.equal(typeof readSignature(Buffer.from(text)), 'string');
    }
  });
});
