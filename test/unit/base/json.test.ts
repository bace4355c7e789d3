import fc from 'fast-check';
import assert from 'node:assert/strict';
import { abbreviatedJson } from '../../../src/base/json';

describe('JSON that is abbreviated', () => {
  it('is what JSON.stringify writes, as far as it goes', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat({ max: 60 }), (json, max) => {
        const value: unknown = JSON.parse(json);
        const whole = JSON.stringify(value);
        assert.equal(abbreviatedJson(value, max), whole.length > max ? `${whole.slice(0, max)}…` : whole);
      }),
    );
  });

  it('ends, however deep the value is', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    assert.match(abbreviatedJson(deep, 200), /^\[{200}…$/);
    assert.match(abbreviatedJson(deep, 2_000), /^\[+…$/);
  });
});
