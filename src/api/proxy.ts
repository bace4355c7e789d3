/** Proxies: what the URL of one says, and what can be wrong on the way through one. */

/**
 * Why there is no way through a proxy. `connect`: no connection to it, see the cause; `answer`: it said no;
 * `credentials`: it wants others, or some; `unusable`: its URL is broken, or it is of a kind that we do not speak;
 * `lookup`: VS Code did not say which one to use.
 */
export type ProxyFailure = 'connect' | 'answer' | 'credentials' | 'unusable' | 'lookup';

/** A failure on the way through a proxy: the service itself has no part in it. */
export class ProxyError extends Error {
  readonly kind: ProxyFailure;
  /** Host and port of the proxy, or its scheme where that is the trouble; `''` where nothing is known of it. */
  readonly proxy: string;
  /** What it said: a status, or the kinds of credentials that it takes. Text from outside; `''` for nothing. */
  readonly said: string;

  constructor(
    kind: ProxyFailure,
    { proxy = '', said = '', cause }: { proxy?: string; said?: string; cause?: unknown },
  ) {
    const what = [`proxy failure (${kind})`, proxy, said].filter((part) => part !== '').join(', ');
    super(what, cause === undefined ? {} : { cause });
    this.name = 'ProxyError';
    this.kind = kind;
    this.proxy = proxy;
    this.said = said;
  }
}

export interface ProxyAddress {
  readonly kind: 'http' | 'socks5';
  readonly url: URL;
  /** Host and port, to be shown. */
  readonly host: string;
  /** Decoded; `''` where the URL has none. */
  readonly username: string;
  readonly password: string;
}

/** @throws ProxyError (`unusable`) for a URL that is none, and for proxies that we do not speak to, such as SOCKS4. */
export function parseProxy(text: string): ProxyAddress {
  // Environment variables often name just host and port.
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url === null || url.hostname === '') throw new ProxyError('unusable', { said: 'not a URL' });
  const kind = /^https?:$/.test(url.protocol) ? 'http' : /^socks(5h?)?:$/.test(url.protocol) ? 'socks5' : undefined;
  if (kind === undefined) throw new ProxyError('unusable', { proxy: `${url.protocol}//`, said: 'unknown scheme' });
  try {
    const [username, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    return { kind, url, host: url.host, username, password };
  } catch {
    throw new ProxyError('unusable', { proxy: url.host, said: 'its credentials are not URL-encoded' });
  }
}
