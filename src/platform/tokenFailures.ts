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
  const checkTokenUrl = l10n.t('Check "tokenUrl" in the setting aleta.environments.');
  const tellOwner = l10n.t('If the problem persists, contact the administrator of the service.');
  if (error.isClockOff) return explainClock(error, said);
  switch (reason) {
    case 'invalidGrant':
      return explanation(
        'signIn',
        sentences(
          l10n.t({ message: '{0} did not accept the sign-in with your key.', args: [host], comment: '{0} is a host.' }),
          said,
        ),
        l10n.t('Check the key ID, issuer and subject, and that Aleta has the public key.'),
        SIGN_IN,
      );
    case 'invalidClient':
      return explanation(
        'signIn',
        sentences(
          l10n.t({
            message: '{0} does not recognize your key, or no longer accepts it.',
            args: [host],
            comment: '{0} is a host.',
          }),
          said,
        ),
        l10n.t('Check the key ID, issuer and subject, or ask Aleta whether the key is active.'),
        SIGN_IN,
      );
    case 'refused':
      return explanation(
        'refused',
        sentences(
          l10n.t({
            message: '{0} refused to issue an access token (HTTP {1}).',
            args: [host, status],
            comment: '{0} is a host.',
          }),
          said,
          request,
        ),
        said === ''
          ? l10n.t('The service gave no reason. If the problem persists, contact the administrator of the service.')
          : '',
        RETRY,
      );
    case 'notFound':
      return explanation(
        'notFound',
        sentences(
          l10n.t({
            message: '{0} does not issue access tokens at this URL (HTTP {1}).',
            args: [host, status],
            comment: '{0} is a host.',
          }),
          said,
        ),
        checkTokenUrl,
        WRONG_TOKEN_URL,
      );
    case 'busy':
      return explanation(
        'busy',
        sentences(
          l10n.t({ message: '{0} is limiting sign-ins (HTTP {1}).', args: [host, status], comment: '{0} is a host.' }),
          said,
        ),
        tryAgainIn(Math.ceil(retryAfterMs / 1000)),
        RETRY,
      );
    case 'server':
      return explanation(
        'server',
        sentences(
          l10n.t({
            message: '{0} could not issue an access token (HTTP {1}).',
            args: [host, status],
            comment: '{0} is a host.',
          }),
          said,
          request,
        ),
        tryAgainIn(Math.ceil(retryAfterMs / 1000)),
        RETRY,
      );
    case 'gateway':
      return explanation(
        'notUnderstood',
        l10n.t({
          message:
            'The server that answered for {0} does not issue access tokens. It may be a gateway or a login page, or the URL may be wrong.',
          args: [host],
          comment: '{0} is a host.',
        }),
        sentences(l10n.t('Check your network.'), checkTokenUrl),
        WRONG_TOKEN_URL,
      );
    case 'redirect':
      return explanation(
        'notUnderstood',
        l10n.t({
          message: '{0} answered the sign-in with a redirect, which was not followed.',
          args: [host],
          comment: '{0} is a host.',
        }),
        checkTokenUrl,
        WRONG_TOKEN_URL,
      );
    case 'unusable':
      return explanation(
        'notUnderstood',
        l10n.t({ message: '{0} did not return a usable access token.', args: [host], comment: '{0} is a host.' }),
        tellOwner,
        RETRY,
      );
    case 'network':
      return explainNoAnswer(host, ofCause());
  }
}

function explainNoAnswer(host: string, cause: Explanation): Explanation {
  const what = l10n.t({
    message: 'Could not get an access token from {0}.',
    args: [host],
    comment: '{0} is a host. The reason follows.',
  });
  const happened = sentences(what, cause.happened);
  return cause.remedies.includes('openSettings')
    ? explanation(
        cause.kind,
        happened,
        l10n.t('Check your network, VPN and "tokenUrl" in the setting aleta.environments.'),
        WRONG_TOKEN_URL,
      )
    : { ...cause, happened, text: sentences(what, cause.text) };
}

function explainClock({ host, clockAheadS = 0 }: TokenEndpointError, said: string): Explanation {
  return explanation(
    'refused',
    sentences(
      l10n.t({ message: '{0} did not accept the sign-in with your key.', args: [host], comment: '{0} is a host.' }),
      describeClock(clockAheadS),
      said,
    ),
    l10n.t('Correct the clock of this machine, then try again.'),
    RETRY,
  );
}

/** @param aheadS Negative where the clock is behind; at least 15 s either way. */
function describeClock(aheadS: number): string {
  const isAhead = aheadS > 0;
  const seconds = Math.abs(aheadS);
  if (seconds <= 90) {
    return isAhead
      ? l10n.t('The clock of this machine is {0} seconds ahead.', seconds)
      : l10n.t('The clock of this machine is {0} seconds behind.', seconds);
  }
  const minutes = Math.round(seconds / 60);
  if (minutes <= 90) {
    return isAhead
      ? l10n.t('The clock of this machine is {0} minutes ahead.', minutes)
      : l10n.t('The clock of this machine is {0} minutes behind.', minutes);
  }
  const hours = Math.round(minutes / 60);
  return isAhead
    ? l10n.t('The clock of this machine is {0} hours ahead.', hours)
    : l10n.t('The clock of this machine is {0} hours behind.', hours);
}
