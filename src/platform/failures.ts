import { l10n } from 'vscode';
import {
  HttpStatusError,
  NetworkError,
  PartMissingError,
  ProtocolError,
  ReadOnlyError,
  SignInRequiredError,
  TimeoutError,
} from '../api/errors';
import { TokenEndpointError } from '../api/tokenEndpointError';
import { LazyPartError } from '../base/lazyPart';
import { plainText } from '../base/plainText';
import { sentences } from '../base/text';
import { detailsOf } from './errorDetails';
import {
  ExplainedError,
  explanation,
  PROXY,
  REFRESH,
  RETRY,
  SIGN_IN,
  WRONG_ADDRESS,
  type Explanation,
} from './explanation';
import { describeProxyTrouble, isProxyTrouble } from './proxyFailures';
import { SecretStorageError } from './secretStorageError';
import { explainTokenEndpoint } from './tokenFailures';
import { tryAgainIn } from './tryAgainIn';

export type { Advice, Explanation, FailureKind, Remedy } from './explanation';

/** Explains whatever an API call threw. */
export function explain(error: unknown): Explanation {
  if (error instanceof SignInRequiredError) return explainSignIn(error);
  if (error instanceof TokenEndpointError) return explainTokenEndpoint(error, () => explain(error.cause));
  if (error instanceof HttpStatusError) return explainStatus(error);
  if (error instanceof NetworkError) return explainNetwork(error);
  if (error instanceof TimeoutError) return explainTimeout(error);
  if (error instanceof PartMissingError || error instanceof LazyPartError) {
    const gone = l10n.t('A part of this extension could not be loaded. The extension may have been updated.');
    return explanation('partMissing', gone, l10n.t('Reload the window.'), ['reloadWindow', 'showLog']);
  }
  if (error instanceof ProtocolError) return explainProtocol(error);
  if (error instanceof ExplainedError) return error.explanation;
  if (error instanceof ReadOnlyError) {
    const happened = l10n.t('This environment is read-only. Nothing was sent.');
    return explanation('refused', happened, l10n.t('Check "access" in the setting aleta.environments.'), [
      'openEnvironments',
    ]);
  }
  if (error instanceof SecretStorageError) {
    const happened = l10n.t('The secret storage of VS Code failed or did not answer.');
    return explanation('secretStorage', happened, l10n.t('Unlock your keyring, if you have one.'), RETRY);
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return explanation('cancelled', l10n.t('Cancelled.'), '', ['retry']);
  }
  const happened = l10n.t('An unexpected error occurred.');
  return explanation('other', happened, l10n.t('See the log for details.'), ['showLog', 'retry']);
}

function explainSignIn({ status, isUnusable, errors }: SignInRequiredError): Explanation {
  if (isUnusable) {
    const happened = l10n.t('The stored token for the Aleta service is damaged.');
    return explanation('signIn', happened, l10n.t('Sign in again to continue.'), SIGN_IN);
  }
  return status === undefined
    ? explanation('signIn', l10n.t('You are not signed in to Aleta.'), l10n.t('Sign in to continue.'), SIGN_IN)
    : explanation(
        'signIn',
        sentences(l10n.t('The Aleta service no longer accepts your token.'), detailsOf(errors)),
        l10n.t('Sign in again to continue.'),
        SIGN_IN,
      );
}

function explainStatus(error: HttpStatusError): Explanation {
  const said = detailsOf(error.errors);
  const { status } = error;
  const inAMoment = tryAgainIn(Math.ceil((error.retryAfterMs ?? 0) / 1000));
  if (status >= 500) {
    const happened =
      status === 503 && error.retryAfterMs !== undefined
        ? l10n.t('The Aleta service is temporarily unavailable (HTTP {0}).', status)
        : l10n.t('The Aleta service failed (HTTP {0}).', status);
    const ids = error.requestIds.map((id) => plainText(id, 100)).join(', ');
    const request = ids === '' ? '' : l10n.t('Request ID: {0}.', ids);
    return explanation('server', sentences(happened, said, request), inAMoment, RETRY);
  }
  switch (status) {
    case 403:
      if (error.isHtml) {
        return explanation(
          'refused',
          l10n.t('A firewall or gateway in front of the Aleta service refused the request (HTTP 403).'),
          l10n.t('Contact the administrator of your network or of the service.'),
          RETRY,
        );
      }
      return explanation(
        'forbidden',
        sentences(l10n.t('Your token is valid but does not have permission for this request.'), said),
        l10n.t('Ask for permission, or sign in with another token.'),
        SIGN_IN,
      );
    case 404:
    case 410:
      return isOfList(error)
        ? explanation(
            'notFound',
            sentences(l10n.t('There is no Aleta API at the URL of the service (HTTP {0}).', status), said),
            l10n.t('Check the setting aleta.apiUrl.'),
            WRONG_ADDRESS,
          )
        : explanation(
            'notFound',
            sentences(l10n.t('The Aleta service did not find the requested item (HTTP {0}).', status), said),
            l10n.t('The item may have been deleted elsewhere. Refresh to check.'),
            REFRESH,
          );
    case 408:
      return explanation(
        'timeout',
        sentences(l10n.t('The request did not reach the Aleta service in time (HTTP 408).'), said),
        l10n.t('Check your network, then try again.'),
        RETRY,
      );
    case 409:
      return explanation(
        'refused',
        sentences(l10n.t('The Aleta service refused the request (HTTP {0}).', status), said),
        l10n.t('Something may have changed meanwhile. Refresh to check.'),
        REFRESH,
      );
    case 429:
      return explanation(
        'busy',
        sentences(l10n.t('The Aleta service is limiting requests (HTTP {0}).', status), said),
        inAMoment,
        RETRY,
      );
    default:
      return explanation(
        'refused',
        sentences(l10n.t('The Aleta service refused the request (HTTP {0}).', status), said),
        // Where the service gave a reason, that is better advice than any of ours.
        said === ''
          ? l10n.t('The service gave no reason. If the problem persists, contact the administrator of the service.')
          : '',
        RETRY,
      );
  }
}

/** Whether it was the list of clients that was asked for: there always is one. */
const isOfList = ({ method, path }: HttpStatusError): boolean => method === 'GET' && /\/clients(\?|$)/.test(path);

function explainNetwork({ kind, cause }: NetworkError): Explanation {
  if (isProxyTrouble(kind)) {
    const whatToDo = l10n.t('Check the proxy settings (http.proxy).');
    return explanation('proxy', describeProxyTrouble(kind, cause), whatToDo, PROXY);
  }
  switch (kind) {
    case 'certificate':
      return explanation(
        'certificate',
        l10n.t(
          'Could not establish a secure connection. The certificate of the Aleta service is not trusted on this machine.',
        ),
        l10n.t('Check your system certificates and proxy.'),
        RETRY,
      );
    case 'tls':
      return explanation(
        'unreachable',
        l10n.t(
          'Could not establish a secure connection. The server that answered for the Aleta service does not use TLS.',
        ),
        l10n.t('Check your proxy and the setting aleta.apiUrl.'),
        WRONG_ADDRESS,
      );
    case 'dns':
      return explanation(
        'unreachable',
        l10n.t('The host name of the Aleta service could not be resolved.'),
        l10n.t('Check your network, VPN and the setting aleta.apiUrl.'),
        WRONG_ADDRESS,
      );
    case 'refused':
      return explanation(
        'unreachable',
        l10n.t('The Aleta service cannot be reached.'),
        l10n.t('Check your network or VPN, then try again.'),
        RETRY,
      );
    case 'reset':
    case 'other':
      return explanation(
        'unreachable',
        l10n.t('The connection to the Aleta service was lost.'),
        l10n.t('Check your network, then try again.'),
        RETRY,
      );
  }
}

function explainTimeout({ phase }: TimeoutError): Explanation {
  const later = l10n.t('Try again in a moment.');
  switch (phase) {
    case 'proxy':
      return explanation(
        'timeout',
        l10n.t('The proxy for the Aleta service did not answer in time.'),
        l10n.t('Check your network and the proxy settings (http.proxy).'),
        PROXY,
      );
    case 'connect':
      return explanation(
        'timeout',
        l10n.t('The Aleta service did not accept a connection in time.'),
        l10n.t('Check your network or VPN, then try again.'),
        RETRY,
      );
    case 'headers':
      return explanation('timeout', l10n.t('The Aleta service did not answer in time.'), later, RETRY);
    case 'body':
      return explanation('timeout', l10n.t('The Aleta service stopped in the middle of its answer.'), later, RETRY);
    case 'total':
      return explanation('timeout', l10n.t('The Aleta service took too long to answer.'), later, RETRY);
  }
}

function explainProtocol({ reason }: ProtocolError): Explanation {
  const kind = 'notUnderstood';
  const address = l10n.t('Check the setting aleta.apiUrl.');
  const tellOwner = l10n.t('If the problem persists, contact the administrator of the service.');
  switch (reason) {
    case 'notJson':
      return explanation(
        kind,
        l10n.t(
          'The server that answered is not the Aleta API. It may be a gateway or a login page, or the URL may be wrong.',
        ),
        address,
        WRONG_ADDRESS,
      );
    case 'unexpected':
      return explanation(
        kind,
        l10n.t('The answer from the Aleta service does not match the request.'),
        address,
        WRONG_ADDRESS,
      );
    case 'redirect':
      return explanation(
        kind,
        l10n.t('The Aleta service answered with a redirect, which was not followed.'),
        address,
        WRONG_ADDRESS,
      );
    case 'malformed':
      return explanation(kind, l10n.t('The answer from the Aleta service is damaged.'), l10n.t('Try again.'), RETRY);
    case 'tooLarge':
      return explanation(kind, l10n.t('The answer from the Aleta service is too large.'), tellOwner, RETRY);
    case 'nextLink':
      return explanation(
        kind,
        l10n.t('The Aleta service split its list into pages that cannot be followed. The list was not shown.'),
        tellOwner,
        RETRY,
      );
  }
}
