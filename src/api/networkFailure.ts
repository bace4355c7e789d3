/** From what undici, Node's sockets and zlib throw to our own error classes. */
import {
  NetworkError,
  ProtocolError,
  TimeoutError,
  type AletaError,
  type NetworkFailure,
  type RequestFacts,
} from './errors';

const KINDS: readonly (readonly [RegExp, NetworkFailure])[] = [
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/, 'refused'],
  [/^(ENOTFOUND|EAI_\w+)$/, 'dns'],
  [
    /^(CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_MISMATCH|UND_ERR_PRX_TLS)$/,
    'tls',
  ],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/, 'reset'],
];

/** `error` as one of ours. Sources of the codes: undici's docs/api/Errors.md, Node's errors and tls pages. */
export function translateFailure(facts: RequestFacts, error: unknown): AletaError {
  const codes = errorCodes(error);
  if (codes.includes('UND_ERR_CONNECT_TIMEOUT') || codes.includes('ETIMEDOUT')) {
    return new TimeoutError(facts, 'connect', error);
  }
  if (codes.includes('UND_ERR_HEADERS_TIMEOUT')) return new TimeoutError(facts, 'headers', error);
  if (codes.includes('UND_ERR_BODY_TIMEOUT')) return new TimeoutError(facts, 'body', error);
  if (codes.some((code) => /^(HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH)/.test(code))) {
    return new ProtocolError(facts, 'malformed', 'the answer is not well-formed HTTP', { cause: error });
  }
  if (codes.some((code) => /^(Z_|ERR__?ERROR_|ERR_BROTLI|ERR_PADDING)/.test(code))) {
    return new ProtocolError(facts, 'malformed', 'the compressed answer cannot be decoded', { cause: error });
  }
  if (codes.includes('UND_ERR_PRX_CONN') || /proxy/i.test(error instanceof Error ? error.message : '')) {
    return new NetworkError(facts, 'proxy', error);
  }
  const kind = KINDS.find(([pattern]) => codes.some((code) => pattern.test(code)))?.[1];
  return new NetworkError(facts, kind ?? 'other', error);
}

/** The codes of `error`, its causes and, where several addresses were tried, each of their errors. */
function errorCodes(error: unknown): string[] {
  const codes: string[] = [];
  const pending = [error];
  for (let steps = 0; steps < 20 && pending.length > 0; steps++) {
    const next = pending.shift();
    if (!(next instanceof Error)) continue;
    if ('code' in next && typeof next.code === 'string') codes.push(next.code);
    if (next.cause !== undefined) pending.push(next.cause);
    if (next instanceof AggregateError) pending.push(...(next.errors as unknown[]));
  }
  return codes;
}
