import assert from 'node:assert/strict';
import { isLoopback } from '../../../src/base/loopback';

describe('Loopback', () => {
  const yes = [
    'http://localhost',
    'http://LOCALHOST:8080/api',
    'http://127.0.0.1',
    'http://127.0.0.1.',
    'http://127.0.0.2',
    'http://127.255.255.254',
    'http://127.1',
    'http://0x7f.2',
    'http://2130706433',
    'http://[::1]',
    'http://[0:0:0:0:0:0:0:1]:443',
  ];
  const no = [
    'http://localhost.',
    'http://api.localhost',
    'http://localhost.example.com',
    'http://notlocalhost',
    'http://127.example.com',
    'http://127.0.0.1.example.com',
    'http://127.0.0.com',
    'http://128.0.0.1',
    'http://1.127.0.0',
    'http://0.0.0.0',
    'http://10.0.0.1',
    'http://[::]',
    'http://[::2]',
    'http://[1::1]',
    'http://[::ffff:127.0.0.1]',
    'http://platform.aleta.io',
  ];
  for (const url of yes) it(`includes the host of ${url}`, () => assert.equal(isLoopback(new URL(url).hostname), true));
  for (const url of no)
    it(`leaves out the host of ${url}`, () => assert.equal(isLoopback(new URL(url).hostname), false));

  for (const hostname of ['', '127.0.0', '127.0.0.1:80', '127.0.0.1\n', '::1', 'localhost/', ' localhost']) {
    it(`leaves out ${JSON.stringify(hostname)}, which no URL has as its hostname`, () =>
      assert.equal(isLoopback(hostname), false));
  }
});
