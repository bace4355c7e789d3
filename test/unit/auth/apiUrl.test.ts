import assert from 'node:assert/strict';
import { parseApiUrl, type ApiUrlProblem } from '../../../src/auth/apiUrl';

const good: [text: string, href: string, origin: string, host: string][] = [
  [
    'https://platform.aleta.io/api/v2',
    'https://platform.aleta.io/api/v2',
    'https://platform.aleta.io',
    'platform.aleta.io',
  ],
  ['https://platform.aleta.io', 'https://platform.aleta.io', 'https://platform.aleta.io', 'platform.aleta.io'],
  ['https://a.example/v2///', 'https://a.example/v2', 'https://a.example', 'a.example'],
  [' \n https://a.example/v2\t', 'https://a.example/v2', 'https://a.example', 'a.example'],
  ['HTTPS://A.Example/V2', 'https://a.example/V2', 'https://a.example', 'a.example'],
  ['https://a.example:443/v2', 'https://a.example/v2', 'https://a.example', 'a.example'],
  ['https://a.example:8443', 'https://a.example:8443', 'https://a.example:8443', 'a.example:8443'],
  ['https://a.example/x/../v2', 'https://a.example/v2', 'https://a.example', 'a.example'],
  [
    'https://ålesund.example',
    'https://xn--lesund-hua.example',
    'https://xn--lesund-hua.example',
    'xn--lesund-hua.example',
  ],
  ['http://localhost:8080/api/v2', 'http://localhost:8080/api/v2', 'http://localhost:8080', 'localhost:8080'],
  ['HTTP://LOCALHOST', 'http://localhost', 'http://localhost', 'localhost'],
  ['http://127.0.0.1:1', 'http://127.0.0.1:1', 'http://127.0.0.1:1', '127.0.0.1:1'],
  ['http://127.255.0.9', 'http://127.255.0.9', 'http://127.255.0.9', '127.255.0.9'],
  ['http://2130706433', 'http://127.0.0.1', 'http://127.0.0.1', '127.0.0.1'],
  ['http://[::1]:8080/v2', 'http://[::1]:8080/v2', 'http://[::1]:8080', '[::1]:8080'],
  ['http://[0:0:0:0:0:0:0:1]', 'http://[::1]', 'http://[::1]', '[::1]'],
];

const bad: Record<ApiUrlProblem, string[]> = {
  notAUrl: [
    '',
    '   ',
    'platform.aleta.io',
    '/api/v2',
    '//a.example/v2',
    'https://',
    'https://a b.example',
    'https://a.example:99999',
    'http://[::1',
    'ftp://a.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'localhost:8080',
  ],
  notHttps: [
    'http://platform.aleta.io/api/v2',
    'http://127.0.0.1.evil.com',
    'http://localhost.evil.com',
    'http://evil.com#localhost',
    'http://evil.com/127.0.0.1',
    'http://evil.com?localhost',
    'http://127.0.0.1@evil.com',
    'http://localhost:pass@evil.com',
    'http://evillocalhost',
    'http://128.0.0.1',
    'http://0.0.0.0',
    'http://10.0.0.1',
    'http://[::2]',
    'http://[::ffff:10.0.0.1]',
  ],
  hasExtras: [
    'https://user@a.example',
    'https://user:pass@a.example',
    'https://:pass@a.example',
    'https://a.example/v2?tenant=1',
    'https://a.example/v2#part',
    'http://user@localhost',
  ],
};

describe('The setting aleta.apiUrl', () => {
  for (const [text, href, origin, host] of good) {
    it(`may be ${JSON.stringify(text)}`, () => assert.deepEqual(parseApiUrl(text), { href, origin, host }));
  }
  for (const [problem, texts] of Object.entries(bad)) {
    for (const text of texts) {
      it(`may not be ${JSON.stringify(text)}: ${problem}`, () => assert.equal(parseApiUrl(text), problem));
    }
  }
});
