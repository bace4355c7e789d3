import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import assert from 'node:assert/strict';
import { assertion, signingInput, signWith } from '../../../../src/auth/keys/assertion';
import { generateKeyPair } from '../../../../src/auth/keys/privateKey';
import { verify } from '../../../../src/auth/keys/signature';

const SUBJECT = { keyId: 'key-ü-1', issuer: 'issuer "1"', subject: 'subject/1', audience: 'https://auth.aleta.io' };
const NOW_MS = Date.UTC(2026, 10, 25, 12, 0, 0, 999);
const NOW_S = Math.floor(NOW_MS / 1000);

describe('An assertion', () => {
  const { key, publicJwk } = generateKeyPair();
  const input = signingInput(SUBJECT, NOW_MS);

  it('has the header and the claims that Aleta documents, and a jti', () => {
    const signed = assertion(input, signWith(key, input));
    const { jti, ...claims } = decodeJwt(signed);
    assert.deepEqual(decodeProtectedHeader(signed), { alg: 'ES256', kid: 'key-ü-1' });
    assert.deepEqual(claims, {
      aud: 'https://auth.aleta.io',
      iss: 'issuer "1"',
      sub: 'subject/1',
      iat: NOW_S - 15,
      exp: NOW_S + 45,
    });
    assert.equal(typeof jti, 'string');
  });

  it('is verified by jose, from 15 seconds before it was made to 45 seconds after, and only with its own key', async () => {
    const signed = assertion(input, signWith(key, input));
    const check = async (atS: number, jwk = publicJwk) =>
      jwtVerify(signed, await importJWK({ ...jwk }, 'ES256'), {
        ...{ audience: SUBJECT.audience, issuer: SUBJECT.issuer, subject: SUBJECT.subject, algorithms: ['ES256'] },
        currentDate: new Date(atS * 1000),
      });
    await check(NOW_S - 15);
    await check(NOW_S + 44);
    await assert.rejects(check(NOW_S + 45), { code: 'ERR_JWT_EXPIRED' });
    await assert.rejects(check(NOW_S, generateKeyPair().publicJwk), {
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
  });

  it('is never the same twice, even of one moment', () => {
    assert.notEqual(signingInput(SUBJECT, NOW_MS), input);
  });

  it('is made of r and s alone: another length is refused, and not quoted', () => {
    for (const length of [0, 63, 65, 70]) {
      assert.throws(() => assertion(input, Buffer.alloc(length)), { message: 'an ES256 signature has 64 bytes' });
    }
  });

  it('has a signature that is verified with the public half of its key and with no other', () => {
    const signature = signWith(key, input);
    assert.equal(signature.length, 64);
    assert.ok(verify(publicJwk, input, signature));
    assert.ok(!verify(publicJwk, `${input}x`, signature));
    assert.ok(!verify(generateKeyPair().publicJwk, input, signature));
    assert.ok(!verify(publicJwk, input, signature.subarray(1)));
    assert.ok(!verify(publicJwk, input, Buffer.alloc(64)));
  });
});
