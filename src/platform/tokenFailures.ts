/** What a person reads when no access token could be had for a key. */
import { l10n } from 'vscode';
import type { TokenEndpointError } from '../api/tokenEndpointError';
import { plainText } from '../base/plainText';
import { sentences } from '../base/text';
import { detailsOf } from './errorDetails';
import { explanation, RETRY, SIGN_IN, type Explanation, type Remedy } from './explanation';
import { tryAgainIn } from './tryAgainIn';

const WRONG_TOKEN_URL: readonly Remedy[] = ['retry', 'openEnvironments', 'showLog'];

/** @param ofCause Explains the failure of the network that the error has as its cause. */
export function explainTokenEndpoint(error: TokenEndpointError, ofCause: () => Explanation): Explanation {
  const { reason, host, status = '', retryAfterMs = 0 } = error;
  const said = detailsOf(error.errors);
  const ids = error.requestIds.map((id) => plainText(id, 100)).join(', ');
  const request = ids === '' ? '' : l10n.t('Request ID: {0}.', ids);
  const checkTokenUrl = l10n.t('Check tokenUrl in the setting aleta.environments.');
  const tellOwner = l10n.t('If it stays so, tell whoever runs the service.');
  if (error.isClockOff) return explainClock(error, said);
  switch (reason) {
    case 'invalidGrant':
      return explanation(
        'signIn',
        sentences(l10n.t('{0} did not accept the sign-in with your key.', host), said),
        l10n.t('Check the key ID, issuer and subject, and that Aleta has the public half of this key.'),
        SIGN_IN,
      );
    case 'invalidClient':
      return explanation(
        'signIn',
        sentences(l10n.t('{0} does not know your key, or no longer lets it sign in.', host), said),
        l10n.t('Check the key ID, issuer and subject, or ask Aleta whether the key is active.'),
        SIGN_IN,
      );
    case 'refused':
      return explanation(
        'refused',
        sentences(l10n.t('{0} refused to give an access token (HTTP {1}).', host, status), said, request),
        said === '' ? l10n.t('It gave no reason. If it stays so, ask whoever runs the service.') : '',
        RETRY,
      );
    case 'notFound':
      return explanation(
        'notFound',
        sentences(l10n.t('{0} gives no access tokens at this address (HTTP {1}).', host, status), said),
        checkTokenUrl,
        WRONG_TOKEN_URL,
      );
    case 'busy':
      return explanation(
        'busy',
        sentences(l10n.t('{0} is asking for fewer sign-ins (HTTP {1}).', host, status), said),
        tryAgainIn(Math.ceil(retryAfterMs / 1000)),
        RETRY,
      );
    case 'server':
      return explanation(
        'server',
        sentences(l10n.t('{0} could not give an access token for now (HTTP {1}).', host, status), said, request),
        tryAgainIn(Math.ceil(retryAfterMs / 1000)),
        RETRY,
      );
    case 'gateway':
      return explanation(
        'notUnderstood',
        l10n.t('What answered for {0} gives no access tokens: a gateway, a login page, or a wrong address.', host),
        sentences(l10n.t('Check your network.'), checkTokenUrl),
        WRONG_TOKEN_URL,
      );
    case 'redirect':
      return explanation(
        'notUnderstood',
        l10n.t('{0} sent the sign-in elsewhere, and we did not follow.', host),
        checkTokenUrl,
        WRONG_TOKEN_URL,
      );
    case 'unusable':
      return explanation(
        'notUnderstood',
        l10n.t('{0} answered without an access token that can be used.', host),
        tellOwner,
        RETRY,
      );
    case 'network':
      return explainNoAnswer(host, ofCause());
  }
}

function explainNoAnswer(host: string, cause: Explanation): Explanation {
  const what = l10n.t('No access token could be had from {0}.', host);
  const happened = sentences(what, cause.happened);
  return cause.remedies.includes('openSettings')
    ? explanation(
        cause.kind,
        happened,
        l10n.t('Check your network, VPN and tokenUrl in the setting aleta.environments.'),
        WRONG_TOKEN_URL,
      )
    : { ...cause, happened, text: sentences(what, cause.text) };
}

function explainClock({ host, clockAheadS = 0 }: TokenEndpointError, said: string): Explanation {
  return explanation(
    'refused',
    sentences(l10n.t('{0} did not accept the sign-in with your key.', host), describeClock(clockAheadS), said),
    l10n.t('Set the clock of this computer, then try again.'),
    RETRY,
  );
}

/** @param aheadS Negative where the clock is behind; at least 15 s either way. */
function describeClock(aheadS: number): string {
  const isAhead = aheadS > 0;
  const seconds = Math.abs(aheadS);
  if (seconds <= 90) {
    return isAhead
      ? l10n.t('The clock of this computer is {0} seconds ahead.', seconds)
      : l10n.t('The clock of this computer is {0} seconds behind.', seconds);
  }
  const minutes = Math.round(seconds / 60);
  if (minutes <= 90) {
    return isAhead
      ? l10n.t('The clock of this computer is {0} minutes ahead.', minutes)
      : l10n.t('The clock of this computer is {0} minutes behind.', minutes);
  }
  const hours = Math.round(minutes / 60);
  return isAhead
    ? l10n.t('The clock of this computer is {0} hours ahead.', hours)
    : l10n.t('The clock of this computer is {0} hours behind.', hours);
}
