/** ES256 signatures, as signing programs print them. */
import { verify as verifySignature } from 'node:crypto';
import { isObject, parsed } from '../../base/json';
import { SIGNATURE_BYTES } from './assertion';
import { COORDINATE_BYTES, publicKeyObject, type PublicJwk } from './jwk';

/** Why what a program printed is no signature of P-256. Nothing of it is in here. */
export type SignatureProblem =
  | 'empty'
  /** JSON that is cut off, or otherwise not well-formed. */
  | 'badJson'
  /** JSON without any member that holds a signature. */
  | 'noMember'
  /** JSON with several different signatures. */
  | 'ambiguous'
  /** Hexadecimal digits. */
  | 'hex'
  /** Text that is neither base64 nor base64url. */
  | 'notBase64'
  /** As long as signatures of another curve, or of RSA, are. */
  | 'otherKey'
  /** Neither 64 bytes, which are r and s, nor DER. */
  | 'notASignature'
  /** r or s is not a number from 1 to the order of the curve. */
  | 'outOfRange';

/** Largest output (bytes) that is looked at. */
const MAX_BYTES = 64 * 1024;
/** Deepest nesting of JSON that is looked into. */
const MAX_DEPTH = 8;
/** Members that hold the signature, where one is named so. */
const MEMBER = /^sig(nature)?$/i;

/** The order of P-256 (FIPS 186-5 by way of SP 800-186, 3.2.1.3). */
const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

/** Lengths (bytes) of r and s together for P-384 and P-521, and of RSA signatures. */
const OTHER_LENGTHS = [96, 132, 256, 384, 512];

/**
 * The signature in what a program printed: r and s, 64 bytes.
 *
 * Bytes that are all printable ASCII or white space are text; random bytes never are. Text is base64 or base64url, with or
 * without padding, line breaks and `vault:v<N>:` before it; or JSON, where members named `signature` count, and all others
 * only where there is none of that name. Bytes, and what base64 stands for, are r and s where there are 64 of them,
 * and strict DER (X.690) else.
 */
export function readSignature(output: Uint8Array): Buffer | SignatureProblem {
  if (output.length > MAX_BYTES) return 'notASignature';
  const bytes = Buffer.from(output);
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (/^[\t\n\r -~]*$/.test(text)) return fromText(text.trim());
  return fromBytes(bytes);
}

/** Whether `signature` (r and s) is that of `input` by the private half of `key`. */
export function verify(key: PublicJwk, input: string, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  const options = { key: publicKeyObject(key), dsaEncoding: 'ieee-p1363' } as const;
  return verifySignature('sha256', Buffer.from(input), options, signature);
}

function fromText(text: string): Buffer | SignatureProblem {
  if (text === '') return 'empty';
  if (!/^[{["]/.test(text)) return fromBase64(text);
  const json = parsed(text);
  return json === undefined ? 'badJson' : fromJson(json);
}

function fromJson(json: unknown): Buffer | SignatureProblem {
  const members = [...stringsOf(json, '', 0)];
  const named = members.filter(({ name }) => MEMBER.test(name));
  const read = (named.length > 0 ? named : members).map(({ value }) => fromBase64(value.trim()));
  const [signature, ...others] = read.filter((each) => typeof each !== 'string');
  if (signature === undefined) return (named.length > 0 || members.length === 1 ? read[0] : undefined) ?? 'noMember';
  return others.every((other) => other.equals(signature)) ? signature : 'ambiguous';
}

/** The strings of `json`, each with the name of the member that it is or is in. */
function* stringsOf(json: unknown, name: string, depth: number): Generator<{ name: string; value: string }> {
  if (typeof json === 'string') yield { name, value: json };
  if (depth >= MAX_DEPTH) return;
  if (Array.isArray(json)) for (const each of json) yield* stringsOf(each, name, depth + 1);
  else if (isObject(json)) for (const [member, each] of Object.entries(json)) yield* stringsOf(each, member, depth + 1);
}

function fromBase64(text: string): Buffer | SignatureProblem {
  const packed = text.replace(/^vault:v\d+:/, '').replace(/\s+/g, '');
  if (packed === '') return 'empty';
  if (/^(0x)?[0-9a-f]+$/i.test(packed)) return 'hex';
  const unpadded = packed.replace(/={1,2}$/, '');
  if (unpadded !== packed && packed.length % 4 !== 0) return 'notBase64';
  const bytes = Buffer.from(unpadded, 'base64url');
  // Node skips what it does not know. What was read whole is written as it was, in one of the two alphabets.
  const isWhole =
    bytes.toString('base64url') === unpadded || bytes.toString('base64') === `${unpadded}${paddingOf(unpadded)}`;
  return isWhole ? fromBytes(bytes) : 'notBase64';
}

const paddingOf = (unpadded: string): string => '='.repeat((4 - (unpadded.length % 4)) % 4);

function fromBytes(bytes: Buffer): Buffer | SignatureProblem {
  if (bytes.length === SIGNATURE_BYTES) return inRange(bytes);
  const numbers = fromDer(bytes);
  if (numbers === undefined) return OTHER_LENGTHS.includes(bytes.length) ? 'otherKey' : 'notASignature';
  if (numbers.some((number) => number.length > COORDINATE_BYTES)) return 'otherKey';
  return inRange(Buffer.concat(numbers.flatMap((number) => [Buffer.alloc(COORDINATE_BYTES - number.length), number])));
}

function inRange(signature: Buffer): Buffer | SignatureProblem {
  const halves = [signature.subarray(0, COORDINATE_BYTES), signature.subarray(COORDINATE_BYTES)];
  const isValid = halves.every((half) => half.some((byte) => byte !== 0) && half.compare(ORDER) < 0);
  return isValid ? Buffer.from(signature) : 'outOfRange';
}

/** r and s (ECDSA-Sig-Value of RFC 3279, 2.2.3) without leading zeros; `undefined` for what is not strict DER. */
function fromDer(der: Buffer): Buffer[] | undefined {
  // P-521 alone needs a length of two bytes.
  const contentStart = der[1] === 0x81 && (der[2] ?? 0) >= 0x80 ? 3 : 2;
  const length = der[contentStart - 1];
  if (der[0] !== 0x30 || length !== der.length - contentStart || (contentStart === 2 && length >= 0x80))
    return undefined;
  const numbers: Buffer[] = [];
  for (let at = contentStart; at < der.length;) {
    const end = at + 2 + (der[at + 1] ?? 0);
    const [first, second = 0] = der.subarray(at + 2, end);
    // Nothing, a negative number, or a zero that is not needed to make it positive: X.690, 8.3.
    const isMinimal = first !== undefined && first < 0x80 && (first > 0 || second >= 0x80 || end === at + 3);
    if (der[at] !== 0x02 || end > der.length || !isMinimal) return undefined;
    numbers.push(der.subarray(first === 0 ? at + 3 : at + 2, end));
    at = end;
  }
  return numbers.length === 2 ? numbers : undefined;
}
