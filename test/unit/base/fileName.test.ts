import assert from 'node:assert/strict';
import { fileName } from '../../../src/base/fileName';

describe('The name of a file that is made of a client’s name', () => {
  const table: [text: string, name: string][] = [
    ['Nordics', 'Nordics'],
    ['Größe & Söhne, 株式会社 😀', 'Größe & Söhne, 株式会社 😀'],
    ['../../etc/passwd', 'etc passwd'],
    ['C:\\x*?"<>|y', 'C x y'],
    ['.hidden', 'hidden'],
    ['dots and spaces. . ', 'dots and spaces'],
    ['line\nfeed\0\u202egnp.exe', 'line feed gnp.exe'],
    ['x'.repeat(300), 'x'.repeat(60)],
    ['', 'clients'],
    [' . ', 'clients'],
    ['\u200b', 'clients'],
    ['CON', 'clients'],
    ['com1.txt', 'clients'],
    ['Console', 'Console'],
    [`${'x'.repeat(59)}😀`, 'x'.repeat(59)],
  ];
  for (const [text, name] of table) {
    it(`is ${name} for ${JSON.stringify(text)}`, () => assert.equal(fileName(text, 'clients'), name));
  }
});
