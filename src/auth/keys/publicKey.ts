/** Public keys, as people put them into settings. */
import { createPublicKey } from 'node:crypto';
import { isObject, type JsonObject } from '../../base/json';
import { coordinate, findJwk, jwkProblem, onlyJwk, publicJwk, publicKeyObject } from './jwk';
import type { KeyProblem, PublicJwk } from './jwk';
import { pemBlocks } from './pem';

/**
 * A public key of P-256.
 *
 * @param value A JWK or a JWK Set with one key as an object or as JSON text, or a text with a PEM block `PUBLIC KEY`.
 * @returns Only what is public. A private key is refused as `privateKey`, for it is in a place where it does not belong.
 */
export function readPublicKey(value: unknown): PublicJwk | KeyProblem {
  if (isObject(value)) return fromObject(onlyJwk(value));
  if (typeof value !== 'string') return 'notAKey';
  if (value.trim() === '') return 'empty';
  const blocks = pemBlocks(value);
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(value)) return 'privateKey';
  const keys = blocks.filter(({ label }) => label === 'PUBLIC KEY');
  const [block, ...others] = keys;
  if (others.length > 0) return 'severalKeys';
  if (block !== undefined) return fromSpki(block.pem);
  if (blocks.some(({ label }) => label.includes('CERTIFICATE'))) return 'certificate';
  if (blocks.some(({ label }) => label === 'RSA PUBLIC KEY')) return 'otherType';
  if (/-----BEGIN [A-Z0-9 ]*PUBLIC KEY/.test(value)) return 'damaged';
  if (/^\s*(ssh|ecdsa|sk)-[\w@.-]+ |---- BEGIN SSH2/.test(value)) return 'sshKey';
  return fromObject(findJwk(value));
}

function fromObject(jwk: JsonObject | KeyProblem): PublicJwk | KeyProblem {
  if (typeof jwk === 'string') return jwk;
  if (jwk['d'] !== undefined) return 'privateKey';
  const problem = jwkProblem(jwk);
  if (problem !== undefined) return problem;
  const x = coordinate(jwk['x']);
  const y = coordinate(jwk['y']);
  return x === undefined || y === undefined ? 'damaged' : onCurve(publicJwk(x, y));
}

function onCurve(key: PublicJwk): PublicJwk | KeyProblem {
  try {
    publicKeyObject(key);
    return key;
  } catch {
    return 'damaged';
  }
}

function fromSpki(pem: string): PublicJwk | KeyProblem {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType !== 'ec') return 'otherType';
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return 'otherCurve';
    return fromObject({ ...key.export({ format: 'jwk' }) });
  } catch {
    return 'damaged';
  }
}
