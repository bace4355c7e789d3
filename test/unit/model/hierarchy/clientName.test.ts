import assert from 'node:assert/strict';
import { cleanName, nameProblem } from '../../../../src/model/hierarchy/clientName';

const typed: [name: string, problem: ReturnType<typeof nameProblem>][] = [
  ['Acme', undefined],
  ['  Acme  ', undefined],
  ['Ålesund Ωmega 株式会社', undefined],
  ['👨\u200d👩\u200d👧', undefined],
  ['$(trash) **x**', undefined],
  ['x'.repeat(100_000), undefined],
  ['', 'empty'],
  [' ', 'blank'],
  ['\u3000\u00a0', 'blank'],
  ['\u2800', 'blank'],
  ['\u200b', 'blank'],
  ['\n', 'blank'],
  ['a\0', 'controlCharacter'],
  ['a\tb', 'controlCharacter'],
  ['a\nb', 'controlCharacter'],
  ['a\x1b[0m', 'controlCharacter'],
  ['a\x85', 'controlCharacter'],
  ['a\u2028b', 'controlCharacter'],
  ['a\u2029b', 'controlCharacter'],
  ['a\ud800', 'controlCharacter'],
  ['\udc00a', 'controlCharacter'],
];

describe('A typed name', () => {
  for (const [name, problem] of typed) {
    const shown = JSON.stringify(name.length > 40 ? `${name.slice(0, 10)}… (${name.length})` : name);
    it(`${shown} is ${problem ?? 'good'}`, () => assert.equal(nameProblem(name), problem));
  }

  it('is sent without the spaces around it, and with those inside', () => {
    assert.equal(cleanName(' \u00a0 Acme  Holding\u3000'), 'Acme  Holding');
  });
});
