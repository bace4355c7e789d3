/**
 * The extension under test, with everything by which it reaches VS Code within sight: what it writes to its log, its tree,
 * its input boxes, and the context that VS Code hands it. Nothing is replaced; it is listened in on.
 */
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CommandContext } from '../../../src/commands/context';
import type { FindingElement } from '../../../src/view/findingRows';
import type { Row } from '../../../src/view/rows';

const EXTENSION_ID = 'aleta.aleta-clients';
const SLOTS = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((name) => Symbol.for(name));

export const readSlots = (): unknown[] => SLOTS.map((slot): unknown => Reflect.get(globalThis, slot));
export const writeSlot = (position: 0 | 1, value: unknown): void => {
  Reflect.set(globalThis, SLOTS[position] ?? Symbol(), value);
};

/** What VS Code asked of the tree, in order. */
export class TreeProbe extends EventEmitter<{ asked: [] }> {
  readonly children: (string | undefined)[] = [];
  readonly items: { readonly row: Row; readonly item: vscode.TreeItem }[] = [];
  view!: vscode.TreeView<Row>;
  provider!: vscode.TreeDataProvider<Row>;

  readonly #changed = new vscode.EventEmitter<Row | Row[] | undefined>();

  /** Has VS Code ask for a row again. */
  redraw(row: Row): void {
    this.#changed.fire(row);
  }

  watch(provider: vscode.TreeDataProvider<Row>): vscode.TreeDataProvider<Row> {
    this.provider = provider;
    provider.onDidChangeTreeData?.((change) => this.#changed.fire(change ?? undefined));
    return {
      onDidChangeTreeData: this.#changed.event,
      getChildren: async (parent) => {
        const rows = await provider.getChildren(parent);
        this.children.push(parent === undefined ? undefined : nameOf(parent));
        this.emit('asked');
        return rows;
      },
      getTreeItem: async (row) => {
        const item = await provider.getTreeItem(row);
        this.items.push({ row, item });
        this.emit('asked');
        return item;
      },
      getParent: (row) => provider.getParent?.(row),
      resolveTreeItem: (item, row, token) => provider.resolveTreeItem?.(item, row, token),
    };
  }

  /** Names of the rows asked for since `forget`, each as often as it was. */
  get names(): string[] {
    return this.items.map(({ row }) => nameOf(row));
  }

  forget(): void {
    this.children.length = 0;
    this.items.length = 0;
  }

  /** Resolves as soon as `isSo`. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.once('asked', resolve));
  }
}

function nameOf(row: Row): string {
  if ('name' in row) return row.name;
  return 'pointer' in row ? `record ${row.index}` : row.row;
}

/** The view of findings, once there was one. */
export interface FindingsProbe {
  readonly view?: vscode.TreeView<FindingElement>;
  readonly provider?: vscode.TreeDataProvider<FindingElement>;
}

export interface Observed {
  readonly extension: vscode.Extension<CommandContext>;
  readonly parts: CommandContext;
  readonly context: vscode.ExtensionContext;
  readonly tree: TreeProbe;
  readonly findings: FindingsProbe;
  /** Everything written to output channels. */
  readonly log: readonly string[];
  /** What `when` clauses know of us, by key. */
  readonly contextKeys: ReadonlyMap<string, unknown>;
  /** Every input box ever made; the last one is the latest. */
  readonly boxes: readonly vscode.InputBox[];
  /** The process-wide dispatcher slots before and after the first request of the extension, which loads undici. */
  readonly slots: { readonly before: readonly unknown[]; readonly after: readonly unknown[] };
  /** Tells the extension what VS Code tells when the window gets or loses the focus. */
  readonly windowState: vscode.EventEmitter<vscode.WindowState>;
  /** Told when a box is shown, for the first time or again. */
  readonly boxEvents: EventEmitter<{ shown: [vscode.InputBox] }>;
}

/** What was so before anything woke the extension. */
export const atStart = { isActive: found().isActive };

function found(): vscode.Extension<CommandContext> {
  const extension = vscode.extensions.getExtension<CommandContext>(EXTENSION_ID);
  if (extension === undefined) throw new Error(`${EXTENSION_ID} is not there.`);
  return extension;
}

let observed: Promise<Observed> | undefined;

/** Activates the extension, or gives the one that is active. */
export function observe(): Promise<Observed> {
  observed ??= activate();
  return observed;
}

async function activate(): Promise<Observed> {
  const extension = found();
  if (extension.isActive) throw new Error('The extension was active before anybody asked for it.');
  const tree = new TreeProbe();
  const log: string[] = [];
  const contextKeys = listenToContextKeys();
  const boxes: vscode.InputBox[] = [];
  const boxEvents: Observed['boxEvents'] = new EventEmitter();
  const findings: FindingsProbe = {};
  listenIn('createTreeView', (create) => (id: string, options: vscode.TreeViewOptions<Row>) => {
    if (id === 'aleta.findings') {
      const made = create(id, options) as vscode.TreeView<FindingElement>;
      const provider = options.treeDataProvider as unknown as vscode.TreeDataProvider<FindingElement>;
      Object.assign(findings, { view: made, provider });
      return made;
    }
    tree.view = create(id, {
      ...options,
      treeDataProvider: tree.watch(options.treeDataProvider),
    }) as vscode.TreeView<Row>;
    return tree.view;
  });
  listenIn(
    'createOutputChannel',
    (create) =>
      (...args: unknown[]) =>
        record(create(...args) as object, log),
  );
  listenIn('createInputBox', (create) => () => {
    const box = create() as vscode.InputBox;
    const show = box.show.bind(box);
    box.show = () => {
      show();
      boxEvents.emit('shown', box);
    };
    boxes.push(box);
    return box;
  });
  const windowState = new vscode.EventEmitter<vscode.WindowState>();
  listenIn('onDidChangeWindowState', (subscribe) => (listener: (state: vscode.WindowState) => void) => {
    return vscode.Disposable.from(subscribe(listener) as vscode.Disposable, windowState.event(listener));
  });
  const context = catchContext(extension);
  const parts = await extension.activate();
  const slots = await firstRequest(parts);
  return {
    extension,
    parts,
    context: context(),
    tree,
    findings,
    log,
    contextKeys,
    boxes,
    boxEvents,
    windowState,
    slots,
  };
}

/** Has the extension load undici where nobody has brought one as new before: then it fills both slots by itself. */
async function firstRequest({ sessions, store }: CommandContext): Promise<Observed['slots']> {
  const found = readSlots();
  writeSlot(1, undefined);
  const before = readSlots();
  await sessions.exploreDemo();
  await new Promise<void>((resolve) => {
    const listener = store.onDidChangeClients(() => {
      if (store.hierarchy === undefined) return;
      listener.dispose();
      resolve();
    });
  });
  const after = readSlots();
  writeSlot(1, found[1]);
  await sessions.leaveDemo();
  return { before, after };
}

/** `vscode.window` is one object for all code of an extension, its tests included. */
function listenIn(
  name: 'createTreeView' | 'createOutputChannel' | 'createInputBox' | 'onDidChangeWindowState',
  wrap: (create: (...args: unknown[]) => unknown) => unknown,
): void {
  const { window } = vscode as { window: Record<string, unknown> };
  window[name] = wrap(window[name] as (...args: unknown[]) => unknown);
}

/** VS Code hands them to nobody, so they are caught on their way there. */
function listenToContextKeys(): ReadonlyMap<string, unknown> {
  const keys = new Map<string, unknown>();
  const { commands } = vscode as { commands: Record<string, unknown> };
  const execute = vscode.commands.executeCommand.bind(vscode.commands);
  commands['executeCommand'] = (command: string, ...args: unknown[]): Thenable<unknown> => {
    if (command === 'setContext') keys.set(String(args[0]), args[1]);
    return execute(command, ...args);
  };
  return keys;
}

/** A channel that also keeps what is written to it. */
const record = (channel: object, log: string[]): object =>
  new Proxy(channel, {
    get(target, member) {
      const value = Reflect.get(target, member) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (typeof args[0] === 'string') log.push(args.map(String).join(' '));
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });

/** VS Code gives the context to `activate` and to nobody else, so it is caught on its way there. */
function catchContext(extension: vscode.Extension<CommandContext>): () => vscode.ExtensionContext {
  const { main } = extension.packageJSON as { main: string };
  const require = createRequire(__filename);
  const file = require.resolve(join(extension.extensionPath, main));
  const { activate: real } = require(file) as { activate: (context: vscode.ExtensionContext) => unknown };
  let context: vscode.ExtensionContext | undefined;
  const loaded = require.cache[file];
  if (loaded === undefined) throw new Error('The extension was not loaded as a CommonJS module.');
  loaded.exports = {
    activate: (given: vscode.ExtensionContext) => {
      context = given;
      return real(given);
    },
  };
  return () => {
    if (context === undefined) throw new Error('VS Code loaded the extension a second time.');
    return context;
  };
}
