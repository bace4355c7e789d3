import assert from 'node:assert/strict';
import { HttpStatusError, NetworkError, TimeoutError, type AletaError } from '../../../../src/api/errors';
import { TokenEndpointError } from '../../../../src/api/tokenEndpointError';
import { ProgramError } from '../../../../src/auth/keys/programError';
import { isLasting } from '../../../../src/auth/keys/tokenRenewer';

const INFO = { method: 'POST', path: '/oauth/token' };
const ofEndpoint = (cause: AletaError | string): TokenEndpointError =>
  new TokenEndpointError(INFO, { host: 'auth.aleta.io' }, cause);

describe('A failure to obtain a token, until a person tries again,', () => {
  const kinds: [what: string, error: Error, lasts: boolean][] = [
    ['a program that failed', new ProgramError('failed', 'sign'), true],
    ['a program that took too long', new ProgramError('timedOut', 'sign'), true],
    ['a refusal', new HttpStatusError(INFO, 400, []), true],
    ['a defect', new TypeError('x'), true],
    ['an endpoint that is busy', new HttpStatusError(INFO, 429, []), false],
    ['an endpoint that is broken', new HttpStatusError(INFO, 503, []), false],
    ['a certificate that nobody vouches for', new NetworkError(INFO, 'certificate', undefined), false],
    ['a time limit', new TimeoutError(INFO, 'connect'), false],
    ['a refusal of the token endpoint', ofEndpoint(new HttpStatusError(INFO, 400, [{ code: 'invalid_grant' }])), true],
    ['an outage of the token endpoint', ofEndpoint(new HttpStatusError(INFO, 503, [])), false],
    ['a token endpoint out of reach', ofEndpoint(new NetworkError(INFO, 'certificate', undefined)), false],
    ['an answer without a token', ofEndpoint('the answer has no access_token'), true],
  ];
  for (const [what, error, lasts] of kinds) {
    it(`${lasts ? 'stands' : 'does not stand'} where it is ${what}`, () => assert.equal(isLasting(error), lasts));
  }
});
