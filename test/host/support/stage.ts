/** What a host test stands on: the extension, services for it, a person at its prompts; all put back afterwards. */
import * as vscode from 'vscode';
import { startDemoService, type DemoService, type DemoServiceOptions } from '../../../src/demo/demoService';
import type { ClientStore } from '../../../src/model/store/clientStore';
import { observe, type Observed } from './observed';
import { Script } from './script';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  /** Parsed; `undefined` while it has not arrived, and where there is none. */
  readonly body: unknown;
}

export interface StagedService extends DemoService {
  readonly token: string;
  readonly origin: string;
  readonly requests: SeenRequest[];
  /** As in `GET /api/v2/clients`, for comparing. */
  readonly seen: string[];
}

export interface Stage extends Observed {
  readonly script: Script;
  /** Starts a service that keeps what is asked of it. */
  serve(options?: Partial<DemoServiceOptions>): Promise<StagedService>;
  /** Brings the extension to an account on a service, and waits until its clients are there or could not be loaded. */
  connect(service: { readonly url: string; readonly token: string }): Promise<void>;
  /** Starts a service and brings the extension to it. */
  open(options?: Partial<DemoServiceOptions>): Promise<StagedService>;
  set(setting: string, value: unknown): Promise<void>;
  /** Makes these entries `aleta.environments`, and brings the window to the one of that name. */
  environments(entries: readonly object[], name: string): Promise<void>;
  store(slot: string, token: string): Promise<void>;
  /** Waits until VS Code has done whatever the tree told it before. */
  quiet(): Promise<void>;
  later(undo: () => unknown): void;
}

/** Resolves as soon as `isSo`, which is looked at again after each event of the store. */
export async function until(store: ClientStore, isSo: () => boolean): Promise<void> {
  if (isSo()) return;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (!isSo()) return;
      for (const listener of listeners) listener.dispose();
      resolve();
    };
    const listeners = [store.onDidChangeState(look), store.onDidChangeClients(look)];
  });
}

/** @param slot An origin; with a name of an environment behind a `#` where it has one. */
export const keyOf = (slot: string): string => `aleta.token:${slot}`;

/** Sets the stage before each test of the calling suite, and clears it afterwards. */
export function useStage(): Stage {
  const stage = {} as Stage;
  const undos: (() => unknown)[] = [];
  beforeEach(async () => {
    Object.assign(stage, await raise(undos));
  });
  afterEach(async () => {
    const failures: unknown[] = [];
    for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
      try {
        await undo();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  });
  return stage;
}

async function raise(undos: (() => unknown)[]): Promise<Stage> {
  const observed = await observe();
  const { parts, context } = observed;
  const { store, sessions, view, loader } = parts;
  const later = (undo: () => unknown): void => void undos.push(undo);

  const script = new Script(parts.prompts);
  later(() => script.end());
  later(() => context.workspaceState.update(CHOICE, undefined));
  later(async () => {
    loader.cancel();
    view.filter('');
    await sessions.leaveDemo();
    await until(store, () => store.connection === undefined && !store.isLoading);
  });

  const set: Stage['set'] = async (setting, value) => {
    const update = (to: unknown): Thenable<void> =>
      vscode.workspace.getConfiguration().update(setting, to, vscode.ConfigurationTarget.Global);
    const before = vscode.workspace.getConfiguration().inspect(setting)?.globalValue;
    later(() => update(before));
    await update(value);
  };
  const put: Stage['store'] = async (slot, token) => {
    later(() => context.secrets.delete(keyOf(slot)));
    await context.secrets.store(keyOf(slot), token);
  };
  const environments: Stage['environments'] = async (entries, name) => {
    await context.workspaceState.update(CHOICE, name.toLowerCase());
    await set('aleta.environments', entries);
    await sessions.sync();
    await until(store, () => store.connection === sessions.current && !store.isLoading);
  };
  const quiet: Stage['quiet'] = async () => {
    // VS Code takes up what the tree tells it one after the other, so once it shows this row it is done with the rest.
    const { tree } = observed;
    const last = store.hierarchy?.children(null).at(-1);
    if (last === undefined) throw new Error('There is no row to wait for.');
    const before = tree.items.length;
    tree.redraw(last);
    await tree.until(() => tree.items.slice(before).some(({ row }) => row === last));
    const position = tree.items.findLastIndex(({ row }) => row === last);
    tree.items.splice(position, 1);
    await tree.view.reveal(last, { select: false });
  };
  const serve: Stage['serve'] = async (options = {}) => {
    const service = await startRecording(options);
    later(() => service.close());
    return service;
  };
  const connect: Stage['connect'] = async ({ url, token }) => {
    const { origin } = new URL(url);
    await put(origin, token);
    await set('aleta.apiUrl', url);
    await sessions.sync();
    await until(
      store,
      () =>
        store.connection !== undefined &&
        store.connection === sessions.current &&
        store.connection.service.href === url &&
        !store.isLoading &&
        (store.hierarchy !== undefined || store.failure !== undefined),
    );
  };
  const open: Stage['open'] = async (options) => {
    const service = await serve(options);
    await connect(service);
    return service;
  };
  return { ...observed, script, serve, connect, open, set, environments, store: put, quiet, later };
}

/** Where a window keeps its environment. */
const CHOICE = 'aleta.environment';

let count = 0;

async function startRecording(options: Partial<DemoServiceOptions>): Promise<StagedService> {
  const token = options.token ?? `host-test-token-${++count}`;
  const requests: SeenRequest[] = [];
  const service = await startDemoService({
    ...options,
    token,
    intercept: (request, response) => {
      const { method = '', url = '' } = request;
      const chunks: Buffer[] = [];
      const push = request.push.bind(request);
      request.push = (chunk: unknown, encoding) => {
        if (chunk instanceof Buffer) chunks.push(chunk);
        return push(chunk, encoding);
      };
      requests.push({
        method,
        path: url,
        authorization: request.headers.authorization,
        get body(): unknown {
          return chunks.length === 0 ? undefined : (JSON.parse(Buffer.concat(chunks).toString()) as unknown);
        },
      });
      return options.intercept?.(request, response) ?? false;
    },
  });
  return {
    ...service,
    token,
    origin: new URL(service.url).origin,
    requests,
    get seen() {
      return requests.map(({ method, path }) => `${method} ${path}`);
    },
  };
}
