import assert from 'node:assert/strict';
import { LastLine, redactSecrets } from '../../../../src/auth/keys/lastLine';

const lastLineOf = (...chunks: (string | Buffer)[]): string => {
  const lastLine = new LastLine();
  for (const chunk of chunks) lastLine.add(Buffer.from(chunk));
  return lastLine.text;
};

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl-_0';
const BASE64 = 'MEUCIQDhY/3r1ZkT9u+V4xQqXb5J0pWm8sLk2nRt7vYc6oAgIgZ5Bq==';

const lines: [what: string, chunks: (string | Buffer)[], line: string][] = [
  ['nothing, of nothing', [], ''],
  ['nothing, of blank lines', ['\n \r\n\t\n'], ''],
  ['the last that is not blank', ['first\nlast\n\n  \n'], 'last'],
  [
    'whole, in whatever chunks it comes',
    ['fi', 'rst\r', '\nla', Buffer.from([0xc3]), Buffer.from([0xa4]), 't'],
    'laät',
  ],
  ['what a terminal would be left with after a carriage return', ['10 %\r20 %\rdone'], 'done'],
  ['without colours and titles', ['\u001b]0;title\u0007\u001b[1;31mERROR:\u001b[0m no key'], 'ERROR: no key'],
  ['with its control characters written out', ['a\u0007b\u202ec'], 'a⟨U+0007⟩b⟨U+202E⟩c'],
  ['of no more than 300 characters', ['x'.repeat(10_000)], `${'x'.repeat(299)}…`],
];

const redacted: [what: string, text: string, expected: string][] = [
  ['a JWT', `refused ${JWT}.`, 'refused •••'],
  ['the beginning of a JWT', `token is ${JWT.slice(0, 30)}`, 'token is •••'],
  [
    'a PEM on one line',
    String.raw`bad key "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----" in x`,
    'bad key "•••" in x',
  ],
  ['a PEM that is cut off', '-----BEGIN PRIVATE KEY-----MIGHAgEA', '•••'],
  ['a line of a PEM', 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZ5BqMIGHAgEAMBMG', '•••'],
  ['a signature in base64', `got ${BASE64}`, 'got •••'],
  ['base64url', 'got kQ7-x_Zk3v9WbT2mLr5YcN8sJd4Hf6Ga', 'got •••'],
  ['a header', 'sent Authorization: Bearer abcdefghijklmnop', 'sent Authorization: Bearer •••'],
  ['a secret with its name', 'client_secret=hunter2hunter2 is wrong', 'client_secret=••• is wrong'],
  ['a member of JSON', '{"access_token": "opaque-but-secret"}', '{"access_token": "•••"}'],
  ['a token of Vault', 'hvs.CAESIJ1234567890 is not allowed', '••• is not allowed'],
  ['a key of AWS', 'ASIAIOSFODNN7EXAMPLE is not valid', '••• is not valid'],
  ['a digest in hex', `key ${'0123456789abcdef'.repeat(4)}`, 'key •••'],
];

const kept = [
  'ERROR: AADSTS700082: The refresh token has expired due to inactivity. Trace ID: 5c0b1f8e-7f0a-4a43-8d64-9f3a4a1b2c00',
  'An error occurred (AccessDeniedException) when calling the Sign operation: User: arn:aws:iam::111122223333:user/Ada',
  'https://contoso.vault.azure.net/keys/aleta/9885aa558e8d448789683188f8c194b0 is not there',
  '/home/Ada1/Some Folder/with-a-very-long-name-in-lower-case/and/Another1/file.txt: No such file',
  String.raw`C:\Users\Ada\AppData\Local\Programs\Python\Python313\python.exe: can't open file`,
  'invalid_grant: token expired',
];

describe('The last line of stderr', () => {
  for (const [what, chunks, line] of lines) it(`is ${what}`, () => assert.equal(lastLineOf(...chunks), line));

  for (const [what, text, expected] of redacted) {
    it(`is shown without ${what}`, () => assert.equal(lastLineOf(`first\n${text}\n`), expected));
  }

  for (const text of kept) it(`keeps what helps: ${text}`, () => assert.equal(redactSecrets(text), text));

  it('keeps only its end of what never ends', () => {
    const lastLine = new LastLine();
    for (let i = 0; i < 1_000; i++) lastLine.add(Buffer.alloc(64 * 1024, 'x\n'));
    lastLine.add(Buffer.from('the end\n'));
    assert.equal(lastLine.text, 'the end');
  });
});
