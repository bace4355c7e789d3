/** From the program of a command to the file that is run. Never one of the current folder. */
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { ProgramError, type ProgramFailure } from './programError';

/** The machine as far as it decides which file a name stands for. `process` is one. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A file that can be run. Absolute paths. */
export interface ResolvedProgram {
  /** The file to run. It may be a link: what a program does can depend on the name by which it is called. */
  readonly file: string;
  /** The file that `file` leads to when all links are followed. */
  readonly realFile: string;
}

/** Extensions of what Windows runs without a shell. */
const WINDOWS_PROGRAM = /\.(exe|com)$/i;

/** Extensions where the variable PATHEXT does not say any, in the order in which Windows tries them. */
const DEFAULT_PATHEXT = '.COM;.EXE;.BAT;.CMD';

/**
 * The file that `program` stands for now.
 *
 * @param program A name, looked for on the PATH, or an absolute path.
 * @throws ProgramError
 */
export async function resolveProgram(program: string, machine: Machine = process): Promise<ResolvedProgram> {
  const files = candidateFiles(program, machine);
  if (files === undefined) throw new ProgramError('relativePath', program);
  let obstacle: ProgramError | undefined;
  for (const file of files) {
    const found = await inspect(file, machine.platform);
    if (typeof found !== 'string') return found;
    // What a shell of Windows would run is what the person means: a program further down the PATH is not.
    if (found === 'windowsScript') throw new ProgramError(found, file);
    // A folder on the PATH may well have the name of a program.
    if (found === 'notExecutable' || (found === 'folder' && file === program))
      obstacle ??= new ProgramError(found, file);
  }
  throw obstacle ?? new ProgramError('missing', program);
}

/**
 * The files that `program` may stand for, in the order in which they are tried; `undefined` for a path that depends on
 * the current folder. Pure.
 */
export function candidateFiles(program: string, { platform, env }: Machine): readonly string[] | undefined {
  const isWindows = platform === 'win32';
  const names = isWindows ? windowsNames(program, variable(env, 'PATHEXT') ?? DEFAULT_PATHEXT) : [program];
  if (isAbsolute(program, isWindows)) return names;
  if (program === '' || (isWindows ? /[\\/:]/ : /\//).test(program)) return undefined;
  const path = (isWindows ? variable(env, 'PATH') : env['PATH']) ?? '';
  const folders = path
    .split(isWindows ? ';' : ':')
    .map((folder) => (isWindows ? folder.replaceAll('"', '') : folder))
    // An empty one is the current folder.
    .filter((folder) => isAbsolute(folder, isWindows));
  const paths = isWindows ? win32 : posix;
  return folders.flatMap((folder) => names.map((name) => paths.join(folder, name)));
}

/** Whether a path is the same whatever the current folder is, and on Windows the current drive. */
const isAbsolute = (path: string, isWindows: boolean): boolean =>
  isWindows ? /^([a-z]:[\\/]|[\\/]{2}[^\\/])/i.test(path) : posix.isAbsolute(path);

/** `name` with each extension; before that as it is, where it seems to have one (`az.cmd`, but also `python3.11`). */
function windowsNames(name: string, pathExt: string): readonly string[] {
  const extensions = pathExt.split(';').map((extension) => extension.trim());
  const names = extensions.filter((extension) => /^\.\w+$/.test(extension)).map((extension) => `${name}${extension}`);
  return win32.extname(name) === '' ? names : [name, ...names];
}

/** Variables of Windows have no case. */
function variable(env: Machine['env'], name: string): string | undefined {
  const found = Object.keys(env).find((key) => key.toUpperCase() === name);
  return found === undefined ? undefined : env[found];
}

/** Why Windows does not run `file` without a shell, as far as its name tells; `undefined` where it does. Pure. */
export function windowsFailureOf(file: string): ProgramFailure | undefined {
  // Windows opens `az.cmd. .` as `az.cmd`.
  const name = file.replace(/[. ]+$/, '');
  if (WINDOWS_PROGRAM.test(name)) return undefined;
  return /\.(cmd|bat|ps1|vbs|vbe|js|jse|wsf|wsh|msc|py)$/i.test(name) ? 'windowsScript' : 'notExecutable';
}

/** `file` with its links followed, or why it cannot be run. */
async function inspect(file: string, platform: NodeJS.Platform): Promise<ResolvedProgram | ProgramFailure> {
  let realFile: string;
  try {
    const found = await stat(file);
    if (found.isDirectory()) return 'folder';
    if (!found.isFile()) return 'notExecutable';
    realFile = await realpath(file);
  } catch {
    return 'missing';
  }
  if (platform === 'win32') return windowsFailureOf(file) ?? windowsFailureOf(realFile) ?? { file, realFile };
  return access(file, constants.X_OK).then(
    () => ({ file, realFile }),
    () => 'notExecutable' as const,
  );
}
