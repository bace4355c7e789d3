import { l10n } from 'vscode';
import { HttpStatusError, NetworkError, ProtocolError, SignInRequiredError, TimeoutError } from '../api/errors';
import { plainText } from './plainText';

/** Names of the welcome texts for a tree that could not load; `aleta.failure` in `when` clauses. */
export type FailureKind =
  | 'signIn'
  | 'forbidden'
  | 'notFound'
  | 'unreachable'
  | 'certificate'
  | 'timeout'
  | 'busy'
  | 'server'
  | 'refused'
  | 'notUnderstood'
  | 'cancelled'
  | 'other';

/** What a person can do about a failure, in the order in which the buttons are shown. */
export type Remedy = 'signIn' | 'retry' | 'refresh' | 'openSettings' | 'showLog';

/** A failure as a person reads it. */
export interface Explanation {
  readonly kind: FailureKind;
  /** What happened, and what to do next: one or two sentences. */
  readonly text: string;
  readonly remedies: readonly Remedy[];
}

/** Explains whatever an API call threw. */
export function explain(error: unknown): Explanation {
  if (error instanceof SignInRequiredError) {
    return signInAgain(error.status === undefined);
  }
  if (error instanceof HttpStatusError) return explainStatus(error);
  if (error instanceof NetworkError) return explainNetwork(error);
  if (error instanceof TimeoutError) {
    return {
      kind: 'timeout',
      text:
        error.phase === 'connect'
          ? l10n.t('The Aleta service did not accept a connection in time. Check your network or VPN, then try again.')
          : l10n.t('The Aleta service did not answer in time. Try again in a moment.'),
      remedies: ['retry', 'showLog'],
    };
  }
  if (error instanceof ProtocolError) {
    return { kind: 'notUnderstood', text: explainProtocol(error), remedies: ['retry', 'openSettings', 'showLog'] };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { kind: 'cancelled', text: l10n.t('Cancelled.'), remedies: ['retry'] };
  }
  return {
    kind: 'other',
    text: l10n.t('Something went wrong that should not have. The log has the details.'),
    remedies: ['showLog', 'retry'],
  };
}

function signInAgain(neverSignedIn: boolean): Explanation {
  return {
    kind: 'signIn',
    text: neverSignedIn
      ? l10n.t('You are not signed in to Aleta. Sign in to go on.')
      : l10n.t('The Aleta service no longer accepts your token. Sign in again to go on.'),
    remedies: ['signIn', 'showLog'],
  };
}

function explainStatus(error: HttpStatusError): Explanation {
  const said = detailsOf(error);
  const { status } = error;
  if (status === 403) {
    return {
      kind: 'forbidden',
      text: join(
        l10n.t('Your token is valid but does not allow this.'),
        said,
        l10n.t('Ask for the right, or sign in with another token.'),
      ),
      remedies: ['signIn', 'showLog'],
    };
  }
  if (status === 404) {
    return {
      kind: 'notFound',
      text: join(
        l10n.t('The Aleta service does not know this (HTTP 404).'),
        said,
        l10n.t('It may have been deleted elsewhere: refresh to see.'),
      ),
      remedies: ['refresh', 'showLog'],
    };
  }
  if (status === 429 || (status === 503 && error.retryAfterMs !== undefined)) {
    const wait = tryAgainIn(Math.ceil((error.retryAfterMs ?? 0) / 1000));
    return {
      kind: 'busy',
      text: join(l10n.t('The Aleta service is asking for fewer requests (HTTP {0}).', status), said, wait),
      remedies: ['retry', 'showLog'],
    };
  }
  if (status >= 500) {
    return {
      kind: 'server',
      text: join(l10n.t('The Aleta service failed (HTTP {0}).', status), said, l10n.t('Try again in a moment.')),
      remedies: ['retry', 'showLog'],
    };
  }
  return {
    kind: 'refused',
    text: join(l10n.t('The Aleta service refused this (HTTP {0}).', status), said),
    remedies: status === 409 ? ['refresh', 'showLog'] : ['retry', 'showLog'],
  };
}

/** When to try again, rounded up to what a person counts in. */
function tryAgainIn(seconds: number): string {
  if (seconds <= 0) return l10n.t('Try again in a moment.');
  if (seconds === 1) return l10n.t('Try again in 1 second.');
  if (seconds <= 90) return l10n.t('Try again in {0} seconds.', seconds);
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 90) return l10n.t('Try again in {0} minutes.', minutes);
  return l10n.t('Try again in {0} hours.', Math.ceil(minutes / 60));
}

/** What the service itself said, quoted; `''` where it said nothing. */
function detailsOf(error: HttpStatusError): string {
  const texts = error.errors
    .map(({ title, detail, code }) => detail ?? title ?? code ?? '')
    .filter((text) => text.trim() !== '')
    .slice(0, 3)
    .map((text) => plainText(text, 300));
  return texts.length === 0 ? '' : l10n.t('It says: “{0}”', texts.join(' '));
}

function explainNetwork(error: NetworkError): Explanation {
  const remedies = ['retry', 'showLog'] as const;
  switch (error.kind) {
    case 'tls':
      return {
        kind: 'unreachable',
        text: l10n.t(
          'No secure connection could be made: what answers in place of the Aleta service does not speak TLS. Check your proxy and the setting aleta.apiUrl.',
        ),
        remedies: ['retry', 'openSettings', 'showLog'],
      };
    case 'certificate':
      return {
        kind: 'certificate',
        text: l10n.t(
          'The secure connection to the Aleta service could not be made: its certificate is not trusted here. Check your system certificates and proxy.',
        ),
        remedies,
      };
    case 'dns':
      return {
        kind: 'unreachable',
        text: l10n.t(
          'The Aleta service cannot be found under its name. Check your network, VPN and the setting aleta.apiUrl.',
        ),
        remedies: ['retry', 'openSettings', 'showLog'],
      };
    case 'proxy':
      return {
        kind: 'unreachable',
        text: l10n.t('The proxy did not let us through to the Aleta service. Check the proxy settings (http.proxy).'),
        remedies,
      };
    case 'reset':
    case 'other':
      return {
        kind: 'unreachable',
        text: l10n.t('The connection to the Aleta service broke. Check your network, then try again.'),
        remedies,
      };
    case 'refused':
      return {
        kind: 'unreachable',
        text: l10n.t('The Aleta service cannot be reached. Check your network or VPN, then try again.'),
        remedies,
      };
  }
}

function explainProtocol(error: ProtocolError): string {
  switch (error.reason) {
    case 'notJson':
      return l10n.t(
        'What answered is not the Aleta API: a gateway, a login page, or a wrong address. Check the setting aleta.apiUrl.',
      );
    case 'malformed':
      return l10n.t('The answer of the Aleta service arrived damaged. Try again.');
    case 'unexpected':
      return l10n.t('The answer of the Aleta service is not what was asked for. Check the setting aleta.apiUrl.');
    case 'tooLarge':
      return l10n.t('The answer of the Aleta service is larger than anything we accept.');
    case 'redirect':
      return l10n.t(
        'The Aleta service sent us elsewhere, where your token must not go. Check the setting aleta.apiUrl.',
      );
    case 'nextLink':
      return l10n.t('The Aleta service split its list into pages in a way that leads astray. Nothing was shown of it.');
  }
}

const join = (...sentences: string[]): string => sentences.filter((sentence) => sentence !== '').join(' ');
