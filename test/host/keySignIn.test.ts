import assert from 'node:assert/strict';
import { exportPrivateKey, generateKeyPair } from '../../src/auth/keys/privateKey';
import type { DemoServiceOptions } from '../../src/demo/demoService';
import { run } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { spoil } from './support/secrets';
import { until, useStage, type Stage, type StagedService } from './support/stage';
import { leaks, traces } from './support/traces';

interface WithKey {
  readonly service: StagedService;
  /** As PEM. */
  readonly pem: string;
  readonly slot: string;
}

/** A service that knows a key, and an environment that signs in with it; nobody is signed in yet. */
async function withKey(stage: Stage, options: Partial<DemoServiceOptions> = {}): Promise<WithKey> {
  const service = await stage.serve({ clients: CLIENTS, ...options });
  const key = generateKeyPair();
  const slot = `${service.origin}#keyed`;
  stage.later(() => stage.context.secrets.delete(`aleta.key:${slot}`));
  stage.later(() => stage.context.secrets.delete(`aleta.newKey:${slot}`));
  await stage.environments([entryOf(service, service.registerKey(key.publicJwk))], 'Keyed');
  return { service, pem: exportPrivateKey(key), slot };
}

const entryOf = ({ url, tokenUrl }: StagedService, key: object): object => ({
  ...{ name: 'Keyed', apiUrl: url, tokenUrl, signIn: 'key', key },
});

const exchangesOf = ({ requests }: StagedService): number =>
  requests.filter(({ path }) => path === '/oauth/token').length;

async function signIn(stage: Stage, pem: string): Promise<void> {
  stage.script.pick('Paste Key…');
  stage.script.type(pem);
  await run('signIn');
}

describe('Signing in with a key', () => {
  const stage = useStage();

  it('exchanges a pasted key, keeps it in the secret storage alone, and shows the clients', async () => {
    const { service, pem, slot } = await withKey(stage);
    await signIn(stage, pem);
    assert.notEqual(stage.parts.store.hierarchy, undefined);
    assert.equal(await stage.context.secrets.get(`aleta.key:${slot}`), pem);
    assert.match(stage.tree.view.description ?? '', / · signed in until /);
    const texts = traces(stage);
    const [, line = ''] = pem.split('\n');
    assert.ok(leaks(texts, service.url).includes('settings'), 'the search finds what is there');
    assert.deepEqual(leaks(texts, line), []);
  });

  it('works across an expiry without anybody noticing, with one exchange for all who wait', async () => {
    const expired = new Set<string | undefined>();
    const { service, pem } = await withKey(stage, {
      intercept: (request) => {
        if (expired.has(request.headers.authorization)) request.headers.authorization = 'Bearer no';
        return false;
      },
    });
    await signIn(stage, pem);
    const before = exchangesOf(service);
    const { sessions } = stage.parts;
    const connection = sessions.current;
    for (const { authorization } of service.requests) if (authorization !== undefined) expired.add(authorization);
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.equal(service.data.get('empty')?.name, 'Renamed');
    assert.equal(sessions.current, connection);
    assert.equal(exchangesOf(service), before + 1);
  });

  it('keeps nothing of a key that is not accepted, and says what to check', async () => {
    const { pem, slot } = await withKey(stage);
    const other = exportPrivateKey(generateKeyPair());
    await signIn(stage, other);
    assert.equal(await stage.context.secrets.get(`aleta.key:${slot}`), undefined);
    assert.match(
      stage.script.troubles.join('\n'),
      /You were not signed in to Keyed\. .* did not accept the sign-in with your key/,
    );
    await signIn(stage, pem);
    assert.equal(await stage.context.secrets.get(`aleta.key:${slot}`), pem);
    await signIn(stage, other);
    assert.equal(await stage.context.secrets.get(`aleta.key:${slot}`), pem, 'the working one stays');
  });

  it('says what is wrong with what is no private key of P-256, while typing', async () => {
    await withKey(stage);
    stage.script.pick('Paste Key…');
    stage.script.type('hello', JSON.stringify(generateKeyPair().publicJwk));
    await run('signIn');
    assert.deepEqual(
      stage.script.inputs[0]?.said.map((said) =>
        said.replace(' A P-256 private key in PEM or JWK format is required.', ''),
      ),
      ['error: This is not a key.', 'error: This is a public key.'],
    );
    assert.equal(stage.script.inputs[0].password, true);
  });

  it('asks for key ID, issuer and subject where the settings have none, and puts them there', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    const key = generateKeyPair();
    const details = service.registerKey(key.publicJwk);
    const slot = `${service.origin}#keyed`;
    stage.later(() => stage.context.secrets.delete(`aleta.key:${slot}`));
    const { url: apiUrl, tokenUrl } = service;
    await stage.environments([{ name: 'Keyed', apiUrl, tokenUrl, signIn: 'key' }], 'Keyed');
    stage.script.fill({ ...details });
    await signIn(stage, exportPrivateKey(key));
    assert.notEqual(stage.parts.store.hierarchy, undefined);
    assert.deepEqual(stage.parts.environments.find('Keyed')?.key, { ...details, publicKey: undefined });
  });

  it('can be begun again while the message that it failed stands unanswered', async () => {
    const { pem, slot } = await withKey(stage);
    const { prompts, sessions } = stage.parts;
    prompts.notify = () => new Promise(() => undefined);
    await signIn(stage, exportPrivateKey(generateKeyPair()));
    await signIn(stage, pem);
    assert.notEqual(sessions.current, undefined);
    assert.equal(await stage.context.secrets.get(`aleta.key:${slot}`), pem);
  });

  it('keeps nothing of a key once its entry says otherwise than when the key was tried', async () => {
    const { service, pem, slot } = await withKey(stage);
    const other = service.registerKey(generateKeyPair().publicJwk);
    const set = stage.set.bind(stage);
    const { credentials } = stage.parts;
    const byKey = credentials.byKey.bind(credentials);
    credentials.byKey = (...given) => {
      const credential = byKey(...given);
      assert.equal(credential.kind, 'renewed');
      return {
        ...credential,
        obtain: async (options) => {
          const token = await credential.obtain(options);
          await set('aleta.environments', [entryOf(service, other)]);
          return token;
        },
      };
    };
    stage.later(() => Reflect.deleteProperty(credentials, 'byKey'));
    await signIn(stage, pem);
    assert.equal(await stage.context.secrets.get(`aleta.key:${slot}`), undefined);
    assert.equal(stage.parts.sessions.current, undefined);
    assert.match(stage.script.troubles.join('\n'), /Nothing was done/);
  });

  it('leaves a key pair alone that was generated while an earlier one was tried', async () => {
    const { pem, slot } = await withKey(stage);
    const { secrets } = stage.context;
    await secrets.store(`aleta.newKey:${slot}`, pem);
    const later = exportPrivateKey(generateKeyPair());
    const { credentials } = stage.parts;
    const byKey = credentials.byKey.bind(credentials);
    credentials.byKey = (...given) => {
      const credential = byKey(...given);
      assert.equal(credential.kind, 'renewed');
      return {
        ...credential,
        obtain: async (options) => {
          await secrets.store(`aleta.newKey:${slot}`, later);
          return credential.obtain(options);
        },
      };
    };
    stage.later(() => Reflect.deleteProperty(credentials, 'byKey'));
    stage.script.pick('Generated Key Pair');
    await run('signIn');
    assert.equal(await secrets.get(`aleta.key:${slot}`), pem);
    assert.equal(await secrets.get(`aleta.newKey:${slot}`), later);
  });

  it('is not signed out of without a question while a generated key waits for its registration', async () => {
    const { pem, slot } = await withKey(stage);
    await stage.context.secrets.store(`aleta.newKey:${slot}`, pem);
    stage.script.consent(false);
    await run('signOut');
    assert.equal(await stage.context.secrets.get(`aleta.newKey:${slot}`), pem);
  });

  it('can be signed out of while the secret storage does not say what it has', async () => {
    const { pem } = await withKey(stage);
    await signIn(stage, pem);
    const mend = spoil(stage, 'get', () => Promise.reject(new Error('The keyring is locked.')));
    stage.script.consent(true);
    await run('signOut');
    mend();
    await stage.parts.sessions.sync();
    assert.equal(stage.parts.sessions.current, undefined);
  });

  it('is another account with another key, issuer or subject', async () => {
    const { service, pem } = await withKey(stage);
    await signIn(stage, pem);
    const { sessions, store } = stage.parts;
    const before = sessions.current;
    const details = stage.parts.environments.find('Keyed')?.key;
    assert.ok(details);
    await stage.set('aleta.environments', [entryOf(service, { ...details, publicKey: undefined, subject: 'another' })]);
    await sessions.sync();
    assert.notEqual(sessions.current, before);
    await until(store, () => !store.isLoading);
    assert.equal(store.hierarchy, undefined, 'nothing of the account before is shown');
  });

  it('ends with signing out, after a question, since nobody can bring the key back', async () => {
    const { pem, slot } = await withKey(stage);
    await signIn(stage, pem);
    stage.script.consent(false, true);
    await run('signOut');
    assert.notEqual(stage.parts.sessions.current, undefined);
    await run('signOut');
    assert.equal(stage.parts.sessions.current, undefined);
    assert.equal(await stage.context.secrets.get(`aleta.key:${slot}`), undefined);
  });
});
