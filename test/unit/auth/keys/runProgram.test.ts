import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { taskkill } from '../../../../src/auth/keys/processTree';
import { ProgramError } from '../../../../src/auth/keys/programError';
import { childEnvironment, runProgram, type ProgramRun } from '../../../../src/auth/keys/runProgram';

const never = new AbortController().signal;

/** Whether a process is there, and is not only waiting for its end to be noted by its parent. */
function isAlive(pid: number): boolean {
  const state = existsSync('/proc/self/stat')
    ? (/\) (\w)/.exec(statOf(pid))?.[1] ?? '')
    : spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

/** What Linux says of a process; `''` where it is gone, which it may be between any two looks. */
function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

/** Waits for the end of a process that was killed: its files are closed a moment before. */
async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await turn();
}

describe('A program that is run', function () {
  if (process.platform === 'win32') return;
  let folder = '';
  const at = (name: string): string => join(folder, name);

  /** Runs JavaScript in a program of its own. */
  const run = (code: string, args: readonly string[] = [], options: Partial<ProgramRun> = {}): Promise<Buffer> => {
    const file = at('program.cjs');
    writeFileSync(file, code);
    return runProgram({ file: process.execPath, args: [file, ...args], signal: never, ...options });
  };

  const failureOf = async (promise: Promise<unknown>): Promise<ProgramError> => {
    const error: unknown = await promise.then(
      () => assert.fail('it ended well'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ProgramError, inspect(error));
    return error;
  };

  /** What a program that writes `name` when it is ready wrote there: numbers of processes. */
  const pidsIn = async (name: string): Promise<number[]> => {
    const watcher = watch(folder);
    while (!existsSync(at(name))) await once(watcher, 'change');
    watcher.close();
    return readFileSync(at(name), 'utf8').split(' ').map(Number);
  };
  /** Writes the numbers at once: a file that is there is complete. */
  const ready = (pids: string): string =>
    `fs.writeFileSync(${JSON.stringify(at('part'))}, ${pids}); fs.renameSync(${JSON.stringify(at('part'))}, ${JSON.stringify(at('ready'))});`;
  const CHILD = `const fs = require('node:fs'); const { spawn } = require('node:child_process');
    const hang = 'process.on("SIGTERM", () => {}); process.on("SIGHUP", () => {}); setInterval(() => {}, 1000); process.send?.(1)';
    const child = (options) => spawn(process.execPath, ['-e', hang], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], ...options });`;

  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'aleta run '))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives the bytes that it printed', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    assert.deepEqual(await run(`process.stdout.write(Buffer.from('${bytes.toString('hex')}', 'hex'))`), bytes);
    assert.equal((await run('')).length, 0);
  });

  it('gets its arguments untouched', async () => {
    const args = [
      '',
      ' ',
      'a b',
      '"',
      "'",
      '\\',
      '$(touch x)',
      '`id`',
      '; exit 1',
      '| cat',
      '&',
      '> out',
      '*',
      '~',
      '$HOME',
    ];
    args.push('%PATH%', '!x!', '^', 'ä😀', 'line\nbreak', '--', '-e', '${digest}');
    const printed = await run('process.stdout.write(JSON.stringify(process.argv.slice(2)))', args);
    assert.deepEqual(JSON.parse(printed.toString()), args);
  });

  it('runs in the home folder, with nothing on stdin', async () => {
    const printed = await run(
      `process.stdin.on('data', () => process.exit(9)).on('end', () => console.log(process.cwd()))`,
    );
    assert.equal(printed.toString().trim(), homedir());
  });

  it('does not get the variables that VS Code sets for its own processes', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      ELECTRON_RUN_AS_NODE: '1',
      VSCODE_IPC_HOOK: '/x',
      NODE_OPTIONS: '--no-warnings',
      MINE: 'ä',
    });
    try {
      const env = JSON.parse((await run('console.log(JSON.stringify(process.env))')).toString()) as NodeJS.ProcessEnv;
      const { ELECTRON_RUN_AS_NODE, VSCODE_IPC_HOOK, NODE_OPTIONS, MINE, PATH } = env;
      assert.deepEqual([ELECTRON_RUN_AS_NODE, VSCODE_IPC_HOOK, NODE_OPTIONS], [undefined, undefined, undefined]);
      assert.deepEqual({ MINE, PATH }, { MINE: 'ä', PATH: before['PATH'] });
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
    }
  });

  it('fails with its exit code and its last line, which is in nothing that is written of the error', async () => {
    const error = await failureOf(run(`console.error('first'); console.error('the vault is sealed'); process.exit(3)`));
    assert.deepEqual(
      { reason: error.reason, code: error.code, lastLine: error.lastLine },
      {
        ...{ reason: 'failed', code: '3', lastLine: 'the vault is sealed' },
      },
    );
    const written = [inspect(error, { showHidden: true, depth: 9 }), JSON.stringify(error), String(error), error.stack];
    for (const text of written) assert.doesNotMatch(text ?? '', /sealed/);
  });

  it('fails though it printed something, where its exit code says so', async () => {
    assert.equal((await failureOf(run(`console.log('{}'); process.exitCode = 1`))).reason, 'failed');
  });

  it('fails with the signal that killed it', async () => {
    const { reason, code } = await failureOf(run(`process.kill(process.pid, 'SIGKILL')`));
    assert.deepEqual({ reason, code }, { reason: 'failed', code: 'SIGKILL' });
  });

  it('does not start without an interpreter, and the error has no arguments in it', async () => {
    writeFileSync(at('script'), '#!/nowhere/interpreter\n');
    chmodSync(at('script'), 0o755);
    const error = await failureOf(runProgram({ file: at('script'), args: ['canary'], signal: never }));
    assert.deepEqual({ reason: error.reason, code: error.code }, { reason: 'notStarted', code: 'ENOENT' });
    assert.doesNotMatch(inspect(error, { showHidden: true, depth: 9 }), /canary/);
  });

  it('does not start with more arguments than the system takes', async () => {
    const { reason, code } = await failureOf(run('', ['x'.repeat(4_000_000)]));
    assert.deepEqual({ reason, code }, { reason: 'notStarted', code: 'E2BIG' });
  });

  it('is ended when it prints more than it may', async () => {
    const code = `const chunk = Buffer.alloc(65536, 'x'); const write = () => process.stdout.write(chunk, write); write();`;
    assert.equal((await failureOf(run(code, [], { maxBytes: 10_000_000 }))).reason, 'tooMuchOutput');
    assert.equal((await run(`process.stdout.write('x'.repeat(100))`, [], { maxBytes: 100 })).length, 100);
  });

  it('may write to stderr without end', async () => {
    const printed = await run(`require('node:fs').writeSync(2, 'x'.repeat(10_000_000)); console.log('done')`);
    assert.equal(printed.toString(), 'done\n');
  });

  it('is ended when its time is over', async () => {
    const error = await failureOf(run(`console.error('waiting'); setInterval(() => {}, 1000)`, [], { timeoutMs: 300 }));
    assert.equal(error.reason, 'timedOut');
  });

  it('is killed with what it started when it is cancelled, though both ignore SIGTERM and hold stdout open', async () => {
    const controller = new AbortController();
    const code = `${CHILD} process.on('SIGTERM', () => {}); const c = child();
      c.on('message', () => { ${ready('process.pid + " " + c.pid')} }); setInterval(() => {}, 1000);`;
    const running = run(code, [], { signal: controller.signal });
    const pids = await pidsIn('ready');
    assert.deepEqual(pids.map(isAlive), [true, true]);
    const reason = new Error('given up');
    controller.abort(reason);
    await assert.rejects(running, reason);
    await Promise.all(pids.map(ended));
  }).timeout(10_000);

  it('is not started when it was cancelled before', async () => {
    const reason = new Error('given up');
    await assert.rejects(run(ready('"1"'), [], { signal: AbortSignal.abort(reason) }), reason);
    assert.ok(!existsSync(at('ready')));
  });

  it('ends with what it started, which would hold stdout open', async () => {
    const code = `${CHILD} const c = child(); c.on('message', () => { ${ready('String(c.pid)')} console.log('done'); process.exit(0); });`;
    assert.equal((await run(code)).toString(), 'done\n');
    const [pid = 0] = await pidsIn('ready');
    await ended(pid);
  });

  it('is not waited for where what it started left its group and holds stdout open', async () => {
    const code = `${CHILD} const c = child({ detached: true });
      c.on('message', () => { ${ready('String(c.pid)')} console.log('done'); process.exit(0); });`;
    assert.equal((await run(code)).toString(), 'done\n');
    const [pid = 0] = await pidsIn('ready');
    process.kill(pid, 'SIGKILL');
  });
});

describe('What a program of Windows gets', () => {
  it('is no variable of VS Code, however it is written', () => {
    const env = {
      Path: 'C:\\',
      vscode_pid: '1',
      Electron_Run_As_Node: '1',
      SNAP: 'x',
      SNAP_NAME: 'code',
      SNAPPY: 'kept',
    };
    assert.deepEqual(childEnvironment({ ...env, NODE_CHANNEL_FD: '3', NODE_EXTRA_CA_CERTS: 'kept' }), {
      ...{ Path: 'C:\\', SNAPPY: 'kept', NODE_EXTRA_CA_CERTS: 'kept' },
    });
  });

  it('is an end with what it started, by a tool that is not looked for on the PATH', () => {
    const args = ['/PID', '42', '/T', '/F'];
    assert.deepEqual(taskkill(42, { SystemRoot: 'D:\\Win' }), { file: 'D:\\Win\\System32\\taskkill.exe', args });
    assert.equal(taskkill(42, {}).file, 'C:\\Windows\\System32\\taskkill.exe');
  });
});
