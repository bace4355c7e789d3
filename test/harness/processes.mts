// Children of the harness: started with standard input closed, and never left behind.
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratch } from './paths.mts';

const windows = process.platform === 'win32';

export interface Cleanup {
  /** Whatever is added last is undone first. */
  add(undo: () => void | Promise<void>): void;
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const undos: (() => void | Promise<void>)[] = [];
  const undoAll = async () => {
    for (let undo = undos.pop(); undo; undo = undos.pop()) {
      try {
        await undo();
      } catch (error) {
        console.error('Cleaning up:', error);
      }
    }
  };
  // One at a time: a signal may ask for it while it runs, and the order matters.
  let last = Promise.resolve();
  return {
    add: (undo) => void undos.push(undo),
    run: () => (last = last.then(undoAll)),
  };
}

/** Runs to the end and gives the exit code; -1 when it could not be started or was killed. */
export async function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  running.add(child);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? -1;
  } catch (error) {
    console.error(`${command}: ${String(error)}`);
    return -1;
  } finally {
    running.delete(child);
  }
}

const running = new Set<ChildProcess>();

/** Passes a Ctrl+C on to what `run` is waiting for; each child cleans up after itself. */
export function endRunning(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** Starts something that has children of its own; `end` takes the whole group with it. */
export function startGroup(command: string, args: readonly string[], options: SpawnOptions) {
  const child = spawn(command, args, { ...options, detached: !windows });
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(windows ? child.pid : -child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const end = async () => {
    signalGroup('SIGTERM');
    const patience = setTimeout(() => signalGroup('SIGKILL'), 5000);
    await exited;
    clearTimeout(patience);
    signalGroup('SIGKILL');
  };
  // The last resort when this process ends without having cleaned up.
  process.once('exit', () => signalGroup('SIGKILL'));
  return { child, exited, end };
}

/** For sockets, whose paths may have no more than 108 letters, and whatever else a program forgets to take away. */
export function temporaryEnvironment(cleanup: Cleanup): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), 'aleta-'));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return { TMPDIR: folder, XDG_RUNTIME_DIR: folder };
}

/** A fresh folder, removed by the clean-up. */
export function temporaryFolder(cleanup: Cleanup, name: string): string {
  mkdirSync(join(scratch, 'tmp'), { recursive: true });
  const folder = mkdtempSync(join(scratch, 'tmp', `${name}-`));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
