/** How a connection to a service is opened through a proxy: HTTP CONNECT (RFC 9110, 9.3.6) or SOCKS5. */
import { isIP, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { NetworkSettings, Timeouts, Undici } from './dispatcher';
import { asConnector, openWith, trusting, type Opener } from './opener';
import { ProxyError, type ProxyAddress } from './proxy';
import { openSocks5 } from './socks5';

/** Settings of the network and time limits, from which the connections to a proxy and through it are made. */
interface ProxyOptions {
  readonly settings: NetworkSettings;
  readonly timeouts: Timeouts;
}

/** Opens a bare connection to a host and port by way of a proxy. Throws ProxyError. */
type Tunnel = (host: string, port: number) => Promise<Socket>;

/**
 * Opens connections to a service through `proxy`, with TLS in the tunnel where the service is `https:`.
 *
 * @param context What is trusted for service and proxy, where that is not Node's own choice.
 */
export function throughProxy(
  undici: Undici,
  proxy: ProxyAddress,
  { settings, timeouts }: ProxyOptions,
  context: SecureContext | undefined,
): Opener {
  const tunnel: Tunnel =
    proxy.kind === 'http'
      ? throughHttpProxy(undici, proxy, { settings, timeouts }, context)
      : (host, port) => openSocks5(undici, proxy, host, port, timeouts.connect);
  const through = (trusted: SecureContext | undefined): Opener => {
    const secure = openWith(undici, timeouts, trusted);
    return async (options) => {
      const isSecure = options.protocol === 'https:';
      const socket = await tunnel(options.hostname, Number(options.port || (isSecure ? 443 : 80)));
      return isSecure ? secure({ ...options, httpSocket: socket }) : socket;
    };
  };
  return trusting(through, context, settings.loadTrust);
}

function throughHttpProxy(
  undici: Undici,
  proxy: ProxyAddress,
  { settings, timeouts }: ProxyOptions,
  context: SecureContext | undefined,
): Tunnel {
  const { proxyStrictSSL: rejectUnauthorized } = settings;
  const toProxy = (trusted: SecureContext | undefined): Opener => {
    const open = openWith(undici, timeouts, trusted, { rejectUnauthorized });
    // undici takes the name for TLS from the header `host`, which is the service's.
    return (options) => open({ ...options, servername: isIP(options.hostname) ? '' : options.hostname });
  };
  // It keeps no connection: each becomes a tunnel or is ended, so that nothing of it has to be closed.
  const pool = new undici.Pool(proxy.url.origin, {
    connect: asConnector(trusting(toProxy, context, settings.loadTrust)),
    // undici would wait for the answer to CONNECT for five minutes.
    headersTimeout: timeouts.connect,
    allowH2: false,
  });
  const authorization = settings.proxyAuthorization ?? basic(proxy);
  const headers = {
    'proxy-connection': 'keep-alive',
    ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
  };
  return async (host, port) => {
    const path = `${host}:${port}`;
    const answer = await pool.connect({ path, headers: { ...headers, host: path } }).catch((cause: unknown) => {
      throw new ProxyError('connect', { proxy: proxy.host, cause });
    });
    const { statusCode: status, socket } = answer;
    if (status >= 200 && status < 300 && socket instanceof Socket) return socket;
    socket.on('error', () => undefined).destroy();
    if (status !== 407) throw new ProxyError('answer', { proxy: proxy.host, said: `HTTP ${status}` });
    const offers = [answer.headers['proxy-authenticate'] ?? []].flat().map((offer) => /^[\w-]*/.exec(offer)?.[0] ?? '');
    const said = [...new Set(offers)].filter((scheme) => scheme !== '').join(', ');
    throw new ProxyError('credentials', { proxy: proxy.host, said: said.slice(0, 100) });
  };
}

function basic({ username, password }: ProxyAddress): string | undefined {
  if (username === '') return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
