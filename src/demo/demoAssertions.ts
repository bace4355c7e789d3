/** The assertions that the demo service takes, checked with `node:crypto` alone (RFC 7523, 3; RFC 7515; RFC 7519). */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { isObject, parsed, type JsonObject } from '../base/json';

/** What the service gives out for a public key. */
export interface DemoKey {
  /** `kid` of the assertions. */
  readonly id: string;
  /** `iss`. */
  readonly issuer: string;
  /** `sub`. */
  readonly subject: string;
}

/** An assertion that is not taken. The message goes out and quotes nothing of it. */
export class AssertionRefusal extends Error {
  override readonly name = 'AssertionRefusal';
}

/** Longest time (s) from `iat` to `exp`. */
const MAX_VALID_S = 300;
const SIGNATURE_BYTES = 64;

/** Known keys, and the assertions that were taken. */
export class DemoAssertions {
  readonly #audience: string;
  readonly #now: () => number;
  readonly #keys = new Map<string, DemoKey & { readonly publicKey: KeyObject }>();
  /** Assertions that still hold, by what makes them the same one, with the time of their end (s since 1970). */
  readonly #taken = new Map<string, number>();

  /** @param now Time since 1970 (ms). */
  constructor(audience: string, now: () => number) {
    this.#audience = audience;
    this.#now = now;
  }

  /**
   * Makes `publicJwk` known. The same key gets the same id again.
   *
   * @throws TypeError for what is no public key of P-256.
   */
  register(publicJwk: unknown): DemoKey {
    const { crv, kty, x, y, d } = isObject(publicJwk) ? publicJwk : {};
    if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || d !== undefined) {
      throw new TypeError('The key is not a public JWK of P-256.');
    }
    const publicKey = publicKeyOf({ crv, kty, x, y });
    const number = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('hex').slice(0, 8);
    const key = { id: `demo-key-${number}`, issuer: 'demo-integration', subject: `demo-user-${number}` };
    this.#keys.set(key.id, { ...key, publicKey });
    return key;
  }

  /** The key that signed `assertion`, which is taken once. @throws AssertionRefusal */
  take(assertion: string): DemoKey {
    const parts = assertion.split('.');
    const [header, claims, signature] = parts.map(decoded);
    if (parts.length !== 3 || !header || !claims || !signature) refuse('The assertion is not a signed JWT.');
    const { publicKey, ...key } = this.#keyOf(objectOf(header));
    const input = Buffer.from(assertion.slice(0, assertion.lastIndexOf('.')));
    const options = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    if (signature.length !== SIGNATURE_BYTES || !verify('sha256', input, options, signature)) {
      refuse('The signature does not match.');
    }
    this.#checkClaims(objectOf(claims), key, input);
    return key;
  }

  #keyOf({ alg, kid, crit }: JsonObject): DemoKey & { readonly publicKey: KeyObject } {
    if (alg !== 'ES256') refuse('The algorithm must be ES256.');
    if (crit !== undefined) refuse('No extension of the header is understood.');
    const key = typeof kid === 'string' ? this.#keys.get(kid) : undefined;
    return key ?? refuse('The key is not known.');
  }

  #checkClaims({ iss, sub, aud, iat, exp, nbf, jti }: JsonObject, key: DemoKey, input: Buffer): void {
    if (iss !== key.issuer) refuse('The issuer is not that of the key.');
    if (sub !== key.subject) refuse('The subject is not that of the key.');
    if (aud !== this.#audience && !(Array.isArray(aud) && aud.length === 1 && aud[0] === this.#audience)) {
      refuse('The audience is not this service.');
    }
    if (!isTime(iat) || !isTime(exp)) refuse('The assertion needs iat and exp.');
    const nowS = this.#now() / 1000;
    if (iat > nowS || (nbf !== undefined && (!isTime(nbf) || nbf > nowS))) refuse('The assertion does not hold yet.');
    if (exp <= nowS) refuse('The assertion has expired.');
    if (exp <= iat || exp - iat > MAX_VALID_S) refuse(`The assertion may hold for ${MAX_VALID_S} seconds at most.`);
    if (jti !== undefined && typeof jti !== 'string') refuse('The jti must be a string.');
    // Not of the signature: anybody can make a second one from it that is valid, too (r and n - s).
    const same = jti === undefined ? createHash('sha256').update(input).digest('hex') : JSON.stringify([key.id, jti]);
    for (const [each, end] of this.#taken) if (end <= nowS) this.#taken.delete(each);
    if (this.#taken.has(same)) refuse('The assertion was used before.');
    this.#taken.set(same, exp);
  }
}

function publicKeyOf(jwk: { crv: string; kty: string; x: string; y: string }): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw new TypeError('The key is no point of P-256.');
  }
}

function refuse(message: string): never {
  throw new AssertionRefusal(message);
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Strict base64url without padding (RFC 7515, 2); `undefined` for anything else. */
function decoded(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return part !== '' && bytes.toString('base64url') === part ? bytes : undefined;
}

function objectOf(bytes: Buffer): JsonObject {
  const object = parsed(bytes.toString('utf8'));
  return isObject(object) ? object : refuse('The assertion is not a signed JWT.');
}
