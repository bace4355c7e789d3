// Takes orders of the bench over loopback and carries them out inside the extension host, where all extensions live.
const { realpathSync } = require('node:fs');
const { createServer, request } = require('node:http');
const Module = require('node:module');
const { monitorEventLoopDelay, performance } = require('node:perf_hooks');
const { commands, ConfigurationTarget, EventEmitter, extensions, TreeItem, workspace } = require('vscode');

const now = () => performance.timeOrigin + performance.now();
const delay = monitorEventLoopDelay({ resolution: 1 });
/** When our tree told VS Code that rows changed, which it does as soon as clients do, and whether all of them did. */
let changes = [];
/** Rows made since counting began, by what they say they are. */
let made = {};
let hasUndici = false;
/** Milliseconds that the module of the extension took to load. */
let moduleTime = 0;

const ours = () => realpathSync(extensions.getExtension('aleta.aleta-clients').extensionPath);

/** The emitter of our tree is told from those of others by who fires it first. */
function watchTree() {
  const path = ours();
  const { fire } = EventEmitter.prototype;
  const isOurs = new WeakMap();
  EventEmitter.prototype.fire = function (value) {
    if (!isOurs.has(this)) isOurs.set(this, new Error().stack.split('\n')[2]?.includes(path) === true);
    if (isOurs.get(this)) changes.push({ at: now(), all: value === undefined });
    return fire.call(this, value);
  };
}

/** Our bundle has undici in it, so it is told by a module of Node that only undici asks for, as soon as it runs. */
function watchModules() {
  const { _load } = Module;
  const path = ours();
  Module._load = function (name, parent, isMain) {
    if (/^(node:)?diagnostics_channel$/.test(name) && parent?.filename.startsWith(path)) hasUndici = true;
    if (!/extension\.js$/.test(name)) return _load.call(this, name, parent, isMain);
    const begun = now();
    const loaded = _load.call(this, name, parent, isMain);
    moduleTime = now() - begun;
    return loaded;
  };
}

const orders = {
  /** Milliseconds from asking for an extension to its being there. */
  async activate(id) {
    const extension = extensions.getExtension(id);
    if (extension === undefined) throw new Error(`${id} is not there: ${extensions.all.map((each) => each.id).join()}`);
    const begun = now();
    await extension.activate();
    return now() - begun;
  },
  async execute(command, ...rest) {
    await commands.executeCommand(command, ...rest);
    return null;
  },
  async configure(section, name, value) {
    await workspace.getConfiguration(section).update(name, value, ConfigurationTarget.Global);
    return null;
  },
  hasUndici: () => hasUndici,
  moduleTime: () => moduleTime,
  changes() {
    const all = changes;
    changes = [];
    return all;
  },
  startHold() {
    delay.enable();
    delay.reset();
    return null;
  },
  hold: () => delay.max / 1e6,
  /** Every row that a provider makes is given what it is once, which is where it is counted. */
  startCount() {
    made = {};
    Object.defineProperty(TreeItem.prototype, 'contextValue', {
      configurable: true,
      set(value) {
        made[value] = (made[value] ?? 0) + 1;
        Object.defineProperty(this, 'contextValue', { value, writable: true, enumerable: true, configurable: true });
      },
    });
    return null;
  },
  count() {
    delete TreeItem.prototype.contextValue;
    return made;
  },
  /** Has the bare view show rows; gives when they were there. */
  show(rows) {
    const { show } = extensions.getExtension('aleta.aleta-bench-bare').exports;
    const at = now();
    show(rows);
    return at;
  },
  /** What one writes first: the whole body at once, a Map, every level sorted. */
  async naive(url, token) {
    const answer = await globalThis.fetch(`${url}/clients`, { headers: { authorization: `Bearer ${token}` } });
    const { data } = await answer.json();
    const index = new Map(data.map(({ id, attributes }) => [id, { id, name: attributes.name, children: [] }]));
    const top = [];
    for (const { id, relationships } of data) {
      (index.get(relationships.parent.data?.id)?.children ?? top).push(index.get(id));
    }
    const { compare } = new Intl.Collator('en', { numeric: true });
    for (const list of [top, ...[...index.values()].map(({ children }) => children)]) {
      list.sort((a, b) => compare(a.name, b.name));
    }
    return index.size;
  },
};

async function carryOut(incoming, response) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  try {
    const [order, ...rest] = JSON.parse(chunks.map(String).join(''));
    response.end(JSON.stringify({ value: (await orders[order](...rest)) ?? null }));
  } catch (error) {
    response.end(JSON.stringify({ error: String(error.stack) }));
  }
}

module.exports.activate = () => {
  watchTree();
  watchModules();
  const server = createServer((incoming, response) => void carryOut(incoming, response));
  server.listen(0, '127.0.0.1', () => {
    request(process.env.ALETA_BENCH_READY, { method: 'POST' }).end(String(server.address().port));
  });
  return server;
};
