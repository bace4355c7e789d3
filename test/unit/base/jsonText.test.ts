import fc from 'fast-check';
import assert from 'node:assert/strict';
import { formatJson, parsedExactly } from '../../../src/base/jsonText';

describe('A JSON text', () => {
  it('is formatted as JSON.stringify does, where no number is longer than a double', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const expected = JSON.stringify(JSON.parse(text), null, 2);
        assert.equal(formatJson(text), expected);
        assert.equal(formatJson(expected), expected);
        assert.deepEqual(parsedExactly(text), JSON.parse(text));
      }),
    );
  });

  it('keeps each number as it is written, and no escape that its strings do not need', () => {
    const text = String.raw`{"a":[1e999,-0,12345678901234567890,1.50],"\u00f8":"\u0022-0\u0022 12345678901234567890"}`;
    assert.equal(
      formatJson(text),
      `{\n  "a": [\n    1e999,\n    -0,\n    12345678901234567890,\n    1.50\n  ],\n` +
        String.raw`  "ø": "\"-0\" 12345678901234567890"`.concat('\n}'),
    );
  });

  it('tells numbers apart that are one double', () => {
    const values = ['12345678901234567890', '12345678901234567891', '1e999', '2e999', '0', '-0'].map(parsedExactly);
    assert.equal(new Set(values).size, values.length);
    assert.equal(parsedExactly('[01]'), undefined);
  });

  it('that is nested deep is formatted without overflowing the stack', () => {
    assert.ok(formatJson('['.repeat(20_000) + ']'.repeat(20_000)).length < 5_000_000);
  });
});
