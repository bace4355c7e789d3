import assert from 'node:assert/strict';
import { consentDigest, shownCommand, type ConsentSubject } from '../../../../src/auth/keys/consent';

const SUBJECT: ConsentSubject = {
  program: { file: '/usr/bin/az', realFile: '/opt/az/bin/az' },
  args: ['sign', '${digest}'],
  apiUrl: 'https://platform.aleta.io/api/v2',
  tokenUrl: 'https://auth.aleta.io/oauth/token',
};

const others: [what: string, subject: Partial<ConsentSubject>][] = [
  ['another file', { program: { ...SUBJECT.program, file: '/usr/local/bin/az' } }],
  ['a link that leads to another file', { program: { ...SUBJECT.program, realFile: '/home/x/az' } }],
  ['another argument', { args: ['sign', '${inputFile}'] }],
  ['one argument more', { args: [...SUBJECT.args, ''] }],
  ['the arguments in another order', { args: ['${digest}', 'sign'] }],
  ['two arguments as one', { args: ['sign,${digest}'] }],
  ['two arguments as one, with what would be between them', { args: ['sign","${digest}'] }],
  ['another apiUrl', { apiUrl: 'https://platform.aleta.io/api/v3' }],
  ['another tokenUrl', { tokenUrl: 'https://auth.example/oauth/token' }],
  ['no tokenUrl', { tokenUrl: undefined }],
  ['the two addresses exchanged', { apiUrl: 'https://auth.aleta.io/oauth/token', tokenUrl: SUBJECT.apiUrl }],
];

describe('The consent to a command', () => {
  it('stands for the same command', () => {
    assert.equal(consentDigest({ ...SUBJECT, args: [...SUBJECT.args] }), consentDigest(SUBJECT));
    assert.match(consentDigest(SUBJECT), /^[0-9a-f]{64}$/);
  });

  for (const [what, other] of others) {
    it(`does not stand for ${what}`, () => {
      assert.notEqual(consentDigest({ ...SUBJECT, ...other }), consentDigest(SUBJECT));
    });
  }

  it('is asked for with everything in the command visible, and nothing left out', () => {
    const long = 'x'.repeat(5_000);
    const args = ['', ' a ', 'two\nlines', 'bell\u0007', 'gpj\u202etxt.exe', long];
    const shown = shownCommand({ ...SUBJECT, args, program: { file: '/a\u200bb', realFile: '/a\u200bb' } });
    assert.deepEqual(shown, {
      program: '/a⟨U+200B⟩b',
      realFile: undefined,
      args: ['“”', '“ a ”', '“two⟨U+000A⟩lines”', '“bell⟨U+0007⟩”', '“gpj⟨U+202E⟩txt.exe”', `“${long}”`],
      apiUrl: SUBJECT.apiUrl,
      tokenUrl: SUBJECT.tokenUrl,
    });
  });

  it('is asked for with the file that a link leads to', () => {
    assert.equal(shownCommand(SUBJECT).realFile, '/opt/az/bin/az');
  });
});
