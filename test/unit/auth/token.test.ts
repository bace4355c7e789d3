import assert from 'node:assert/strict';
import { cleanToken, tokenProblem } from '../../../src/auth/token';

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln-_~+/==';

const pasted: [what: string, text: string][] = [
  ['as it is', TOKEN],
  ['with white space around it', ` \t${TOKEN}\r\n`],
  ['after Bearer', `Bearer ${TOKEN}`],
  ['after bearer in small letters and several spaces', `bearer   ${TOKEN}`],
  ['after BEARER in capitals and a line break', `BEARER\n${TOKEN}`],
  ['as a header', `Authorization: Bearer ${TOKEN}`],
  ['as a header in small letters', `authorization: bearer ${TOKEN}`],
  ['as a header without spaces', `authorization:bearer ${TOKEN}`],
  ['as a header with spaces before the colon', `Authorization : Bearer ${TOKEN}`],
  ['in double quotes', `"${TOKEN}"`],
  ['in single quotes', `'${TOKEN}'`],
  ['in backticks', `\`${TOKEN}\``],
  ['as a quoted header', `"Authorization: Bearer ${TOKEN}"`],
  [
    'with line breaks inside, as a terminal wraps it',
    `${TOKEN.slice(0, 9)}\r\n${TOKEN.slice(9, 20)}\n  ${TOKEN.slice(20)}`,
  ],
  ['with a no-break space at its end', `${TOKEN}\u00a0`],
];

const judged: [token: string, problem: ReturnType<typeof tokenProblem>][] = [
  [TOKEN, undefined],
  ['!', undefined],
  ['~', undefined],
  ['', 'empty'],
  ['with space', 'badCharacter'],
  ['nul\0', 'badCharacter'],
  ['line\r\nX-Injected: 1', 'badCharacter'],
  ['del\x7f', 'badCharacter'],
  ['é', 'badCharacter'],
  ['\u200bzero-width', 'badCharacter'],
  ['“curly”', 'badCharacter'],
  ['😀', 'badCharacter'],
];

describe('A pasted token', () => {
  for (const [what, text] of pasted) it(`is understood ${what}`, () => assert.equal(cleanToken(text), TOKEN));

  it('keeps what only looks like a prefix', () => {
    assert.equal(cleanToken('bearerish'), 'bearerish');
    assert.equal(cleanToken('authorization'), 'authorization');
  });

  for (const text of ['', '   ', '\n', '""']) {
    it(`is nothing when it is ${JSON.stringify(text)}`, () => assert.equal(tokenProblem(cleanToken(text)), 'empty'));
  }

  for (const [token, problem] of judged) {
    it(`${JSON.stringify(token)} is ${problem ?? 'good'}`, () => assert.equal(tokenProblem(token), problem));
  }
});
