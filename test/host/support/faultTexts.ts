/** What a person reads of each fault, in full. Many faults are one to a person: what they read is stated once. */
import type { FailureKind } from '../../../src/platform/failures';
import type { FaultName } from '../../support/faultyService';

export interface Text {
  /** Which welcome text there is where nothing could be loaded. */
  readonly kind: FailureKind;
  readonly happened: string;
  /** What to do next. */
  readonly advice: string;
  readonly buttons: readonly string[];
}

/**
 * `refused`: nothing was done; `repeated`: nor then, but it was sent again by itself. The others seemed to fail; reading
 * again showed that they did, or that they did not.
 */
export interface Written {
  readonly text: Text;
  readonly came: 'refused' | 'repeated' | 'notDone' | 'done';
}

export interface Row {
  readonly list: Text | 'fine';
  readonly get: Text | 'fine' | 'gone';
  readonly create: Written | 'fine';
  /** Of both renaming and deleting. */
  readonly edit: Written | 'fine' | 'gone';
}

const RETRY = ['Retry', 'Show Log'];
const REFRESH = ['Refresh', 'Show Log'];
const SIGN_IN = ['Sign In', 'Show Log'];
const SETTINGS = ['Retry', 'Open Settings', 'Show Log'];

const text = (kind: FailureKind, happened: string, advice: string, buttons = RETRY): Text => ({
  ...{ kind, happened, advice, buttons },
});

const NETWORK = 'Check your network, then try again.';
const VPN = 'Check your network or VPN, then try again.';
const ADDRESS = 'Check the setting aleta.apiUrl.';
const LATER = 'Try again in a moment.';
const SAID = ' The service says: “No. You sent Bearer •••.”';
const NO_REASON = 'The service gave no reason. If the problem persists, contact the administrator of the service.';
const ASK = 'If the problem persists, contact the administrator of the service.';

const UNREACHABLE = text('unreachable', 'The Aleta service cannot be reached.', VPN);
const NO_NAME = text(
  'unreachable',
  'The host name of the Aleta service could not be resolved.',
  'Check your network, VPN and the setting aleta.apiUrl.',
  SETTINGS,
);
const CERTIFICATE = text(
  'certificate',
  'Could not establish a secure connection. The certificate of the Aleta service is not trusted on this machine.',
  'Check your system certificates and proxy.',
);
const NO_TLS = text(
  'unreachable',
  'Could not establish a secure connection. The server that answered for the Aleta service does not use TLS.',
  'Check your proxy and the setting aleta.apiUrl.',
  SETTINGS,
);
const BROKE = text('unreachable', 'The connection to the Aleta service was lost.', NETWORK);
const NO_CONNECTION = text('timeout', 'The Aleta service did not accept a connection in time.', VPN);
const NO_ANSWER = text('timeout', 'The Aleta service did not answer in time.', LATER);
const STOPPED = text('timeout', 'The Aleta service stopped in the middle of its answer.', LATER);
const TOO_LONG = text('timeout', 'The Aleta service took too long to answer.', LATER);
const TOO_LATE = text('timeout', `The request did not reach the Aleta service in time (HTTP 408).${SAID}`, NETWORK);

const refusal = (status: number): Text =>
  text('refused', `The Aleta service refused the request (HTTP ${status}).${SAID}`, '');
const UNEXPLAINED = text('refused', 'The Aleta service refused the request (HTTP 413).', NO_REASON);
const CONFLICT: Text = {
  ...refusal(409),
  advice: 'Something may have changed meanwhile. Refresh to check.',
  buttons: REFRESH,
};
const NO_TOKEN = text(
  'signIn',
  `The Aleta service no longer accepts your token.${SAID}`,
  'Sign in again to continue.',
  SIGN_IN,
);
const FORBIDDEN = text(
  'forbidden',
  `Your token is valid but does not have permission for this request.${SAID}`,
  'Ask for permission, or sign in with another token.',
  SIGN_IN,
);
const NO_CLIENTS = text(
  'notFound',
  `There is no Aleta API at the URL of the service (HTTP 404).${SAID}`,
  ADDRESS,
  SETTINGS,
);
const NOT_FOUND = text(
  'notFound',
  `The Aleta service did not find the requested item (HTTP 404).${SAID}`,
  'The item may have been deleted elsewhere. Refresh to check.',
  REFRESH,
);
const busy = (advice: string): Text =>
  text('busy', `The Aleta service is limiting requests (HTTP 429).${SAID}`, advice);
const IN_TWO_MINUTES = 'Try again in 2 minutes.';
const failed = (status: number): Text => text('server', `The Aleta service failed (HTTP ${status}).`, LATER);
const FAILED_AND_SAID = text('server', `The Aleta service failed (HTTP 500).${SAID}`, LATER);
const NOT_AVAILABLE = text('server', 'The Aleta service is temporarily unavailable (HTTP 503).', IN_TWO_MINUTES);

const DAMAGED = text('notUnderstood', 'The answer from the Aleta service is damaged.', 'Try again.');
const TOO_LARGE = text('notUnderstood', 'The answer from the Aleta service is too large.', ASK);
const NOT_THE_API = text(
  'notUnderstood',
  'The server that answered is not the Aleta API. It may be a gateway or a login page, or the URL may be wrong.',
  ADDRESS,
  SETTINGS,
);
const UNEXPECTED = text(
  'notUnderstood',
  'The answer from the Aleta service does not match the request.',
  ADDRESS,
  SETTINGS,
);
const ELSEWHERE = text(
  'notUnderstood',
  'The Aleta service answered with a redirect, which was not followed.',
  ADDRESS,
  SETTINGS,
);

const everywhere = (said: Text, came: Written['came'], more: Partial<Row> = {}): Row => {
  const written: Written = { text: said, came };
  return { list: said, get: said, create: written, edit: written, ...more };
};

/** Nothing was done. */
const refused = (said: Text, more: Partial<Row> = {}): Row => everywhere(said, 'refused', more);
/** Nothing was done, and the service asks for no longer a wait than we would make. */
const repeated = (said: Text): Row => everywhere(said, 'repeated');
/** It may have been done, and was not. */
const notDone = (said: Text, more: Partial<Row> = {}): Row => everywhere(said, 'notDone', more);
/** It may have been done, and was. */
const done = (said: Text): Row => everywhere(said, 'done');

export const FAULT_TEXTS: Readonly<Record<FaultName, Row>> = {
  'connection refused': refused(UNREACHABLE),
  'a host that does not exist': refused(NO_NAME),
  'a certificate nobody vouches for': refused(CERTIFICATE),
  'HTTP where TLS was expected': refused(NO_TLS),
  'reset before it was sent': refused(BROKE),
  'TLS that breaks after it was sent': notDone(BROKE),
  'a handshake that is never answered': refused(NO_CONNECTION),
  'reset before it was read': notDone(BROKE),
  'reset after it was carried out': done(BROKE),
  'connection closed without an answer': notDone(BROKE),
  'no answer': notDone(NO_ANSWER),
  'no answer after it was carried out': done(NO_ANSWER),
  'an answer cut half-way': notDone(BROKE),
  'an answer that falls silent half-way': notDone(STOPPED),
  'a slow drip': notDone(TOO_LONG),
  'a slow drip of headers': notDone(NO_ANSWER),
  'a slow drip that unpacks to nothing': notDone(TOO_LONG),
  'a slow drip of an error': notDone(failed(500)),
  'HTTP that is none': notDone(DAMAGED),
  'headers that never end': notDone(DAMAGED),
  'more bytes than announced': notDone(DAMAGED),
  'HTTP 400': refused(refusal(400)),
  'HTTP 401': refused(NO_TOKEN),
  'HTTP 403': refused(FORBIDDEN),
  'HTTP 404': refused(NOT_FOUND, { list: NO_CLIENTS, get: 'gone', edit: 'gone' }),
  'HTTP 405': refused(refusal(405)),
  'HTTP 408': refused(TOO_LATE),
  'HTTP 409': refused(CONFLICT),
  'HTTP 413 with an HTML body': refused(UNEXPLAINED),
  'HTTP 422': refused(refusal(422)),
  'HTTP 429': repeated(busy(LATER)),
  'HTTP 429 with Retry-After in seconds': refused(busy(IN_TWO_MINUTES)),
  'HTTP 429 with Retry-After as a date': refused(busy(IN_TWO_MINUTES)),
  'HTTP 500': notDone(FAILED_AND_SAID),
  'HTTP 502 with an HTML body': notDone(failed(502)),
  'HTTP 503 with an HTML body': notDone(failed(503)),
  'HTTP 503 with Retry-After': notDone(NOT_AVAILABLE),
  'HTTP 504 with an HTML body': notDone(failed(504)),
  'HTTP 500 with an endless body': notDone(failed(500)),
  'a redirect to the same origin': refused(ELSEWHERE, { list: 'fine', get: 'fine' }),
  'a redirect with 303': notDone(ELSEWHERE, { list: 'fine', get: 'fine' }),
  'a redirect in a circle': notDone(ELSEWHERE),
  'a redirect without a Location': notDone(ELSEWHERE),
  'a redirect to an address with the token': refused(ELSEWHERE),
  'a redirect to another origin': notDone(ELSEWHERE),
  'a redirect to another origin with 308': refused(ELSEWHERE),
  'HTTP 200 with an HTML body': notDone(NOT_THE_API),
  'truncated JSON': notDone(DAMAGED),
  'JSON of the wrong shape': notDone(UNEXPECTED),
  'JSON null': notDone(UNEXPECTED),
  'another resource than asked for': notDone(UNEXPECTED),
  'an empty body': notDone(DAMAGED),
  'HTTP 204 for everything': notDone(UNEXPECTED, { list: DAMAGED, edit: 'fine' }),
  'a wrong Content-Type': notDone(NOT_THE_API),
  'a Content-Type that repeats the token': notDone(NOT_THE_API),
  'no Content-Type': notDone(NOT_THE_API),
  // A list may be as large as the largest account there is.
  'a body over the size limit': notDone(TOO_LARGE, { list: 'fine' }),
  'a compressed bomb': notDone(TOO_LARGE, { list: DAMAGED }),
  'gzip that is none': notDone(DAMAGED),
  'gzip cut short': notDone(DAMAGED),
  'an encoding nobody asked for': notDone(DAMAGED),
};
