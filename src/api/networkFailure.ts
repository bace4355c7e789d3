/** From what undici, Node's sockets and zlib throw to our own error classes. */
import { errorChain } from '../base/errorChain';
import {
  NetworkError,
  ProtocolError,
  TimeoutError,
  type AletaError,
  type NetworkFailure,
  type RequestInfo,
} from './errors';

/** Codes of failures by kind; the first kind of which a code is found counts. */
const KINDS: readonly (readonly [RegExp, NetworkFailure])[] = [
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/, 'refused'],
  [/^(ENOTFOUND|EAI_\w+)$/, 'dns'],
  [/^(CERT_\w+|ERR_TLS_CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_MISMATCH)$/, 'certificate'],
  [/^(ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|UND_ERR_PRX_TLS)$/, 'tls'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ETIMEDOUT|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/, 'reset'],
];

/**
 * `error` as one of ours. Sources of the codes: undici's docs/api/Errors.md, Node's errors and tls pages.
 *
 * @param sent Whether the request was given to a connection. The same code means one thing before that (no route to the
 * host, a handshake that failed) and another behind it: a connection that broke, and nobody knows how far we got.
 */
export function translateFailure(info: RequestInfo, error: unknown, sent: boolean): AletaError {
  const codes = errorCodes(error);
  if (codes.includes('UND_ERR_BODY_TIMEOUT')) return new TimeoutError(info, 'body', error, sent);
  // A request that was not sent has no answer to wait for: it is the proxy that did not answer CONNECT.
  if (codes.includes('UND_ERR_HEADERS_TIMEOUT')) {
    return new TimeoutError(info, sent ? 'headers' : 'connect', error, sent);
  }
  if (codes.some((code) => /^(HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH)/.test(code))) {
    // Not as a cause: the parser's error carries the bytes it did not understand, which may be anything.
    return new ProtocolError(info, 'malformed', `the answer is not well-formed HTTP (${codes.join(', ')})`, { sent });
  }
  if (codes.some((code) => /^(Z_|ERR__?ERROR_|ERR_BROTLI|ERR_PADDING)/.test(code))) {
    return new ProtocolError(info, 'malformed', 'the compressed answer cannot be decoded', { cause: error });
  }
  const kind = KINDS.find(([pattern]) => codes.some((code) => pattern.test(code)))?.[1] ?? 'other';
  if (sent) return new NetworkError(info, kind === 'other' ? kind : 'reset', error, sent);
  if (codes.includes('UND_ERR_CONNECT_TIMEOUT') || codes.includes('ETIMEDOUT')) {
    return new TimeoutError(info, 'connect', error, sent);
  }
  return new NetworkError(info, isProxyRefusal(error, codes) ? 'proxy' : kind, error, sent);
}

/** undici tells of a proxy's refusal by its text alone. */
const isProxyRefusal = (error: unknown, codes: readonly string[]): boolean =>
  codes.includes('UND_ERR_PRX_CONN') || (error instanceof Error && /^Proxy (response|auth)/.test(error.message));

/** The codes of `error`, its causes and, where several addresses were tried, each of their errors. */
function errorCodes(error: unknown): string[] {
  const codes: string[] = [];
  for (const each of errorChain(error)) {
    if (!(each instanceof Error)) continue;
    if ('code' in each && typeof each.code === 'string') codes.push(each.code);
    // The only one of undici's that comes without a code.
    else if (each.name === 'HTTPParserError') codes.push(each.name);
  }
  return codes;
}
