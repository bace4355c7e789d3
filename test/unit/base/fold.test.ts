import fc from 'fast-check';
import assert from 'node:assert/strict';
import { fold } from '../../../src/base/fold';
import { highlightsOf } from '../../../src/model/search/highlights';

describe('Folding for comparing', () => {
  const alike: [why: string, first: string, ...others: string[]][] = [
    ['sigmas, wherever they stand', 'ΚΟΣΜΟΣ', 'Κόσμος', 'κοσμοσ'],
    ['accents, composed or not', 'Ålesund', 'A\u030alesund', 'alesund'],
    ['several accents on a letter', 'Việt Đức', 'viet duc'],
    ['full-width letters and digits', 'Ｆｕｎｄ　２', 'fund 2'],
    ['half-width kana', 'ｶﾞｽ ﾊﾟﾝ', 'ガス パン', 'カ\u3099ス ハ\u309aン'],
    ['ligatures and other presentation forms', 'Oﬃce №²', 'office no2'],
    ['letters of mathematics', '𝐅𝓾𝖓𝔡', 'fund'],
    ['a dotted capital I', 'İstanbul', 'istanbul'],
    ['io with and without dots', 'Семёнов', 'семенов'],
    ['the short i, composed or not', 'Мой', 'мои\u0306'],
    ['Arabic with and without vowels', 'مُحَمَّد', 'محمد'],
    ['Hebrew with and without points', 'שָׁלוֹם', 'שלום'],
    ['an emoji with and without its style', '❤\ufe0f', '❤'],
  ];
  for (const [why, first, ...others] of alike) {
    it(`does not tell apart ${why}`, () => {
      for (const other of others) assert.equal(fold(other), fold(first));
    });
  }

  const apart: [why: string, word: string, text: string][] = [
    ['Thai vowels', 'กน', 'กิน'],
    ['Thai tones', 'มา', 'ม้า'],
    ['Lao vowels', 'ກນ', 'ກິນ'],
    ['Hindi vowels', 'दन', 'दिन'],
    ['Hindi viramas', 'शकत', 'शक्ति'],
    ['Hindi nuktas', 'राजा', 'राज़ा'],
    ['Tamil vowels', 'கல', 'கால'],
    ['Khmer vowels', 'កន', 'កិន'],
    ['Burmese vowels', 'ကန', 'ကိန'],
    ['Tibetan vowels', 'བདལ', 'བདེལ'],
    ['voiced kana', 'カス', 'ガス'],
    ['voiced kana at the end', 'か', 'が'],
    ['half-voiced kana', 'ハン', 'パン'],
    ['voiced half-width kana', 'ｶ', 'ｶﾞ'],
    ['the Cyrillic short i', 'мои', 'Мой'],
  ];
  for (const [why, word, text] of apart) {
    it(`does not find what differs in ${why}`, () => {
      for (const form of ['NFC', 'NFD'] as const) {
        assert.equal(fold(text.normalize(form)).includes(fold(word.normalize(form))), false);
        assert.deepEqual(highlightsOf(text.normalize(form), [fold(word)]), []);
        assert.ok(fold(text.normalize(form)).includes(fold(text)));
      }
    });
  }

  it('shows where folded letters stand, whatever they were made of', () => {
    const table: [text: string, word: string, at: [number, number][]][] = [
      ['Ο Κόσμος', 'ΣΜΟΣ', [[4, 8]]],
      ['Ａｃｍｅ Ｆｕｎｄ', 'fund', [[5, 9]]],
      [
        'ｶﾞｽ ガス カ\u3099ス',
        'ガス',
        [
          [0, 3],
          [4, 6],
          [7, 10],
        ],
      ],
      ['ก\u0e34น', 'น', [[2, 3]]],
      ['ﬁ x', 'fi', [[0, 1]]],
    ];
    for (const [text, word, at] of table) assert.deepEqual(highlightsOf(text, [fold(word)]), at, text);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(fold(fold(text)), fold(text));
      }),
      { seed: 7 },
    );
  });
});
