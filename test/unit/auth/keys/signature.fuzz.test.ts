import fc from 'fast-check';
import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { readSignature } from '../../../../src/auth/keys/signature';
import { ecPair } from '../../../support/keys';

// Signatures in every form that is read, and what random changes make of them: whatever comes, it is a signature with
// both numbers in range, or a problem; and what is DER to the reader is what node:crypto and the reader would write.

const SEED = { seed: 20261125, numRuns: 3_000 };

/** A number from 1 to 2^255, with small ones among them, as 32 bytes. */
const half = fc
  .tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat({ max: 31 }), fc.integer({ min: 1, max: 127 }))
  .map(([bytes, zeros, first]) => Buffer.from([...bytes.fill(0, 0, zeros).fill(first, zeros, zeros + 1)]));
const raw = fc.tuple(half, half).map((halves) => Buffer.concat(halves));

const asIs = (signature: Buffer): Buffer => signature;

function derOf(signature: Buffer): Buffer {
  const numbers = [signature.subarray(0, 32), signature.subarray(32)].map((bytes) => {
    const digits = BigInt(`0x${bytes.toString('hex')}`).toString(16);
    const even = digits.padStart(digits.length + (digits.length % 2), '0');
    const positive = Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
    return Buffer.concat([Buffer.from([2, positive.length]), positive]);
  });
  const content = Buffer.concat(numbers);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}

const encodings: ((bytes: Buffer) => Buffer)[] = [
  (bytes) => bytes,
  (bytes) => Buffer.from(bytes.toString('base64')),
  (bytes) => Buffer.from(bytes.toString('base64url')),
  (bytes) => Buffer.from(`vault:v7:${bytes.toString('base64url')}\n`),
  (bytes) => Buffer.from(JSON.stringify({ Signature: bytes.toString('base64') })),
];
const encoding = fc.constantFrom(...encodings);
const form = fc.constantFrom(asIs, derOf);

const change = fc.record({
  at: fc.nat({ max: 400 }),
  remove: fc.nat({ max: 2 }),
  insert: fc.uint8Array({ maxLength: 3 }),
});

describe('The reader of signatures', () => {
  it('reads any r and s, raw and in DER, in each encoding', () => {
    fc.assert(
      fc.property(raw, form, encoding, (signature, shape, encode) => {
        const bytes = shape(signature);
        // DER of 64 bytes is taken for r and s. Six bytes of zeros are needed for that: 1 of 2^48 signatures has them.
        fc.pre(shape !== derOf || bytes.length !== 64);
        assert.deepEqual(readSignature(encode(bytes)), signature);
      }),
      SEED,
    );
  });

  it('reads what node:crypto signs, in both of its forms', () => {
    const { privateKey } = ecPair();
    for (let run = 0; run < 300; run++) {
      const der = sign('sha256', Buffer.from(`${run}`), privateKey);
      const signature = readSignature(der);
      if (typeof signature === 'string') assert.fail(signature);
      assert.deepEqual(derOf(signature), der);
    }
  });

  it('gives 64 bytes or a problem for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const read = readSignature(bytes);
        assert.ok(typeof read === 'string' || read.length === 64);
      }),
      SEED,
    );
  });

  it('takes no second DER for a signature: what is read as DER was strict', () => {
    fc.assert(
      fc.property(raw, change, (signature, { at, remove, insert }) => {
        const der = derOf(signature);
        const start = at % der.length;
        const changed = Buffer.concat([der.subarray(0, start), insert, der.subarray(start + remove)]);
        const read = readSignature(changed);
        if (typeof read === 'string') return;
        if (changed.length === 64) assert.deepEqual(read, changed);
        else assert.deepEqual(derOf(read), changed);
      }),
      SEED,
    );
  });

  it('gives the signature itself or a problem where characters of its text were changed by white space', () => {
    fc.assert(
      fc.property(raw, form, encoding, fc.nat({ max: 400 }), (signature, shape, encode, at) => {
        const text = encode(shape(signature));
        const start = at % text.length;
        const read = readSignature(Buffer.concat([text.subarray(0, start), Buffer.from(' '), text.subarray(start)]));
        assert.ok(typeof read === 'string' || read.length === 64);
      }),
      SEED,
    );
  });
});
