// The steps of `npm test`, each giving counts for the closing line.
import { runTests } from '@vscode/test-electron';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { browserLaunch } from './browser.mts';
import { findDesktop } from './desktop.mts';
import { isBundleUpToDate } from './l10n.mts';
import { artifacts, bin, builds, npmProvided, root } from './paths.mts';
import { run, temporaryFolder, type Cleanup } from './processes.mts';
import { startServer } from './vscodeServer.mts';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}
const oneFailed: Counts = { passed: 0, failed: 1, skipped: 0 };
const skipped = (reason: string): Counts => {
  console.log(`Skipped: ${reason}`);
  return { passed: 0, failed: 0, skipped: 1 };
};

const node = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, timeout: 30 * 60_000 });

/** Lint, format, types and the strings for translators count as one test each. */
export async function checks(): Promise<Counts> {
  const program = async (...args: string[]) => (await node(args)) === 0;
  const steps = {
    ESLint: () => program(bin.eslint, '.', '--max-warnings=0'),
    Prettier: () => program(bin.prettier, '--check', '--log-level=warn', '.'),
    Types: () => program(bin.tsc, '--noEmit'),
    'Strings for translators': isBundleUpToDate,
  };
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, check] of Object.entries(steps)) {
    const ok = await check();
    console.log(`  ${ok ? '✔' : '✖'} ${name}`);
    counts[ok ? 'passed' : 'failed']++;
  }
  return counts;
}

/** Makes out/ a mirror of the sources: a test that was deleted must not run on. */
export async function transpile(): Promise<void> {
  if ((await node(['esbuild.js', '--tests'])) !== 0) throw new Error('The tests could not be transpiled.');
  const out = join(root, 'out');
  for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    const source = join(root, name.replace(/\.js$/, '.ts'));
    if (name.endsWith('.js') && !existsSync(source)) rmSync(join(out, name));
  }
}

/**
 * Makes the .vsix. VS Code shows only https and data pictures in the page of an extension, and vsce lets only https
 * pass: those of the README point to where Open VSX serves the files of this version of the package. So they need no
 * public repository. ALETA_PICTURES is another address, of a folder that has `media/` in it.
 */
export async function pack(): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;
  const { publisher = '', name = '', version = '' } = manifest;
  const file = join(root, `${name}-${version}.vsix`);
  const served = `https://open-vsx.org/vscode/unpkg/${publisher}/${name}/${version}/extension`;
  const pictures = process.env.ALETA_PICTURES ?? served;
  const code = await node([bin.vsce, 'package', '--no-dependencies', '--baseImagesUrl', pictures, '--out', file]);
  if (code !== 0) throw new Error(`Packaging failed (exit code ${code}).`);
  return file;
}

export async function unit(cleanup: Cleanup, pass: readonly string[]): Promise<Counts> {
  await transpile();
  return mocha(cleanup, 'unit', pass);
}

async function mocha(cleanup: Cleanup, suite: string, pass: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const results = join(temporaryFolder(cleanup, suite), 'results.json');
  const specs = `out/test/${suite}/**/*.test.js`;
  if (readdirSync(join(root, 'out/test', suite), { recursive: true }).length === 0) return oneFailed;
  const options = [
    '--reporter',
    join(import.meta.dirname, 'reporter.cjs'),
    ...(suite === 'ui' ? ['--timeout', '120000'] : []),
  ];
  const code = await node(['--enable-source-maps', bin.mocha, ...options, ...pass, specs], {
    ...env,
    ALETA_TEST_RESULTS: results,
    ALETA_OWN_PROCESS: '1',
  });
  return read(results, code, pass);
}

/** A suite that crashed, counted nothing or ended badly without a failure of its own counts as one failure. */
function read(results: string, code: number, pass: readonly string[]): Counts {
  if (!existsSync(results)) return oneFailed;
  const counts = JSON.parse(readFileSync(results, 'utf8')) as Counts;
  const filtered = pass.some((argument) => /^(-[gf]|--(grep|fgrep))/.test(argument));
  const empty = counts.passed + counts.failed + counts.skipped === 0 && !filtered;
  if (empty) console.error('There was no test to run.');
  return empty || (code !== 0 && counts.failed === 0) ? { ...counts, failed: counts.failed + 1 } : counts;
}

/** The host suite on the oldest VS Code that is promised, which npm provides like the current one. */
export async function floor(cleanup: Cleanup, pass: readonly string[]): Promise<Counts> {
  if (npmProvided) return host(cleanup, pass, 'floor');
  return skipped(
    `the oldest VS Code comes from npm for Linux on x64 only, this is ${process.platform} ${process.arch}.`,
  );
}

/** Where the host suite runs: the VS Code of this machine, or one that npm provides. */
type Host = 'desktop' | keyof typeof builds;

/** Both kinds of host go through `runTests`; the npm-provided one behind a small executable of ours. */
export async function host(
  cleanup: Cleanup,
  pass: readonly string[],
  where: Host = npmProvided ? 'current' : 'desktop',
): Promise<Counts> {
  await transpile();
  if ((await node(['esbuild.js'])) !== 0) throw new Error('The extension could not be built.');
  const desktop = where === 'desktop';
  const executable = desktop ? findDesktop() : launcher(cleanup, where);
  if (desktop && executable === undefined) {
    console.log('No desktop VS Code in VSCODE_EXECUTABLE or on the PATH: downloading one into .vscode-test.');
  }
  const folder = temporaryFolder(cleanup, 'hostrun');
  const results = join(folder, 'results.json');
  let code = 0;
  try {
    await runTests({
      ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out/test/host/index.js'),
      // A folder is open, so that what a workspace may and may not set can be tested.
      launchArgs: [
        temporaryFolder(cleanup, 'workspace'),
        `--user-data-dir=${join(folder, 'user')}`,
        `--extensions-dir=${join(folder, 'extensions')}`,
      ],
      extensionTestsEnv: { ALETA_TEST_RESULTS: results, ALETA_MOCHA: JSON.stringify(pass) },
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (desktop && executable === undefined)
      console.error('VS Code could not be had: install it or set VSCODE_EXECUTABLE.');
    code = 1;
  }
  return read(results, code, pass);
}

function launcher(cleanup: Cleanup, build: keyof typeof builds): string {
  const file = join(temporaryFolder(cleanup, 'launcher'), 'code');
  const script = join(import.meta.dirname, 'hostRunner.mts');
  const command = [process.execPath, '--enable-source-maps', script, `--build=${build}`].map(shellQuoted).join(' ');
  writeFileSync(file, `#!/bin/sh\nexec ${command} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

/** One word of a POSIX shell, whatever is in it. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** One server with the packaged extension in it serves the whole suite; each test has a browser profile of its own. */
export async function ui(cleanup: Cleanup, pass: readonly string[], vsix?: string): Promise<Counts> {
  if (!npmProvided) return skipped(`the UI suite needs Linux on x64, this is ${process.platform} ${process.arch}.`);
  await transpile();
  // First on the PATH of the extension host, which a login shell would set anew: tests put programs there to sign in with.
  const programs = temporaryFolder(cleanup, 'programs');
  const server = await startServer(cleanup, {
    ...{ name: 'ui', vsix: vsix ?? (await pack()), args: ['--force-disable-user-env'] },
    env: { PATH: [programs, process.env.PATH ?? ''].join(delimiter) },
  });
  const pictures = join(artifacts, 'ui');
  mkdirSync(pictures, { recursive: true });
  const { url, connectionToken, settingsFile, logFile } = server;
  const given = {
    url,
    connectionToken,
    settingsFile,
    logFile,
    programs,
    artifacts: pictures,
    browser: browserLaunch(),
  };
  return mocha(cleanup, 'ui', pass, { ALETA_UI: JSON.stringify(given) });
}
