/** X.509 certificates made on the spot, so that no key is ever committed and none expires. RFC 5280, DER by hand. */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority, or a certificate that one issued. Both are valid from yesterday until tomorrow. */
export interface Authority extends Certificate {
  /** A server certificate for `hosts`, host names or IPv4 addresses. */
  issue(hosts: readonly string[]): Certificate;
}

const SEQUENCE = 0x30;
const SET = 0x31;
const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;

const COMMON_NAME = [0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

function der(tag: number, ...parts: readonly (Buffer | readonly number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const name = (text: string): Buffer =>
  der(SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), der(UTF8_STRING, Buffer.from(text)))));

const time = (days: number): Buffer => {
  const digits = new Date(Date.now() + days * 86_400_000).toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return der(UTC_TIME, Buffer.from(`${digits}Z`));
};

const extension = (id: readonly number[], value: Buffer): Buffer =>
  der(SEQUENCE, der(OBJECT_ID, id), der(OCTET_STRING, value));

const altName = (host: string): Buffer =>
  /^[\d.]+$/.test(host) ? der(IP_ADDRESS, host.split('.').map(Number)) : der(DNS_NAME, Buffer.from(host));

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

function certificate(subject: string, publicKey: KeyObject, issuer: string, issuerKey: KeyObject, extra: Buffer) {
  const algorithm = der(SEQUENCE, der(OBJECT_ID, ECDSA_WITH_SHA256));
  const toBeSigned = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, [2])),
    der(INTEGER, [1], randomBytes(8)),
    algorithm,
    name(issuer),
    der(SEQUENCE, time(-1), time(1)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, der(SEQUENCE, extra)),
  );
  const signature = der(BIT_STRING, [0], sign('sha256', toBeSigned, issuerKey));
  const base64 = der(SEQUENCE, toBeSigned, algorithm, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A new authority that nobody trusts yet. */
export function createAuthority(subject = `Test CA ${randomBytes(4).toString('hex')}`): Authority {
  const own = newKeys();
  const isAuthority = extension(BASIC_CONSTRAINTS, der(SEQUENCE, der(BOOLEAN, [0xff])));
  return {
    cert: certificate(subject, own.publicKey, subject, own.privateKey, isAuthority),
    key: pem(own.privateKey),
    issue(hosts) {
      const keys = newKeys();
      const names = extension(SUBJECT_ALT_NAME, der(SEQUENCE, ...hosts.map(altName)));
      const cert = certificate(hosts[0] ?? 'test', keys.publicKey, subject, own.privateKey, names);
      return { cert, key: pem(keys.privateKey) };
    },
  };
}
