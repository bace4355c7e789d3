import assert from 'node:assert/strict';
import { isSameAccount, tokenIdentity } from '../../../src/auth/token';
import { jwt, jwtOf } from '../../support/jwt';

describe('The name of the account that a token shows', () => {
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
  for (const [what, token, account] of cases) {
    it(`is ${account ?? 'not known'} for ${what}`, () => {
      assert.equal(tokenIdentity(token).accountName, account);
    });
  }
});

describe('Whether two tokens are of one account', () => {
  const claims = { iss: 'https://auth.example', sub: 'ops', tenant: 'one', roles: ['read', 'write'], exp: 1, iat: 1 };
  const cases: readonly [what: string, a: string, b: string, isSame: boolean][] = [
    ['the same opaque token', 'opaque-1', 'opaque-1', true],
    ['two opaque tokens', 'opaque-1', 'opaque-2', false],
    ['an opaque token and a JWT', 'opaque-1', jwt(claims), false],
    ['JWTs that differ in times', jwt(claims), jwt({ ...claims, exp: 9, iat: 8, nbf: 7, auth_time: 6 }), true],
    ['JWTs that differ in their own ids', jwt({ ...claims, jti: 'a' }), jwt({ ...claims, jti: 'b' }), true],
    ['JWTs whose members stand in another order', jwt({ iss: 'i', sub: 's' }), jwt({ sub: 's', iss: 'i' }), true],
    [
      'JWTs with members of a member in another order',
      jwt({ ...claims, org: { id: 1, unit: 2 } }),
      jwt({ ...claims, org: { unit: 2, id: 1 } }),
      true,
    ],
    ['JWTs of other subjects', jwt(claims), jwt({ ...claims, sub: 'dev' }), false],
    ['JWTs of other issuers', jwt(claims), jwt({ ...claims, iss: 'https://auth.test' }), false],
    ['JWTs of other tenants', jwt(claims), jwt({ ...claims, tenant: 'two' }), false],
    ['JWTs of other rights', jwt(claims), jwt({ ...claims, roles: ['read'] }), false],
    ['JWTs of which one has a claim more', jwt(claims), jwt({ ...claims, act: { sub: 'x' } }), false],
    ['JWTs without an issuer', jwt({ sub: 'ops', exp: 1 }), jwt({ sub: 'ops', exp: 2 }), false],
    ['JWTs without a subject', jwt({ iss: 'i', exp: 1 }), jwt({ iss: 'i', exp: 2 }), false],
    [
      'JWTs with a subject that is no text',
      jwt({ iss: 'i', sub: 1, exp: 1 }),
      jwt({ iss: 'i', sub: 1, exp: 2 }),
      false,
    ],
    [
      'JWTs of accounts whose numbers differ in digits that a double does not hold',
      jwtOf('{"iss":"i","sub":"s","account":9007199254740992}'),
      jwtOf('{"iss":"i","sub":"s","account":9007199254740993}'),
      false,
    ],
    [
      'JWTs with names in Latin-1, which is no UTF-8, that differ in an accent',
      jwtOf(Buffer.from('{"iss":"i","sub":"s","unit":"M\u00fcller"}', 'latin1')),
      jwtOf(Buffer.from('{"iss":"i","sub":"s","unit":"M\u00f6ller"}', 'latin1')),
      false,
    ],
  ];
  for (const [what, a, b, isSame] of cases) {
    it(`is ${isSame ? 'so' : 'not so'} for ${what}`, () => {
      assert.equal(isSameAccount(tokenIdentity(a), tokenIdentity(b)), isSame);
    });
  }

  it('is told without keeping a part of the token', () => {
    const { digest, account } = tokenIdentity(jwt(claims));
    assert.match(digest, /^[0-9a-f]{64}$/);
    assert.match(account ?? '', /^[0-9a-f]{64}$/);
  });
});
