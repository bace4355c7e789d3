import assert from 'node:assert/strict';
import { PastedAccount } from '../../../src/auth/pastedAccount';
import { tokenIdentity } from '../../../src/auth/token';
import { jwt } from '../../support/jwt';

const anna = (exp: number): string => jwt({ iss: 'https://auth.example', sub: 'anna', exp });
const bo = jwt({ iss: 'https://auth.example', sub: 'bo' });

describe('An account of pasted tokens', () => {
  it('has a newer JWT of the same claims, and no other', () => {
    const account = new PastedAccount(anna(1));
    assert.equal(account.isOf({ kind: 'token', token: anna(2) }), true);
    assert.equal(account.isOf({ kind: 'token', token: bo }), false);
    assert.equal(account.isOf({ kind: 'token', token: 'opaque' }), false);
  });

  it('takes an opaque token that is typed for it, but behind that no JWT of another account', () => {
    const account = new PastedAccount(anna(1));
    assert.equal(account.mayBeOwn(tokenIdentity('opaque')), true);
    assert.equal(account.add(tokenIdentity('opaque')), true);
    assert.equal(account.mayBeOwn(tokenIdentity(bo)), false);
    assert.equal(account.mayBeOwn(tokenIdentity(anna(2))), true);
    assert.equal(account.mayBeOwn(tokenIdentity('another-opaque')), true);
  });
});
