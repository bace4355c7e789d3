/** Ending a program together with what it started. */
import { spawn, type ChildProcess } from 'node:child_process';
import { win32 } from 'node:path';

/** How long a program may take to end by itself once it was asked to (ms). */
const KILL_AFTER_MS = 2_000;

/**
 * A program and the processes that it started and that did not leave its process group. On POSIX it must have been
 * started `detached`, which makes it the leader of a group of its own.
 */
export class ProcessTree {
  readonly #child: ChildProcess;
  readonly #onExit = (): void => this.kill();
  #timer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    // A group of its own would outlive this process.
    process.once('exit', this.#onExit);
  }

  /** Asks all to end, and kills them if they did not in time. Windows knows no such question: there it kills at once. */
  end(): void {
    if (process.platform === 'win32') {
      this.kill();
    } else {
      this.#signal('SIGTERM');
      this.#timer ??= setTimeout(() => this.kill(), KILL_AFTER_MS);
    }
  }

  /** Kills all at once. On POSIX also what is left when the program itself has ended. */
  kill(): void {
    if (process.platform === 'win32') this.#taskkill();
    else this.#signal('SIGKILL');
  }

  /** To be called when the program has ended. */
  dispose(): void {
    clearTimeout(this.#timer);
    process.off('exit', this.#onExit);
  }

  #taskkill(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const { file, args } = taskkill(pid, process.env);
    const killer = spawn(file, args, { stdio: 'ignore', windowsHide: true, shell: false });
    killer.on('error', () => this.#child.kill());
  }

  /** To the group; there may be none any more. */
  #signal(name: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, name);
    } catch {
      // All have ended.
    }
  }
}

/** The call that ends a process of Windows and those that it started. Not by way of the PATH. Pure. */
export function taskkill(pid: number, env: NodeJS.ProcessEnv): { file: string; args: readonly string[] } {
  const root = env['SystemRoot'] ?? String.raw`C:\Windows`;
  return { file: win32.join(root, 'System32', 'taskkill.exe'), args: ['/PID', String(pid), '/T', '/F'] };
}
