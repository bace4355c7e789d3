import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ProgramError, type ProgramFailure } from '../../../../src/auth/keys/programError';
import { candidateFiles, resolveProgram, windowsFailureOf } from '../../../../src/auth/keys/resolveProgram';

describe('The program of a command', function () {
  if (process.platform === 'win32') return;
  let root = '';
  const at = (...parts: string[]): string => join(root, ...parts);
  const put = (file: string, mode = 0o755): string => {
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, mode);
    return file;
  };
  const find = (program: string, ...path: string[]) =>
    resolveProgram(program, { platform: process.platform, env: { PATH: path.join(delimiter) } });
  const isRefused = (promise: Promise<unknown>, reason: ProgramFailure, program: string): Promise<void> =>
    assert.rejects(promise, (error) => {
      assert.ok(error instanceof ProgramError);
      assert.deepEqual({ reason: error.reason, program: error.program }, { reason, program });
      assert.ok(error.message.includes(program));
      return true;
    });

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'aleta programs ')));
    for (const folder of ['one', 'two', 'here']) mkdirSync(at(folder));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is the first of its name on the PATH', async () => {
    const file = put(at('one', 'sign'));
    put(at('two', 'sign'));
    assert.deepEqual(await find('sign', at('none'), at('one'), at('two')), { file, realFile: file });
  });

  it('is run by the name of a link, and known by the file that the link leads to', async () => {
    const realFile = put(at('two', 'real tool'));
    symlinkSync(realFile, at('one', 'middle'));
    symlinkSync('middle', at('one', 'sign'));
    assert.deepEqual(await find('sign', at('one')), { file: at('one', 'sign'), realFile });
  });

  it('is taken as it is where its path is absolute, wherever the PATH leads', async () => {
    const file = put(at('two', 'sign'));
    put(at('one', 'sign'));
    assert.deepEqual(await find(file, at('one')), { file, realFile: file });
    await isRefused(find(at('two', 'other'), at('two')), 'missing', at('two', 'other'));
  });

  it('is never one of the current folder', async () => {
    const before = process.cwd();
    put(at('here', 'sign'));
    process.chdir(at('here'));
    try {
      for (const path of ['', '.', './', delimiter, `${at('one')}${delimiter}`, '../here', 'here']) {
        await isRefused(find('sign', path), 'missing', 'sign');
      }
      await isRefused(resolveProgram('sign', { platform: process.platform, env: {} }), 'missing', 'sign');
      for (const path of ['./sign', '../here/sign', 'here/sign', '']) await isRefused(find(path), 'relativePath', path);
    } finally {
      process.chdir(before);
    }
  });

  it('is another one further down the PATH where the first cannot be executed', async () => {
    put(at('one', 'sign'), 0o644);
    const file = put(at('two', 'sign'));
    assert.equal((await find('sign', at('one'), at('two'))).file, file);
    await isRefused(find('sign', at('one')), 'notExecutable', at('one', 'sign'));
    await isRefused(find(at('one', 'sign')), 'notExecutable', at('one', 'sign'));
  });

  it('is no folder', async () => {
    mkdirSync(at('one', 'sign'));
    const file = put(at('two', 'sign'));
    assert.equal((await find('sign', at('one'), at('two'))).file, file);
    await isRefused(find('sign', at('one')), 'missing', 'sign');
    await isRefused(find(at('one', 'sign')), 'folder', at('one', 'sign'));
  });

  it('is missing where a link leads to nothing, or into a ring', async () => {
    symlinkSync(at('none'), at('one', 'gone'));
    symlinkSync('ring', at('one', 'ring'));
    for (const name of ['gone', 'ring']) await isRefused(find(name, at('one')), 'missing', name);
  });
});

describe('The program of a command on Windows', () => {
  const env = {
    Path: String.raw`C:\Windows;.;;"D:\My Tools";\rooted;E:relative;\\server\share`,
    PathExt: '.COM;.EXE;.BAT;.CMD; ;nonsense',
  };
  const candidates = (program: string) => candidateFiles(program, { platform: 'win32', env });

  it('is looked for with each extension in each folder of the PATH, but not in the current folder', () => {
    const names = ['az.COM', 'az.EXE', 'az.BAT', 'az.CMD'];
    const folders = ['C:\\Windows\\', 'D:\\My Tools\\', '\\\\server\\share\\'];
    assert.deepEqual(
      candidates('az'),
      folders.flatMap((folder) => names.map((name) => `${folder}${name}`)),
    );
  });

  it('is looked for as it is first where it seems to have an extension', () => {
    const first = [String.raw`C:\Windows\python3.11`, String.raw`C:\Windows\python3.11.COM`];
    assert.deepEqual(candidates('python3.11')?.slice(0, 2), first);
    assert.equal(candidates('az.exe')?.[0], String.raw`C:\Windows\az.exe`);
  });

  for (const program of [String.raw`C:\Tools\az.exe`, 'C:/Tools/az.exe', String.raw`\\server\share\az.exe`]) {
    it(`may be ${program}`, () => assert.equal(candidates(program)?.[0], program));
  }

  for (const program of [
    '',
    String.raw`.\az.exe`,
    String.raw`tools\az.exe`,
    'tools/az',
    String.raw`\az.exe`,
    'C:az.exe',
  ]) {
    it(`may not be ${JSON.stringify(program)}, which depends on the current folder or drive`, () => {
      assert.equal(candidates(program), undefined);
    });
  }

  it('is looked for with the usual extensions where PATHEXT is not set', () => {
    assert.deepEqual(candidateFiles('az', { platform: 'win32', env: { PATH: 'C:\\w' } }), [
      ...['C:\\w\\az.COM', 'C:\\w\\az.EXE', 'C:\\w\\az.BAT', 'C:\\w\\az.CMD'],
    ]);
  });

  const kinds: [file: string, failure: ProgramFailure | undefined][] = [
    ['C:\\az.exe', undefined],
    ['C:\\AZ.EXE', undefined],
    ['C:\\az.com', undefined],
    ['C:\\az.cmd', 'windowsScript'],
    ['C:\\az.BAT', 'windowsScript'],
    ['C:\\az.bat . .', 'windowsScript'],
    ['C:\\az.exe.cmd', 'windowsScript'],
    ['C:\\az.ps1', 'windowsScript'],
    ['C:\\az', 'notExecutable'],
    ['C:\\az.txt', 'notExecutable'],
  ];
  for (const [file, failure] of kinds) {
    it(`${file} is ${failure ?? 'good'}`, () => assert.equal(windowsFailureOf(file), failure));
  }
});
