import assert from 'node:assert/strict';
import type { ErrorObject } from '../../src/api/errorBody';
import { HttpStatusError, NetworkError, ProtocolError, TimeoutError, type AletaError } from '../../src/api/errors';
import { TokenEndpointError } from '../../src/api/tokenEndpointError';
import { explain } from '../../src/platform/failures';

const INFO = { method: 'POST', path: '/oauth/token' };
const HOST = 'auth.aleta.io';

const status = (code: number, error?: ErrorObject, retryAfterMs?: number): HttpStatusError =>
  new HttpStatusError(INFO, code, error === undefined ? [] : [error], retryAfterMs);
const failure = (cause: AletaError | string, clockAheadS?: number): TokenEndpointError =>
  new TokenEndpointError(INFO, { host: HOST, clockAheadS }, cause);

const CHECK_KEY = 'Check the key ID, issuer and subject, and that Aleta has the public key.';
const CHECK_URL = 'Check "tokenUrl" in the setting aleta.environments.';
const NOT_ACCEPTED = 'auth.aleta.io did not accept the sign-in with your key.';
const SIGN_IN = 'signIn showLog';
const RETRY = 'retry showLog';
const WRONG_URL = 'retry openEnvironments showLog';

type Row = readonly [what: string, error: TokenEndpointError, kind: string, text: string, remedies: string];
const rows: readonly Row[] = [
  [
    'invalid_grant',
    failure(status(400, { code: 'invalid_grant' })),
    'signIn',
    `${NOT_ACCEPTED} The service says: “invalid_grant.” ${CHECK_KEY}`,
    SIGN_IN,
  ],
  [
    'invalid_grant with a description',
    failure(status(400, { code: 'invalid_grant', detail: 'No such key' })),
    'signIn',
    `${NOT_ACCEPTED} The service says: “No such key.” ${CHECK_KEY}`,
    SIGN_IN,
  ],
  [
    'invalid_client',
    failure(status(401, { code: 'invalid_client', detail: 'Gone.' })),
    'signIn',
    'auth.aleta.io does not recognize your key, or no longer accepts it. The service says: “Gone.” ' +
      'Check the key ID, issuer and subject, or ask Aleta whether the key is active.',
    SIGN_IN,
  ],
  [
    'another refusal',
    failure(status(403)),
    'refused',
    'auth.aleta.io refused to issue an access token (HTTP 403). The service gave no reason. If the problem persists, contact the administrator of the service.',
    RETRY,
  ],
  [
    'a wrong path',
    failure(status(404)),
    'notFound',
    `auth.aleta.io does not issue access tokens at this URL (HTTP 404). ${CHECK_URL}`,
    WRONG_URL,
  ],
  [
    'too many requests',
    failure(status(429, undefined, 30_000)),
    'busy',
    'auth.aleta.io is limiting sign-ins (HTTP 429). Try again in 30 seconds.',
    RETRY,
  ],
  [
    'an outage',
    failure(status(503)),
    'server',
    'auth.aleta.io could not issue an access token (HTTP 503). Try again in a moment.',
    RETRY,
  ],
  [
    'a page of a gateway',
    failure(new ProtocolError(INFO, 'notJson', 'the answer is text/html, not JSON', { status: 200 })),
    'notUnderstood',
    'The server that answered for auth.aleta.io does not issue access tokens. It may be a gateway or a login page, or the URL may be wrong. ' +
      `Check your network. ${CHECK_URL}`,
    WRONG_URL,
  ],
  [
    'a redirect',
    failure(new ProtocolError(INFO, 'redirect', 'HTTP 302', { status: 302 })),
    'notUnderstood',
    `auth.aleta.io answered the sign-in with a redirect, which was not followed. ${CHECK_URL}`,
    WRONG_URL,
  ],
  [
    'an answer without a token',
    failure('the answer has no access_token'),
    'notUnderstood',
    'auth.aleta.io did not return a usable access token. If the problem persists, contact the administrator of the service.',
    RETRY,
  ],
  [
    'a clock that is ahead',
    failure(status(400, { code: 'invalid_grant', detail: 'Not yet valid.' }), 45),
    'refused',
    `${NOT_ACCEPTED} The clock of this machine is 45 seconds ahead. The service says: “Not yet valid.” ` +
      'Correct the clock of this machine, then try again.',
    RETRY,
  ],
  [
    'a clock that is an hour behind',
    failure(status(400, { code: 'invalid_grant', detail: 'Expired.' }), -7_200),
    'refused',
    `${NOT_ACCEPTED} The clock of this machine is 2 hours behind. The service says: “Expired.” ` +
      'Correct the clock of this machine, then try again.',
    RETRY,
  ],
];

describe('What a person reads when there is no access token for their key', () => {
  for (const [what, error, kind, text, remedies] of rows) {
    it(`because of ${what} says so, and what to do`, () => {
      const told = explain(error);
      assert.deepEqual(
        { ...told, happened: '', remedies: told.remedies.join(' ') },
        { kind, happened: '', text, remedies },
      );
    });
  }

  const unreached: readonly AletaError[] = [
    ...(['refused', 'dns', 'certificate', 'tls', 'reset', 'proxy'] as const).map(
      (kind) => new NetworkError(INFO, kind, new Error(kind)),
    ),
    new TimeoutError(INFO, 'headers'),
  ];
  for (const cause of unreached) {
    it(`because of "${cause.message}" names the token endpoint, and has the advice for that failure`, () => {
      const { kind, text, remedies } = explain(failure(cause));
      assert.equal(kind, explain(cause).kind);
      assert.ok(text.startsWith('Could not get an access token from auth.aleta.io. '), text);
      assert.doesNotMatch(text, /aleta\.apiUrl/);
      assert.ok(!remedies.includes('openSettings'));
    });
  }
});
