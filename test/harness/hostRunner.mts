import { readFileSync } from 'node:fs';
// Stands in for the desktop program under `runTests` of @vscode/test-electron: understands the same arguments, runs the
// suite in the npm-provided VS Code, and ends with the exit code that the page hands over.
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { browserLaunch } from './browser.mts';
import { builds } from './paths.mts';
import { createCleanup, type Cleanup } from './processes.mts';
import { startServer } from './vscodeServer.mts';

/** The suite has to say something within the first, and be over within the second. */
const firstWordLimit = Number(process.env.ALETA_HOST_START_SECONDS ?? 120) * 1000;
const wholeLimit = Number(process.env.ALETA_HOST_SECONDS ?? 900) * 1000;
/** What test/host/index.ts says first. */
const firstWord = 'Host suite in VS Code';
const failed = 1;

/** Arguments that `runTests` passes and this host has no use for are let through. */
const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    /** Ours: a name in `builds`. */
    build: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    extensionDevelopmentPath: { type: 'string', multiple: true },
  },
});

interface Outcome {
  code: number;
  /** What went wrong around the suite, if the suite could not say it itself. */
  trouble?: string;
}

async function main(cleanup: Cleanup): Promise<number> {
  const tests = values.extensionTestsPath;
  const extensions = (values.extensionDevelopmentPath ?? []).filter((path) => typeof path === 'string');
  if (typeof tests !== 'string') throw new Error('--extensionTestsPath is missing.');

  const server = await startServer(cleanup, {
    name: 'host',
    build: values.build === 'floor' ? builds.floor : builds.current,
    settings: { 'workbench.startupEditor': 'none', 'chat.disableAIFeatures': true },
    args: ['--enable-smoke-test-driver', '--disable-workspace-trust'],
  });
  const browser = await chromium.launch({ ...browserLaunch(), handleSIGINT: false, handleSIGTERM: false });
  cleanup.add(() => browser.close());
  const page = await browser.newPage();
  const pageLog: string[] = [];
  page.on('console', (message) => pageLog.push(`${message.type()}: ${message.text()}`));

  const outcome = await new Promise<Outcome>((resolve) => {
    const give = (trouble: string) => resolve({ code: failed, trouble });
    const seconds = (limit: number) => `${limit / 1000} s`;
    const first = setTimeout(() => give(`The suite did not begin within ${seconds(firstWordLimit)}.`), firstWordLimit);
    const whole = setTimeout(() => give(`The suite was not over after ${seconds(wholeLimit)}.`), wholeLimit);
    cleanup.add(() => {
      clearTimeout(first);
      clearTimeout(whole);
    });
    page.on('crash', () => give('The page crashed.'));
    browser.on('disconnected', () => give('The browser is gone.'));
    void server.exited.then((code) => give(`The server ended with ${String(code)}.`));
    const opening = expose(
      page,
      (code) => resolve({ code }),
      () => clearTimeout(first),
    ).then(() =>
      page.goto(
        server.address(
          [
            ...extensions.map((path) => ['extensionDevelopmentPath', server.remote(path)] as const),
            ['extensionTestsPath', server.remote(tests)],
          ],
          positionals.find((path) => path.startsWith('/')),
        ),
      ),
    );
    opening.catch((error: unknown) => give(`The workbench could not be opened: ${String(error)}`));
  });

  if (outcome.trouble !== undefined) {
    const tail = (lines: string[]) => lines.slice(-60).join('\n');
    console.error(`${outcome.trouble}\n--- page\n${tail(pageLog)}\n--- server`);
    console.error(tail(readFileSync(server.logFile, 'utf8').split('\n')));
  }
  return outcome.code;
}

/** Compiled modules that are not there and need not be, and the gallery that is switched off. */
const noise = /Could not locate the bindings file|native-watchdog|additional builtin extensions from gallery/;

/** The two functions that the workbench calls when it runs a suite. */
async function expose(page: Page, exit: (code: number) => void, spoken: () => void): Promise<void> {
  let heard = false;
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    const [text, ...rest] = args;
    const line = typeof text === 'string' ? text : JSON.stringify(text);
    if (line.startsWith(firstWord)) {
      heard = true;
      spoken();
    }
    // Until the suite begins there is only the workbench talking to itself; that is kept for when things go wrong.
    if (!heard || noise.test(line)) return;
    const print = type === 'error' ? console.error : console.log;
    print(line, ...rest);
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
}

const cleanup = createCleanup();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void cleanup.run().then(() => process.exit(failed)));
}
try {
  process.exitCode = await main(cleanup);
} catch (error) {
  console.error(error);
  process.exitCode = failed;
} finally {
  await cleanup.run();
}
