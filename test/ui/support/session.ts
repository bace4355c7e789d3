// One browser for the suite, one profile of it per test, pictures and logs of what failed.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { readGiven, type Given } from './given';
import { shareSecrets } from './manyWindows';
import { Workbench } from './workbench';

export interface OpenOptions {
  /** User settings, such as `aleta.apiUrl`. */
  settings?: Readonly<Record<string, unknown>>;
  theme?: 'dark' | 'light' | 'contrast';
  width?: number;
  height?: number;
  /** Pixels of the side bar, without the activity bar; opens our view in it. */
  sidebarWidth?: number;
  /** Opens a folder, an empty one: only such a window has its editors back after a reload. */
  folder?: boolean;
  /** A display language, for which our own bundle is loaded. */
  language?: string;
  /** For tests with several windows: they share secrets, as on the desktop. */
  manyWindows?: boolean;
}

const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  contrast: 'Default High Contrast',
};
const quietWorkbench = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'window.commandCenter': false,
};

export class Session {
  readonly #given: Given;
  readonly #browser: Browser;
  #context: BrowserContext | undefined;
  #open: Workbench[] = [];
  #log: string[] = [];

  private constructor(given: Given, browser: Browser) {
    this.#given = given;
    this.#browser = browser;
  }

  static async start(): Promise<Session> {
    const given = readGiven();
    return new Session(given, await chromium.launch(given.browser));
  }

  /** A window. The first of a test starts with nothing stored; later ones share its secrets and state. */
  async open(options: OpenOptions = {}): Promise<Workbench> {
    const { theme = 'dark', width = 1280, height = 800, settings = {} } = options;
    const all = { ...quietWorkbench, 'workbench.colorTheme': themes[theme], ...settings };
    writeFileSync(this.#given.settingsFile, JSON.stringify(all));
    this.#context ??= await this.#newContext(options);
    const page = await this.#context.newPage();
    await page.setViewportSize({ width, height });
    page.on('console', (message) => this.#log.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => this.#log.push(`page error: ${String(error)}`));
    page.on('crash', () => this.#log.push('The page crashed.'));
    const query = options.folder === true ? new URLSearchParams({ folder: this.#emptyFolder() }).toString() : 'ew=true';
    const workbench = new Workbench(
      page,
      `${this.#given.url}/?tkn=${this.#given.connectionToken}&${query}`,
      this.#given.artifacts,
    );
    this.#open.push(workbench);
    await workbench.load();
    if (options.sidebarWidth !== undefined) {
      await workbench.openAletaView();
      await workbench.setSidebarWidth(options.sidebarWidth);
    }
    return workbench;
  }

  #emptyFolder(): string {
    const folder = join(dirname(this.#given.settingsFile), 'empty');
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  async #newContext({ language, manyWindows }: OpenOptions): Promise<BrowserContext> {
    const context = await this.#browser.newContext();
    context.setDefaultTimeout(20_000);
    // Without an answer to this, secrets are kept in memory only and are gone with a reload.
    const body = randomBytes(32);
    await context.route('**/mint-key', (route) => route.fulfill({ body }));
    if (manyWindows === true) await shareSecrets(context);
    if (language !== undefined) {
      await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
    }
    return context;
  }

  /** Called after each test, with its title if it failed. */
  async finish(failedTitle?: string): Promise<void> {
    if (failedTitle !== undefined) await this.#keep(failedTitle);
    await this.#context?.close();
    this.#context = undefined;
    this.#open = [];
    this.#log = [];
  }

  async #keep(title: string): Promise<void> {
    const name = `failed-${title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100)}`;
    const server = readFileSync(this.#given.logFile, 'utf8');
    const log = [...this.#log, '--- server', server].join('\n');
    writeFileSync(join(this.#given.artifacts, `${name}.log`), log);
    for (const [index, workbench] of this.#open.entries()) {
      try {
        console.log(`      picture: ${await workbench.screenshot(index === 0 ? name : `${name}-${index + 1}`)}`);
      } catch (error) {
        console.log(`      no picture: ${String(error)}`);
      }
    }
  }

  async end(): Promise<void> {
    await this.#browser.close();
  }
}

let session: Session | undefined;

/** Opens a window in a test: nothing to close, that is done after each test. */
export async function openWorkbench(options?: OpenOptions): Promise<Workbench> {
  session ??= await Session.start();
  return session.open(options);
}

/** Mocha's root hooks; every spec file that opens a window brings them in by importing this module. */
afterEach(async function () {
  await session?.finish(this.currentTest?.state === 'failed' ? this.currentTest.fullTitle() : undefined);
});
after(async () => {
  await session?.end();
  session = undefined;
});
