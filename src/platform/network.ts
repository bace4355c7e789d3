import { createRequire } from 'node:module';
import path from 'node:path';
import * as tls from 'node:tls';
import type { Dispatcher } from 'undici';
import * as vscode from 'vscode';
import { isLoopback } from '../base/loopback';
import { createDispatcher, type NetworkSettings } from '../api/dispatcher';
import { DEFAULT_TIMEOUTS } from '../api/transport';

type ResolveProxy = (url: string) => Promise<string | undefined>;

/** Dispatchers that follow VS Code's proxy and certificate settings, which undici itself knows nothing of. */
export class Network implements vscode.Disposable {
  readonly #dispatchers = new Map<string, Promise<Dispatcher>>();
  readonly #listener = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('http')) this.#forget();
  });

  /** The dispatcher for requests to `origin` under the settings of now. */
  dispatcher(origin: string): Promise<Dispatcher> {
    let dispatcher = this.#dispatchers.get(origin);
    if (dispatcher === undefined) {
      dispatcher = readNetworkSettings(origin).then((settings) => createDispatcher(settings, DEFAULT_TIMEOUTS));
      this.#dispatchers.set(origin, dispatcher);
      // A dispatcher that could not be made must not be handed out for ever.
      dispatcher.catch(() => this.#dispatchers.delete(origin));
    }
    return dispatcher;
  }

  /** Closes what there is for `origin`, to which nothing more is to be sent. */
  leave(origin: string): void {
    close(this.#dispatchers.get(origin));
    this.#dispatchers.delete(origin);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#forget();
  }

  #forget(): void {
    for (const dispatcher of this.#dispatchers.values()) close(dispatcher);
    this.#dispatchers.clear();
  }
}

/** Lets requests that are under way finish. */
function close(dispatcher: Promise<Dispatcher> | undefined): void {
  dispatcher?.then((each) => each.close()).catch(() => undefined);
}

async function readNetworkSettings(origin: string): Promise<NetworkSettings> {
  const http = vscode.workspace.getConfiguration('http');
  const authorization = http.get<string | null>('proxyAuthorization');
  return {
    proxyUrl: await findProxy(origin, http),
    proxyAuthorization: authorization ?? undefined,
    proxyStrictSSL: http.get<boolean>('proxyStrictSSL', true),
    ca: http.get<boolean>('systemCertificates', true)
      ? [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])]
      : undefined,
  };
}

async function findProxy(origin: string, http: vscode.WorkspaceConfiguration): Promise<string | undefined> {
  // Before VS Code's own resolver is asked: of the addresses 127.x.x.x it takes only 127.0.0.1 for this machine.
  if (isLoopback(new URL(origin).hostname)) return undefined;
  if (http.get<string>('proxySupport') === 'off') return undefined;
  const resolve = vscodeProxyResolver();
  if (resolve !== undefined) return (await resolve(`${origin}/`)) ?? undefined;
  return proxyFromSettings(origin, http);
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
