import { importJWK, jwtVerify, type JWTPayload } from 'jose';
import assert from 'node:assert/strict';
import { createDispatcher } from '../../../../src/api/dispatcher';
import { TokenEndpoint } from '../../../../src/api/tokenEndpoint';
import { TokenEndpointError } from '../../../../src/api/tokenEndpointError';
import { DEFAULT_TIMEOUTS } from '../../../../src/api/transport';
import { parseCommandLine, type CommandLine } from '../../../../src/auth/keys/commandLine';
import {
  obtainByAssertion,
  obtainByCommand,
  signByCommand,
  signByKey,
  SigningError,
  type Sign,
} from '../../../../src/auth/keys/keyExchange';
import { generateKeyPair, readPrivateKey, type PrivateKey } from '../../../../src/auth/keys/privateKey';
import { ProgramError } from '../../../../src/auth/keys/programError';
import { TokenOutputError } from '../../../../src/auth/keys/tokenOutput';
import { TokenRenewer } from '../../../../src/auth/keys/tokenRenewer';
import { startDemoService, type DemoService } from '../../../../src/demo/demoService';
import { DIRECT } from '../../../support/calls';
import { ecPair, pkcs8 } from '../../../support/keys';
import { json, scriptedService } from '../../../support/scriptedService';
import { makeSigningTools, SIGNING_TOOL_NAMES, type SigningTools } from '../../../support/signingTools';

const SUBJECT = { keyId: 'key-1', issuer: 'issuer', subject: 'subject', audience: 'https://auth.aleta.io' };
const NOW_MS = Date.UTC(2026, 10, 25, 12, 0, 0);
const signal = new AbortController().signal;
const ALONE = { signal, attended: false };

const pair = ecPair();
const key = readPrivateKey(pkcs8(pair)) as PrivateKey;

describe('A token that a key is exchanged for', () => {
  const service = scriptedService();
  let nowMs = NOW_MS;
  let close = (): Promise<void> => Promise.resolve();
  beforeEach(() => {
    nowMs = NOW_MS;
    service.answer = json({ access_token: 'token', expires_in: 600 });
  });
  afterEach(() => close());

  async function endpointAt(tokenUrl: string, now = (): number => nowMs): Promise<TokenEndpoint> {
    const dispatcher = await createDispatcher(DIRECT, DEFAULT_TIMEOUTS);
    close = () => dispatcher.destroy();
    return new TokenEndpoint({ tokenUrl, dispatcher: () => Promise.resolve(dispatcher), now });
  }

  const obtain = async (sign: Sign, options = ALONE) =>
    obtainByAssertion({
      ...{ endpoint: await endpointAt(`${service.server.origin}/oauth/token`), subject: SUBJECT },
      ...{ sign, now: () => nowMs },
    })(options);

  /** The claims of the assertion that the service got last, which jose has verified. */
  async function received(publicJwk: object = key.publicJwk): Promise<JWTPayload> {
    const form = new URLSearchParams(service.seen.at(-1)?.body ?? '');
    const { payload, protectedHeader } = await jwtVerify(
      form.get('assertion') ?? '',
      await importJWK({ ...publicJwk }, 'ES256'),
      { audience: SUBJECT.audience, algorithms: ['ES256'], currentDate: new Date(nowMs) },
    );
    assert.deepEqual(protectedHeader, { alg: 'ES256', kid: 'key-1' });
    return payload;
  }

  it('is asked for with an assertion that jose verifies, from 15 seconds before now for a minute', async () => {
    assert.deepEqual(await obtain(signByKey(key)), { token: 'token', expiresAtMs: NOW_MS + 600_000 });
    const { jti, ...claims } = await received();
    const iat = NOW_MS / 1000 - 15;
    assert.deepEqual(claims, { iss: 'issuer', sub: 'subject', aud: SUBJECT.audience, iat, exp: iat + 60 });
    assert.equal(typeof jti, 'string');
  });

  it('is not asked for when it is given up while the program signs', async () => {
    const controller = new AbortController();
    const reason = new Error('given up');
    const sign: Sign = (input, options) => {
      controller.abort(reason);
      return signByKey(key)(input, options);
    };
    await assert.rejects(obtain(sign, { ...ALONE, signal: controller.signal }), reason);
    assert.equal(service.seen.length, 0);
  });

  /** Signs after `delays` (ms by the clock of the test), one a call. */
  const slowly = (...delays: number[]): Sign => {
    return (input, options) => {
      nowMs += delays.shift() ?? assert.fail('signed too often');
      return signByKey(key)(input, options);
    };
  };

  it('is asked for with a new assertion where the first would have expired while it was signed', async () => {
    await obtain(slowly(240_000, 35_000));
    assert.equal((await received()).iat, (NOW_MS + 240_000) / 1000 - 15);
    assert.equal(service.seen.length, 1);
  });

  it('is not asked for where signing is too slow twice', async () => {
    await assert.rejects(obtain(slowly(36_000, 36_000)), { name: 'SigningError', reason: 'tooSlow' });
    assert.equal(service.seen.length, 0);
  });

  describe('by a program', () => {
    let tools: SigningTools;
    before(() => (tools = makeSigningTools(pair)));
    after(() => tools.remove());

    for (const tool of SIGNING_TOOL_NAMES) {
      it(`that prints what ${tool} prints has an assertion that jose verifies`, async () => {
        await obtain(signByCommand(tools.command(tool), tools.program, key.publicJwk));
        assert.equal((await received()).iss, 'issuer');
      });
    }

    it('that signs with another key is not asked for where the public key is known', async () => {
      const sign = signByCommand(tools.command('az'), tools.program, generateKeyPair().publicJwk);
      await assert.rejects(obtain(sign), { name: 'SigningError', reason: 'wrongKey' });
      assert.equal(service.seen.length, 0);
      await obtain(signByCommand(tools.command('az'), tools.program));
      assert.equal(service.seen.length, 1);
    });

    it('that prints no signature is not asked for', async () => {
      for (const [code, reason] of [
        ['', 'empty'],
        [`console.log('Please log in: canary')`, 'notBase64'],
        [`console.log(Buffer.alloc(64, 'canary').toString('hex'))`, 'hex'],
      ] as const) {
        const command = parsed([process.execPath, '-e', code, '${digest}']);
        const error: unknown = await obtain(signByCommand(command, tools.program)).catch((thrown: unknown) => thrown);
        assert.ok(error instanceof SigningError);
        assert.equal(error.reason, reason);
        assert.doesNotMatch(`${error.stack ?? ''}${JSON.stringify(error)}`, /canary/);
      }
      assert.equal(service.seen.length, 0);
    });

    it('that fails is not asked for', async () => {
      const command = parsed([process.execPath, '-e', 'process.exit(7)', '${digest}']);
      const error: unknown = await obtain(signByCommand(command, tools.program)).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof ProgramError);
      assert.deepEqual([error.reason, error.code], ['failed', '7']);
    });
  });

  describe('at the demo service', () => {
    let demo: DemoService;
    beforeEach(async () => (demo = await startDemoService({ token: 'fixed', tokenLifetimeS: 60, now: () => nowMs })));
    afterEach(() => demo.close());

    async function renewerOf({ publicJwk }: PrivateKey, sign: Sign): Promise<TokenRenewer> {
      const { id, ...rest } = demo.registerKey(publicJwk);
      const subject = { ...rest, keyId: id, audience: demo.audience };
      const endpoint = await endpointAt(demo.tokenUrl);
      const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
      return new TokenRenewer(obtainByAssertion({ endpoint, subject, sign, now: () => nowMs }), { clock });
    }

    async function list(token: string): Promise<number> {
      const headers = { Accept: 'application/vnd.json+api', Authorization: `Bearer ${token}` };
      return (await fetch(`${demo.url}/clients`, { headers })).status;
    }

    it('is renewed before it expires, and in place of one that is refused', async () => {
      const renewer = await renewerOf(key, signByKey(key));
      const first = await renewer.get(signal);
      nowMs += 47_000;
      assert.equal(await renewer.get(signal), first);
      nowMs += 1_000;
      const second = await renewer.get(signal);
      assert.notEqual(second, first);
      nowMs += 12_000;
      assert.deepEqual([await list(first), await list(second)], [401, 200]);
      const third = await renewer.refused(second, signal);
      assert.notEqual(third, second);
      assert.equal(await list(third), 200);
    });

    for (const tool of SIGNING_TOOL_NAMES) {
      it(`is given for a signature in the form of ${tool}`, async () => {
        const tools = makeSigningTools(pair);
        try {
          const renewer = await renewerOf(key, signByCommand(tools.command(tool), tools.program, key.publicJwk));
          assert.equal(await list(await renewer.get(signal)), 200);
        } finally {
          tools.remove();
        }
      });
    }

    /** What comes of an exchange where our clock is ahead, or behind. */
    async function exchanged(sign: Sign, aheadMs = 0): Promise<unknown> {
      const { id, ...rest } = demo.registerKey(key.publicJwk);
      const subject = { ...rest, keyId: id, audience: demo.audience };
      const now = (): number => nowMs + aheadMs;
      const endpoint = await endpointAt(demo.tokenUrl, now);
      return obtainByAssertion({ endpoint, subject, sign, now })(ALONE).catch((error: unknown) => error);
    }

    it('is refused for the signature of another key, which stays so', async () => {
      const error = await exchanged(signByKey(generateKeyPair()));
      assert.ok(error instanceof TokenEndpointError);
      assert.deepEqual([error.reason, error.isLasting, error.isClockOff], ['invalidGrant', true, false]);
      assert.equal(error.errors[0]?.detail, 'The signature does not match.');
    });

    for (const [aheadS, said] of [
      [120, 'The assertion does not hold yet.'],
      [-120, 'The assertion has expired.'],
    ] as const) {
      it(`is refused where our clock is ahead by ${aheadS} s, and the error says so until the clock is set`, async () => {
        const error = await exchanged(signByKey(key), aheadS * 1000);
        assert.ok(error instanceof TokenEndpointError);
        assert.deepEqual([error.reason, error.isLasting, error.isClockOff], ['invalidGrant', false, true]);
        assert.equal(error.clockAheadS, aheadS);
        assert.equal(error.errors[0]?.detail, said);
        assert.ok('token' in ((await exchanged(signByKey(key), 10_000)) as object));
      });
    }
  });
});

function parsed(value: readonly string[]): CommandLine {
  const command = parseCommandLine(value);
  if ('problem' in command) assert.fail(command.problem);
  return command;
}

describe('A token that a command prints', () => {
  const program = { file: process.execPath, realFile: process.execPath };
  const printing = (code: string): CommandLine => parsed([process.execPath, '-e', code]);

  it('is taken with its time, counted from when it was printed', async () => {
    const command = printing(`console.log(JSON.stringify({ access_token: 'T', expires_in: 60 }))`);
    assert.deepEqual(await obtainByCommand(command, program, () => NOW_MS)(ALONE), {
      token: 'T',
      expiresAtMs: NOW_MS + 60_000,
    });
  });

  it('is not taken where it cannot be used, and not told', async () => {
    const command = printing(`console.log(JSON.stringify({ access_token: 'canary ü', expires_in: 60 }))`);
    const error: unknown = await obtainByCommand(command, program)(ALONE).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof TokenOutputError);
    assert.equal(error.reason, 'badToken');
    assert.doesNotMatch(`${error.stack ?? ''}${JSON.stringify(error)}`, /canary/);
  });
});
