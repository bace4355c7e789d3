/** A file on disk that is written whole or not at all. */
import { randomBytes } from 'node:crypto';
import { rmSync, type Stats } from 'node:fs';
import { access, chmod, chown, constants, lstat, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** As many links as Linux follows before it takes them for a circle. */
const MAX_LINKS = 40;

/** Of a new file, before the umask of the process. */
const NEW_FILE_MODE = 0o666;

/**
 * Makes the file at `path` have what `fill` writes. It is written to a temporary file beside it, which is renamed over it at
 * the end: until then, and where anything fails, an existing file is as it was, and nothing else is left. A symbolic link
 * stays, and what it points to is replaced. An existing file keeps its permissions.
 *
 * @param fill Writes the content, in pieces. What it throws is thrown.
 * @param check Called directly before the file gets its name; throws where it is not wanted any more.
 * @returns What `fill` returns.
 * @throws Errors of Node (`NodeJS.ErrnoException`) where the folder or the file cannot be written.
 */
export async function replaceFile<T>(
  path: string,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
  check: () => void = () => undefined,
): Promise<T> {
  const target = await followLinks(path);
  const existing = await writable(target);
  const temporary = join(dirname(target), `.aleta-${randomBytes(6).toString('hex')}.tmp`);
  /** The window may be closed meanwhile. */
  const onExit = (): void => rmSync(temporary, { force: true });
  const file = await open(temporary, 'wx', existing?.mode ?? NEW_FILE_MODE);
  process.on('exit', onExit);
  try {
    let outcome: T;
    try {
      outcome = await fill(async (bytes) => {
        for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
      });
      await file.sync();
    } finally {
      await file.close();
    }
    if (existing !== undefined) {
      // Only who runs everything may give a file to another user.
      await chown(temporary, existing.uid, existing.gid).catch(() => undefined);
      // The umask took something away.
      await chmod(temporary, existing.mode & 0o7777);
    }
    check();
    await rename(temporary, target);
    return outcome;
  } catch (error) {
    // What went wrong first is what a person has to know.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    process.off('exit', onExit);
  }
}

/** Where `path` leads to, which may not be there yet. */
async function followLinks(path: string): Promise<string> {
  let target = resolve(path);
  for (let links = 0; links < MAX_LINKS; links++) {
    // What a link says is meant from the folder that it is in, whatever links lead there.
    const folder = await realpath(dirname(target));
    target = join(folder, basename(target));
    const found = await ifThere(lstat(target));
    if (found?.isSymbolicLink() !== true) return target;
    target = resolve(folder, await readlink(target));
  }
  throw errorOf('ELOOP', path);
}

/** The file that is there and may be written; `undefined` where there is none. */
async function writable(target: string): Promise<Stats | undefined> {
  const found = await ifThere(stat(target));
  if (found === undefined) return undefined;
  if (found.isDirectory()) throw errorOf('EISDIR', target);
  // A rename would put a file in the place of a device or a pipe.
  if (!found.isFile()) throw errorOf('EINVAL', target);
  // A rename asks for rights in the folder only.
  await access(target, constants.W_OK);
  return found;
}

async function ifThere<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const errorOf = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code, path });
