import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { parseTokenOutput, TokenOutputError, type TokenOutputFailure } from '../../../../src/auth/keys/tokenOutput';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const HOUR = 3_600_000;
const TOKEN = 'opaque-token_~+/=';
const jwt = (claims: object): string =>
  `eyJhbGciOiJFUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const printed = (members: object): string => JSON.stringify({ access_token: TOKEN, ...members });

const inAnHour: [what: string, output: string | Uint8Array][] = [
  ['as seconds from now', printed({ expires_in: 3600 })],
  ['as seconds from now in a text', printed({ expires_in: '3600' })],
  ['as seconds since 1970', printed({ expires_at: (NOW + HOUR) / 1000 })],
  ['as seconds since 1970 in a text', printed({ expires_at: String((NOW + HOUR) / 1000) })],
  ['as ISO 8601 in UTC', printed({ expires_at: '2026-11-25T13:00:00Z' })],
  ['as ISO 8601 with an offset', printed({ expires_at: '2026-11-25T14:00:00+01:00' })],
  ['as ISO 8601 with an offset without a colon', printed({ expires_at: '2026-11-25T09:30:00-0330' })],
  ['as ISO 8601 with an offset of hours', printed({ expires_at: '2026-11-25 15:00:00+02' })],
  ['as ISO 8601 with nanoseconds', printed({ expires_at: '2026-11-25T13:00:00.000999999Z' })],
  ['as ISO 8601 without seconds', printed({ expires_at: '2026-11-25T13:00Z' })],
  ['twice, of which the earlier one counts', printed({ expires_in: 7200, expires_at: '2026-11-25T13:00:00Z' })],
  ['once, and null beside it', printed({ expires_in: null, expires_at: '2026-11-25T13:00:00Z' })],
  ['with line breaks around it', `\r\n${printed({ expires_in: 3600 })}\r\n\n`],
  ['after a byte order mark', `\ufeff${printed({ expires_in: 3600 })}`],
  ['in UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${printed({ expires_in: 3600 })}\r\n`, 'utf16le')],
  ['among other members', printed({ token_type: 'Bearer', scope: 'ä', expires_in: 3600 })],
];

const refused: [what: string, output: string, reason: TokenOutputFailure][] = [
  ['nothing', '', 'empty'],
  ['only a line break', '\n', 'empty'],
  ['only a byte order mark', '\ufeff', 'empty'],
  ['a bare token', TOKEN, 'notJson'],
  ['two values', `${printed({ expires_in: 1 })}\n${printed({ expires_in: 1 })}`, 'notJson'],
  ['a text', JSON.stringify(TOKEN), 'notAnObject'],
  ['a list', `[${printed({ expires_in: 1 })}]`, 'notAnObject'],
  ['null', 'null', 'notAnObject'],
  ['no token', '{"expires_in":3600}', 'noToken'],
  ['an empty token', '{"access_token":"","expires_in":3600}', 'noToken'],
  ['a token that is a number', '{"access_token":5,"expires_in":3600}', 'noToken'],
  ['a token of another name', '{"accessToken":"x","expires_in":3600}', 'noToken'],
  ['a token with a line break', '{"access_token":"a\\r\\nX-Injected: 1","expires_in":3600}', 'badToken'],
  ['a token with a space', '{"access_token":"Bearer abc","expires_in":3600}', 'badToken'],
  ['a token with a letter that no header carries', '{"access_token":"é","expires_in":3600}', 'badToken'],
  ['an opaque token and no time', printed({}), 'noExpiry'],
  ['a JWT without exp and no time', JSON.stringify({ access_token: jwt({ exp: 'soon' }) }), 'noExpiry'],
  ['a time in words', printed({ expires_in: 'an hour' }), 'badExpiry'],
  ['a time that is a list', printed({ expires_in: [3600] }), 'badExpiry'],
  ['a time that is true', printed({ expires_at: true }), 'badExpiry'],
  ['ms since 1970', printed({ expires_at: NOW + HOUR }), 'badExpiry'],
  ['a time of no place', printed({ expires_at: '2026-11-25T13:00:00' }), 'badExpiry'],
  ['a day that is none', printed({ expires_at: '2026-13-25T13:00:00Z' }), 'badExpiry'],
  ['a good time and a bad one', printed({ expires_in: 3600, expires_at: 'x' }), 'badExpiry'],
  ['a token that has expired', printed({ expires_at: '2026-11-25T11:59:59Z' }), 'expired'],
  ['a token that expires now', printed({ expires_in: 0 }), 'expired'],
  ['a negative time', printed({ expires_in: -5 }), 'expired'],
  ['a JWT that has expired', JSON.stringify({ access_token: jwt({ exp: NOW / 1000 - 1 }) }), 'expired'],
];

describe('The output of a token command', () => {
  for (const [what, output] of inAnHour) {
    it(`tells when the token expires ${what}`, () => {
      const expected = { token: TOKEN, expiresAtMs: NOW + HOUR };
      assert.deepEqual(parseTokenOutput(Buffer.from(output), NOW), expected);
    });
  }

  it('may leave the time to a JWT', () => {
    const token = jwt({ exp: (NOW + HOUR) / 1000 });
    const output = Buffer.from(JSON.stringify({ access_token: token }));
    assert.deepEqual(parseTokenOutput(output, NOW), { token, expiresAtMs: NOW + HOUR });
  });

  for (const [what, output, reason] of refused) {
    it(`is refused as ${reason} when it is ${what}, and nothing of it is in the error`, () => {
      assert.throws(
        () => parseTokenOutput(Buffer.from(output), NOW),
        (error) => {
          assert.ok(error instanceof TokenOutputError);
          assert.equal(error.reason, reason);
          assert.ok(!inspect(error, { showHidden: true }).includes(TOKEN));
          return true;
        },
      );
    });
  }
});
