import assert from 'node:assert/strict';
import { decimalSign, numberLocale } from '../../../src/base/region';

describe('How numbers are written in a region', () => {
  const table: [what: string, variables: Record<string, string>, locale: string | undefined][] = [
    ['the language and territory of LANG', { LANG: 'de_DE.UTF-8' }, 'de-DE'],
    ['that of numbers, where it differs', { LANG: 'en_US.UTF-8', LC_NUMERIC: 'da_DK.UTF-8' }, 'da-DK'],
    ['that of everything, where it is set', { LANG: 'en_US', LC_NUMERIC: 'da_DK', LC_ALL: 'sv_SE@x' }, 'sv-SE'],
    ['a language alone', { LANG: 'fr' }, 'fr'],
    ['none for the locale of programs', { LANG: 'C.UTF-8' }, undefined],
    ['none where nothing is set', { LC_ALL: '' }, undefined],
    ['none for what is no locale', { LANG: 'x; rm -rf' }, undefined],
  ];
  for (const [what, variables, locale] of table) {
    it(`is told by ${what}`, () => assert.equal(numberLocale(variables), locale));
  }

  it('has a comma or a point before decimals', () => {
    assert.deepEqual(['de-DE', 'da-DK', 'en-GB', 'de-CH'].map(decimalSign), [',', ',', '.', '.']);
    assert.match(decimalSign(undefined), /^[.,\u066b]$/);
  });
});
