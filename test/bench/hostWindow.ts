/** A window of the real VS Code, driven from outside, with a probe inside its extension host. */
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type LaunchOptions } from 'playwright-core';
import { Workbench } from '../ui/support/workbench';

interface Given {
  readonly address: string;
  readonly settingsFile: string;
  readonly browser: LaunchOptions;
}

const settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
};

/** How long anything may take at most. */
const PATIENCE_MS = 60_000;

/** Resolves once `condition`, an expression in the page, is true and the window has painted: to the time of day in ms. */
const whenPainted = (condition: string): string => `new Promise((resolve, reject) => {
  const sidebar = document.querySelector('.part.sidebar');
  const rows = () => [...sidebar.querySelectorAll('.customview-tree .monaco-list-row')];
  const text = (row, part) => (row.querySelector(part)?.textContent ?? '').replaceAll('\\u00a0', ' ');
  const labels = () => rows().map((row) => text(row, '.label-name'));
  const patience = setTimeout(() => {
    isSeen = true;
    observer.disconnect();
    reject(new Error(${JSON.stringify(condition)} + ' did not come true: ' + labels().slice(0, 5).join(', ')));
  }, ${PATIENCE_MS});
  let isSeen = false;
  const look = () => {
    if (isSeen || !(${condition})) return;
    isSeen = true;
    observer.disconnect();
    clearTimeout(patience);
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
      channel.port2.postMessage(null);
    });
  };
  const observer = new MutationObserver(look);
  observer.observe(sidebar, { subtree: true, childList: true, attributes: true, characterData: true });
  look();
})`;

export class Host {
  readonly #server: ChildProcess;
  readonly #browser: Browser;
  readonly #ready: Server;
  readonly #given: Given;
  #probe = '';
  #context: BrowserContext | undefined;
  #workbench: Workbench | undefined;

  private constructor(server: ChildProcess, browser: Browser, ready: Server, given: Given) {
    this.#server = server;
    this.#browser = browser;
    this.#ready = ready;
    this.#given = given;
  }

  static async start(): Promise<Host> {
    const ready = createServer();
    await once(ready.listen(0, '127.0.0.1'), 'listening');
    const env = {
      ...process.env,
      ALETA_BENCH_READY: `http://127.0.0.1:${(ready.address() as AddressInfo).port}`,
    };
    const script = join(__dirname, '../../../test/bench/hostServer.mts');
    const execArgv = ['--disable-warning=ExperimentalWarning'];
    const server = fork(script, { env, execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
    const ended = once(server, 'exit').then(() => {
      throw new Error('VS Code could not be started.');
    });
    ended.catch(() => undefined);
    const [given] = (await Promise.race([once(server, 'message'), ended])) as [Given];
    const launch = { ...given.browser, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
    const host = new Host(server, await chromium.launch(launch), ready, given);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => void host.end().finally(() => process.exit(1)));
    }
    return host;
  }

  async end(): Promise<void> {
    await this.#browser.close();
    this.#ready.closeAllConnections();
    this.#ready.close();
    this.#server.disconnect();
    await once(this.#server, 'exit');
  }

  get workbench(): Workbench {
    if (this.#workbench === undefined) throw new Error('no window is open');
    return this.#workbench;
  }

  /** A window with nothing stored, in place of the one before. */
  async open(apiUrl: string): Promise<void> {
    await this.#context?.close();
    writeFileSync(this.#given.settingsFile, JSON.stringify({ ...settings, 'aleta.apiUrl': apiUrl }));
    this.#context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } });
    this.#context.setDefaultTimeout(60_000);
    const body = randomBytes(32);
    await this.#context.route('**/mint-key', (route) => route.fulfill({ body }));
    const page = await this.#context.newPage();
    this.#workbench = new Workbench(page, this.#given.address, '');
    await this.#loaded(() => this.workbench.load());
  }

  /** The same window again, in a new extension host. */
  async reload(): Promise<void> {
    await this.#loaded(() => this.workbench.reload());
  }

  async #loaded(load: () => Promise<void>): Promise<void> {
    const probe = once(this.#ready, 'request').then(async ([request, response]) => {
      const chunks: string[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(String(chunk));
      (response as { end(): void }).end();
      return chunks.join('');
    });
    await load();
    this.#probe = `http://127.0.0.1:${await probe}`;
  }

  /** Has the setting name another service. */
  async turnTo(apiUrl: string): Promise<void> {
    await this.order('configure', 'aleta', 'apiUrl', apiUrl);
  }

  /** Has the probe carry something out inside the extension host. */
  async order(name: string, ...args: unknown[]): Promise<unknown> {
    const answer = await fetch(this.#probe, { method: 'POST', body: JSON.stringify([name, ...args]) });
    const { value, error } = (await answer.json()) as { value?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return value;
  }

  async execute(command: string, ...args: unknown[]): Promise<void> {
    await this.order('execute', command, ...args);
  }

  /** When a row of this name was painted, and `more` (an expression that may use `rows()` and `labels()`) is true. */
  async painted(label: string, more = 'true'): Promise<number> {
    return this.#when(`labels().includes(${JSON.stringify(label)}) && (${more})`);
  }

  async #when(condition: string): Promise<number> {
    return this.workbench.page.evaluate<number>(whenPainted(condition));
  }

  async paintedNo(label: string): Promise<number> {
    return this.#when(`!labels().includes(${JSON.stringify(label)})`);
  }

  /** Counts what is added to or taken from the rows of the tree until it is asked for. */
  async watchRows(): Promise<() => Promise<number>> {
    const { page } = this.workbench;
    await page.evaluate(`{
      const seen = (globalThis.aletaBench = { count: 0 });
      new MutationObserver((changes) => (seen.count += changes.length)).observe(
        document.querySelector('.part.sidebar .customview-tree .monaco-list-rows'),
        { subtree: true, childList: true, characterData: true },
      );
    }`);
    return () => page.evaluate<number>('globalThis.aletaBench.count');
  }

  /** Opens the row by a click on its twistie; how long until `first` was painted below it. */
  async expand(label: string, first: string): Promise<number> {
    const { page, view } = this.workbench;
    await page.mouse.move(0, 0);
    await page.evaluate(`addEventListener('mousedown', (event) => {
      globalThis.aletaClicked = performance.timeOrigin + event.timeStamp;
    }, { capture: true, once: true })`);
    const painted = this.painted(first);
    await view.row(label).locator('.monaco-tl-twistie').click();
    const at = await painted;
    return at - (await page.evaluate<number>('globalThis.aletaClicked'));
  }
}
