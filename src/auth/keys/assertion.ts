/** The assertion that an access token is given for: a JWT (RFC 7523, 3) signed with ES256 (RFC 7515; RFC 7518, 3.4). */
import { randomUUID, sign, type KeyObject } from 'node:crypto';

/** What Aleta gives out for a public key, and where assertions are for. */
export interface AssertionSubject {
  /** `kid`. */
  readonly keyId: string;
  /** `iss`. */
  readonly issuer: string;
  /** `sub`. */
  readonly subject: string;
  /** `aud`. */
  readonly audience: string;
}

/** How far before now an assertion begins to hold (s), so that a clock that is a bit ahead does no harm. */
export const BACKDATED_S = 15;
/** How long an assertion holds from then on (s). */
export const VALID_S = 60;

/** Bytes of an ES256 signature: r and s, 32 each, the most significant first. */
export const SIGNATURE_BYTES = 64;

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/**
 * What is to be signed: header and claims, each in base64url, with a dot between them.
 *
 * @param nowMs Time since 1970 (ms).
 */
export function signingInput({ keyId, issuer, subject, audience }: AssertionSubject, nowMs: number): string {
  const iat = Math.floor(nowMs / 1000) - BACKDATED_S;
  // Some signers give the same signature for the same input. With `jti`, no two assertions are ever the same, not even
  // of the same second: a service that refuses replays takes both.
  const claims = { aud: audience, iss: issuer, sub: subject, iat, exp: iat + VALID_S, jti: randomUUID() };
  return `${encoded({ alg: 'ES256', kid: keyId })}.${encoded(claims)}`;
}

/** The signature of `input` (r and s, 64 bytes). @param key A private key of P-256. */
export const signWith = (key: KeyObject, input: string): Buffer =>
  sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });

/** The assertion as it is sent. @param signature r and s. @throws RangeError unless these are 64 bytes. */
export function assertion(input: string, signature: Uint8Array): string {
  if (signature.length !== SIGNATURE_BYTES) throw new RangeError('an ES256 signature has 64 bytes');
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}
