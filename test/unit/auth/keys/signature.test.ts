import assert from 'node:assert/strict';
import { createHash, sign } from 'node:crypto';
import { readSignature, verify, type SignatureProblem } from '../../../../src/auth/keys/signature';
import { ecPair, jwkOf } from '../../../support/keys';

const { privateKey, publicKey } = ecPair();
const INPUT = 'header.payload';
const RAW = sign('sha256', Buffer.from(INPUT), { key: privateKey, dsaEncoding: 'ieee-p1363' });
const DER = derOf(RAW);
const BASE64 = RAW.toString('base64');
const BASE64URL = RAW.toString('base64url');

/** What OpenSSL makes of r and s, by hand. */
function derOf(raw: Buffer): Buffer {
  const numbers = [raw.subarray(0, 32), raw.subarray(32)].map((half) => {
    const start = half.findIndex((byte) => byte !== 0);
    const minimal = half.subarray(start);
    const positive = (minimal[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), minimal]) : minimal;
    return Buffer.concat([Buffer.from([2, positive.length]), positive]);
  });
  const content = Buffer.concat(numbers);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}

describe('What a signing program prints is read as a signature:', () => {
  const aws = {
    KeyId: 'arn:aws:kms:eu-west-1:1:key/2',
    Signature: DER.toString('base64'),
    SigningAlgorithm: 'ECDSA_SHA_256',
  };
  const vault = { request_id: 'a', data: { key_version: 3, signature: `vault:v3:${BASE64URL}` }, warnings: null };
  const azure = { algorithm: 'ES256', keyId: 'https://v.vault.azure.net/keys/k/1', signature: BASE64 };
  const table: readonly [what: string, output: Uint8Array | string][] = [
    ['raw bytes', RAW],
    ['DER, as bytes (gcloud)', DER],
    ['base64 of r and s (az -o tsv)', `${BASE64}\n`],
    ['base64 without padding', BASE64.replaceAll('=', '')],
    ['base64url', BASE64URL],
    ['base64url with padding', `${BASE64URL}==`],
    ['base64 of DER (aws --output text)', `${DER.toString('base64')}\r\n`],
    ['base64url of DER', DER.toString('base64url')],
    ['base64 in lines', `${BASE64.slice(0, 64)}\n${BASE64.slice(64)}\n`],
    ['base64 with white space around it', `\n\t ${BASE64} \r\n`],
    ['base64 behind a byte order mark', `\ufeff${BASE64}`],
    ['with the prefix of Vault', `vault:v1:${BASE64URL}\n`],
    ['with the prefix of Vault, base64 of DER', `vault:v12:${DER.toString('base64')}`],
    ['a JSON string', JSON.stringify(BASE64)],
    ['a member of JSON (aws)', JSON.stringify(aws, null, 4)],
    ['a member of JSON (az)', JSON.stringify(azure)],
    ['a member of JSON in another one (vault -format=json)', JSON.stringify(vault)],
    ['the only member of JSON that can be one', JSON.stringify({ kid: 'k', value: BASE64URL })],
    ['the same in several members', JSON.stringify({ result: BASE64, again: DER.toString('base64') })],
    [
      'the member with the name, and not another one of the same length',
      JSON.stringify({ digest: createHash('sha512').update('x').digest('base64'), signature: BASE64 }),
    ],
  ];
  for (const [what, output] of table) {
    it(what, () => {
      const signature = readSignature(Buffer.from(output as string));
      assert.deepEqual(signature, RAW);
      assert.ok(verify(readable(), INPUT, RAW));
    });
  }
});

function readable() {
  const { x, y } = jwkOf(publicKey);
  return { crv: 'P-256', kty: 'EC', x, y } as const;
}

describe('What a signing program prints is told apart where it is no signature:', () => {
  const other = ecPair('secp384r1').privateKey;
  const p384 = sign('sha384', Buffer.from(INPUT), { key: other, dsaEncoding: 'ieee-p1363' });
  const p384Der = sign('sha384', Buffer.from(INPUT), other);
  const p521Der = sign('sha512', Buffer.from(INPUT), ecPair('secp521r1').privateKey);
  const zero = Buffer.concat([Buffer.alloc(32), RAW.subarray(32)]);
  const tooLarge = Buffer.concat([RAW.subarray(0, 32), Buffer.alloc(32, 0xff)]);
  const short = Buffer.concat([Buffer.alloc(31), Buffer.from([5]), RAW.subarray(32)]);
  const twoSecond = {
    first: BASE64,
    second: sign('sha256', Buffer.from('x'), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64'),
  };
  const table: readonly [what: string, output: Uint8Array | string, problem: SignatureProblem][] = [
    ['nothing', '', 'empty'],
    ['white space', ' \r\n', 'empty'],
    ['only the prefix of Vault', 'vault:v1:', 'empty'],
    ['hexadecimal digits of r and s', RAW.toString('hex'), 'hex'],
    ['hexadecimal digits of DER', `0x${DER.toString('hex').toUpperCase()}\n`, 'hex'],
    ['a message', 'ERROR: The key was not found.', 'notBase64'],
    ['a whole JWT', `${INPUT}.${BASE64URL}`, 'notBase64'],
    ['both alphabets in one', '+-'.repeat(43), 'notBase64'],
    ['base64 with wrong padding', `${BASE64}=`, 'notBase64'],
    ['base64 with padding in the middle', `${BASE64}${BASE64}`, 'notBase64'],
    ['base64 of a length that base64 never has', `${BASE64URL}AAA`, 'notBase64'],
    ['base64 of one byte more', `${BASE64URL}A`, 'notASignature'],
    ['base64 that is not what its bytes are written as', `${BASE64URL.slice(0, -1)}x`, 'notBase64'],
    [
      '64 characters of base64, which are 48 bytes and not r and s',
      Buffer.alloc(48, 7).toString('base64'),
      'notASignature',
    ],
    ['JSON that is cut off', '{"signature":"', 'badJson'],
    ['JSON without a signature', '{"kid":"a","value":"b"}', 'noMember'],
    ['JSON without a string', '{"signature":null}', 'noMember'],
    ['JSON with two signatures', JSON.stringify(twoSecond), 'ambiguous'],
    ['JSON with hexadecimal digits', JSON.stringify({ alg: 'ES256', signature: RAW.toString('hex') }), 'hex'],
    ['r and s of P-384', p384, 'otherKey'],
    ['base64 of r and s of P-384', p384.toString('base64'), 'otherKey'],
    ['DER of P-384', p384Der, 'otherKey'],
    ['DER of P-521', p521Der, 'otherKey'],
    ['a signature of RSA', Buffer.alloc(256, 0xab).toString('base64'), 'otherKey'],
    ['63 bytes', RAW.subarray(1).toString('base64'), 'notASignature'],
    ['raw bytes with a line end', Buffer.concat([RAW, Buffer.from('\n')]), 'notASignature'],
    ['DER with a byte behind it', Buffer.concat([DER, Buffer.alloc(1)]), 'notASignature'],
    ['DER that is cut off', DER.subarray(0, -1), 'notASignature'],
    ['a megabyte', Buffer.alloc(1_000_000, 0x41), 'notASignature'],
    ['an r of 0', zero, 'outOfRange'],
    ['an s that is too large', tooLarge.toString('base64'), 'outOfRange'],
    ['DER with a number of 0', derBytes([2, 1, 0], [2, 1, 5]), 'outOfRange'],
    ['DER with an empty number', derBytes([2, 0], [2, 1, 5]), 'notASignature'],
    ['DER with a negative number', derBytes([2, 1, 0x80], [2, 1, 5]), 'notASignature'],
    ['DER with a zero that is not needed', derBytes([2, 2, 0, 5], [2, 1, 5]), 'notASignature'],
    ['DER with a third number', derBytes([2, 1, 5], [2, 1, 5], [2, 1, 5]), 'notASignature'],
    ['DER with one number', derBytes([2, 1, 5]), 'notASignature'],
    ['DER with another type', derBytes([2, 1, 5], [4, 1, 5]), 'notASignature'],
    [
      'DER with a length that is longer than it needs to be',
      Buffer.concat([Buffer.from([0x30, 0x81]), DER.subarray(1)]),
      'notASignature',
    ],
    [
      'DER of unlimited length',
      Buffer.concat([Buffer.from([0x30, 0x80]), DER.subarray(2), Buffer.alloc(2)]),
      'notASignature',
    ],
  ];
  for (const [what, output, problem] of table) {
    it(`${what} is ${problem}`, () => assert.equal(readSignature(Buffer.from(output as string)), problem));
  }

  it('a short number in DER gets the zeros that it needs', () => {
    assert.deepEqual(readSignature(derOf(short)), short);
  });
});

function derBytes(...numbers: readonly (readonly number[])[]): Buffer {
  const content = numbers.flat();
  return Buffer.from([0x30, content.length, ...content]);
}
