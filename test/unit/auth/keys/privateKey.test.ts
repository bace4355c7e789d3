import { exportJWK, exportPKCS8, generateKeyPair as generateByJose } from 'jose';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createECDH, createHash, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import type { KeyProblem } from '../../../../src/auth/keys/jwk';
import {
  exportPrivateKey,
  generateKeyPair,
  readPrivateKey,
  type PrivateKey,
} from '../../../../src/auth/keys/privateKey';
import { createAuthority } from '../../../support/certificates';
import { ecPair, encryptedPkcs8, encryptedSec1, jwkOf, PASSPHRASE, pkcs8, sec1, spki } from '../../../support/keys';

const pair = ecPair();
const { crv, kty, x, y, d } = { d: '', ...jwkOf(pair.privateKey) };
const PUBLIC = { crv, kty, x, y };

/** Reads a key that must be `pair`'s. */
function read(input: string | Uint8Array, passphrase?: string): PrivateKey {
  const key = readPrivateKey(input, passphrase);
  if (typeof key === 'string') assert.fail(key);
  assert.deepEqual(key.publicJwk, PUBLIC);
  assert.ok(key.key.equals(pair.privateKey));
  return key;
}

const oneLine = (text: string): string => text.replaceAll('\n', '');
const AES_128 = { cipher: 'aes-128-cbc', passphrase: PASSPHRASE };

describe('A private key', () => {
  const texts: readonly [what: string, text: string][] = [
    ['PKCS #8', pkcs8(pair)],
    ['SEC 1', sec1(pair)],
    ['a JWK', JSON.stringify({ kty, crv, x, y, d })],
    [
      'a JWK with other members',
      JSON.stringify({ kid: 'k', use: 'sig', key_ops: ['sign'], kty, crv, x, y, d }, null, 2),
    ],
    ['a JWK Set with one key', JSON.stringify({ keys: [{ kty, crv, x, y, d }] })],
    ['a JWK in base64 with padding', JSON.stringify({ kty, crv, x: padded(x), y: padded(y), d: padded(d) })],
  ];
  const shapes: readonly [what: string, change: (text: string) => string | Uint8Array][] = [
    ['as it is', (text) => text],
    ['as bytes', (text) => Buffer.from(text)],
    ['with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
    ['in UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['in UTF-16 of the other byte order', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['without a final line end', (text) => text.trimEnd()],
    ['indented', (text) => text.replaceAll(/^/gm, '    ')],
    ['in other text', (text) => `Bag Attributes\n    friendlyName: aleta\n${text}\n-- \nSent by mail`],
    ['pasted into one line', oneLine],
    ['with line ends written as \\n, in quotes', (text) => `"${text.replaceAll('\n', '\\n').replaceAll('\\n ', ' ')}"`],
  ];
  for (const [what, text] of texts) {
    for (const [how, change] of shapes) {
      if (text.startsWith('{') && how.includes('\\n')) continue;
      it(`is read from ${what} ${how}`, () => void read(change(text)));
    }
  }

  const encrypted: readonly [what: string, text: string][] = [
    ['PKCS #8', encryptedPkcs8(pair)],
    ['SEC 1', encryptedSec1(pair)],
    ['SEC 1 with AES-128', pair.privateKey.export({ type: 'sec1', format: 'pem', ...AES_128 }).toString()],
    [
      'SEC 1 with Triple DES',
      pair.privateKey
        .export({ type: 'sec1', format: 'pem', cipher: 'des-ede3-cbc', passphrase: PASSPHRASE })
        .toString(),
    ],
  ];
  for (const [what, text] of encrypted) {
    for (const [how, change] of shapes) {
      it(`is read from encrypted ${what} ${how} with its passphrase`, () => void read(change(text), PASSPHRASE));
    }
    it(`in encrypted ${what} asks for the passphrase, and says when it is wrong`, () => {
      assert.equal(readPrivateKey(text), 'passphraseNeeded');
      for (let wrong = 0; wrong < 50; wrong++) {
        assert.equal(readPrivateKey(text, `${PASSPHRASE}${wrong}`), 'passphraseWrong');
      }
      assert.equal(readPrivateKey(text, 'x'.repeat(5_000)), 'passphraseWrong');
    });
  }

  it('is read where a passphrase is given that it does not need', () => void read(pkcs8(pair), PASSPHRASE));

  it('is read from what `openssl ecparam -genkey` writes, with the parameters before it', () => {
    read(`-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${sec1(pair)}`);
  });

  it('is read where its certificate and its public key stand beside it', () => {
    read(`${createAuthority().cert}${pkcs8(pair)}${spki(pair)}`);
  });

  it('is read from what jose writes', async () => {
    const { privateKey } = await generateByJose('ES256', { extractable: true });
    const jwk = await exportJWK(privateKey);
    for (const text of [await exportPKCS8(privateKey), JSON.stringify(jwk)]) {
      const key = readPrivateKey(text);
      if (typeof key === 'string') assert.fail(key);
      assert.deepEqual(key.publicJwk, { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y });
    }
  });

  it('is read from what openssl writes, where there is one', function () {
    const openssl = (args: readonly string[], input = ''): string => {
      const { status, stdout, error } = spawnSync('openssl', args, { input, encoding: 'utf8' });
      if (error !== undefined) this.skip();
      assert.equal(status, 0);
      return stdout;
    };
    read(openssl(['pkcs8', '-topk8', '-nocrypt'], sec1(pair)));
    read(openssl(['ec'], pkcs8(pair)));
    for (const cipher of ['aes-256-cbc', 'aes-128-cbc', 'des3']) {
      read(openssl(['pkcs8', '-topk8', '-v2', cipher, '-passout', 'pass:canary-pass'], sec1(pair)), 'canary-pass');
      read(openssl(['ec', `-${cipher}`, '-passout', 'pass:canary-pass'], pkcs8(pair)), 'canary-pass');
    }
    read(openssl(['pkcs8', '-topk8', '-scrypt', '-passout', 'pass:canary-pass'], sec1(pair)), 'canary-pass');
  });

  it('with numbers that begin with zeros is read, however many of these were written', () => {
    const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');
    const whole = firstWithZeros();
    const changes: Record<string, (bytes: Buffer) => Buffer> = {
      all: (bytes) => bytes,
      none: (bytes) => bytes.subarray(bytes.findIndex((byte) => byte !== 0)),
      'one more': (bytes) => Buffer.concat([Buffer.alloc(1), bytes]),
    };
    for (const [zeros, change] of Object.entries(changes)) {
      const numbers = { x: whole.x, y: whole.y, d: whole.d };
      const changed = Object.entries(numbers).map(([name, text]) => [
        name,
        change(bytesOf(text)).toString('base64url'),
      ]);
      const key = readPrivateKey(JSON.stringify({ kty, crv, ...Object.fromEntries(changed) }));
      if (typeof key === 'string') assert.fail(`${zeros}: ${key}`);
      assert.deepEqual(key.publicJwk, { crv, kty, x: whole.x, y: whole.y });
    }
  });

  it('is the same after it was exported and read again', () => {
    const text = exportPrivateKey(read(sec1(pair)));
    assert.equal(text, pkcs8(pair));
    read(text);
  });

  it('that is generated is a new one of P-256, and shows nothing of itself', () => {
    const key = generateKeyPair();
    assert.equal(key.key.asymmetricKeyDetails?.namedCurve, 'prime256v1');
    assert.deepEqual(Object.keys(key.publicJwk), ['crv', 'kty', 'x', 'y']);
    assert.notDeepEqual(key.publicJwk, generateKeyPair().publicJwk);
    const { d: secret = '' } = jwkOf(key.key);
    assert.ok(!`${JSON.stringify(key)}${inspect(key, { depth: 9, showHidden: true })}`.includes(secret));
  });
});

/** The first multiple of the base point with a coordinate that begins with a zero byte, and its number. */
function firstWithZeros(): { x: string; y: string; d: string } {
  const ecdh = createECDH('prime256v1');
  for (let number = 2; ; number++) {
    const secret = Buffer.alloc(32);
    secret.writeUInt32BE(number, 28);
    ecdh.setPrivateKey(secret);
    const [first, second] = [ecdh.getPublicKey().subarray(1, 33), ecdh.getPublicKey().subarray(33)];
    if (first[0] !== 0 && second[0] !== 0) continue;
    return { x: first.toString('base64url'), y: second.toString('base64url'), d: secret.toString('base64url') };
  }
}

function padded(text: string): string {
  return Buffer.from(text, 'base64url').toString('base64');
}

describe('What is not the private key that is needed is told apart:', () => {
  const other = ecPair();
  const p384 = ecPair('secp384r1');
  const k256 = ecPair('secp256k1');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ed25519 = generateKeyPairSync('ed25519');
  const { x: otherX, y: otherY } = jwkOf(other.publicKey);
  const swapped = Buffer.from(pair.privateKey.export({ type: 'sec1', format: 'der' }));
  other.privateKey.export({ type: 'sec1', format: 'der' }).copy(swapped, swapped.length - 64, swapped.length - 64);
  const lines = pkcs8(pair).split('\n');

  const table: readonly [what: string, input: string | Uint8Array, problem: KeyProblem][] = [
    ['nothing', '', 'empty'],
    ['white space', ' \r\n\t', 'empty'],
    ['an empty file', Buffer.alloc(0), 'empty'],
    ['prose', 'Please find the key attached.', 'notAKey'],
    ['a key without first and last line', lines.slice(1, -2).join('\n'), 'notAKey'],
    ['an access token', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', 'notAKey'],
    ['other JSON', '{"name":"aleta"}', 'notAKey'],
    ['a PGP key', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ==\n-----END PGP PRIVATE KEY BLOCK-----', 'notAKey'],
    ['a huge file', 'x'.repeat(10_000_000), 'notAKey'],
    ['a file full of first lines', '-----BEGIN PRIVATE KEY-----'.repeat(2_000), 'damaged'],
    ['DER', pair.privateKey.export({ type: 'pkcs8', format: 'der' }), 'binary'],
    ['DER that was read as text', pair.privateKey.export({ type: 'sec1', format: 'der' }).toString('utf8'), 'binary'],
    ['a key of P-384 in PKCS #8', pkcs8(p384), 'otherCurve'],
    ['a key of P-384 in SEC 1', sec1(p384), 'otherCurve'],
    ['a key of secp256k1', pkcs8(k256), 'otherCurve'],
    ['a JWK of P-384', JSON.stringify(jwkOf(p384.privateKey)), 'otherCurve'],
    ['an RSA key in PKCS #8', pkcs8(rsa), 'otherType'],
    ['an RSA key in PKCS #1', rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), 'otherType'],
    ['an RSA key as JWK', JSON.stringify(jwkOf(rsa.privateKey)), 'otherType'],
    ['an Ed25519 key', pkcs8(ed25519), 'otherType'],
    ['an Ed25519 key as JWK', JSON.stringify(jwkOf(ed25519.privateKey)), 'otherType'],
    ['a symmetric key as JWK', '{"kty":"oct","k":"AAAA"}', 'otherType'],
    ['a public key', spki(pair), 'publicKey'],
    ['a public RSA key', spki(rsa), 'publicKey'],
    ['a public JWK', JSON.stringify(PUBLIC), 'publicKey'],
    ['a certificate', createAuthority().cert, 'certificate'],
    [
      'a request for a certificate',
      '-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----',
      'certificate',
    ],
    ['two keys', pkcs8(pair) + sec1(other), 'severalKeys'],
    ['a JWK Set with two keys', JSON.stringify({ keys: [{ kty, crv, x, y, d }, PUBLIC] }), 'severalKeys'],
    ['a JWK Set with no key', '{"keys":[]}', 'notAKey'],
    [
      'a key of OpenSSH',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----',
      'sshKey',
    ],
    ['a public key of OpenSSH', 'ecdsa-sha2-nistp256 AAAAE2VjZHNh me@example.com', 'sshKey'],
    ['a public key of SSH', '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----', 'sshKey'],
    ['a key of PuTTY', 'PuTTY-User-Key-File-3: ecdsa-sha2-nistp256\nEncryption: none', 'puttyKey'],
    ['a key that is cut off', lines.slice(0, 3).join('\n'), 'damaged'],
    ['a key that lost a line', [lines[0], ...lines.slice(2)].join('\n'), 'damaged'],
    ['a key with another character in it', pkcs8(pair).replace(/\n(.)/, '\n*'), 'damaged'],
    ['a key whose content is no key', '-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----', 'damaged'],
    ['an encrypted key that lost a line', encryptedPkcs8(pair).replace(/\n.*/, ''), 'damaged'],
    ['a JWK that is cut off', JSON.stringify({ kty, crv, x, y, d }).slice(0, -9), 'damaged'],
    ['a JWK without a coordinate', JSON.stringify({ kty, crv, x, d }), 'damaged'],
    ['a JWK with a short number', JSON.stringify({ kty, crv, x, y, d: 7 }), 'damaged'],
    ['a JWK with a number that is too long', JSON.stringify({ kty, crv, x, y, d: `B${d}` }), 'damaged'],
    ['a JWK whose private number is 0', JSON.stringify({ kty, crv, x, y, d: 'AA' }), 'damaged'],
    ['a JWK whose private number is too large', JSON.stringify({ kty, crv, x, y, d: '_'.repeat(42) + '8' }), 'damaged'],
    ['a JWK with the public half of another', JSON.stringify({ kty, crv, x: otherX, y: otherY, d }), 'mismatch'],
    ['a key with the public half of another', pemOf('EC PRIVATE KEY', swapped), 'mismatch'],
  ];
  for (const [what, input, problem] of table) {
    it(`${what} is ${problem}`, () => {
      assert.equal(readPrivateKey(input), problem);
      assert.equal(readPrivateKey(input, PASSPHRASE), problem);
    });
  }
});

function pemOf(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`;
}

describe('A private key that was damaged anywhere', () => {
  it('is never thrown at the reader, nor read as another one', () => {
    const secrets = [d, createHash('sha256').update(d).digest('hex')];
    for (const text of [pkcs8(pair), sec1(pair), JSON.stringify({ kty, crv, x, y, d })]) {
      for (let at = 0; at < text.length; at++) {
        for (const changed of [text.slice(0, at) + text.slice(at + 1), `${text.slice(0, at)}A${text.slice(at + 1)}`]) {
          const key = readPrivateKey(changed);
          if (typeof key === 'string') assert.ok(!secrets.includes(key));
          else assert.deepEqual(key.publicJwk, PUBLIC, `changed at ${at}`);
        }
      }
    }
  });
});
