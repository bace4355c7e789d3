// `npm start`: VS Code with the extension from this folder in it, showing the demo data at once.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCli, findDesktop } from './desktop.mts';
import { npmProvided, root } from './paths.mts';
import { run, startGroup, temporaryFolder, type Cleanup } from './processes.mts';
import { startServer } from './vscodeServer.mts';

/** A second extension, for development only, that opens the view and asks for the demo data. */
const opener = join(import.meta.dirname, 'opener');
const settings = { 'workbench.startupEditor': 'none', 'chat.disableAIFeatures': true };

export async function start(cleanup: Cleanup, stopped: Promise<void>): Promise<number> {
  const built = await run(process.execPath, ['esbuild.js'], { cwd: root });
  if (built !== 0) return built;
  // The command `code` returns at once and its window would outlive Ctrl+C, so it is only the second choice.
  const program = findDesktop() ?? findCli();
  if (program !== undefined) return desktop(cleanup, program, stopped);
  if (npmProvided) return served(cleanup, stopped);
  console.error('Install VS Code and put its `code` command on the PATH: npm provides one for Linux on x64 only.');
  return 1;
}

async function desktop(cleanup: Cleanup, program: string, stopped: Promise<void>): Promise<number> {
  const profile = temporaryFolder(cleanup, 'start');
  mkdirSync(join(profile, 'user/User'), { recursive: true });
  writeFileSync(join(profile, 'user/User/settings.json'), JSON.stringify(settings));
  const args = [
    '--new-window',
    '--wait',
    `--user-data-dir=${join(profile, 'user')}`,
    `--extensions-dir=${join(profile, 'extensions')}`,
    `--extensionDevelopmentPath=${root}`,
    `--extensionDevelopmentPath=${opener}`,
    // Electron does not start as root otherwise.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const shell = program.endsWith('.cmd');
  const command = shell ? `"${program}"` : program;
  const { exited, end } = startGroup(command, args, { stdio: ['ignore', 'ignore', 'inherit'], shell });
  cleanup.add(end);
  console.log('VS Code is open; close its window or press Ctrl+C to end.');
  return (await Promise.race([exited, stopped])) ?? 0;
}

async function served(cleanup: Cleanup, stopped: Promise<void>): Promise<number> {
  const server = await startServer(cleanup, { name: 'start', settings, linked: [root, opener] });
  const address = server.address();
  console.log(`Open ${address}\nPress Ctrl+C to end.`);
  openBrowser(address);
  const code = await Promise.race([server.exited, stopped]);
  return code ?? 0;
}

/** Only a convenience: without a screen the printed address is all there is. */
function openBrowser(address: string): void {
  if (process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined) return;
  const { child } = startGroup('xdg-open', [address], { stdio: 'ignore' });
  child.unref();
}
