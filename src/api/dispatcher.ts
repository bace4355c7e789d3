/** undici, loaded on first use, and the dispatchers we pass to every request. */
import type { Dispatcher } from 'undici';

/** How to reach one origin. */
export interface NetworkSettings {
  /** URL of the proxy to use; `undefined` for a direct connection. */
  readonly proxyUrl: string | undefined;
  /** Value of `Proxy-Authorization`, where set. */
  readonly proxyAuthorization: string | undefined;
  /** Whether the proxy's own certificate is checked. The API's certificate always is. */
  readonly proxyStrictSSL: boolean;
  /** PEM certificates to trust instead of Node's defaults; `undefined` for the defaults. */
  readonly ca: readonly string[] | undefined;
}

/** Time limits of one try of a request. */
export interface Timeouts {
  /** For a connection, TLS included (ms). By way of a proxy each step has as long: to it, its answer, TLS behind it. */
  readonly connect: number;
  /** From the request to the headers of its answer (ms). */
  readonly headers: number;
  /** Longest silence between two chunks of the body (ms). */
  readonly bodyIdle: number;
  /** From start to end, redirects included (ms). A page of a list may earn more: see `Limits.listBytesPerSecond`. */
  readonly total: number;
}

type Undici = typeof import('undici');

let loaded: Promise<Undici> | undefined;

/**
 * Loads undici once. Its import puts dispatchers of its own into the process-wide slots, which the `fetch` of every
 * other extension uses: what was in them is put back.
 */
export function loadUndici(): Promise<Undici> {
  loaded ??= (async () => {
    const slots = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((name) => Symbol.for(name));
    const before = slots.map((slot) => Reflect.get(globalThis, slot) as unknown);
    const undici = await import('undici');
    // undici defines the slots as writable but not configurable, so they can be emptied but not deleted.
    for (const [position, slot] of slots.entries()) {
      if (Reflect.has(globalThis, slot)) Reflect.set(globalThis, slot, before[position]);
    }
    return undici;
  })();
  return loaded;
}

/** A dispatcher for `settings`. The caller closes it. */
export async function createDispatcher(settings: NetworkSettings, timeouts: Timeouts): Promise<Dispatcher> {
  const { Agent, Pool, ProxyAgent } = await loadUndici();
  const ca = settings.ca === undefined ? {} : { ca: [...settings.ca] };
  const shared = {
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.bodyIdle,
    maxHeaderSize: 64 * 1024,
    // An HTTP/2 session that goes away re-queues what was under way, and a write must never be sent twice.
    allowH2: false,
  };
  if (settings.proxyUrl === undefined) {
    return new Agent({ ...shared, connect: { timeout: timeouts.connect, ...ca } });
  }
  return new ProxyAgent({
    ...shared,
    uri: settings.proxyUrl,
    ...(settings.proxyAuthorization === undefined ? {} : { token: settings.proxyAuthorization }),
    connectTimeout: timeouts.connect,
    // undici would wait for the answer to CONNECT for five minutes.
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: timeouts.connect }),
    requestTls: { timeout: timeouts.connect, ...ca },
    proxyTls: { timeout: timeouts.connect, rejectUnauthorized: settings.proxyStrictSSL, ...ca },
  });
}
