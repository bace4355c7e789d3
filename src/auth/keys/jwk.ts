/** Keys of P-256 as JWK (RFC 7517; RFC 7518, 6.2). */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { isObject, parsed, type JsonObject } from '../../base/json';

/** A public key as Aleta asks for it: these members and no other, in the order of RFC 7638. */
export interface PublicJwk {
  readonly crv: 'P-256';
  readonly kty: 'EC';
  /** Coordinates: 32 bytes each in base64url. */
  readonly x: string;
  readonly y: string;
}

/** Why a text, or a file, is not the key that is needed. Nothing of the key is in it. */
export type KeyProblem =
  | 'empty'
  /** Bytes that are no text: DER, or a PFX (PKCS #12) file. */
  | 'binary'
  /** Neither PEM nor JWK. */
  | 'notAKey'
  /** A key in a format of OpenSSH. */
  | 'sshKey'
  /** A key in PuTTY's format. */
  | 'puttyKey'
  /** A certificate, or a request for one. */
  | 'certificate'
  /** A public key where a private one is needed. */
  | 'publicKey'
  /** A private key where a public one is needed: it is in a place where it does not belong. */
  | 'privateKey'
  | 'severalKeys'
  /** A key of RSA, Ed25519 or another algorithm that is not ECDSA. */
  | 'otherType'
  /** ECDSA, but not P-256. */
  | 'otherCurve'
  | 'passphraseNeeded'
  /** The passphrase does not open it; or it is damaged, which cannot be told from that. */
  | 'passphraseWrong'
  /** Incomplete, or altered. */
  | 'damaged'
  /** The public half in it is not that of the private one. */
  | 'mismatch';

/** Bytes of a coordinate, and of the private number. */
export const COORDINATE_BYTES = 32;

/** The one JWK in `text`, which may stand in other text, or in a JWK Set (RFC 7517, 5). */
export function findJwk(text: string): JsonObject | KeyProblem {
  const json = parsed(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  if (!isObject(json)) return /"kty"/.test(text) ? 'damaged' : 'notAKey';
  return onlyJwk(json);
}

/** `json` itself, or the one key of the set that it is. */
export function onlyJwk(json: JsonObject): JsonObject | KeyProblem {
  if (!Array.isArray(json['keys'])) return json;
  const [key, ...others] = json['keys'] as unknown[];
  if (others.length > 0) return 'severalKeys';
  return isObject(key) ? key : 'notAKey';
}

/** What `jwk` is, if it is no EC key of P-256. Key vaults write `EC-HSM` for one that they hold in hardware. */
export function jwkProblem({ kty, crv }: JsonObject): KeyProblem | undefined {
  if (typeof kty !== 'string') return 'notAKey';
  if (kty !== 'EC' && kty !== 'EC-HSM') return 'otherType';
  return crv === 'P-256' ? undefined : 'otherCurve';
}

/** A number of a JWK as 32 bytes, in base64url or base64; `undefined` where it is none. */
export function coordinate(value: unknown): Buffer | undefined {
  if (typeof value !== 'string' || !/^[\w+/-]+={0,2}$/.test(value)) return undefined;
  const bytes = Buffer.from(value, 'base64url');
  // Some writers leave out leading zeros, or write one more.
  const missing = COORDINATE_BYTES - bytes.length;
  if (missing >= 0) return Buffer.concat([Buffer.alloc(missing), bytes]);
  return bytes.subarray(0, -missing).every((byte) => byte === 0) ? bytes.subarray(-missing) : undefined;
}

export const publicJwk = (x: Buffer, y: Buffer): PublicJwk => ({
  crv: 'P-256',
  kty: 'EC',
  x: x.toString('base64url'),
  y: y.toString('base64url'),
});

/** The key for node:crypto. @throws Error for a point that is not on the curve. */
export const publicKeyObject = ({ crv, kty, x, y }: PublicJwk): KeyObject =>
  createPublicKey({ key: { crv, kty, x, y }, format: 'jwk' });

/** What names the key by its content (RFC 7638): SHA-256 in base64url. */
export const thumbprint = ({ crv, kty, x, y }: PublicJwk): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
