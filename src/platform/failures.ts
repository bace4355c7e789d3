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
    const gone = l10n.t('A part of this extension could not be loaded. It may have been updated meanwhile.');
    return explanation('partMissing', gone, l10n.t('Reload the window.'), ['reloadWindow', 'showLog']);
  }
  if (error instanceof ProtocolError) return explainProtocol(error);
  if (error instanceof ExplainedError) return error.explanation;
  if (error instanceof ReadOnlyError) {
    const happened = l10n.t('This environment is read-only: nothing was sent.');
    return explanation('refused', happened, l10n.t('The setting aleta.environments says so.'), ['openEnvironments']);
  }
  if (error instanceof SecretStorageError) {
    const happened = l10n.t('The secret storage of VS Code failed or did not answer.');
    return explanation('secretStorage', happened, l10n.t('Unlock your keyring, if you have one.'), RETRY);
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return explanation('cancelled', l10n.t('Cancelled.'), '', ['retry']);
  }
  const happened = l10n.t('Something went wrong that should not have.');
  return explanation('other', happened, l10n.t('The log has the details.'), ['showLog', 'retry']);
}

function explainSignIn({ status, isUnusable, errors }: SignInRequiredError): Explanation {
  if (isUnusable) {
    const happened = l10n.t('The token that is stored for the Aleta service is damaged.');
    return explanation('signIn', happened, l10n.t('Sign in again to go on.'), SIGN_IN);
  }
  return status === undefined
    ? explanation('signIn', l10n.t('You are not signed in to Aleta.'), l10n.t('Sign in to go on.'), SIGN_IN)
    : explanation(
        'signIn',
        sentences(l10n.t('The Aleta service no longer accepts your token.'), detailsOf(errors)),
        l10n.t('Sign in again to go on.'),
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
        ? l10n.t('The Aleta service is not available for now (HTTP {0}).', status)
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
          l10n.t('Something on the way to the Aleta service refused this (HTTP 403): a firewall or a gateway.'),
          l10n.t('Ask whoever runs your network or the service.'),
          RETRY,
        );
      }
      return explanation(
        'forbidden',
        sentences(l10n.t('Your token is valid but does not allow this.'), said),
        l10n.t('Ask for the right, or sign in with another token.'),
        SIGN_IN,
      );
    case 404:
    case 410:
      return isOfList(error)
        ? explanation(
            'notFound',
            sentences(l10n.t('There are no clients at the address of the Aleta service (HTTP {0}).', status), said),
            l10n.t('Check the setting aleta.apiUrl.'),
            WRONG_ADDRESS,
          )
        : explanation(
            'notFound',
            sentences(l10n.t('The Aleta service does not know this (HTTP {0}).', status), said),
            l10n.t('It may have been deleted elsewhere: refresh to see.'),
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
        sentences(l10n.t('The Aleta service refused this (HTTP {0}).', status), said),
        l10n.t('Something may have changed meanwhile: refresh to see.'),
        REFRESH,
      );
    case 429:
      return explanation(
        'busy',
        sentences(l10n.t('The Aleta service is asking for fewer requests (HTTP {0}).', status), said),
        inAMoment,
        RETRY,
      );
    default:
      return explanation(
        'refused',
        sentences(l10n.t('The Aleta service refused this (HTTP {0}).', status), said),
        // Where the service gave a reason, that is better advice than any of ours.
        said === '' ? l10n.t('It gave no reason. If it stays so, ask whoever runs the service.') : '',
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
        l10n.t('The secure connection to the Aleta service could not be made: its certificate is not trusted here.'),
        l10n.t('Check your system certificates and proxy.'),
        RETRY,
      );
    case 'tls':
      return explanation(
        'unreachable',
        l10n.t('No secure connection could be made: what answers in place of the Aleta service does not speak TLS.'),
        l10n.t('Check your proxy and the setting aleta.apiUrl.'),
        WRONG_ADDRESS,
      );
    case 'dns':
      return explanation(
        'unreachable',
        l10n.t('The Aleta service cannot be found under its name.'),
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
        l10n.t('The connection to the Aleta service broke.'),
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
        l10n.t('The proxy that leads to the Aleta service did not answer in time.'),
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
  const tellOwner = l10n.t('If it stays so, tell whoever runs the service.');
  switch (reason) {
    case 'notJson':
      return explanation(
        kind,
        l10n.t('What answered is not the Aleta API: a gateway, a login page, or a wrong address.'),
        address,
        WRONG_ADDRESS,
      );
    case 'unexpected':
      return explanation(
        kind,
        l10n.t('The answer of the Aleta service is not what was asked for.'),
        address,
        WRONG_ADDRESS,
      );
    case 'redirect':
      return explanation(
        kind,
        l10n.t('The Aleta service sent us elsewhere, and we did not follow.'),
        address,
        WRONG_ADDRESS,
      );
    case 'malformed':
      return explanation(kind, l10n.t('The answer of the Aleta service arrived damaged.'), l10n.t('Try again.'), RETRY);
    case 'tooLarge':
      return explanation(
        kind,
        l10n.t('The answer of the Aleta service is larger than anything we accept.'),
        tellOwner,
        RETRY,
      );
    case 'nextLink':
      return explanation(
        kind,
        l10n.t('The Aleta service split its list into pages in a way that leads astray. Nothing was shown of it.'),
        tellOwner,
        RETRY,
      );
  }
}
