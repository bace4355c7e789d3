import { FileSystemError, l10n, workspace, type Uri } from 'vscode';
import { replaceFile } from '../base/replaceFile';
import { explain, type Advice } from './failures';

/**
 * Writes a file whole or not at all: on disk as `replaceFile` does. Of another file system nothing is known but that it
 * writes a whole file, so all of it is made first.
 *
 * @param fill Writes the content, in pieces. What it throws is thrown.
 * @param check Called directly before the file is written, or gets its name; throws where it is not wanted any more.
 * @returns What `fill` returns.
 */
export async function writeTarget<T>(
  target: Uri,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
  check: () => void,
): Promise<T> {
  if (target.scheme === 'file') return replaceFile(target.fsPath, fill, check);
  const pieces: Uint8Array[] = [];
  const outcome = await fill((bytes) => {
    pieces.push(bytes);
    return Promise.resolve();
  });
  check();
  await workspace.fs.writeFile(target, Buffer.concat(pieces));
  return outcome;
}

/** Why a file was not written, and what helps. */
export function explainWriting(error: unknown): Advice {
  const text = describe(codeOf(error));
  return text === undefined ? explain(error) : { text, remedies: ['retry', 'showLog'] };
}

/** What Node, or VS Code, names the failure of a file system; `undefined` for other errors. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof FileSystemError) return error.code;
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error || 'path' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function describe(code: string | undefined): string | undefined {
  switch (code) {
    case undefined:
      return undefined;
    case 'ENOSPC':
    case 'EDQUOT':
      return l10n.t('There is not enough space on the disk.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'NoPermissions':
      return l10n.t('You do not have permission to write the file, or another program has the file open.');
    case 'EBUSY':
      return l10n.t('Another program has the file open. Close the file there, then try again.');
    case 'ENOENT':
    case 'ENOTDIR':
    case 'FileNotFound':
    case 'FileNotADirectory':
      return l10n.t('The folder no longer exists.');
    case 'EISDIR':
    case 'EINVAL':
    case 'FileIsADirectory':
      return l10n.t('The path does not lead to a file.');
    default:
      return l10n.t({
        message: 'The file system reported an error ({0}).',
        args: [code],
        comment: '{0} is a code, such as EIO.',
      });
  }
}
