/** undici, loaded on first use, and the dispatchers we pass to every request. */
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { lazyPart } from '../base/lazyPart';
import { asConnector, openWith, trusting } from './opener';
import { parseProxy } from './proxy';
import { throughProxy } from './tunnel';

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
  /** All that is trusted, for a certificate that `ca` does not vouch for; left out where there is no more. */
  readonly loadTrust?: (() => Promise<SecureContext>) | undefined;
}

/** Time limits of one try of a request. */
export interface Timeouts {
  /** For a connection, TLS included (ms). By way of a proxy each step has as long: to it, its answer, TLS behind it. */
  readonly connect: number;
  /** From the request to the headers of its answer (ms). */
  readonly headers: number;
  /**
   * From the start of a request for a page of a list to the first byte of it, redirects included (ms): in place of
   * `headers`. A service may have to gather a large list before it answers.
   */
  readonly listFirstByte: number;
  /** Longest silence between two chunks of the body (ms). */
  readonly bodyIdle: number;
  /**
   * From start to end, redirects included (ms); of a page of a list from its first byte, and that may earn more: see
   * `Limits.listBytesPerSecond`.
   */
  readonly total: number;
}

export type Undici = typeof import('undici');

/**
 * Loads undici once. Its import puts dispatchers of its own into the process-wide slots, which the `fetch` of every
 * other extension uses: what was in them is put back. Throws LazyPartError.
 */
export const loadUndici = lazyPart('undici', async (): Promise<Undici> => {
  const slots = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((name) => Symbol.for(name));
  const before = slots.map((slot) => Reflect.get(globalThis, slot) as unknown);
  try {
    return await import('undici');
  } finally {
    // undici defines the slots as writable but not configurable, so they can be emptied but not deleted.
    for (const [position, slot] of slots.entries()) {
      if (Reflect.has(globalThis, slot)) Reflect.set(globalThis, slot, before[position]);
    }
  }
});

/** A dispatcher for `settings`. The caller closes it. Throws ProxyError for a proxy that cannot be used at all. */
export async function createDispatcher(settings: NetworkSettings, timeouts: Timeouts): Promise<Dispatcher> {
  const proxy = settings.proxyUrl === undefined ? undefined : parseProxy(settings.proxyUrl);
  const undici = await loadUndici();
  const context = settings.ca === undefined ? undefined : createSecureContext({ ca: [...settings.ca] });
  const open =
    proxy === undefined
      ? trusting((trusted) => openWith(undici, timeouts, trusted), context, settings.loadTrust)
      : throughProxy(undici, proxy, { settings, timeouts }, context);
  return new undici.Agent({
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.bodyIdle,
    maxHeaderSize: 64 * 1024,
    allowH2: false,
    connect: asConnector(open),
  });
}
