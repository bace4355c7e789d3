/** How sockets are opened for undici, and which certificates are trusted for them. */
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { buildConnector } from 'undici';
import type { Timeouts, Undici } from './dispatcher';
import { errorCodes } from './errorCodes';

/** Opens a socket, with TLS where the protocol is `https:`. */
export type Opener = (options: buildConnector.Options) => Promise<Socket>;

/** @param context What is trusted; Node's own choice where left out. Made once: it takes 30 to 70 ms to parse it. */
export function openWith(
  { buildConnector: build }: Undici,
  timeouts: Timeouts,
  context: SecureContext | undefined,
  { rejectUnauthorized = true }: { readonly rejectUnauthorized?: boolean } = {},
): Opener {
  const connect = build({
    timeout: timeouts.connect,
    // An HTTP/2 session that goes away re-queues what was under way, and a write must never be sent twice.
    allowH2: false,
    rejectUnauthorized,
    ...(context === undefined ? {} : { secureContext: context }),
  });
  return (options) =>
    new Promise((resolve, reject) => {
      connect(options, (error, socket) => (error === null ? resolve(socket) : reject(error)));
    });
}

export const asConnector =
  (open: Opener): buildConnector.connector =>
  (options, callback) => {
    open(options).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };

/**
 * Opens with `context`, and once more with what `loadMore` gives when the certificate was not trusted. Nothing but a
 * handshake was sent by then. From then on the second context is the only one.
 *
 * @param make An opener that trusts what it is given.
 * @param loadMore All that is trusted, which takes time to find out.
 */
export function trusting(
  make: (context: SecureContext | undefined) => Opener,
  context: SecureContext | undefined,
  loadMore: (() => Promise<SecureContext>) | undefined,
): Opener {
  let open = make(context);
  let last: Promise<Opener> | undefined;
  return async (options) => {
    const used = open;
    try {
      return await used(options);
    } catch (error) {
      if (loadMore === undefined || !isUntrusted(error)) throw error;
      if (open === used && last === undefined) {
        last = loadMore().then((more) => (open = make(more)));
        // What could not be loaded may be there the next time.
        last.catch(() => (last = undefined));
      }
      const better = await last?.catch(() => undefined);
      if (better === undefined || better === used) throw error;
      return better(options);
    }
  };
}

/** Whether other authorities could make a difference: not for a certificate of another host. */
const isUntrusted = (error: unknown): boolean =>
  errorCodes(error).some((code) => /^(CERT_(?!REVOKED)\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/.test(code));
