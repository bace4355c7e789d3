import { Disposable, EventEmitter, FileChangeType, FileSystemError, FileType, l10n, workspace } from 'vscode';
import type { FileChangeEvent, FileStat, FileSystemProvider, TextDocument, Uri } from 'vscode';
import type { Connection } from '../api/connection';
import { HttpStatusError } from '../api/errors';
import type { CallOptions } from '../api/transport';
import type { Sessions } from '../auth/sessions';
import { documentText, nameIn, readDocument } from '../model/documents/clientDocument';
import { cleanName } from '../model/hierarchy/clientName';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { ClientStore } from '../model/store/clientStore';
import { explain } from '../platform/failures';
import {
  change,
  decodeUtf8,
  isDirty,
  isFresh,
  newFile,
  noteServed,
  openDocument,
  takeSavedText,
  unavailable,
  type ClientFile,
} from './clientFile';
import { addressOf, clientUri, readClientUri, type ClientAddress } from './clientUri';
import { longDocumentProblem, longOtherConnection } from './labels';
import { isClientInFront, SaveReasons } from './saveReasons';

/** A name that was edited in a document. */
export interface NameEdit {
  /** The connection that it is to be saved on. */
  readonly connection: Connection;
  readonly id: string;
  /** The name that the editor was given last; `undefined` where it comes from an earlier window. */
  readonly from: string | undefined;
  /** The name that the service was last known to have. */
  readonly known: string;
  readonly to: string;
  /** Whether a client's document was before the person when saving began. */
  readonly isInFront: boolean;
}

/**
 * Saves a name. What it throws has a message for a person.
 *
 * @returns The JSON text of the client's resource as it was read after that; `undefined` where it could not be read.
 */
export type SaveName = (edit: NameEdit) => Promise<string | undefined>;

/**
 * Clients as documents of scheme `aleta`: what the service holds, with the name for the one thing that can be saved.
 *
 * While an editor has edits, its document stays what it was made from, and saving compares; else it follows the service.
 */
export class ClientFileSystem implements FileSystemProvider, Disposable {
  readonly #sessions: Sessions;
  readonly #store: ClientStore;
  readonly #saveName: SaveName;
  readonly #files = new Map<string, ClientFile>();
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #lifetime = new AbortController();
  readonly #reasons = new SaveReasons();
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(sessions: Sessions, store: ClientStore, saveName: SaveName) {
    this.#sessions = sessions;
    this.#store = store;
    this.#saveName = saveName;
    const clients = store.onDidChangeClients((touched) => this.#clientsChanged(touched));
    // A load that brings the clients as they were fires no more than this; more of a client may have changed all the same.
    let { loadedAt } = store;
    const state = store.onDidChangeState(() => {
      if (store.loadedAt === loadedAt) return;
      ({ loadedAt } = store);
      this.#clientsChanged(undefined);
    });
    const catchUp = (document: TextDocument): void => this.#catchUp(document);
    this.#subscriptions = [
      this.#reasons,
      clients,
      state,
      // Also when edits were given up.
      workspace.onDidChangeTextDocument(({ document }) => catchUp(document)),
      workspace.onDidSaveTextDocument(catchUp),
      // A change of language closes and opens it, and leaves it where it is.
      workspace.onDidCloseTextDocument(({ uri }) => openDocument(uri) ?? this.#files.delete(uri.toString())),
    ];
  }

  /**
   * Reads a client, so that opening its document needs no further request.
   *
   * @returns Where the document is. Throws what the API throws.
   */
  async prepare(connection: Connection, id: string, options: CallOptions): Promise<Uri> {
    const address = addressOf(connection, id);
    const text = documentText(await connection.api.resource(id, options));
    const uri = clientUri(address);
    if (this.#sessions.current !== connection) return uri;
    const before = this.#files.get(uri.toString())?.text;
    if (!isDirty(uri)) this.#put(uri, address, text);
    if (before !== undefined && before !== text) this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
    return uri;
  }

  /** Brings the document of a client, if there is one, in line with its resource: `resource` is its JSON text, just read. */
  update(connection: Connection, id: string, resource: string): void {
    const address = addressOf(connection, id);
    const uri = clientUri(address);
    const file = this.#files.get(uri.toString());
    if (file === undefined || this.#sessions.current !== connection) return;
    if (isDirty(uri)) file.isStale = true;
    else this.#put(uri, address, documentText(resource));
    this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
  }

  /** The texts that what `uri` holds may have been made from; none where it cannot be read. */
  async possibleOriginals(uri: Uri): Promise<readonly string[]> {
    try {
      const { servedTexts, text, seenName } = await this.#file(uri);
      // What edits of an earlier window were made from is not known.
      return seenName === undefined ? [] : [...servedTexts, text];
    } catch {
      return [];
    }
  }

  async stat(uri: Uri): Promise<FileStat> {
    if (uri.path === '/' || uri.path === '/clients') return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { ctime, mtime: changedAt, text, seenName } = await this.#file(uri);
    // Edits of an earlier window: VS Code would refuse to save over what is newer, before we can compare.
    const mtime = seenName === undefined && isDirty(uri) ? 0 : changedAt;
    return { type: FileType.File, ctime, mtime, size: Buffer.byteLength(text) };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const file = await this.#file(uri);
    noteServed(file, this.#sessions.current);
    return Buffer.from(file.text);
  }

  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    const { current } = this.#sessions;
    const isInFront = isClientInFront();
    if (!this.#reasons.takeIsByPerson(uri))
      throw unavailable(l10n.t('Not saved: Auto Save sends nothing to the service. Save it yourself.'));
    const file = await this.#fileToWrite(uri);
    const connection = this.#connectionToSave(file, current);
    const text = decodeUtf8(uri, content);
    const { name, problems } = readDocument(text, [...file.servedTexts, file.text], file.seenName === undefined);
    const [problem] = problems;
    if (problem !== undefined) throw unavailable(longDocumentProblem(problem));
    const known = nameIn(file.text) ?? '';
    const from = file.seenName;
    const to = name === undefined ? undefined : cleanName(name);
    let savedAs = file.isStale ? undefined : file.text;
    if (to !== undefined && name !== (from ?? known)) {
      try {
        const edit = { connection, id: file.address.id, from, known, to, isInFront };
        const resource = await this.#saveName(edit);
        savedAs = resource === undefined ? undefined : documentText(resource);
      } catch (error) {
        throw unavailable(error instanceof Error ? error.message : explain(error).text);
      }
    }
    change(file, text);
    file.servedTexts = [text];
    file.seenName = to ?? '';
    file.givenOn = connection;
    file.isStale = savedAs === undefined;
    file.savedAs = savedAs;
    // Nobody will tell that it was saved.
    if (openDocument(uri) === undefined) takeSavedText(file);
  }

  /**
   * The connection to save on: the one on which the text was given to the editor, or the same account after a new sign-in.
   *
   * @param before The connection when saving began.
   */
  #connectionToSave({ givenOn }: ClientFile, before: Connection | undefined): Connection {
    const { current } = this.#sessions;
    const isSame = (one: Connection | undefined): boolean =>
      one === undefined || one === current || (current?.isAccountKnown === true && current.key === one.key);
    if (current !== undefined && isSame(before) && isSame(givenOn)) return current;
    throw unavailable(
      l10n.t('This document was opened for another account. It was not saved: nothing was sent to the account of now.'),
    );
  }

  async #fileToWrite(uri: Uri): Promise<ClientFile> {
    try {
      return await this.#file(uri);
    } catch (error) {
      if (!(error instanceof FileSystemError) || error.code !== 'FileNotFound') throw error;
      throw unavailable(l10n.t('This client is no longer there: it was deleted.'));
    }
  }

  // Clients come and go in the tree.
  createDirectory = refuse;
  delete = refuse;
  rename = refuse;

  readDirectory(): [string, FileType][] {
    return [];
  }

  /** The tree and the store say what changed, for all documents. */
  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  async #file(uri: Uri): Promise<ClientFile> {
    const address = readClientUri(uri);
    if (address === undefined) throw FileSystemError.FileNotFound(uri);
    const connection = await this.#connectionOf(address);
    const known = this.#files.get(uri.toString());
    if (known?.mayBeDeleted === false && (isDirty(uri) || isFresh(known, uri))) return known;
    const text = await this.#read(uri, connection, address.id);
    // While that was under way.
    if ((await this.#connectionOf(address)) !== connection) return this.#file(uri);
    const now = this.#files.get(uri.toString());
    if (now === undefined || !isDirty(uri)) return this.#put(uri, address, text);
    now.mayBeDeleted = false;
    return now;
  }

  /** The connection that the view is on, if that is the one of a document. */
  async #connectionOf({ host, key }: ClientAddress): Promise<Connection> {
    // Each request reads the secret anyway; a key in a document must not.
    if (!this.#sessions.isSynced) await this.#sessions.sync();
    const { current } = this.#sessions;
    if (current?.key === key) return current;
    throw unavailable(longOtherConnection(host, current));
  }

  async #read(uri: Uri, { api }: Connection, id: string): Promise<string> {
    try {
      return documentText(await api.resource(id, { signal: this.#lifetime.signal, interactive: false }));
    } catch (error) {
      if (error instanceof HttpStatusError && error.isGone) throw FileSystemError.FileNotFound(uri);
      const { current } = this.#sessions;
      if (current?.api !== api) throw unavailable(longOtherConnection(readClientUri(uri)?.host ?? '', current));
      throw unavailable(explain(error).text);
    }
  }

  #put(uri: Uri, address: ClientAddress, text: string): ClientFile {
    const file = this.#files.get(uri.toString());
    if (file === undefined) {
      const made = newFile(address, text);
      this.#files.set(uri.toString(), made);
      return made;
    }
    change(file, text);
    file.savedAs = undefined;
    file.isStale = false;
    file.mayBeDeleted = false;
    return file;
  }

  #clientsChanged(touched: ReadonlySet<ClientNode | null> | undefined): void {
    const { hierarchy } = this.#store;
    const { connection } = this.#store;
    const events: FileChangeEvent[] = [];
    for (const file of this.#files.values()) {
      const { key, id } = file.address;
      // Another account may be let see other things.
      if (touched === undefined) file.isStale = true;
      if (hierarchy === undefined || key !== connection?.key) continue;
      const node = hierarchy.get(id);
      if (node === undefined && !file.mayBeDeleted) {
        file.mayBeDeleted = true;
        events.push({ type: FileChangeType.Deleted, uri: clientUri(file.address) });
      } else if (node !== undefined && (touched === undefined || touched.has(node))) {
        file.isStale = true;
        events.push({ type: FileChangeType.Changed, uri: clientUri(file.address) });
      }
    }
    if (events.length > 0) this.#changed.fire(events);
  }

  /** Has a document read again that could not be while it had edits, or was being saved. */
  #catchUp({ uri, isDirty }: TextDocument): void {
    const file = this.#files.get(uri.toString());
    if (isDirty || file === undefined) return;
    if (takeSavedText(file) || file.isStale) this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
  }

  dispose(): void {
    this.#lifetime.abort();
    this.#changed.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function refuse(uri: Uri): never {
  throw FileSystemError.NoPermissions(uri);
}
