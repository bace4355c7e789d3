import { EventEmitter } from 'node:events';
import type { ClientsApi, ListOptions } from '../api/clients';
import { isAbort } from '../api/errors';
import type { BadRecord, ClientRecord } from '../api/jsonApi';
import type { CallOptions } from '../api/transport';
import type { ClientNode } from './clientNode';
import type { Change, Hierarchy } from './hierarchy';
import { HierarchyBuilder } from './hierarchyBuilder';
import { ClientSearch } from './clientSearch';
import { isSameHierarchy } from './sameHierarchy';
import { inSlices } from './slices';

interface StoreEvents {
  /** Loading began or ended, or another service was connected: look at the state again. */
  state: [];
  /** Clients changed: the touched ones and their children, or `undefined` for all. */
  clients: [touched: ReadonlySet<ClientNode | null> | undefined];
}

/** One change, as a way to make it on any hierarchy. */
type Edit = (hierarchy: Hierarchy) => Change | undefined;

/** The clients of one service: loaded, changed through the API, and kept up to date from its answers. */
export class ClientStore extends EventEmitter<StoreEvents> {
  readonly #locale: string | undefined;
  #api: ClientsApi | undefined;
  /** How often a service was connected: the same one may be turned to again while its first list is under way. */
  #connections = 0;
  #hierarchy: Hierarchy | undefined;
  #search: ClientSearch | undefined;
  #loadedAt: Date | undefined;
  #failure: unknown;
  #loading: Promise<boolean> | undefined;
  /** Edits made while a list is being loaded, which may be older than they are. */
  #editsWhileLoading: Edit[] = [];
  /** How often each client was renamed or taken out through this store. */
  readonly #editCounts = new Map<string, number>();

  /** @param locale BCP 47 tag by whose rules siblings are sorted. */
  constructor(locale?: string) {
    super();
    this.#locale = locale;
  }

  get api(): ClientsApi | undefined {
    return this.#api;
  }

  /** The last good hierarchy; `undefined` before the first. */
  get hierarchy(): Hierarchy | undefined {
    return this.#hierarchy;
  }

  /** When the last good hierarchy was asked for. */
  get loadedAt(): Date | undefined {
    return this.#loadedAt;
  }

  /** Why the last load failed; `undefined` when it did not. */
  get failure(): unknown {
    return this.#failure;
  }

  get isLoading(): boolean {
    return this.#loading !== undefined;
  }

  /** Turns to another service, or to none. Nothing that was known or under way before is kept. */
  connect(api: ClientsApi | undefined): void {
    this.#api = api;
    this.#connections++;
    this.#hierarchy = undefined;
    this.#search = undefined;
    this.#loadedAt = undefined;
    this.#failure = undefined;
    this.#loading = undefined;
    this.#editsWhileLoading = [];
    this.#editCounts.clear();
    this.emit('state');
    this.emit('clients', undefined);
  }

  /**
   * Loads all clients; one load at a time, and whoever asks meanwhile waits for that one.
   *
   * Does not throw for a failed load: `failure` says it, and the last good hierarchy stays.
   *
   * @returns Whether the clients were loaded.
   */
  load(options: ListOptions): Promise<boolean> {
    const api = this.#api;
    if (api === undefined) return Promise.resolve(false);
    if (this.#loading === undefined) {
      this.#editsWhileLoading = [];
      const loading = this.#load(api, options).finally(() => {
        if (this.#loading !== loading) return;
        this.#loading = undefined;
        this.emit('state');
      });
      this.#loading = loading;
      this.emit('state');
    }
    return this.#loading;
  }

  /** Loads with a request that is sent from now on, not one that is under way. Returns what `load` does. */
  async loadAfresh(options: ListOptions): Promise<boolean> {
    const connection = this.#connections;
    await this.#loading;
    return this.#connections === connection && this.load(options);
  }

  async #load(api: ClientsApi, options: ListOptions): Promise<boolean> {
    const askedAt = new Date();
    const connection = this.#connections;
    let hierarchy: Hierarchy;
    let search: ClientSearch | undefined;
    let isSame = false;
    try {
      hierarchy = await this.#read(api, options);
      const shown = this.#hierarchy;
      if (shown !== undefined) isSame = await inSlices(isSameHierarchy(shown, hierarchy), options.signal);
      // A filter asks it at once.
      if (this.#search !== undefined && !isSame) {
        search = new ClientSearch(hierarchy);
        await inSlices(search.prepare(), options.signal);
      }
    } catch (error) {
      if (this.#connections !== connection) return false;
      // Who cancels a refresh of a good tree has not had a failure.
      if (isAbort(error, options.signal) && this.#hierarchy !== undefined) return false;
      this.#failure = error;
      return false;
    }
    if (this.#connections !== connection) return false;
    this.#loadedAt = askedAt;
    this.#failure = undefined;
    // What is shown already has these edits, and may be in use; a hierarchy that says the same would only be drawn again.
    if (isSame && this.#editsWhileLoading.length === 0) return true;
    for (const edit of this.#editsWhileLoading) {
      const change = edit(hierarchy);
      if (change !== undefined) search?.follow(change);
    }
    this.#hierarchy = hierarchy;
    this.#search = search;
    this.emit('clients', undefined);
    return true;
  }

  async #read(api: ClientsApi, options: ListOptions): Promise<Hierarchy> {
    let builder = new HierarchyBuilder(this.#locale);
    await api.list(
      {
        restart: () => (builder = new HierarchyBuilder(this.#locale)),
        add: (record: ClientRecord | BadRecord) => builder.add(record),
      },
      options,
    );
    return inSlices(builder.steps(), options.signal);
  }

  /** A search over the clients of now; `undefined` before the first load. */
  get search(): ClientSearch | undefined {
    if (this.#hierarchy === undefined) return undefined;
    return (this.#search ??= new ClientSearch(this.#hierarchy));
  }

  /** Gets the search ready before it is needed, holding nobody up; also where clients change meanwhile. */
  async prepareSearch(): Promise<void> {
    let search: ClientSearch | undefined;
    while (search !== this.search) {
      search = this.search;
      if (search !== undefined) await inSlices(search.prepare());
    }
  }

  /** Creates a client and shows it. Throws what the API throws. */
  async create(name: string, parentId: string | null, options: CallOptions): Promise<ClientNode | undefined> {
    const api = this.#connected();
    const record = await api.create(name, parentId, options);
    return this.#apply(api, (hierarchy) => {
      // A list that has the client already was read after it was created, so it knows better.
      const known = hierarchy.get(record.id);
      return known === undefined ? hierarchy.put(record) : { node: known, touched: new Set([known]) };
    });
  }

  /** Renames a client and shows it. Throws what the API throws. */
  async rename(id: string, name: string, options: CallOptions): Promise<void> {
    const api = this.#connected();
    await api.rename(id, name, options);
    this.#applyTo(id, api, (hierarchy) => hierarchy.rename(id, name));
  }

  /** Deletes a client and takes it out. Throws what the API throws. */
  async remove(id: string, options: CallOptions): Promise<void> {
    const api = this.#connected();
    await api.remove(id, options);
    this.#applyTo(id, api, (hierarchy) => hierarchy.remove(id));
  }

  /** Reads one client again and shows what came, if nothing newer is known. Throws what the API throws. */
  async reread(id: string, options: CallOptions): Promise<ClientRecord> {
    const api = this.#connected();
    const edits = this.#editCounts.get(id);
    const record = await api.get(id, options);
    // What was asked for before an edit of the client may be what it was before.
    if (this.#editCounts.get(id) !== edits) return record;
    this.#apply(api, (hierarchy) => {
      const known = hierarchy.get(id);
      // One record cannot speak for all that have its id.
      const isOneOfSeveral =
        known !== undefined && hierarchy.dataMarks(known).some(({ kind }) => kind === 'duplicateId');
      return isOneOfSeveral ? undefined : hierarchy.put(record);
    });
    return record;
  }

  /** Takes out a client that turned out to be gone. */
  forget(id: string): void {
    if (this.#api !== undefined) this.#applyTo(id, this.#api, (hierarchy) => hierarchy.remove(id));
  }

  #connected(): ClientsApi {
    if (this.#api === undefined) throw new Error('no service is connected');
    return this.#api;
  }

  #applyTo(id: string, api: ClientsApi, edit: Edit): void {
    if (this.#api !== api) return;
    this.#editCounts.set(id, (this.#editCounts.get(id) ?? 0) + 1);
    this.#apply(api, edit);
  }

  #apply(api: ClientsApi, edit: Edit): ClientNode | undefined {
    if (this.#api !== api) return undefined;
    if (this.#loading !== undefined) this.#editsWhileLoading.push(edit);
    const hierarchy = this.#hierarchy;
    const change = hierarchy === undefined ? undefined : edit(hierarchy);
    if (hierarchy === undefined || change === undefined || change.touched.size === 0) return change?.node;
    this.#search?.follow(change);
    this.emit('clients', change.touched);
    return change.node;
  }
}
