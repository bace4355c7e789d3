import assert from 'node:assert/strict';
import { DefectError, NetworkError } from '../../../src/api/errors';
import { SigningError } from '../../../src/auth/keys/keyExchange';
import { ProgramError } from '../../../src/auth/keys/programError';
import { TokenOutputError } from '../../../src/auth/keys/tokenOutput';
import { TokenRefusedError } from '../../../src/auth/keys/tokenRenewer';
import { EditError } from '../../../src/model/edits/clientEdits';
import { formatErrorChain } from '../../../src/platform/formatErrorChain';

const FACTS = { method: 'GET', path: '/clients' };
const coded = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code });

describe('What the log says of an error', () => {
  it('goes on to all that it stands for, and to their causes', () => {
    const both = new AggregateError([coded('ECONNREFUSED'), new Error('second', { cause: coded('EHOSTUNREACH') })]);
    assert.equal(
      formatErrorChain(new NetworkError(FACTS, 'refused', both)),
      [
        'NetworkError: GET /clients: network failure (refused)',
        'AggregateError: ',
        'Error [ECONNREFUSED]: connect ECONNREFUSED',
        'Error: second',
        'Error [EHOSTUNREACH]: connect EHOSTUNREACH',
      ].join(' <- '),
    );
  });

  it('has no stack where the error is expected', () => {
    for (const error of [
      new EditError({ kind: 'deletedElsewhere', isOwn: false }),
      new DOMException('This operation was aborted', 'AbortError'),
      new NetworkError(FACTS, 'dns', undefined),
      new ProgramError('failed', '/usr/bin/az', { code: '1' }),
      new SigningError('wrongKey'),
      new TokenOutputError('notJson'),
      new TokenRefusedError(),
    ]) {
      assert.doesNotMatch(formatErrorChain(error), / at /);
    }
  });

  it('has the stack of any other, but not of its causes', () => {
    const text = formatErrorChain(new TypeError('a bug', { cause: new Error('its cause') }));
    assert.match(text, /^TypeError: a bug <- TypeError: a bug {5}at .* <- Error: its cause$/);
  });

  it('has the stack of what was thrown in the middle of a request', () => {
    const text = formatErrorChain(new DefectError(FACTS, new RangeError('too deep', { cause: new Error('x') }), true));
    assert.match(
      text,
      /^DefectError: GET \/clients: an error that should not be <- RangeError: too deep <- RangeError: .* at .* <- Error: x$/,
    );
  });

  it('ends, whatever hangs together', () => {
    const error = new AggregateError(
      Array.from({ length: 100 }, (_, index) => new Error(String(index))),
      'many',
    );
    error.cause = error;
    assert.equal(formatErrorChain(new Error('first', { cause: error })).split(' <- ').length, 9);
    const own = new NetworkError(FACTS, 'other', undefined);
    own.cause = own;
    assert.equal(formatErrorChain(own), 'NetworkError: GET /clients: network failure (other)');
  });
});
