// The npm-provided VS Code: its server on loopback, with a data folder of its own.
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { builds, type VsCodeBuild } from './paths.mts';
import { run, startGroup, temporaryEnvironment, temporaryFolder, type Cleanup } from './processes.mts';

export interface ServerOptions {
  name: string;
  /** The VS Code to start: the current one if none is given. */
  build?: VsCodeBuild;
  /** A packaged extension to install first, as a user would. */
  vsix?: string;
  /** Extension folders to run from where they are; a reload of the window picks up a new build. */
  linked?: readonly string[];
  settings?: Readonly<Record<string, unknown>>;
  /** More arguments for server-main.js. */
  args?: readonly string[];
  env?: NodeJS.ProcessEnv;
}

export interface VsCodeServer {
  readonly port: number;
  readonly url: string;
  /** Part of each address: a window runs code as this user, so nobody else on this machine may open one. */
  readonly connectionToken: string;
  /** User settings live on the server's side in this host; VS Code notices changes of the file. */
  readonly settingsFile: string;
  readonly logFile: string;
  readonly exited: Promise<number | null>;
  /** The address of a window. `payload` is what a desktop VS Code would take as arguments. */
  address(payload?: readonly (readonly [string, string])[], folder?: string): string;
  /** A folder of this machine as the window's arguments name it. */
  remote(path: string): string;
}

const startLimit = 60_000;

export async function startServer(cleanup: Cleanup, options: ServerOptions): Promise<VsCodeServer> {
  const { folder, node } = options.build ?? builds.current;
  const main = join(folder, 'out/server-main.js');
  const data = temporaryFolder(cleanup, options.name);
  const settingsFile = join(data, 'data/User/settings.json');
  mkdirSync(dirname(settingsFile), { recursive: true });
  writeFileSync(settingsFile, JSON.stringify(options.settings ?? {}));
  // Nothing here needs a gallery, and a test run should not ask the outside world for one.
  const env = {
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...process.env,
    ...temporaryEnvironment(cleanup),
    ...options.env,
  };
  const common = ['--accept-server-license-terms', '--server-data-dir', data, '--telemetry-level', 'off'];

  if (options.vsix !== undefined) {
    const code = await run(node, [main, ...common, '--install-extension', options.vsix], {
      env,
      stdio: ['ignore', 'inherit', 'ignore'],
    });
    if (code !== 0) throw new Error(`Installing ${options.vsix} failed (exit code ${code}).`);
  }

  link(options.linked ?? [], join(data, 'extensions'));

  const connectionToken = randomBytes(16).toString('hex');
  // In a file: the arguments of a process can be seen by all users of a machine.
  const tokenFile = join(data, 'connection-token');
  writeFileSync(tokenFile, connectionToken, { mode: 0o600 });
  const logFile = join(data, 'server.log');
  const args = [
    main,
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--connection-token-file',
    tokenFile,
    ...common,
    ...(options.args ?? []),
  ];
  const { child, exited, end } = startGroup(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  cleanup.add(end);
  const log = createWriteStream(logFile);
  child.stderr?.pipe(log, { end: false });
  child.stdout?.pipe(log, { end: false });

  const port = await new Promise<number>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`VS Code's server ${what}.\n${readFileSync(logFile, 'utf8')}`));
    const timer = setTimeout(() => fail(`was not ready after ${startLimit / 1000} s`), startLimit);
    void exited.then((code) => {
      clearTimeout(timer);
      fail(`ended with ${String(code)}`);
    });
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      const found = /agent listening on (\d+)/.exec(line);
      if (!found) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    });
  });

  const authority = `127.0.0.1:${port}`;
  return {
    port,
    url: `http://${authority}`,
    connectionToken,
    settingsFile,
    logFile,
    exited,
    remote: (path) => `vscode-remote://${authority}${path}`,
    address(payload = [], folder) {
      const query = new URLSearchParams(folder === undefined ? { ew: 'true' } : { folder });
      query.set('tkn', connectionToken);
      query.set('payload', JSON.stringify([...payload, ['skipWelcome', 'true']]));
      return `http://${authority}/?${query.toString()}`;
    },
  };
}

/**
 * Real development mode would be cleaner, but this VS Code allows it only together with its test driver, which hides
 * notifications. At the first start whatever lies in this folder counts as installed.
 */
function link(extensions: readonly string[], folder: string): void {
  for (const extension of extensions) {
    const manifest = readFileSync(join(extension, 'package.json'), 'utf8');
    const { publisher, name, version } = JSON.parse(manifest) as Record<string, string>;
    mkdirSync(folder, { recursive: true });
    symlinkSync(extension, join(folder, `${String(publisher)}.${String(name)}-${String(version)}`), 'dir');
  }
}
