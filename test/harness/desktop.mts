// A VS Code that is installed on this machine.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The program itself, as `runTests` wants it; `code` on the PATH is a script that returns at once. */
export function findDesktop(): string | undefined {
  const named = process.env.ALETA_HOST === 'npm' ? undefined : process.env.VSCODE_EXECUTABLE;
  if (named !== undefined) return named;
  const cli = findCli();
  if (cli === undefined) return undefined;
  const bin = dirname(realpathSync(cli));
  const candidates: Partial<Record<NodeJS.Platform, string[]>> = {
    win32: ['../Code.exe'],
    darwin: ['../../../MacOS/Electron', '../../../MacOS/Code'],
  };
  return (candidates[process.platform] ?? ['../code']).map((path) => join(bin, path)).find((path) => existsSync(path));
}

/** The command line program `code`. ALETA_HOST=npm asks for the npm-provided VS Code even where there is one. */
export function findCli(): string | undefined {
  if (process.env.ALETA_HOST === 'npm') return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}
