import {
  Disposable,
  EventEmitter,
  FileChangeType,
  FilePermission,
  FileSystemError,
  FileType,
  l10n,
  workspace,
} from 'vscode';
import type { FileChangeEvent, FileStat, FileSystemProvider, TextDocument, Uri } from 'vscode';
import type { Access, Connection } from '../api/connection';
import { HttpStatusError } from '../api/errors';
import type { CallOptions } from '../api/transport';
import type { EnvironmentChoice } from '../auth/environmentChoice';
import type { Sessions } from '../auth/sessions';
import { documentText, nameIn, readDocument } from '../model/documents/clientDocument';
import { cleanName } from '../model/hierarchy/clientName';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { ClientStore } from '../model/store/clientStore';
import { explain } from '../platform/failures';
import {
  change,
  connectionToSave,
  decodeUtf8,
  isDirty,
  isFresh,
  newFile,
  noteServed,
  openDocument,
  refuse,
  renew,
  takeSavedText,
  unavailable,
  type ClientFile,
} from './clientFile';
import { addressOf, clientUri, readClientUri, type ClientAddress } from './clientUri';
import { isOfOtherEnvironment, refusalOf } from './documentRefusal';
import { longDocumentProblem, longReadOnly } from './labels';
import type { SaveName } from './nameEdit';
import { isClientInFront, SaveReasons } from './saveReasons';

/**
 * Clients as documents of scheme `aleta`: what the service holds, with the name for the one thing that can be saved.
 *
 * While an editor has edits, its document stays what it was made from, and saving compares; else it follows the service.
 */
export class ClientFileSystem implements FileSystemProvider, Disposable {
  readonly #sessions: Sessions;
  readonly #store: ClientStore;
  readonly #environments: EnvironmentChoice;
  readonly #saveName: SaveName;
  readonly #offerSwitch: (environmentId: string) => void;
  readonly #files = new Map<string, ClientFile>();
  /** What could be done when VS Code was last told of that. */
  #access: Access | undefined;
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #lifetime = new AbortController();
  readonly #reasons = new SaveReasons();
  readonly #subscriptions: readonly { dispose(): void }[];

  /** @param offerSwitch Offers to turn the window to an environment, whose document it was that was not saved. */
  constructor(
    sessions: Sessions,
    store: ClientStore,
    environments: EnvironmentChoice,
    saveName: SaveName,
    offerSwitch: (environmentId: string) => void,
  ) {
    this.#sessions = sessions;
    this.#store = store;
    this.#environments = environments;
    this.#saveName = saveName;
    this.#offerSwitch = offerSwitch;
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
      environments.onDidChange(() => this.#accessChanged()),
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
    if (!isDirty(uri)) this.#put(uri, address, text, connection);
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
    else this.#put(uri, address, documentText(resource), connection);
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
    if (/^(\/[^/]+)?(\/clients)?\/?$/.test(uri.path)) return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { ctime, mtime: changedAt, text, seenName } = await this.#file(uri);
    // Edits of an earlier window: VS Code would refuse to save over what is newer, before we can compare.
    const mtime = seenName === undefined && isDirty(uri) ? 0 : changedAt;
    const isReadOnly = this.#sessions.current?.access === 'readOnly';
    const permissions = isReadOnly ? { permissions: FilePermission.Readonly } : {};
    return { type: FileType.File, ctime, mtime, size: Buffer.byteLength(text), ...permissions };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const file = await this.#file(uri);
    noteServed(file);
    return Buffer.from(file.text);
  }

  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    const { current } = this.#sessions;
    const isInFront = isClientInFront();
    if (!this.#reasons.takeIsByPerson(uri))
      throw unavailable(
        l10n.t('Not saved. Auto Save does not send changes to the service. Save the document manually.'),
      );
    const file = await this.#fileToWrite(uri);
    const connection = connectionToSave(file, current, this.#sessions.current);
    if (connection.access === 'readOnly') throw unavailable(longReadOnly(connection));
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
    file.readOn = connection;
    file.isStale = savedAs === undefined || this.#sessions.current !== connection;
    file.savedAs = savedAs;
    // Nobody will tell that it was saved.
    if (openDocument(uri) === undefined) takeSavedText(file);
  }

  async #fileToWrite(uri: Uri): Promise<ClientFile> {
    const address = readClientUri(uri);
    if (address !== undefined && isOfOtherEnvironment(address, this.#sessions, this.#environments))
      this.#offerSwitch(address.environment);
    try {
      return await this.#file(uri);
    } catch (error) {
      if (!(error instanceof FileSystemError) || error.code !== 'FileNotFound') throw error;
      throw unavailable(l10n.t('This client no longer exists. It was deleted.'));
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
    const isOfNow = known?.readOn === connection;
    if (known?.mayBeDeleted === false && (isDirty(uri) || (isOfNow && isFresh(known, uri)))) return known;
    const text = await this.#read(uri, connection, address.id);
    // While that was under way.
    if ((await this.#connectionOf(address)) !== connection) return this.#file(uri);
    const now = this.#files.get(uri.toString());
    if (now === undefined || !isDirty(uri)) return this.#put(uri, address, text, connection);
    now.mayBeDeleted = false;
    return now;
  }

  /** The connection that the view is on, if that is the one of a document. */
  async #connectionOf(address: ClientAddress): Promise<Connection> {
    // Each request reads the secret anyway; a key in a document must not.
    if (!this.#sessions.isSynced) await this.#sessions.sync();
    const { current } = this.#sessions;
    if (current?.key === address.key) return current;
    throw refusalOf(address, this.#sessions, this.#environments);
  }

  async #read(uri: Uri, { api }: Connection, id: string): Promise<string> {
    try {
      return documentText(await api.resource(id, { signal: this.#lifetime.signal, interactive: false }));
    } catch (error) {
      if (error instanceof HttpStatusError && error.isGone) throw FileSystemError.FileNotFound(uri);
      const address = readClientUri(uri);
      if (this.#sessions.current?.api !== api && address !== undefined)
        throw refusalOf(address, this.#sessions, this.#environments);
      throw unavailable(explain(error).text);
    }
  }

  #put(uri: Uri, address: ClientAddress, text: string, connection: Connection): ClientFile {
    const file = this.#files.get(uri.toString());
    if (file === undefined) {
      const made = newFile(address, text, connection);
      this.#files.set(uri.toString(), made);
      return made;
    }
    return renew(file, text, connection);
  }

  /** VS Code asks for what may be done with a document when it hears of a change of it. */
  #accessChanged(): void {
    const { current } = this.#sessions;
    if (current === undefined || current.access === this.#access) return;
    this.#access = current.access;
    const files = [...this.#files.values()].filter(({ address }) => address.key === current.key);
    this.#changed.fire(files.map(({ address }) => ({ type: FileChangeType.Changed, uri: clientUri(address) })));
  }

  #clientsChanged(touched: ReadonlySet<ClientNode | null> | undefined): void {
    const { hierarchy, connection } = this.#store;
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
