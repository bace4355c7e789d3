import fc from 'fast-check';
import assert from 'node:assert/strict';
import { parsed } from '../../../src/base/json';
import { jsonErrorIn } from '../../../src/base/jsonSyntax';

/** What is underlined in a text. */
const wrong = (text: string): string | undefined => {
  const range = jsonErrorIn(text);
  return range && text.slice(range.start, range.end);
};

describe('What is no JSON', () => {
  for (const [text, expected] of [
    ['{"a": 1,}', '}'],
    ['{"a" 1}', '1'],
    ['{"a": nul}', 'nul'],
    ['{"a": 01}', '01'],
    ['[1 2]', '2'],
    ['{"a": "b\nc": 1}', '"b'],
    ['{a: 1}', 'a'],
    ['"a": 1}', ':'],
    ['{"a": [1}', '}'],
    ['{"a": 1', ''],
    ['', ''],
    ['\uFEFF{}', '\uFEFF'],
    ["{'a': 1}", "'a'"],
  ] as const) {
    it(`is found at ${JSON.stringify(expected)} in ${JSON.stringify(text)}`, () => {
      assert.equal(wrong(text), expected);
    });
  }

  it('is found in exactly the texts that JSON.parse refuses', () => {
    const character = fc.constantFrom(...'{}[],:"\\ \n\t\u0001-+.eE019u00trunlfase'.split(''));
    const damaged = fc
      .tuple(fc.jsonValue(), fc.nat(), fc.nat({ max: 2 }), fc.string({ unit: character, maxLength: 3 }))
      .map(([value, at, cut, added]) => {
        const text = JSON.stringify(value, null, 1);
        const start = at % (text.length + 1);
        return text.slice(0, start) + added + text.slice(start + cut);
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: character })), (text) => {
        assert.equal(jsonErrorIn(text) === undefined, parsed(text) !== undefined);
      }),
      { numRuns: 500 },
    );
  });
});
