/** Private keys of P-256, from what people have: PEM or JWK, in a file or pasted. Nothing of a key is ever thrown. */
import { createECDH, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { JsonObject } from '../../base/json';
import { coordinate, COORDINATE_BYTES, findJwk, jwkProblem, publicJwk } from './jwk';
import type { KeyProblem, PublicJwk } from './jwk';
import { pemBlocks, type PemBlock } from './pem';

export interface PrivateKey {
  /** Signs. Shows nothing of the key when it is printed, or written as JSON. */
  readonly key: KeyObject;
  readonly publicJwk: PublicJwk;
}

/** Largest input (bytes, or UTF-16 code units). A key with all certificates of its chain is smaller. */
const MAX_LENGTH = 64 * 1024;

/**
 * Reads a private key: PKCS #8 and SEC 1 as PEM, encrypted or not, JWK, or a JWK Set with one key. Other text may stand
 * around it, and a certificate beside it.
 *
 * @param input Text, or the bytes of a file: UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it.
 * @param passphrase Taken as it is; `''` counts as none.
 */
export function readPrivateKey(input: string | Uint8Array, passphrase = ''): PrivateKey | KeyProblem {
  if (input.length > MAX_LENGTH) return 'notAKey';
  const text = typeof input === 'string' ? input : decoded(input);
  // What was decoded as UTF-8 although it is not has replacement characters.
  if (text === undefined || /[\0\ufffd]/.test(text)) return 'binary';
  if (text.trim() === '') return 'empty';
  const blocks = pemBlocks(text);
  if (blocks.length > 0) return fromBlocks(blocks, passphrase);
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(text)) return 'damaged';
  if (/\bPuTTY-User-Key-File-\d/.test(text)) return 'puttyKey';
  if (/^\s*(ssh|ecdsa|sk)-[\w@.-]+ |---- BEGIN SSH2/.test(text)) return 'sshKey';
  const jwk = findJwk(text);
  return typeof jwk === 'string' ? jwk : fromJwk(jwk);
}

/** The key as PEM (PKCS #8, not encrypted), for the secret storage. `readPrivateKey` reads it. */
export const exportPrivateKey = ({ key }: PrivateKey): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A new key of P-256. */
export function generateKeyPair(): PrivateKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = checked(privateKey);
  if (typeof key === 'string') throw new Error(`a new key that cannot be used: ${key}`);
  return key;
}

function decoded(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function fromBlocks(blocks: readonly PemBlock[], passphrase: string): PrivateKey | KeyProblem {
  const [block, ...others] = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  if (others.length > 0) return 'severalKeys';
  if (block === undefined) {
    if (blocks.some(({ label }) => label.includes('CERTIFICATE'))) return 'certificate';
    return blocks.some(({ label }) => label.endsWith('PUBLIC KEY')) ? 'publicKey' : 'notAKey';
  }
  switch (block.label) {
    case 'PRIVATE KEY':
    case 'EC PRIVATE KEY':
    case 'ENCRYPTED PRIVATE KEY':
      return fromPem(block, passphrase);
    case 'OPENSSH PRIVATE KEY':
      return 'sshKey';
    default:
      return 'otherType';
  }
}

function fromPem({ pem, content, isWhole, isEncrypted }: PemBlock, passphrase: string): PrivateKey | KeyProblem {
  if (content === undefined || !isWhole) return 'damaged';
  if (isEncrypted && passphrase === '') return 'passphraseNeeded';
  try {
    return checked(createPrivateKey(isEncrypted ? { key: pem, passphrase } : pem));
  } catch {
    return isEncrypted ? 'passphraseWrong' : unreadable(content);
  }
}

/** OIDs with tag and length: id-ecPublicKey and prime256v1 (RFC 5480, 2.1.1), secp384r1 and its like, secp256k1 and its. */
const EC = Buffer.from('06072a8648ce3d0201', 'hex');
const P256 = Buffer.from('06082a8648ce3d030107', 'hex');
const CURVES = [Buffer.from('06052b8104', 'hex'), Buffer.from('06092b240303020801', 'hex')];

/**
 * What `der` is, which node:crypto did not take. On the desktop VS Code has BoringSSL, which knows few curves and
 * algorithms: there, a sound key of another kind is refused as a damaged one is.
 */
function unreadable(der: Buffer): KeyProblem {
  if (der.includes(P256)) return 'damaged';
  if (CURVES.some((curve) => der.includes(curve))) return 'otherCurve';
  // PKCS #8 begins with the version 0 and names the algorithm; SEC 1 begins with 1.
  const isPkcs8 = der.subarray(0, 8).includes(Buffer.from('020100', 'hex'));
  return isPkcs8 && !der.includes(EC) ? 'otherType' : 'damaged';
}

/** `key`, which may be of any type. Throws what node:crypto does. */
function checked(key: KeyObject): PrivateKey | KeyProblem {
  if (key.asymmetricKeyType !== 'ec') return 'otherType';
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return 'otherCurve';
  return fromJwk({ ...key.export({ format: 'jwk' }) });
}

function fromJwk(jwk: JsonObject): PrivateKey | KeyProblem {
  const problem = jwkProblem(jwk);
  if (problem !== undefined) return problem;
  if (jwk['d'] === undefined) return 'publicKey';
  const d = coordinate(jwk['d']);
  const x = coordinate(jwk['x']);
  const y = coordinate(jwk['y']);
  if (d === undefined || x === undefined || y === undefined) return 'damaged';
  const given = publicJwk(x, y);
  try {
    const own = publicHalf(d);
    if (own.x !== given.x || own.y !== given.y) return 'mismatch';
    const key = createPrivateKey({ key: { ...given, d: d.toString('base64url') }, format: 'jwk' });
    return { key, publicJwk: given };
  } catch {
    return 'damaged';
  }
}

/** The public key of the private number `d`. @throws Error where it is not from 1 to the order of the curve. */
function publicHalf(d: Buffer): PublicJwk {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  return publicJwk(point.subarray(1, 1 + COORDINATE_BYTES), point.subarray(1 + COORDINATE_BYTES));
}
