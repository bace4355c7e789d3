import { randomBytes } from 'node:crypto';
import { HttpClientsApi } from '../api/clients';
import { Transport, type TokenSource } from '../api/transport';
import type { DemoService } from '../demo/demoService';
import type { ApiUrl } from '../platform/apiUrl';
import type { Log } from '../platform/log';
import type { Network } from '../platform/network';

/** A service that the view is on: the person's account, or demo data. */
export interface Session {
  readonly kind: 'account' | 'demo';
  readonly url: ApiUrl;
  readonly api: HttpClientsApi;
}

/** Makes the API of a service from its URL and where its tokens come from. */
export class Services {
  readonly #network: Network;
  readonly #log: Log;

  constructor(network: Network, log: Log) {
    this.#network = network;
    this.#log = log;
  }

  api(url: ApiUrl, tokens: TokenSource): HttpClientsApi {
    return new HttpClientsApi(
      new Transport({
        baseUrl: url.href,
        tokens,
        dispatcher: () => this.#network.dispatcher(url.origin),
        onExchange: (exchange) => this.#log.exchange(exchange),
      }),
    );
  }

  /** Tries `token` on the service without keeping it. Throws `AletaError`, or `signal.reason` when aborted. */
  probe(url: ApiUrl, token: string, signal: AbortSignal): Promise<void> {
    return this.api(url, fixedToken(token)).probe({ signal });
  }

  /** Starts the demo service. The caller closes it. */
  async startDemo(): Promise<{ service: DemoService; session: Session }> {
    const { startDemoService } = await import('../demo/demoService');
    const token = randomBytes(24).toString('base64url');
    const service = await startDemoService({ token });
    const url: ApiUrl = { href: service.url, origin: new URL(service.url).origin, host: new URL(service.url).host };
    const close = async (): Promise<void> => {
      await service.close();
      this.#network.leave(url.origin);
    };
    return { service: { ...service, close }, session: { kind: 'demo', url, api: this.api(url, fixedToken(token)) } };
  }
}

const fixedToken = (token: string): TokenSource => ({
  getToken: () => Promise.resolve(token),
  renewToken: () => Promise.resolve(undefined),
});
