/** Access tokens: as people paste them, and whose they are. Pure. */
import { createHash } from 'node:crypto';
import { isObject } from '../base/json';
import { parsedExactly } from '../base/jsonText';

/** The token in what was pasted: without white space, quotes, and a leading `Authorization:` or `Bearer`. */
export function cleanToken(pasted: string): string {
  return pasted
    .replace(/^[\s"'`]+|[\s"'`]+$/g, '')
    .replace(/^authorization\s*:\s*/i, '')
    .replace(/^bearer(\s+|$)/i, '')
    .replace(/[\s"'`]+/g, '');
}

/** What is wrong with a cleaned token: nothing there, or a character that no HTTP header can carry. */
export function tokenProblem(token: string): 'empty' | 'badCharacter' | undefined {
  if (token === '') return 'empty';
  return /[^\x21-\x7e]/.test(token) ? 'badCharacter' : undefined;
}

/** What is remembered of a token. The token cannot be had from it. */
export interface TokenIdentity {
  /** SHA-256 of the token, in hex. */
  readonly digest: string;
  /** SHA-256 of the claims that tell the account, in hex; `undefined` where the token does not tell it. */
  readonly account: string | undefined;
  /** SHA-256 of `iss` and `sub`, in hex; `undefined` where the token does not have both. */
  readonly subject: string | undefined;
  /** When it expires (ms since 1970); `undefined` where the token does not tell. */
  readonly expiresAtMs: number | undefined;
  /** A name of the account to show, where the token has one. Text from outside, to be cleaned before it is shown. */
  readonly accountName: string | undefined;
}

/** Claims that name a person or a system, the most telling first (OpenID Connect Core 5.1, RFC 7519 4.1.2). */
const NAME_CLAIMS = ['name', 'preferred_username', 'email', 'sub'];

/** Claims of time and of the token itself, which differ between tokens of one account (RFC 7519 4.1; OpenID Connect Core 2). */
const TOKEN_CLAIMS = new Set(['exp', 'iat', 'nbf', 'auth_time', 'jti']);

/**
 * What `token` says of its account. Only a token in the form of a JWT (RFC 7519) says anything: it carries claims that
 * anyone who has it can read. Nobody checks its signature here: the service does.
 */
export function tokenIdentity(token: string): TokenIdentity {
  const claims = claimsOf(token);
  return {
    ...{ digest: sha256(token), account: accountOf(claims), subject: subjectOf(claims) },
    ...{ expiresAtMs: tokenExpiryMs(token), accountName: nameOf(claims) },
  };
}

/**
 * Whether both tokens are of one account: they are the same token, or JWTs with `iss` and `sub` that differ in nothing but
 * times and what is about the token itself. Of an opaque token nothing is known.
 */
export const isSameAccount = (a: TokenIdentity, b: TokenIdentity): boolean =>
  a.digest === b.digest || (a.account !== undefined && a.account === b.account);

/** When a JWT expires (ms since 1970), by its claim `exp` (RFC 7519, 4.1.4); `undefined` for a token that does not tell. */
export function tokenExpiryMs(token: string): number | undefined {
  const exp = claimsOf(token)['exp'];
  return typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : undefined;
}

type Claims = Record<string, unknown>;

function claimsOf(token: string): Claims {
  const [, payload, signature, ...more] = token.split('.');
  if (payload === undefined || signature === undefined || more.length > 0) return {};
  const text = decodeUtf8(Buffer.from(payload, 'base64url'));
  // Ids of accounts may be numbers that differ in digits that a double does not hold.
  const claims = text === undefined ? undefined : parsedExactly(text);
  return isObject(claims) ? claims : {};
}

/** `undefined` for bytes that are no UTF-8: with U+FFFD in place of them, other claims would become the same. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function subjectOf({ iss, sub }: Claims): string | undefined {
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  return isText(iss) && isText(sub) ? sha256(JSON.stringify([iss, sub])) : undefined;
}

function accountOf(claims: Claims): string | undefined {
  if (subjectOf(claims) === undefined) return undefined;
  return sha256(canonicalJson(Object.fromEntries(Object.entries(claims).filter(([name]) => !TOKEN_CLAIMS.has(name)))));
}

function nameOf(claims: Claims): string | undefined {
  const names = NAME_CLAIMS.map((claim) => claims[claim]).filter((value) => typeof value === 'string');
  return names.map((name) => name.trim()).find((name) => name !== '');
}

/** JSON with the members of each object in the order of their names. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
