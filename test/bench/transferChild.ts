import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpClientsApi } from '../../src/api/clients';
import { createDispatcher } from '../../src/api/dispatcher';
import { DEFAULT_TIMEOUTS, Transport } from '../../src/api/transport';
import { ClientStore } from '../../src/model/store/clientStore';
/**
 * A fresh process that loads once over a link: `transferChild.js ours <base URL>`. Figures are ms; `firstRecords` is when
 * the first clients were read, `hold` the longest delay of the event loop.
 */
import { connectionTo } from '../support/connections';
import { report, type Figures } from './alone';

async function main([, baseUrl = '']: string[]): Promise<void> {
  const dispatcher = createDispatcher(
    { proxyUrl: undefined, proxyAuthorization: undefined, proxyStrictSSL: true, ca: undefined },
    DEFAULT_TIMEOUTS,
  );
  await dispatcher;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await sleep(50);
  delay.reset();
  const times = await ours(baseUrl, dispatcher);
  await sleep(5);
  report({ ...times, hold: delay.max / 1e6 });
}

type Dispatching = ReturnType<typeof createDispatcher>;

async function ours(baseUrl: string, dispatcher: Dispatching): Promise<Figures> {
  const tokens = {
    getToken: () => Promise.resolve('none'),
    renewToken: () => Promise.resolve(undefined),
    isOpen: () => true,
  };
  const store = new ClientStore('en');
  store.connect(connectionTo(new HttpClientsApi(new Transport({ baseUrl, tokens, dispatcher: () => dispatcher }))));
  const begun = performance.now();
  let firstRecords = Number.NaN;
  const onProgress = ({ records }: { readonly records: number }): void => {
    if (Number.isNaN(firstRecords) && records > 0) firstRecords = performance.now() - begun;
  };
  await store.load({ signal: new AbortController().signal, onProgress });
  if (store.hierarchy === undefined) throw new Error('not loaded', { cause: store.failure });
  store.hierarchy.children(null);
  return { time: performance.now() - begun, firstRecords };
}

void main(process.argv.slice(2));
