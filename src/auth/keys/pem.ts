/** PEM (RFC 7468; RFC 1421 for OpenSSL's encrypted SEC1 keys): the blocks in a text, however it was pasted. */

export interface PemBlock {
  /** For example `EC PRIVATE KEY`. */
  readonly label: string;
  /** What the base64 holds: DER, or a ciphertext where `Proc-Type` says so; `undefined` where it is no base64. */
  readonly content: Buffer | undefined;
  readonly isEncrypted: boolean;
  /** Whether the content is whole: a DER sequence of the length that it names, or blocks of a ciphertext. */
  readonly isWhole: boolean;
  /** The block written anew, as node:crypto reads it. */
  readonly pem: string;
}

const BLOCK = /-----BEGIN ([A-Z0-9][A-Z0-9 ]*)-----(.*?)-----END \1-----/gs;

/** The header of a block that OpenSSL has encrypted by itself. A paste may have lost the ends of its lines. */
const ENCRYPTION =
  /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s*DEK-Info:\s*((?:AES|CAMELLIA|ARIA)-\d+-CBC,[0-9A-F]{32}|DES(?:-EDE3)?-CBC,[0-9A-F]{16})/i;

/** The blocks of `text` that have both a first and a last line. What stands around them is left out. */
export function pemBlocks(text: string): PemBlock[] {
  // Secrets in JSON and in environment variables have their line ends written as \n; PEM has no backslash of its own.
  return [...text.replace(/\\[rn]/g, '\n').matchAll(BLOCK)].map(([, label = '', inner = '']) => block(label, inner));
}

function block(label: string, inner: string): PemBlock {
  const [header = '', cipher] = ENCRYPTION.exec(inner) ?? [];
  const base64 = inner.slice(header.length).replace(/\s+/g, '');
  const content = isBase64(base64) ? Buffer.from(base64, 'base64') : undefined;
  const headerLines = cipher === undefined ? [] : ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${cipher}`, ''];
  const lines = base64.match(/.{1,64}/g) ?? [];
  return {
    label,
    content,
    isEncrypted: cipher !== undefined || label === 'ENCRYPTED PRIVATE KEY',
    isWhole: content !== undefined && (cipher === undefined ? isWholeSequence(content) : content.length % 8 === 0),
    pem: [`-----BEGIN ${label}-----`, ...headerLines, ...lines, `-----END ${label}-----`, ''].join('\n'),
  };
}

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);

/** Whether `der` is one SEQUENCE whose length (X.690, 8.1.3) is that of the bytes behind it. */
function isWholeSequence(der: Buffer): boolean {
  const [tag, first = 0] = der;
  if (tag !== 0x30) return false;
  if (first < 0x80) return der.length === 2 + first;
  const lengthBytes = first - 0x80;
  if (lengthBytes < 1 || lengthBytes > 4 || der.length < 2 + lengthBytes) return false;
  return der.length === 2 + lengthBytes + der.readUIntBE(2, lengthBytes);
}
