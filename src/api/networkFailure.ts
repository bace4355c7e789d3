/** From what undici, Node's sockets and zlib throw to our own error classes. */
import { LazyPartError } from '../base/lazyPart';
import { errorCodes } from './errorCodes';
import {
  DefectError,
  NetworkError,
  PartMissingError,
  ProtocolError,
  TimeoutError,
  type AletaError,
  type NetworkFailure,
  type RequestInfo,
} from './errors';
import { ProxyError } from './proxy';

/** Codes of failures by kind; the first kind of which a code is found counts. */
const KINDS: readonly (readonly [RegExp, NetworkFailure])[] = [
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/, 'refused'],
  [/^(ENOTFOUND|EAI_\w+)$/, 'dns'],
  [/^(CERT_\w+|ERR_TLS_CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_MISMATCH)$/, 'certificate'],
  [/^(ERR_TLS_\w+|ERR_SSL_\w+|EPROTO)$/, 'tls'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ETIMEDOUT|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/, 'reset'],
];

/** Codes of errors that tell of a wrong use, and of no failure outside. */
const MISUSE =
  /^(ERR_INVALID_|ERR_ASSERTION$|ERR_STRING_TOO_LONG$|ERR_OUT_OF_RANGE$|UND_ERR_INVALID_|UND_ERR_NOT_SUPPORTED$)/;

/**
 * `error` as one of ours. Sources of the codes: undici's docs/api/Errors.md, Node's errors and tls pages.
 *
 * @param sent Whether the request was given to a connection. The same code means one thing before that (no route to the
 * host, a handshake that failed) and another behind it: a connection that broke, and nobody knows how far we got.
 */
export function translateFailure(info: RequestInfo, error: unknown, sent: boolean): AletaError {
  if (error instanceof LazyPartError) return new PartMissingError(info, error);
  const codes = errorCodes(error);
  if (error instanceof ProxyError) return translateProxyFailure(info, error, codes);
  if (codes.includes('UND_ERR_BODY_TIMEOUT')) return new TimeoutError(info, 'body', error, sent);
  if (codes.includes('UND_ERR_HEADERS_TIMEOUT')) return new TimeoutError(info, 'headers', error, sent);
  if (codes.some((code) => /^(HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH)/.test(code))) {
    // Not as a cause: the parser's error carries the bytes it did not understand, which may be anything.
    return new ProtocolError(info, 'malformed', `the answer is not well-formed HTTP (${codes.join(', ')})`, { sent });
  }
  if (codes.some((code) => /^(Z_|ERR__?ERROR_|ERR_BROTLI|ERR_PADDING)/.test(code))) {
    return new ProtocolError(info, 'malformed', 'the compressed answer cannot be decoded', { cause: error });
  }
  if (codes.every((code) => MISUSE.test(code))) return new DefectError(info, error, sent);
  const kind = kindOf(codes) ?? 'other';
  if (sent) return new NetworkError(info, kind === 'other' ? kind : 'reset', error, sent);
  if (codes.includes('UND_ERR_CONNECT_TIMEOUT') || codes.includes('ETIMEDOUT')) {
    return new TimeoutError(info, 'connect', error, sent);
  }
  return new NetworkError(info, kind, error, sent);
}

/** What a failure of the connection to a proxy is to the service that is behind it. */
const PROXY_KINDS: Readonly<Partial<Record<NetworkFailure, NetworkFailure>>> = {
  refused: 'proxyUnreachable',
  dns: 'proxyName',
  certificate: 'proxyCertificate',
  tls: 'proxyUnusable',
};

/** Nothing was sent to the service: there is no way to it yet. */
function translateProxyFailure(info: RequestInfo, error: ProxyError, codes: readonly string[]): AletaError {
  switch (error.kind) {
    case 'answer':
      return new NetworkError(info, 'proxy', error, false);
    case 'credentials':
      return new NetworkError(info, 'proxyCredentials', error, false);
    case 'unusable':
      return new NetworkError(info, 'proxyUnusable', error, false);
    case 'lookup':
      return new NetworkError(info, 'proxyLookup', error, false);
    case 'connect':
  }
  if (codes.some((code) => /^(UND_ERR_(CONNECT|HEADERS)_TIMEOUT|ETIMEDOUT)$/.test(code))) {
    return new TimeoutError(info, 'proxy', error, false);
  }
  const kind = kindOf(codes);
  // What is not HTTP is told by the parser, which names no code of the network.
  if (codes.includes('HTTPParserError')) return new NetworkError(info, 'proxyUnusable', error, false);
  return new NetworkError(info, (kind && PROXY_KINDS[kind]) ?? 'proxy', error, false);
}

const kindOf = (codes: readonly string[]): NetworkFailure | undefined =>
  KINDS.find(([pattern]) => codes.some((code) => pattern.test(code)))?.[1];
