/** Runs one program of the person's own, without a shell, and gives what it printed. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { parse } from 'node:path';
import type { Readable } from 'node:stream';
import { LastLine } from './lastLine';
import { ProcessTree } from './processTree';
import { ProgramError, type ProgramFailure } from './programError';

/** How long a program may take that no person waits for (ms). */
const DEFAULT_TIMEOUT_MS = 30_000;

/** How long a program may take while a person waits for it, who may have to touch a key or sign in elsewhere (ms). */
export const ATTENDED_TIMEOUT_MS = 300_000;

/** Most bytes on stdout. A signature has less than 200, a token seldom more than 4,000. */
const DEFAULT_MAX_BYTES = 64 * 1024;

/** How long the output is waited for once the program has ended and another process holds it open (ms). */
const CLOSE_MS = 500;

/** How long a program that was stopped is waited for (ms). Longer than it takes to kill it, where it can be killed. */
const ABANDON_MS = 5_000;

export interface ProgramRun {
  /** Absolute path. */
  readonly file: string;
  /** As the program gets them: nothing is split, expanded or unquoted. */
  readonly args: readonly string[];
  /** Ends the program. */
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** Most bytes on stdout. */
  readonly maxBytes?: number;
}

/**
 * Runs a program in the home folder, with stdin closed, and ends it together with what it started. It has ended when
 * this returns or throws, unless the system refused to kill it.
 *
 * @returns What it wrote to stdout.
 * @throws ProgramError for whatever else than the exit code 0, or the reason of `signal` when aborted.
 */
export async function runProgram(run: ProgramRun): Promise<Buffer> {
  const { file, signal, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = run;
  const cwd = await workingFolder(file);
  signal.throwIfAborted();
  const child = start(run, cwd);
  const tree = new ProcessTree(child);
  const exit = Promise.withResolvers<string>();
  watch(child, tree, file, exit);
  let stopped: ProgramFailure | 'cancelled' | undefined;
  let abandoning: NodeJS.Timeout | undefined;
  const stop = (reason: ProgramFailure | 'cancelled'): void => {
    if (stopped !== undefined) return;
    stopped = reason;
    tree.end();
    abandoning = setTimeout(() => exit.resolve('lost'), ABANDON_MS);
  };
  const onAbort = (): void => stop('cancelled');
  signal.addEventListener('abort', onAbort);
  const timer = setTimeout(() => stop('timedOut'), timeoutMs);
  const lastLine = new LastLine();
  child.stderr.on('data', (chunk: Buffer) => lastLine.add(chunk));
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else stop('tooMuchOutput');
  });
  try {
    const code = await exit.promise;
    if (stopped === 'cancelled') throw signal.reason;
    if (stopped !== undefined) throw new ProgramError(stopped, file, { lastLine: lastLine.text });
    if (code !== '0') throw new ProgramError('failed', file, { code, lastLine: lastLine.text });
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
    clearTimeout(abandoning);
    signal.removeEventListener('abort', onAbort);
    tree.dispose();
  }
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** @throws ProgramError */
function start({ file, args }: ProgramRun, cwd: string): Child {
  try {
    return spawn(file, args, {
      cwd,
      env: childEnvironment(process.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
      // On POSIX a process group of its own; on Windows this would open a console.
      detached: process.platform !== 'win32',
    });
  } catch (error) {
    throw notStarted(file, error);
  }
}

/**
 * Settles `exit` when the program and its output have ended: with the exit code, or the signal that ended it.
 *
 * @param exit Rejected with a ProgramError where the program was not started.
 */
function watch(child: Child, tree: ProcessTree, file: string, exit: PromiseWithResolvers<string>): void {
  child.on('error', (error) => exit.reject(notStarted(file, error)));
  // What could not be read is missing in what was printed.
  for (const stream of [child.stdout, child.stderr]) stream.on('error', () => undefined);
  child.once('exit', (exitCode, killedBy) => {
    // What the program wrote is in the pipe; what it started must not hold that open, nor live on.
    tree.kill();
    const timer = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, CLOSE_MS);
    child.once('close', () => {
      clearTimeout(timer);
      exit.resolve(killedBy ?? String(exitCode));
    });
  });
}

function notStarted(file: string, error: unknown): ProgramError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  // Nobody is told of the error itself: it has all arguments in it.
  return new ProgramError('notStarted', file, { code });
}

/** The home folder, or where there is none the root: never a folder in which others can put files. */
async function workingFolder(file: string): Promise<string> {
  const { root } = parse(file);
  try {
    const home = homedir();
    return (await stat(home)).isDirectory() ? home : root;
  } catch {
    return root;
  }
}

/**
 * Variables that VS Code sets for its own processes, as VS Code itself takes them from what it starts: with
 * ELECTRON_RUN_AS_NODE another program made with Electron would not be itself, VSCODE_* lead into this window, and SNAP
 * into VS Code's own libraries. NODE_OPTIONS of a debugger would be loaded into every tool made with Node, and
 * NODE_CHANNEL_FD is a pipe that the program does not have.
 */
const OWN_VARIABLES = /^(ELECTRON_.*|VSCODE_.*|SNAP(_.*)?|NODE_OPTIONS|NODE_CHANNEL_.*)$/i;

/** `env` without what is VS Code's own. Pure. */
export const childEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !OWN_VARIABLES.test(name)));
