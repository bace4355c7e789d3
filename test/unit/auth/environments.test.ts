import assert from 'node:assert/strict';
import { parseApiUrl } from '../../../src/auth/apiUrl';
import { environmentId, environmentOf, parseEnvironments } from '../../../src/auth/environments';
import { generateKeyPair } from '../../../src/auth/keys/privateKey';

const entry = (members: object = {}): object => ({ name: 'Test', apiUrl: 'https://test.example/api/v2', ...members });
const PUBLIC = generateKeyPair().publicJwk;
const KEY = { id: 'k', issuer: 'i', subject: 's' };

describe('aleta.environments', () => {
  it('is read with what an entry leaves out', () => {
    const { good, bad } = parseEnvironments([
      entry(),
      entry({ name: 'Live', apiUrl: 'https://platform.aleta.io/api/v2/' }),
    ]);
    assert.deepEqual(bad, []);
    assert.deepEqual(
      good.map(({ name, id, signIn, access, tokenUrl, audience, command, key }) => ({
        ...{ name, id, signIn, access, tokenUrl: tokenUrl?.href, audience, command, key },
      })),
      [
        {
          ...{ name: 'Test', id: 'test', signIn: 'token', access: 'full', tokenUrl: undefined, audience: undefined },
          ...{ command: [], key: undefined },
        },
        {
          ...{ name: 'Live', id: 'live', signIn: 'token', access: 'protected', command: [], key: undefined },
          ...{ tokenUrl: 'https://auth.aleta.io/oauth/token', audience: 'https://auth.aleta.io' },
        },
      ],
    );
  });

  it('says what an entry says, of the key among it', () => {
    const members = {
      ...{
        tokenUrl: 'https://id.example:8443/token',
        audience: 'https://id.example:8443',
        signIn: 'key',
        access: 'readOnly',
      },
      key: { ...KEY, publicKey: PUBLIC },
    };
    const [environment] = parseEnvironments([entry(members)]).good;
    assert.equal(environment?.tokenUrl?.href, 'https://id.example:8443/token');
    assert.deepEqual(environment.key, members.key);
    assert.equal(environment.access, 'readOnly');
    const open = entry({ apiUrl: 'https://platform.aleta.io/api/v2', access: 'full' });
    assert.equal(parseEnvironments([open]).good[0]?.access, 'full');
  });

  const table: Record<string, [members: unknown, problem: string, member: string]> = {
    'that is no object': ['Test', 'notAnObject', ''],
    'that is a list': [[], 'notAnObject', ''],
    'without a name': [entry({ name: undefined }), 'noName', 'name'],
    'with a name of spaces': [entry({ name: '  ' }), 'noName', 'name'],
    'with a number for a name': [entry({ name: 1 }), 'noName', 'name'],
    'with a line break in its name': [entry({ name: 'a\nb' }), 'badName', 'name'],
    'with something invisible in its name': [entry({ name: 'Te\u200bst' }), 'badName', 'name'],
    'with a very long name': [entry({ name: 'x'.repeat(61) }), 'badName', 'name'],
    'without an address': [entry({ apiUrl: undefined }), 'notText', 'apiUrl'],
    'with an address that is none': [entry({ apiUrl: 'platform' }), 'notAUrl', 'apiUrl'],
    'whose token could be read on its way': [entry({ apiUrl: 'http://test.example' }), 'notHttps', 'apiUrl'],
    'with a password in its address': [entry({ apiUrl: 'https://a:b@test.example' }), 'hasExtras', 'apiUrl'],
    'with a token endpoint that is none': [entry({ tokenUrl: 'x' }), 'notAUrl', 'tokenUrl'],
    'with a token endpoint in plain text': [entry({ tokenUrl: 'http://id.example/' }), 'notHttps', 'tokenUrl'],
    'with an audience of another host': [
      entry({ tokenUrl: 'https://id.example/t', audience: 'https://other.example' }),
      ...(['otherHost', 'audience'] as const),
    ],
    'with an audience but no token endpoint': [entry({ audience: 'https://id.example' }), 'otherHost', 'audience'],
    'with a key but no token endpoint': [entry({ signIn: 'key', key: KEY }), 'noTokenUrl', 'tokenUrl'],
    'that signs but has no token endpoint': [
      entry({ signIn: 'command', command: ['sign', '${digest}'] }),
      ...(['noTokenUrl', 'tokenUrl'] as const),
    ],
    'with a command that is text': [entry({ command: 'az login' }), 'notText', 'command'],
    'with a number in its command': [entry({ command: ['az', 1] }), 'badCommand', 'command'],
    'with an empty program': [entry({ command: [''] }), 'badCommand', 'command'],
    'with a placeholder that there is not': [entry({ command: ['az', '${secret}'] }), 'badCommand', 'command'],
    'with a public key that is none': [
      entry({ key: { ...KEY, publicKey: { kty: 'RSA' } } }),
      'badKey',
      'key.publicKey',
    ],
    'that signs for nobody': [
      entry({ tokenUrl: 'https://id.example/t', signIn: 'command', command: ['sign', '${digest}'] }),
      ...(['noKey', 'key'] as const),
    ],
    'that signs in by a command and has none': [entry({ signIn: 'command' }), 'noCommand', 'command'],
    'with another way to sign in': [entry({ signIn: 'password' }), 'unknownValue', 'signIn'],
    'with another access': [entry({ access: 'readonly' }), 'unknownValue', 'access'],
    'with a misspelt member': [entry({ acces: 'readOnly' }), 'unknownMember', 'acces'],
    'with a key that is text': [entry({ key: 'k' }), 'notAnObject', 'key'],
    'with a key without an issuer': [entry({ key: { ...KEY, issuer: '' } }), 'notText', 'key.issuer'],
    'with a private key': [entry({ key: { ...KEY, privateKey: 'x' } }), 'unknownMember', 'key.privateKey'],
  };
  for (const [title, [bad, problem, member]] of Object.entries(table)) {
    it(`names an entry ${title}, and has the others`, () => {
      const parsed = parseEnvironments([entry({ name: 'One' }), bad, entry({ name: 'Two' })]);
      assert.deepEqual(
        parsed.good.map(({ name }) => name),
        ['One', 'Two'],
      );
      assert.deepEqual(
        parsed.bad.map((each) => [each.index, each.problem, each.member]),
        [[1, problem, member]],
      );
    });
  }

  it('takes two names for one that differ in case, form and space around them', () => {
    const { good, bad } = parseEnvironments([
      ...[' Zürich', 'zu\u0308rich', 'STRASSE', 'Straße', 'ΟΔΟΣ', 'οδοσ'].map((name) => entry({ name })),
    ]);
    assert.deepEqual(
      good.map(({ name }) => name),
      ['Zürich', 'STRASSE', 'ΟΔΟΣ'],
    );
    assert.deepEqual(
      bad.map(({ index, problem }) => [index, problem]),
      [1, 3, 5].map((index) => [index, 'sameName']),
    );
    assert.equal(environmentId(' Zu\u0308rich '), environmentId('ZÜRICH'));
  });

  it('is nothing where there is none, and one bad entry where it is no list', () => {
    for (const none of [undefined, null, []]) assert.deepEqual(parseEnvironments(none), { good: [], bad: [] });
    for (const wrong of [{}, 'Test', 1, true]) {
      assert.deepEqual(
        parseEnvironments(wrong).bad.map(({ problem }) => problem),
        ['notAList'],
      );
    }
  });

  it('leaves aleta.apiUrl to whoever has none, guarded where it is Aleta itself', () => {
    const accesses = ['https://platform.aleta.io/api/v2', 'https://test.example'].map((url) => {
      const service = parseApiUrl(url);
      assert.ok(typeof service !== 'string');
      return environmentOf(service).access;
    });
    assert.deepEqual(accesses, ['protected', 'full']);
  });
});
