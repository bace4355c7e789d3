import { randomBytes } from 'node:crypto';
import { HttpClientsApi } from '../api/clients';
import { DEMO_KEY, type Access, type Connection, type ServiceAddress } from '../api/connection';
import type { OpenedAnswer } from '../api/openedAnswer';
import { reach, type Reached } from '../api/reach';
import { TokenEndpoint } from '../api/tokenEndpoint';
import { Transport, type TokenSource } from '../api/transport';
import { lazyPart } from '../base/lazyPart';
import type { DemoService } from '../demo/demoService';
import type { Log } from '../platform/log';
import type { Network } from '../platform/network';
import type { RequestPlace } from '../platform/requestHistory';
import type { Environment } from './environments';

const loadDemo = lazyPart('The demo service', () => import('../demo/demoService'));

/** A demo service that runs. */
export interface Demo {
  readonly service: DemoService;
  readonly address: ServiceAddress;
  readonly connect: (tokens?: TokenSource) => Connection;
}

/** Makes the API of a service from its address and where its tokens come from. */
export class ApiFactory {
  readonly #network: Network;
  readonly #log: Log;
  readonly #userAgent: string;

  /** @param userAgent Value of `User-Agent`. Common firewall rules refuse requests without one. */
  constructor(network: Network, log: Log, userAgent: string) {
    this.#network = network;
    this.#log = log;
    this.#userAgent = userAgent;
  }

  /**
   * @param name Of the environment, for the log; `''` for none.
   * @param access What may be done at the moment when it is asked.
   */
  api(service: ServiceAddress, name: string, tokens: TokenSource, access: () => Access): HttpClientsApi {
    return new HttpClientsApi(
      new Transport({
        baseUrl: service.href,
        tokens,
        isReadOnly: () => access() === 'readOnly',
        userAgent: this.#userAgent,
        dispatcher: () => this.#network.dispatcher(service.origin),
        onExchange: (exchange) => this.#log.exchange(exchange, apiPlace(service), name),
      }),
    );
  }

  /** The token endpoint of an environment that has one. @throws TypeError for one without. */
  tokenEndpoint({ tokenUrl, name }: Environment): TokenEndpoint {
    if (tokenUrl === undefined) throw new TypeError('an environment without a token endpoint');
    return new TokenEndpoint({
      tokenUrl: tokenUrl.href,
      userAgent: this.#userAgent,
      dispatcher: () => this.#network.dispatcher(tokenUrl.origin),
      onExchange: (exchange) => this.#log.exchange(exchange, { host: tokenUrl.host, basePath: undefined }, name),
    });
  }

  /**
   * Tries `token` on the service of an environment without keeping it: asks for the list of clients, which is then there to be read.
   *
   * @throws AletaError, or `signal.reason` when aborted.
   */
  openList({ service, name }: Environment, token: string, signal: AbortSignal): Promise<OpenedAnswer> {
    return this.api(service, name, fixedToken(token), () => 'readOnly').open(signal);
  }

  /** Asks the service of an environment for the list of clients without a token: whether it answers. Throws as `reach` does. */
  reach({ service, name }: Environment, signal: AbortSignal): Promise<Reached> {
    return reach(service.href, {
      signal,
      userAgent: this.#userAgent,
      dispatcher: () => this.#network.dispatcher(service.origin),
      onExchange: (exchange) => this.#log.exchange(exchange, apiPlace(service), name),
    });
  }

  /**
   * Starts the demo service. The caller closes it.
   *
   * @returns `connect`: makes a connection to it, whose tokens are `tokens` or, without, one that the service takes always.
   */
  async startDemo(): Promise<Demo> {
    const { startDemoService } = await loadDemo();
    const token = randomBytes(24).toString('base64url');
    const service = await startDemoService({ token });
    const { origin, host } = new URL(service.url);
    const address: ServiceAddress = { href: service.url, origin, host };
    const close = async (): Promise<void> => {
      await service.close();
      this.#network.leave(origin);
    };
    const connect = (tokens: TokenSource = fixedToken(token)): Connection => ({
      ...{ kind: 'demo', environment: { id: '', name: '' }, access: 'full' },
      ...{ service: address, isAccountKnown: true, pastedTokens: [], key: DEMO_KEY },
      api: this.api(address, '', tokens, () => 'full'),
    });
    return { service: { ...service, close }, address, connect };
  }
}

const apiPlace = ({ href, host }: ServiceAddress): RequestPlace => ({ host, basePath: new URL(href).pathname });

/** Of a connection that ends with its service. */
const fixedToken = (token: string): TokenSource => ({
  getToken: () => Promise.resolve(token),
  renewToken: () => Promise.resolve(undefined),
  isOpen: () => true,
});
