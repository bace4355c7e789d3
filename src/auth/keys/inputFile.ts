/** A file that is there for one call only. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Calls `use` with a file that has `content` in it, in a folder that only this user can read, and removes both when the
 * call ends, however it does.
 *
 * @param use Gets the absolute path of the file.
 */
export async function withInputFile<T>(content: string, use: (file: string) => Promise<T>): Promise<T> {
  // `mkdtemp` makes a folder of the mode 0700. On Windows the folder for temporary files is the user's own already.
  const folder = await mkdtemp(join(resolve(tmpdir()), 'aleta-'));
  try {
    const file = join(folder, 'message');
    await writeFile(file, content, { mode: 0o600, flag: 'wx' });
    return await use(file);
  } finally {
    // A virus scanner of Windows may hold it for a moment. What it has in it is no secret, and no reason to fail.
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}
