import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { translateFailure } from '../../../src/api/networkFailure';
import { LazyPartError } from '../../../src/base/lazyPart';
import { summary } from '../../support/calls';

const FACTS = { method: 'POST', path: '/clients' };

const withCode = (code: string, message = code, more: object = {}): Error =>
  Object.assign(new Error(message), { code }, more);

/** Codes that no test can bring about at will on loopback, and those whose meaning depends on when they come. */
describe('what a failure of the network is', () => {
  const rows: readonly (readonly [title: string, error: unknown, unsent: string, sent: string])[] = [
    ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'].map(
      (code) =>
        [
          code,
          withCode(code),
          'NetworkError refused, transient',
          'NetworkError reset, transient, outcome unknown',
        ] as const,
    ),
    ...['ENOTFOUND', 'EAI_AGAIN'].map(
      (code) =>
        [
          code,
          withCode(code),
          'NetworkError dns, transient',
          'NetworkError reset, transient, outcome unknown',
        ] as const,
    ),
    ...['CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID'].map(
      (code) =>
        [code, withCode(code), 'NetworkError certificate', 'NetworkError reset, transient, outcome unknown'] as const,
    ),
    ...['ERR_SSL_BAD_RECORD_MAC', 'ERR_TLS_HANDSHAKE_TIMEOUT', 'EPROTO'].map(
      (code) => [code, withCode(code), 'NetworkError tls', 'NetworkError reset, transient, outcome unknown'] as const,
    ),
    ...['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CLOSED', 'UND_ERR_DESTROYED'].map(
      (code) =>
        [
          code,
          withCode(code),
          'NetworkError reset, transient',
          'NetworkError reset, transient, outcome unknown',
        ] as const,
    ),
    [
      'ETIMEDOUT, of a connection or of an established one',
      withCode('ETIMEDOUT'),
      'TimeoutError connect, transient',
      'NetworkError reset, transient, outcome unknown',
    ],
    [
      'a code within the cause',
      new Error('x', { cause: withCode('ECONNREFUSED') }),
      'NetworkError refused, transient',
      'NetworkError reset, transient, outcome unknown',
    ],
    [
      'one code of several addresses',
      new AggregateError([withCode('ENETUNREACH'), withCode('ECONNREFUSED')]),
      'NetworkError refused, transient',
      'NetworkError reset, transient, outcome unknown',
    ],
    [
      'a host whose name has a proxy in it',
      withCode('ENOTFOUND', 'getaddrinfo ENOTFOUND api-proxy.test'),
      'NetworkError dns, transient',
      'NetworkError reset, transient, outcome unknown',
    ],
    [
      'an error that is its own cause',
      Object.assign(new Error('x'), {
        get cause() {
          return this as unknown;
        },
      }),
      'DefectError',
      'DefectError, outcome unknown',
    ],
    ['no error at all', 'x', 'DefectError', 'DefectError, outcome unknown'],
    ['an error without a code', new RangeError('x'), 'DefectError', 'DefectError, outcome unknown'],
    ['a wrong argument', withCode('UND_ERR_INVALID_ARG'), 'DefectError', 'DefectError, outcome unknown'],
    [
      'a code that nobody knows',
      withCode('ENEW'),
      'NetworkError other, transient',
      'NetworkError other, transient, outcome unknown',
    ],
  ];
  for (const [title, error, unsent, sent] of rows) {
    it(`${title}: ${unsent}; once it was sent: ${sent}`, () => {
      const translated = [false, true].map((isSent) => translateFailure(FACTS, error, isSent));
      assert.deepEqual(
        translated.map((each) => summary({ error: each, value: undefined })),
        [unsent, sent],
      );
      assert.ok(translated.every((each) => each.cause === error));
      const read = translateFailure({ ...FACTS, method: 'GET' }, error, true);
      assert.equal(read.outcomeUnknown, false);
    });
  }

  it('is no network at all where a part of the extension is gone: nothing was sent, and again would not help', () => {
    const translated = translateFailure(FACTS, new LazyPartError('undici', new Error('Cannot find module')), false);
    assert.equal(summary({ error: translated, value: undefined }), 'PartMissingError');
  });

  it('does not keep the bytes that the parser did not understand', () => {
    const error = Object.assign(new Error('Expected HTTP/'), { name: 'HTTPParserError', data: 'canary-token-5b1f' });
    const translated = translateFailure(FACTS, error, true);
    assert.equal(
      summary({ error: translated, value: undefined }),
      'ProtocolError malformed, transient, outcome unknown',
    );
    assert.doesNotMatch(inspect(translated, { depth: 10 }), /canary/);
  });
});
