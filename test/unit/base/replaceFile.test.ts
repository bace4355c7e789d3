import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '../../../src/base/replaceFile';

const IS_WINDOWS = process.platform === 'win32';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('A file that is replaced', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aleta-replace-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const there = (): string[] => readdirSync(folder).sort();
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const put = (name: string, content: string, check?: () => void): Promise<string> =>
    replaceFile(
      join(folder, name),
      async (write) => {
        for (const char of content) await write(bytes(char));
        return `wrote ${content}`;
      },
      check,
    );

  it('has all pieces in their order once it is there, and nothing else is left', async () => {
    assert.equal(await put('new.csv', 'abc'), 'wrote abc');
    assert.deepEqual([there(), text('new.csv')], [['new.csv'], 'abc']);
  });

  it('has its old content until the new one is complete', async () => {
    writeFileSync(join(folder, 'a.csv'), 'old');
    await replaceFile(join(folder, 'a.csv'), async (write) => {
      await write(bytes('new'));
      assert.equal(text('a.csv'), 'old');
    });
    assert.equal(text('a.csv'), 'new');
  });

  const failures: [what: string, fail: (name: string) => Promise<unknown>][] = [
    [
      'its content fails in the middle',
      (name) =>
        replaceFile(join(folder, name), async (write) => {
          await write(bytes('half'));
          throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        }),
    ],
    [
      'it is not wanted any more at the end',
      (name) =>
        put(name, 'all', () => {
          throw new Error('not wanted');
        }),
    ],
  ];
  for (const [what, fail] of failures) {
    it(`stays as it was where ${what}`, async () => {
      writeFileSync(join(folder, 'old.csv'), 'old');
      await assert.rejects(fail('old.csv'), /no space left|not wanted/);
      await assert.rejects(fail('new.csv'), /no space left|not wanted/);
      assert.deepEqual([there(), text('old.csv')], [['old.csv'], 'old']);
    });
  }

  it('is not begun in a folder that is gone', async () => {
    await assert.rejects(put('gone/a.csv', 'x'), { code: 'ENOENT' });
    assert.deepEqual(there(), []);
  });

  it('is never a folder', async () => {
    mkdirSync(join(folder, 'sub'));
    await assert.rejects(put('sub', 'x'), { code: 'EISDIR' });
    assert.deepEqual(there(), ['sub']);
  });

  it('keeps its permissions, whatever the umask', async function () {
    if (IS_WINDOWS) this.skip();
    for (const mode of [0o600, 0o640, 0o666, 0o755]) {
      writeFileSync(join(folder, 'a.csv'), 'old');
      chmodSync(join(folder, 'a.csv'), mode);
      await put('a.csv', 'new');
      assert.equal(statSync(join(folder, 'a.csv')).mode & 0o7777, mode);
    }
  });

  it('that is read-only stays as it was', async function () {
    // The administrator may write everything.
    if (IS_WINDOWS || process.getuid?.() === 0) this.skip();
    writeFileSync(join(folder, 'a.csv'), 'old');
    chmodSync(join(folder, 'a.csv'), 0o444);
    await assert.rejects(put('a.csv', 'new'), { code: 'EACCES' });
    assert.deepEqual([there(), text('a.csv')], [['a.csv'], 'old']);
  });

  it('is the one that a symbolic link leads to, and the link stays', async function () {
    if (IS_WINDOWS) this.skip();
    mkdirSync(join(folder, 'real'));
    mkdirSync(join(folder, 'real/deep'));
    symlinkSync('real/deep', join(folder, 'way'));
    writeFileSync(join(folder, 'real/there.csv'), 'old');
    // From the folder that `way` leads to, `..` is `real`.
    symlinkSync('../there.csv', join(folder, 'real/deep/link.csv'));
    symlinkSync('not-yet.csv', join(folder, 'real/deep/dangling.csv'));
    await put('way/link.csv', 'new');
    await put('way/dangling.csv', 'first');
    assert.deepEqual(
      [text('real/there.csv'), text('real/deep/not-yet.csv'), readlinkSync(join(folder, 'real/deep/link.csv'))],
      ['new', 'first', '../there.csv'],
    );
    assert.deepEqual(readdirSync(join(folder, 'real/deep')).sort(), ['dangling.csv', 'link.csv', 'not-yet.csv']);
  });

  it('is not looked for in a circle of links', async function () {
    if (IS_WINDOWS) this.skip();
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    await assert.rejects(put('a', 'x'), { code: 'ELOOP' });
    assert.deepEqual(there(), ['a', 'b']);
  });

  it('is no device', async function () {
    if (IS_WINDOWS) this.skip();
    await assert.rejects(
      replaceFile('/dev/null', () => Promise.resolve()),
      { code: 'EINVAL' },
    );
  });
});
