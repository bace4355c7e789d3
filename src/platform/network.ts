import { createRequire } from 'node:module';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import type { Dispatcher } from 'undici';
import * as vscode from 'vscode';
import { createDispatcher, type NetworkSettings } from '../api/dispatcher';
import { ProxyError } from '../api/proxy';
import { DEFAULT_TIMEOUTS } from '../api/transport';
import { isLoopback } from '../base/loopback';
import { within } from '../base/within';
import { loadTrust } from './trust';

type ResolveProxy = (url: string) => Promise<string | undefined>;

/** How long (ms) VS Code's resolver may take to name the proxy: a PAC script behind a VPN that is down can hang. */
const LOOKUP_MS = 10_000;
/** Most dispatchers that are kept for the answers of a resolver that gives several in turn. */
const MAX_DISPATCHERS = 8;

/**
 * After how long (ms) without a request connections are not used again. undici closes them after some seconds, but not
 * while the machine sleeps; what is between us and the service may have forgotten them by then, and would say nothing.
 */
const IDLE_MS = 30_000;

interface Made {
  readonly origin: string;
  readonly dispatcher: Promise<Dispatcher>;
  /** Addresses of this machine when it was made: connections from one that is gone lead nowhere. */
  readonly addresses: string;
  /** When it was last handed out: by the clock of the wall, since others stand still while the machine sleeps. */
  handedOutAt: number;
}

/**
 * Dispatchers that follow VS Code's proxy and certificate settings, which undici itself knows nothing of. Which proxy
 * leads to an origin is asked for each request: VPN, docking and PAC scripts change it. VS Code caches the answer.
 */
export class Network implements vscode.Disposable {
  /** By origin and proxy; those that were used last are the last. */
  readonly #made = new Map<string, Made>();
  readonly #listener = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('http')) this.#forget(() => true);
  });

  /** The dispatcher for a request to `origin` that is sent now. Throws ProxyError, LazyPartError. */
  async dispatcher(origin: string): Promise<Dispatcher> {
    const proxyUrl = await findProxy(origin);
    const key = JSON.stringify([origin, proxyUrl]);
    const now = Date.now();
    const addresses = ownAddresses();
    this.#forget((each) => each.addresses !== addresses || Math.abs(now - each.handedOutAt) > IDLE_MS);
    const known = this.#made.get(key);
    this.#made.delete(key);
    const made = known ?? {
      origin,
      addresses,
      handedOutAt: now,
      dispatcher: createDispatcher(readNetworkSettings(proxyUrl), DEFAULT_TIMEOUTS),
    };
    made.handedOutAt = now;
    this.#made.set(key, made);
    if (known === undefined) {
      // One that could not be made must not be handed out for ever. Another may be in its place by then.
      made.dispatcher.catch(() => {
        if (this.#made.get(key) === made) this.#made.delete(key);
      });
      const [oldest] = this.#made.values();
      if (this.#made.size > MAX_DISPATCHERS) this.#forget((each) => each === oldest);
    }
    return made.dispatcher;
  }

  /** Closes what there is for `origin`, to which nothing more is to be sent. */
  leave(origin: string): void {
    this.#forget((made) => made.origin === origin);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#forget(() => true);
  }

  #forget(isMeant: (made: Made) => boolean): void {
    for (const [key, made] of this.#made) {
      if (!isMeant(made)) continue;
      this.#made.delete(key);
      close(made.dispatcher);
    }
  }
}

/** The addresses that this machine has in its networks, as one text for comparing. */
function ownAddresses(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const outside = all.filter(({ internal }) => !internal).map(({ address }) => address);
  return outside.sort().join(' ');
}

/** Lets requests that are under way finish, and whoever was just given it begin one. */
function close(dispatcher: Promise<Dispatcher>): void {
  dispatcher.then(
    (each) => setImmediate(() => void each.close().catch(() => undefined)),
    () => undefined,
  );
}

function readNetworkSettings(proxyUrl: string | undefined): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  return {
    proxyUrl,
    proxyAuthorization: http.get<string | null>('proxyAuthorization') ?? undefined,
    proxyStrictSSL: http.get<boolean>('proxyStrictSSL', true),
    ca: undefined,
    loadTrust: http.get<boolean>('systemCertificates', true) ? loadTrust : undefined,
  };
}

/**
 * URL of the proxy that leads to `origin` now; `undefined` for a direct connection.
 *
 * @throws ProxyError (`lookup`)
 */
export async function findProxy(origin: string): Promise<string | undefined> {
  const http = vscode.workspace.getConfiguration('http');
  // Before VS Code's own resolver is asked: of the addresses 127.x.x.x it takes only 127.0.0.1 for this machine.
  if (isLoopback(new URL(origin).hostname)) return undefined;
  if (http.get<string>('proxySupport') === 'off') return undefined;
  const resolve = vscodeProxyResolver();
  if (resolve === undefined) return proxyFromSettings(origin, http);
  try {
    return (await within(resolve(`${origin}/`), LOOKUP_MS)) ?? undefined;
  } catch (cause) {
    throw new ProxyError('lookup', { cause });
  }
}

/**
 * VS Code's own resolver, which knows settings, exceptions, environment and, on the desktop, the system's proxy. It is
 * no API: another version may lack it, so it is looked for and done without.
 */
function vscodeProxyResolver(): ResolveProxy | undefined {
  for (const modules of ['node_modules.asar', 'node_modules']) {
    try {
      const load = createRequire(path.join(vscode.env.appRoot, modules, 'index.js'));
      const agent = load('@vscode/proxy-agent') as {
        resolveProxyURL?: unknown;
        default?: { resolveProxyURL?: unknown };
      };
      const resolve = agent.resolveProxyURL ?? agent.default?.resolveProxyURL;
      if (typeof resolve === 'function') return resolve as ResolveProxy;
    } catch {
      // Not there: the next place, or the settings.
    }
  }
  return undefined;
}

function proxyFromSettings(origin: string, http: vscode.WorkspaceConfiguration): string | undefined {
  const url = new URL(origin);
  const fromEnvironment = (name: string): string => process.env[name] ?? process.env[name.toUpperCase()] ?? '';
  const exceptions = [...http.get<string[]>('noProxy', []), ...fromEnvironment('no_proxy').split(',')];
  const isException = exceptions
    .map((entry) =>
      entry
        .trim()
        .replace(/^\*?\./, '')
        .toLowerCase(),
    )
    .some((entry) => entry !== '' && (entry === '*' || url.hostname === entry || url.hostname.endsWith(`.${entry}`)));
  if (isException) return undefined;
  const proxy = http.get<string>('proxy') || fromEnvironment(`${url.protocol.slice(0, -1)}_proxy`);
  return proxy === '' ? undefined : proxy;
}
