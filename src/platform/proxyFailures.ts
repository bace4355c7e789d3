import { l10n } from 'vscode';
import type { NetworkFailure, ProxyTrouble } from '../api/errors';
import { ProxyError } from '../api/proxy';
import { plainText } from '../base/plainText';
import { sentences } from '../base/text';

export const isProxyTrouble = (kind: NetworkFailure): kind is ProxyTrouble => kind.startsWith('proxy');

/**
 * What is wrong with the proxy, of which the service knows nothing.
 *
 * @param cause A `ProxyError` tells which proxy it is, and what it said.
 */
export function describeProxyTrouble(kind: ProxyTrouble, cause: unknown): string {
  const { proxy, said } = cause instanceof ProxyError ? cause : { proxy: '', said: '' };
  const name = plainText(proxy, 100);
  const reason = said === '' ? '' : ` (${plainText(said, 100)})`;
  switch (kind) {
    case 'proxy':
      return l10n.t({
        message: 'The proxy refused the connection to the Aleta service{0}.',
        args: [reason],
        comment: '{0} is empty, or a space and a reason in parentheses.',
      });
    case 'proxyCredentials':
      return sentences(
        l10n.t('The proxy {0} requires different credentials.', name),
        said === ''
          ? ''
          : l10n.t({
              message: 'Supported by the proxy: {0}.',
              args: [plainText(said, 100)],
              comment: '{0} is a list of authentication schemes, such as Negotiate, NTLM.',
            }),
        l10n.t('Only a user name and password in the proxy URL, or http.proxyAuthorization, are supported.'),
      );
    case 'proxyName':
      return l10n.t('The host name of the proxy {0} could not be resolved.', name);
    case 'proxyUnreachable':
      return l10n.t('The proxy {0} cannot be reached.', name);
    case 'proxyCertificate':
      return l10n.t('The certificate of the proxy {0} is not trusted on this machine.', name);
    case 'proxyUnusable':
      return sentences(
        l10n
          .t({
            message: 'The proxy {0} cannot be used{1}.',
            args: [name, reason],
            comment: '{0} is a host and port, {1} is empty, or a space and a reason in parentheses.',
          })
          .replace(/ {2,}/, ' '),
        l10n.t('Only http, https and SOCKS5 proxies are supported.'),
      );
    case 'proxyLookup':
      return l10n.t('VS Code did not report which proxy to use for the Aleta service.');
  }
}
