import { HttpClientsApi } from '../../src/api/clients';
import { createDispatcher, loadUndici } from '../../src/api/dispatcher';
import { DEFAULT_TIMEOUTS, Transport } from '../../src/api/transport';
import { ClientStore } from '../../src/model/store/clientStore';
/** The ways to load all clients that are compared. Each makes a hierarchy whose top level is sorted. */
import { connectionTo } from '../support/connections';

/** Loads everything once; what comes out is what stays in memory. */
export type Load = () => Promise<unknown>;

/** Gets ready outside the measured time: modules loaded, nothing sent yet. */
type Way = (baseUrl: string) => Promise<Load>;

const direct = () =>
  createDispatcher(
    { proxyUrl: undefined, proxyAuthorization: undefined, proxyStrictSSL: true, ca: undefined },
    DEFAULT_TIMEOUTS,
  );

/** What ships: transport, list reader, checked records, model. */
const ours: Way = async (baseUrl) => {
  const dispatcher = direct();
  await dispatcher;
  const tokens = {
    getToken: () => Promise.resolve('none'),
    renewToken: () => Promise.resolve(undefined),
    isOpen: () => true,
  };
  const api = new HttpClientsApi(new Transport({ baseUrl, tokens, dispatcher: () => dispatcher }));
  return async () => {
    const store = new ClientStore('en');
    store.connect(connectionTo(api));
    await store.load({ signal: new AbortController().signal });
    if (store.hierarchy === undefined) throw new Error('not loaded', { cause: store.failure });
    store.hierarchy.children(null);
    return store;
  };
};

async function get(baseUrl: string) {
  const { request } = await loadUndici();
  const dispatcher = await direct();
  return async () => (await request(`${baseUrl}/clients`, { dispatcher })).body;
}

/** The transfer alone. */
const transfer: Way = async (baseUrl) => {
  const send = await get(baseUrl);
  return async () => {
    let bytes = 0;
    for await (const chunk of await send()) bytes += (chunk as Buffer).length;
    return bytes;
  };
};

/** One JSON.parse of the whole body, and no hierarchy: what no way through JSON.parse of the whole can undercut. */
const floor: Way = async (baseUrl) => {
  const send = await get(baseUrl);
  return async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of await send()) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  };
};

interface PlainClient {
  readonly id: string;
  readonly name: string;
  readonly legalEntities: number;
  readonly reportingEntities: number;
  parent: PlainClient | undefined;
  readonly children: PlainClient[];
}

interface PlainRecord {
  readonly id: string;
  readonly attributes: { readonly name: string };
  readonly relationships: {
    readonly parent: { readonly data: { readonly id: string } | null };
    readonly legalEntities: { readonly data: readonly unknown[] };
    readonly reportingEntities: { readonly data: readonly unknown[] };
  };
}

/** What one writes first: `body.json()`, a Map, links, everything sorted, nothing checked. */
const naive: Way = async (baseUrl) => {
  const send = await get(baseUrl);
  return async () => {
    const { data } = (await (await send()).json()) as { data: PlainRecord[] };
    const index = new Map<string, PlainClient>();
    for (const { id, attributes, relationships } of data) {
      index.set(id, {
        id,
        name: attributes.name,
        legalEntities: relationships.legalEntities.data.length,
        reportingEntities: relationships.reportingEntities.data.length,
        parent: undefined,
        children: [],
      });
    }
    const roots: PlainClient[] = [];
    for (const { id, relationships } of data) {
      const client = index.get(id);
      if (client === undefined) continue;
      client.parent = index.get(relationships.parent.data?.id ?? '');
      (client.parent?.children ?? roots).push(client);
    }
    const { compare } = new Intl.Collator('en', { numeric: true });
    const byName = (a: PlainClient, b: PlainClient) => compare(a.name, b.name);
    roots.sort(byName);
    for (const { children } of index.values()) children.sort(byName);
    return { index, roots };
  };
};

export const ways = { transfer, floor, naive, ours };
export type WayName = keyof typeof ways;
