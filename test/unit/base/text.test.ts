import assert from 'node:assert/strict';
import { joinParts, sentences } from '../../../src/base/text';

describe('Text in parts', () => {
  it('is joined without the parts that are empty', () => {
    assert.equal(joinParts('\n', '', 'first', '', 'second', ''), 'first\nsecond');
    assert.equal(joinParts(', ', 'only'), 'only');
    assert.equal(joinParts(', ', '', ''), '');
    assert.equal(joinParts(', '), '');
  });

  it('keeps parts of nothing but white space', () => {
    assert.equal(joinParts(',', ' ', 'a'), ' ,a');
  });

  it('has a space between two sentences', () => {
    assert.equal(sentences('One.', '', 'Two.'), 'One. Two.');
  });
});
