/** Whose token it is, as far as the token itself says so. Pure. */

import { parsed } from '../api/json';

/** Claims that name a person or a system, the most telling first (OpenID Connect Core 5.1, RFC 7519 4.1.2). */
const CLAIMS = ['name', 'preferred_username', 'email', 'sub'];

/**
 * The account that a token names: tokens in the form of a JWT (RFC 7519) carry claims that anyone who has one can read.
 * They are shown and nothing else depends on them, so nobody checks the signature.
 *
 * @returns `undefined` for a token that is no JWT, as an opaque one, and for one without a usable claim.
 */
export function accountOf(token: string): string | undefined {
  const [, payload, signature, ...more] = token.split('.');
  if (payload === undefined || signature === undefined || more.length > 0) return undefined;
  const claims = parsed(Buffer.from(payload, 'base64url').toString('utf8'));
  if (typeof claims !== 'object' || claims === null) return undefined;
  for (const claim of CLAIMS) {
    const value: unknown = Reflect.get(claims, claim);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return undefined;
}
