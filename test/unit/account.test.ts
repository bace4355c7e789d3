import assert from 'node:assert/strict';
import { accountOf } from '../../src/auth/account';

const encoded = (text: string): string => Buffer.from(text).toString('base64url');
const jwt = (claims: unknown): string => `${encoded('{"alg":"ES256"}')}.${encoded(JSON.stringify(claims))}.c2ln`;

const cases: readonly [what: string, token: string, account: string | undefined][] = [
  ['a JWT with a subject', jwt({ sub: 'integration-7', iss: 'acme' }), 'integration-7'],
  ['a JWT with a name', jwt({ sub: '7', name: 'Zoë Åkesson' }), 'Zoë Åkesson'],
  ['a JWT with a user name', jwt({ sub: '7', preferred_username: 'zoe', email: 'zoe@example.org' }), 'zoe'],
  ['a JWT with an address', jwt({ sub: '7', email: 'zoe@example.org' }), 'zoe@example.org'],
  ['a JWT with a blank name', jwt({ sub: '7', name: ' ' }), '7'],
  ['a JWT with a name that is no text', jwt({ sub: '7', name: ['Zoë'] }), '7'],
  ['a JWT without such claims', jwt({ iss: 'acme', sub: 7 }), undefined],
  ['a JWT with claims that are a list', jwt(['sub']), undefined],
  ['a JWT with claims that are null', jwt(null), undefined],
  ['a token of three parts that is no JWT', 'a.b.c', undefined],
  ['a token of two parts', jwt({ sub: '7' }).replace(/\.c2ln$/, ''), undefined],
  ['an encrypted token, of five parts', `${jwt({ sub: '7' })}.x.y`, undefined],
  ['an opaque token', 'a-token-that-only-tests-know', undefined],
];

describe('The account of a token', () => {
  for (const [what, token, account] of cases) {
    it(`is ${account ?? 'not known'} for ${what}`, () => {
      assert.equal(accountOf(token), account);
    });
  }
});
