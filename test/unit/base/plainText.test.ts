import fc from 'fast-check';
import assert from 'node:assert/strict';
import { plainText, withoutIcons } from '../../../src/base/plainText';

const SEED = Number(process.env['ALETA_SEED'] ?? 20251112);

const JOINER = '\u200d';
const EMOJI_STYLE = '\ufe0f';
const FAMILY = ['👨', '👩', '👧'].join(JOINER);
const ENGLAND = '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

const kept: [what: string, text: string][] = [
  ['nothing', ''],
  ['letters of any script', 'Ålesund Ωmega 株式会社 עברית العربية'],
  ['markup, which is only text', '**bold** [link](command:x) <b> `code` $(trash) &amp;'],
  ['accents as marks of their own', 'A\u030angstro\u0308m'],
  ['a joiner between emoji', FAMILY],
  ['a joiner after an emoji in emoji style', `❤${EMOJI_STYLE}${JOINER}🔥`],
  ['a skin tone and a joiner', `👩🏽${JOINER}🚀`],
  ['a keycap', `1${EMOJI_STYLE}\u20e3`],
  ['a joiner between Devanagari letters', `क\u094d${JOINER}ष`],
  ['a non-joiner between Arabic letters', 'می\u200cخواهم'],
  ['a variant of an ideograph', '葛\u{e0100}城'],
];

const changed: [what: string, text: string, shown: string][] = [
  ['a tab and line breaks become spaces', 'a\tb\nc\rd\u2028e\u2029f', 'a b c d e f'],
  ['spaces of any kind become spaces', 'a\u00a0b\u2003c\u3000d\u2800e', 'a b c d e'],
  ['NUL is written out', 'a\0b', 'a⟨U+0000⟩b'],
  ['escape and other controls are written out', '\x1b[31m\x85\x7f', '⟨U+001B⟩[31m⟨U+0085⟩⟨U+007F⟩'],
  ['a bidi override is written out', 'gnp\u202egpj.exe', 'gnp⟨U+202E⟩gpj.exe'],
  ['bidi isolates and marks are written out', '\u2066a\u2069\u200e\u061c', '⟨U+2066⟩a⟨U+2069⟩⟨U+200E⟩⟨U+061C⟩'],
  ['zero-width space, soft hyphen and BOM are written out', 'a\u200bb\u00adc\ufeff', 'a⟨U+200B⟩b⟨U+00AD⟩c⟨U+FEFF⟩'],
  ['a joiner between ASCII letters is written out', `Ac${JOINER}me`, 'Ac⟨U+200D⟩me'],
  ['of many joiners in a row none stays', `é${JOINER}${JOINER}é`, 'é⟨U+200D⟩⟨U+200D⟩é'],
  ['a joiner at the end is written out', `👩${JOINER}`, '👩⟨U+200D⟩'],
  ['a variation selector after a letter is written out', `a${EMOJI_STYLE}\u{e0101}`, 'a⟨U+FE0F⟩⟨U+E0101⟩'],
  ['Hangul fillers are written out', '\u115f\u1160\u3164\uffa0', '⟨U+115F⟩⟨U+1160⟩⟨U+3164⟩⟨U+FFA0⟩'],
  ['tag characters, which can hide a text, are written out', 'x\u{e0041}\u{e007f}', 'x⟨U+E0041⟩⟨U+E007F⟩'],
  ['tags are written out in flags too', ENGLAND.slice(0, 4), '🏴⟨U+E0067⟩'],
  ['private use and unassigned characters are written out', '\ue000\u{10ffff}\u0378', '⟨U+E000⟩⟨U+10FFFF⟩⟨U+0378⟩'],
  ['lone surrogates are replaced', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
];

describe('Text of others, made plain', () => {
  for (const [what, text] of kept) it(`keeps ${what}`, () => assert.equal(plainText(text), text));
  for (const [what, text, shown] of changed) it(what, () => assert.equal(plainText(text), shown));

  it('is cut where it is too long, never between the halves of a character', () => {
    assert.equal(plainText('x'.repeat(200)), 'x'.repeat(200));
    assert.equal(plainText('x'.repeat(100_000)), `${'x'.repeat(199)}…`);
    assert.equal(plainText('😀😀😀', 4), '😀…');
    assert.equal(plainText('😀😀😀', 5), '😀😀…');
  });

  it('is no longer for being written out', () => {
    assert.equal(plainText('\0'.repeat(100_000)).length, 200);
    assert.equal(plainText('\0\0\0', 10), '⟨U+0000⟩⟨…');
  });

  const parts = fc.constantFrom(
    ...[
      'a',
      '7',
      'é',
      '葛',
      '❤',
      '👩',
      '🏽',
      '\u094d',
      ' ',
      '\n',
      '\0',
      '\u202e',
      '\u2066',
      '\u200b',
      '\u200c',
      JOINER,
    ],
    ...[
      EMOJI_STYLE,
      '\u20e3',
      '\u{e0100}',
      '\u{e0041}',
      '\u3164',
      '\ufeff',
      '\ud83d',
      '\udc00',
      '\u2028',
      '\u00a0',
      '\u034f',
    ],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(parts, { maxLength: 60 }).map((chosen) => chosen.join('')),
    fc.array(fc.nat(0xffff), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  );
  const settings = { seed: SEED, numRuns: 2_000 };

  it(`has nothing in it that hides, reorders or breaks (ALETA_SEED=${SEED})`, () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 250 }), (whatever, max) => {
        const plain = plainText(whatever, max);
        assert.ok(plain.length <= max, `${plain.length} units`);
        assert.ok(plain.isWellFormed());
        assert.doesNotMatch(plain, /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/u);
        assert.doesNotMatch(plain, /(?![\u200c\u200d])\p{Cf}/u);
        assert.doesNotMatch(plain, /[\u115f\u1160\u3164\uffa0\u2800\u{e0000}-\u{e007f}]/u);
        // Of those that have no glyph, never two together, nor one in ASCII.
        assert.doesNotMatch(plain, /[\u200c\u200d]{2}|[\0-\x7f][\u200c\u200d]|[\u200c\u200d][\0-\x7f]/u);
      }),
      settings,
    );
  });

  it(`is not changed when it is made plain again, if it was not cut (ALETA_SEED=${SEED})`, () => {
    fc.assert(
      fc.property(text, (whatever) => {
        const plain = plainText(whatever, 10_000);
        assert.equal(plainText(plain, 10_000), plain);
      }),
      settings,
    );
  });
});

describe('Text where VS Code would make icons of it', () => {
  for (const [given, shown] of [
    ['$(trash)', '$\u2060(trash)'],
    ['a $(x) b $(y)', 'a $\u2060(x) b $\u2060(y)'],
    ['$$(x~spin)', '$$\u2060(x~spin)'],
    ['$ (x) 5$', '$ (x) 5$'],
  ] as const) {
    it(`${given} has none`, () => {
      assert.equal(withoutIcons(given), shown);
      assert.doesNotMatch(withoutIcons(given), /\$\(/);
    });
  }
});
