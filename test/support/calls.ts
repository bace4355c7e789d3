/** The five calls of the API on a service of a test, and what became of each. */
import type { Dispatcher } from 'undici';
import { HttpClientsApi } from '../../src/api/clients';
import { createDispatcher, type NetworkSettings, type Timeouts } from '../../src/api/dispatcher';
import { AletaError, HttpStatusError, NetworkError, ProtocolError, TimeoutError } from '../../src/api/errors';
import type { BadRecord, ClientRecord } from '../../src/api/jsonApi';
import type { ListLimits } from '../../src/api/listPages';
import { DEFAULT_TIMEOUTS, Transport, type CallOptions, type TransportOptions } from '../../src/api/transport';

export const DIRECT: NetworkSettings = {
  proxyUrl: undefined,
  proxyAuthorization: undefined,
  proxyStrictSSL: true,
  ca: undefined,
};

export interface TestApi {
  readonly api: HttpClientsApi;
  readonly dispatcher: Dispatcher;
  readonly close: () => Promise<void>;
}

export interface TestApiOptions extends Partial<Omit<TransportOptions, 'dispatcher'>> {
  readonly token?: string;
  readonly network?: Partial<NetworkSettings>;
  readonly list?: ListLimits;
}

/** The API of the service at `baseUrl`. Retries wait for next to nothing where `options` do not say otherwise. */
export async function openApi(baseUrl: string, options: TestApiOptions = {}): Promise<TestApi> {
  const { token = 'canary-token-5b1f', network, list, ...transport } = options;
  const timeouts: Timeouts = { ...DEFAULT_TIMEOUTS, ...transport.timeouts };
  const dispatcher = await createDispatcher({ ...DIRECT, ...network }, timeouts);
  const api = new HttpClientsApi(
    new Transport({
      baseUrl,
      tokens: {
        getToken: () => Promise.resolve(token),
        renewToken: () => Promise.resolve(undefined),
        isOpen: () => true,
      },
      dispatcher: () => Promise.resolve(dispatcher),
      retry: { attempts: 2, baseMs: 1, budgetMs: 10_000 },
      ...transport,
    }),
    list,
  );
  return { api, dispatcher, close: () => dispatcher.destroy() };
}

export async function listAll(api: HttpClientsApi, options: CallOptions): Promise<(ClientRecord | BadRecord)[]> {
  let records: (ClientRecord | BadRecord)[] = [];
  await api.list({ restart: () => (records = []), add: (record) => records.push(record) }, options);
  return records;
}

export const calls = {
  list: (api, options) => listAll(api, options),
  get: (api, options) => api.get('root', options),
  create: (api, options) => api.create('New', 'root', options),
  rename: (api, options) => api.rename('leaf', 'Renamed', options),
  remove: (api, options) => api.remove('leaf', options),
} satisfies Record<string, (api: HttpClientsApi, options: CallOptions) => Promise<unknown>>;

export type CallName = keyof typeof calls;
export const CALL_NAMES = Object.keys(calls) as readonly CallName[];
export const isRead = (call: CallName): boolean => call === 'list' || call === 'get';

export interface Outcome {
  /** What was thrown; `undefined` for a success. */
  readonly error: unknown;
  readonly value: unknown;
}

export const settle = (promise: Promise<unknown>): Promise<Outcome> =>
  promise.then(
    (value) => ({ value, error: undefined }),
    (error: unknown) => ({ value: undefined, error }),
  );

/** Class and fields of what was thrown in one line, for example `NetworkError reset, transient, outcome unknown`. */
export function summary({ error }: Outcome): string {
  if (error === undefined) return 'fine';
  if (!(error instanceof AletaError)) return error instanceof Error ? error.name : typeof error;
  return [
    [error.name, detail(error)].filter((part) => part !== '').join(' '),
    ...(error.transient ? ['transient'] : []),
    ...(error.outcomeUnknown ? ['outcome unknown'] : []),
  ].join(', ');
}

function detail(error: AletaError): string {
  if (error instanceof HttpStatusError) return `${error.status}`;
  if (error instanceof NetworkError) return error.kind;
  if (error instanceof TimeoutError) return error.phase;
  return error instanceof ProtocolError ? error.reason : '';
}
