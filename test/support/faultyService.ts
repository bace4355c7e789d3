/** A demo service with one fault, or a place where there is none at all. */
import { connect, type Socket } from 'node:net';
import type { DemoClientSeed } from '../../src/demo/demoData';
import { startDemoService } from '../../src/demo/demoService';
import { createAuthority } from './certificates';
import { intercepts, type InterceptName } from './faults';
import { refusingOrigin, startHttp, startHttps, startSockets, type TestServer } from './servers';

export interface FaultyService {
  /** Base URL of the API. */
  readonly url: string;
  /** Certificates to trust; `undefined` for those of the machine. */
  readonly ca?: readonly string[];
  /** Method and path of every request that arrived, in order. */
  readonly requests: readonly string[];
  /** Requests that arrived at another origin. */
  readonly elsewhere: readonly string[];
  /** What the service holds now, as JSON; `undefined` where there is no service. */
  readonly state: () => string | undefined;
  readonly close: () => Promise<void>;
}

export const FAULTY_CLIENTS: readonly DemoClientSeed[] = [
  { id: 'root', name: 'Root' },
  { id: 'leaf', name: 'Leaf', parentId: 'root' },
];

const BASE_PATH = '/api/v2';

/** Whether a request with this method meets the fault; the others are answered as they should be. */
export type Hits = (method: string) => boolean;

async function startIntercepted(name: InterceptName, token: string, hits: Hits): Promise<FaultyService> {
  const requests: string[] = [];
  const service = await startDemoService({
    token,
    clients: FAULTY_CLIENTS,
    intercept: (request, response) => {
      requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
      return hits(request.method ?? '') && intercepts[name](request, response);
    },
  });
  const state = () => JSON.stringify(service.data.list());
  return { url: service.url, requests, elsewhere: [], state, close: () => service.close() };
}

async function startRedirecting(status: number, token: string, hits: Hits): Promise<FaultyService> {
  const requests: string[] = [];
  const elsewhere: string[] = [];
  const other = await startHttp((request, response) => {
    elsewhere.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.end();
  });
  const service = await startDemoService({
    token,
    clients: FAULTY_CLIENTS,
    intercept: (request, response) => {
      requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
      if (!hits(request.method ?? '')) return false;
      response.writeHead(status, { Location: `${other.origin}${request.url ?? ''}` }).end();
      return true;
    },
  });
  return {
    url: service.url,
    requests,
    elsewhere,
    state: () => JSON.stringify(service.data.list()),
    close: async () => {
      await service.close();
      await other.close();
    },
  };
}

/** A place that no request gets through to; what does get through is counted all the same. */
async function startPlace(start: (requests: string[]) => Promise<TestServer>, scheme: string): Promise<FaultyService> {
  const requests: string[] = [];
  const server = await start(requests);
  const url = `${scheme}://127.0.0.1:${server.port}${BASE_PATH}`;
  return { url, requests, elsewhere: [], state: () => undefined, close: () => server.close() };
}

/** Reads each request, and then answers on the connection with what is not TLS. */
async function startBrokenTls(): Promise<FaultyService> {
  const authority = createAuthority();
  const clients = new Set<Socket>();
  const requests: string[] = [];
  const api = await startHttps(authority.issue(['127.0.0.1']), ({ method = '', url = '' }) => {
    requests.push(`${method} ${url}`);
    for (const client of clients) client.write('This is not TLS.');
  });
  const relay = await startSockets((client) => {
    clients.add(client.on('close', () => clients.delete(client)));
    client.pipe(connect(api.port, '127.0.0.1').on('error', () => client.destroy())).pipe(client);
  }, 'https');
  const close = async (): Promise<void> => {
    await relay.close();
    await api.close();
  };
  return {
    url: relay.origin + BASE_PATH,
    requests,
    elsewhere: [],
    state: () => undefined,
    ca: [authority.cert],
    close,
  };
}

const nowhere = (origin: string): FaultyService => ({
  url: `${origin}${BASE_PATH}`,
  requests: [],
  elsewhere: [],
  state: () => undefined,
  close: () => Promise.resolve(),
});

const places = {
  'connection refused': async () => nowhere(await refusingOrigin()),
  'a host that does not exist': () => Promise.resolve(nowhere('http://nowhere.invalid')),
  'a certificate nobody vouches for': () =>
    startPlace(
      (requests) =>
        startHttps(createAuthority().issue(['127.0.0.1']), ({ method = '', url = '' }, response) => {
          requests.push(`${method} ${url}`);
          response.end();
        }),
      'https',
    ),
  'HTTP where TLS was expected': () =>
    startPlace((requests) => startHttp(({ method = '' }) => requests.push(method)), 'https'),
  'reset before it was sent': () => startPlace(() => startSockets((socket) => socket.resetAndDestroy()), 'https'),
  'TLS that breaks after it was sent': startBrokenTls,
  'a handshake that is never answered': () => startPlace(() => startSockets(() => undefined), 'https'),
} satisfies Record<string, () => Promise<FaultyService>>;

const redirects = {
  'a redirect to another origin': 302,
  'a redirect to another origin with 308': 308,
} as const;

export type FaultName = InterceptName | keyof typeof places | keyof typeof redirects;

export const FAULT_NAMES = [
  ...Object.keys(places),
  ...Object.keys(intercepts),
  ...Object.keys(redirects),
] as readonly FaultName[];

/**
 * Starts a service on which everything goes wrong in the way of `name`.
 *
 * @param hits Which requests do, where there is a service at all; every one where left out.
 */
export function startFaulty(name: FaultName, token: string, hits: Hits = () => true): Promise<FaultyService> {
  if (name in places) return places[name as keyof typeof places]();
  if (name in redirects) {
    return startRedirecting(redirects[name as keyof typeof redirects], token, hits);
  }
  return startIntercepted(name as InterceptName, token, hits);
}
