import { FileSystemError, l10n, workspace, type TextDocument, type Uri } from 'vscode';
import { isSameAccount, type Connection } from '../api/connection';
import { withoutLinks } from '../base/plainText';
import { nameIn } from '../model/documents/clientDocument';
import type { ClientAddress } from './clientUri';

/** How long (ms) what was read answers again, while no editor holds it. */
const CACHE_MS = 2_000;
/** How many of the texts that editors were given are remembered. */
const MAX_SERVED_TEXTS = 10;

/** A client's document as VS Code knows it. */
export interface ClientFile {
  readonly address: ClientAddress;
  readonly ctime: number;
  mtime: number;
  text: string;
  /** On which connection `text` was read or saved: another account may have another client of that id. */
  readOn: Connection;
  readAt: number;
  /** It may have changed since: to be read again, as soon as no edits hang on it. */
  isStale: boolean;
  /** It is no longer in the tree: whether it is there at all is to be asked, edits or not. */
  mayBeDeleted: boolean;
  /** Texts that editors were given, the last one last: what they now hold was made from one of them. */
  servedTexts: string[];
  /** The name that editors were given last, or that was saved from one; `undefined` where none was given any. */
  seenName: string | undefined;
  /** On which connection editors were given a text last; `undefined` where none was given any. */
  givenOn: Connection | undefined;
  /** What the service made of a text that is being saved: the document's text as soon as it is. */
  savedAs: string | undefined;
}

export function newFile(address: ClientAddress, text: string, readOn: Connection): ClientFile {
  const now = Date.now();
  return {
    ...{ address, ctime: now, mtime: now, text, readOn, readAt: now, isStale: false, mayBeDeleted: false },
    ...{ servedTexts: [], seenName: undefined, givenOn: undefined, savedAs: undefined },
  };
}

/** `mtime` is what tells VS Code of another text. */
export function change(file: ClientFile, text: string): void {
  file.readAt = Date.now();
  if (text === file.text) return;
  file.text = text;
  file.mtime = Math.max(Date.now(), file.mtime + 1);
}

/** Makes `text`, just read on `connection`, the document's. */
export function renew(file: ClientFile, text: string, connection: Connection): ClientFile {
  change(file, text);
  file.readOn = connection;
  file.savedAs = undefined;
  file.isStale = false;
  file.mayBeDeleted = false;
  return file;
}

/** Notes that an editor is given the text: on the connection that it is of, which may not be the one of now. */
export function noteServed(file: ClientFile): void {
  const { text } = file;
  file.servedTexts = [...file.servedTexts.filter((each) => each !== text), text].slice(-MAX_SERVED_TEXTS);
  file.seenName = nameIn(text) ?? '';
  file.givenOn = file.readOn;
}

export const openDocument = (uri: Uri): TextDocument | undefined =>
  workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());

export const isDirty = (uri: Uri): boolean => openDocument(uri)?.isDirty === true;

/** A document that is shown is told of what changes, and need not be asked for. */
export const isFresh = ({ isStale, readAt }: ClientFile, uri: Uri): boolean =>
  !isStale && (openDocument(uri) !== undefined || Date.now() - readAt < CACHE_MS);

/**
 * The connection to save on: the one on which the text was given to the editor, or the same account after a new sign-in.
 *
 * @param before The connection when saving began.
 * @param current That of now.
 */
export function connectionToSave(
  { givenOn }: ClientFile,
  before: Connection | undefined,
  current: Connection | undefined,
): Connection {
  const isSame = (one: Connection | undefined): boolean =>
    one === undefined || (current !== undefined && isSameAccount(one, current));
  if (current !== undefined && isSame(before) && isSame(givenOn)) return current;
  throw unavailable(
    l10n.t(
      'This document was opened for another account. It was not saved, and nothing was sent to the current account.',
    ),
  );
}

/** Makes what the service made of a saved text the document's. Returns whether that is another one. */
export function takeSavedText(file: ClientFile): boolean {
  const { savedAs, text } = file;
  file.savedAs = undefined;
  if (savedAs === undefined || savedAs === text) return false;
  change(file, savedAs);
  return true;
}

/** VS Code shows `text`, which may have names from the service in it, in a notification. */
export const unavailable = (text: string): FileSystemError => FileSystemError.Unavailable(withoutLinks(text));

/** What is saved in another encoding cannot be told from what it would say in UTF-8: such a name would be damaged. */
export function decodeUtf8(uri: Uri, content: Uint8Array): string {
  const encoding = openDocument(uri)?.encoding ?? 'utf8';
  try {
    if (encoding === 'utf8' || encoding === 'utf8bom') return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    // As below.
  }
  throw unavailable(
    l10n.t('Not saved. Clients can be saved only in UTF-8. Reopen the document with the UTF-8 encoding.'),
  );
}

/** What is not done with the document of a client. */
export function refuse(uri: Uri): never {
  throw FileSystemError.NoPermissions(uri);
}
