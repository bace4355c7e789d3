/** Keys in the formats that other programs write. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const ecPair = (namedCurve = 'prime256v1'): Pair => generateKeyPairSync('ec', { namedCurve });

export const PASSPHRASE = 'canary passphrase, with ü';

const encryption = { cipher: 'aes-256-cbc', passphrase: PASSPHRASE };

export const pkcs8 = ({ privateKey }: Pair): string => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const sec1 = ({ privateKey }: Pair): string => privateKey.export({ type: 'sec1', format: 'pem' }).toString();
export const encryptedPkcs8 = ({ privateKey }: Pair): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption }).toString();
export const encryptedSec1 = ({ privateKey }: Pair): string =>
  privateKey.export({ type: 'sec1', format: 'pem', ...encryption }).toString();
export const spki = ({ publicKey }: Pair): string => publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** The members of a JWK of P-256, private where it is of a private key. */
export const jwkOf = (key: KeyObject): { crv: string; kty: string; x: string; y: string; d?: string } =>
  key.export({ format: 'jwk' }) as { crv: string; kty: string; x: string; y: string; d?: string };
