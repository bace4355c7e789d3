import { calculateJwkThumbprint, exportJWK, exportSPKI, generateKeyPair } from 'jose';
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { thumbprint, type KeyProblem } from '../../../../src/auth/keys/jwk';
import { readPublicKey } from '../../../../src/auth/keys/publicKey';
import { createAuthority } from '../../../support/certificates';
import { ecPair, encryptedPkcs8, jwkOf, pkcs8, sec1, spki } from '../../../support/keys';

const pair = ecPair();
const { crv, kty, x, y } = jwkOf(pair.publicKey);
const PUBLIC = { crv, kty, x, y };

describe('A public key', () => {
  const values: readonly [what: string, value: unknown][] = [
    ['a JWK', PUBLIC],
    ['a JWK with other members', { use: 'sig', alg: 'ES256', kid: 'k', ...PUBLIC }],
    ['a JWK of a hardware module', { ...PUBLIC, kty: 'EC-HSM' }],
    ['a JWK in base64', { kty, crv, x: padded(x), y: padded(y) }],
    ['a JWK Set with one key', { keys: [PUBLIC] }],
    ['the text of a JWK', JSON.stringify(PUBLIC, null, 2)],
    ['the text of a JWK in other text', `The key:\n${JSON.stringify(PUBLIC)}\nRegards`],
    ['PEM', spki(pair)],
    ['PEM in one line', spki(pair).replaceAll('\n', '')],
    ['PEM with CRLF and indentation', spki(pair).replaceAll('\n', '\r\n  ')],
  ];
  for (const [what, value] of values) {
    it(`is read from ${what}, with no member but the four of Aleta's documentation`, () => {
      assert.deepEqual(readPublicKey(value), PUBLIC);
      assert.deepEqual(Object.keys(Object(readPublicKey(value)) as object), ['crv', 'kty', 'x', 'y']);
    });
  }

  it('is read from what jose writes, and has the thumbprint that jose calculates', async () => {
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const read = readPublicKey(await exportSPKI(publicKey));
    if (typeof read === 'string') assert.fail(read);
    assert.deepEqual(read, readPublicKey(jwk));
    assert.equal(thumbprint(read), await calculateJwkThumbprint(jwk));
  });
});

function padded(text: string): string {
  return Buffer.from(text, 'base64url').toString('base64');
}

describe('What is not the public key that is needed is told apart:', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const p384 = ecPair('secp384r1');
  const table: readonly [what: string, value: unknown, problem: KeyProblem][] = [
    ['nothing', undefined, 'notAKey'],
    ['a number', 7, 'notAKey'],
    ['a list', [PUBLIC], 'notAKey'],
    ['an empty text', ' ', 'empty'],
    ['prose', 'ask the bank', 'notAKey'],
    ['a private JWK', jwkOf(pair.privateKey), 'privateKey'],
    ['the text of a private JWK', JSON.stringify(jwkOf(pair.privateKey)), 'privateKey'],
    ['a private key in PKCS #8', pkcs8(pair), 'privateKey'],
    ['a private key in SEC 1', sec1(pair), 'privateKey'],
    ['an encrypted private key', encryptedPkcs8(pair), 'privateKey'],
    ['a private key that is cut off', pkcs8(pair).slice(0, 60), 'privateKey'],
    ['a private and a public key', pkcs8(pair) + spki(pair), 'privateKey'],
    ['two keys', spki(pair) + spki(ecPair()), 'severalKeys'],
    ['a JWK Set with two keys', { keys: [PUBLIC, PUBLIC] }, 'severalKeys'],
    ['a certificate', createAuthority().cert, 'certificate'],
    ['an RSA key', spki(rsa), 'otherType'],
    ['an RSA key in PKCS #1', rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(), 'otherType'],
    ['an RSA key as JWK', jwkOf(rsa.publicKey), 'otherType'],
    ['a key of P-384', spki(p384), 'otherCurve'],
    ['a JWK of P-384', jwkOf(p384.publicKey), 'otherCurve'],
    ['a key of OpenSSH', 'ecdsa-sha2-nistp256 AAAAE2VjZHNh me@example.com', 'sshKey'],
    ['a key that is cut off', spki(pair).slice(0, 60), 'damaged'],
    ['a point that is not on the curve', { ...PUBLIC, y: x }, 'damaged'],
    ['a JWK without a coordinate', { kty, crv, x }, 'damaged'],
  ];
  for (const [what, value, problem] of table) {
    it(`${what} is ${problem}`, () => assert.equal(readPublicKey(value), problem));
  }
});
