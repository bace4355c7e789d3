import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { parseCommandLine, type CommandLine } from '../../../../src/auth/keys/commandLine';
import { withInputFile } from '../../../../src/auth/keys/inputFile';
import { ProgramError } from '../../../../src/auth/keys/programError';
import { runSigningCommand, runTokenCommand } from '../../../../src/auth/keys/runCommand';

const MESSAGE = 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0';
const program = { file: process.execPath, realFile: process.execPath };
const options = { signal: new AbortController().signal };

describe('A command that is run', () => {
  let folder = '';
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'aleta command '))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const command = (code: string, ...args: string[]): CommandLine => {
    const file = join(folder, 'program.cjs');
    writeFileSync(file, code);
    const parsed = parseCommandLine([process.execPath, file, ...args]);
    assert.ok('program' in parsed);
    return parsed;
  };

  it('to sign gets the SHA-256 of the message in base64', async () => {
    const signing = command('process.stdout.write(process.argv[2])', 'input=${digest}');
    const printed = await runSigningCommand(signing, program, MESSAGE, options);
    assert.equal(printed.toString(), `input=${createHash('sha256').update(MESSAGE).digest('base64')}`);
    assert.match(printed.toString(), /^input=[A-Za-z0-9+/]{43}=$/);
  });

  it('to sign gets a file with the message that only this user can read, and that is gone afterwards', async () => {
    const code = `const fs = require('node:fs'); const path = require('node:path'); const file = process.argv[2];
      const mode = (each) => (fs.statSync(each).mode & 0o777).toString(8);
      console.log(JSON.stringify([file, fs.readFileSync(file, 'utf8'), mode(file), mode(path.dirname(file))]));`;
    const printed = await runSigningCommand(command(code, '${inputFile}'), program, MESSAGE, options);
    const [file = '', content, ...modes] = JSON.parse(printed.toString()) as string[];
    assert.ok(isAbsolute(file));
    assert.equal(content, MESSAGE);
    if (process.platform !== 'win32') assert.deepEqual(modes, ['600', '700']);
    assert.ok(!existsSync(dirname(file)));
  });

  it('to sign leaves no file when it fails', async () => {
    const code = `console.error(process.argv[2]); process.exit(1)`;
    await assert.rejects(runSigningCommand(command(code, '${inputFile}'), program, MESSAGE, options), (error) => {
      assert.ok(error instanceof ProgramError);
      assert.ok(isAbsolute(error.lastLine) && !existsSync(dirname(error.lastLine)));
      return true;
    });
  });

  it('to sign gets no file that it does not ask for, and needs no place for one', async () => {
    const names = ['TMPDIR', 'TMP', 'TEMP'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = join(folder, 'none');
    try {
      const printed = await runSigningCommand(command('console.log(1)', '${digest}'), program, MESSAGE, options);
      assert.equal(printed.toString(), '1\n');
      const withFile = runSigningCommand(command('console.log(1)', '${inputFile}'), program, MESSAGE, options);
      await assert.rejects(withFile, { code: 'ENOENT' });
    } finally {
      for (const [index, name] of names.entries()) {
        const value = before[index];
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
  });

  it('for a token gives what it printed', async () => {
    const printed = await runTokenCommand(command('console.log(process.argv[2])', '{"a":1}'), program, options);
    assert.equal(printed.toString(), '{"a":1}\n');
  });
});

describe('A file that is there for one call', () => {
  it('is gone when the call was cancelled, with whatever was put beside it', async () => {
    const reason = new Error('given up');
    let folder = '';
    const call = withInputFile('x', (file) => {
      folder = dirname(file);
      assert.ok(statSync(file).isFile());
      writeFileSync(join(folder, 'other'), 'y');
      return Promise.reject(reason);
    });
    await assert.rejects(call, reason);
    assert.ok(folder !== '' && !existsSync(folder));
  });
});
