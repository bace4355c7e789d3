import type { Connection } from '../../api/connection';
import { isAbort, ProtocolError } from '../../api/errors';
import type { BadRecord, ClientRecord } from '../../api/jsonApi';
import type { ListOptions } from '../../api/listPages';
import type { CallOptions } from '../../api/transport';
import { Emitter } from '../../base/emitter';
import { runTimeSliced } from '../../base/timeSlices';
import type { ClientNode } from '../hierarchy/clientNode';
import type { Change, Hierarchy } from '../hierarchy/hierarchy';
import { HierarchyBuilder } from '../hierarchy/hierarchyBuilder';
import { sameHierarchySteps } from '../hierarchy/sameHierarchy';
import { ClientSearch } from '../search/clientSearch';
import { createdRecord, rereadRecord } from './completeRecord';
import { Freshness } from './freshness';

/** One change, as a way to make it on any hierarchy. */
type Edit = (hierarchy: Hierarchy) => Change | undefined;

/** The clients of one connection: loaded, changed through its API, and kept up to date from its answers. */
export class ClientStore {
  readonly #locale: string | undefined;
  readonly #stateChanged: Emitter<void>;
  readonly #clientsChanged: Emitter<ReadonlySet<ClientNode | null> | undefined>;
  #connection: Connection | undefined;
  #hierarchy: Hierarchy | undefined;
  #search: ClientSearch | undefined;
  #loadedAt: Date | undefined;
  #failure: unknown;
  #loading: Promise<boolean> | undefined;
  /** Edits made while a list is being loaded, which may be older than they are. */
  #editsWhileLoading: Edit[] = [];
  /** Whether what is shown was changed while a list is being loaded. */
  #isChangedWhileLoading = false;
  readonly #freshness = new Freshness();
  /** When the load that began last was asked for, by the clock of `#freshness`. */
  #loadAsked = 0;

  /**
   * @param locale BCP 47 tag by whose rules siblings are sorted.
   * @param report Told what a listener threw: an edit that the service made stays made.
   */
  constructor(locale?: string, report?: (error: unknown) => void) {
    this.#locale = locale;
    this.#stateChanged = new Emitter(report);
    this.#clientsChanged = new Emitter(report);
  }

  /** Loading began or ended, or another connection was turned to: look at the state again. */
  get onDidChangeState() {
    return this.#stateChanged.event;
  }

  /** Clients changed: the touched ones and their children, or `undefined` for all. */
  get onDidChangeClients() {
    return this.#clientsChanged.event;
  }

  /** Whose clients these are. */
  get connection(): Connection | undefined {
    return this.#connection;
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

  /** Turns to another connection, or to none. Nothing that was known or under way before is kept. */
  connect(connection: Connection | undefined): void {
    this.#connection = connection;
    this.#hierarchy = undefined;
    this.#search = undefined;
    this.#loadedAt = undefined;
    this.#failure = undefined;
    this.#loading = undefined;
    this.#editsWhileLoading = [];
    this.#freshness.clear();
    this.#stateChanged.fire();
    this.#clientsChanged.fire(undefined);
  }

  /**
   * Loads all clients; one load at a time, and a call during a load waits for it.
   *
   * Does not throw for a failed load: `failure` says it, and the last good hierarchy stays.
   *
   * @returns Whether the clients were loaded.
   */
  load(options: ListOptions): Promise<boolean> {
    const connection = this.#connection;
    if (connection === undefined) return Promise.resolve(false);
    if (this.#loading === undefined) {
      this.#editsWhileLoading = [];
      this.#isChangedWhileLoading = false;
      const loading = this.#load(connection, options).finally(() => {
        if (this.#loading !== loading) return;
        this.#loading = undefined;
        this.#stateChanged.fire();
      });
      this.#loading = loading;
      this.#stateChanged.fire();
    }
    return this.#loading;
  }

  /** Loads with a request that is sent from now on, not one that is under way. Returns what `load` does. */
  async loadAfresh(options: ListOptions): Promise<boolean> {
    const connection = this.#connection;
    await this.#loading;
    return this.#connection === connection && this.load({ ...options, isAfresh: true });
  }

  async #load(connection: Connection, options: ListOptions): Promise<boolean> {
    let askedAt = new Date();
    const asked = this.#freshness.next();
    this.#loadAsked = asked;
    let hierarchy: Hierarchy;
    let search: ClientSearch | undefined;
    let isSame = false;
    try {
      hierarchy = await this.#read(connection, { ...options, onAskedBefore: (at) => (askedAt = at) });
      const shown = this.#hierarchy;
      if (shown !== undefined) isSame = await runTimeSliced(sameHierarchySteps(shown, hierarchy), options.signal);
      // A filter asks it at once.
      if (this.#search !== undefined && !isSame) {
        search = new ClientSearch(hierarchy);
        await runTimeSliced(search.prepareSteps(), options.signal);
      }
    } catch (error) {
      if (this.#connection !== connection) return false;
      // A refresh that the person cancels is not a failure: the last good tree stays.
      if (isAbort(error, options.signal) && this.#hierarchy !== undefined) return false;
      this.#failure = error;
      return false;
    }
    if (this.#connection !== connection) return false;
    this.#loadedAt = askedAt;
    this.#failure = undefined;
    this.#freshness.listed(asked);
    // What is shown already has these edits, and may be in use; a hierarchy that says the same would only be drawn again.
    if (isSame && !this.#isChangedWhileLoading) return true;
    for (const edit of this.#editsWhileLoading) {
      const change = edit(hierarchy);
      if (change !== undefined) search?.follow(change);
    }
    this.#hierarchy = hierarchy;
    this.#search = search;
    this.#clientsChanged.fire(undefined);
    return true;
  }

  async #read({ api }: Connection, options: ListOptions): Promise<Hierarchy> {
    let builder = new HierarchyBuilder(this.#locale);
    await api.list(
      {
        restart: () => (builder = new HierarchyBuilder(this.#locale)),
        add: (record: ClientRecord | BadRecord) => builder.add(record),
      },
      options,
    );
    return runTimeSliced(builder.buildSteps(), options.signal);
  }

  /** A search over the clients of now; `undefined` before the first load. */
  get search(): ClientSearch | undefined {
    if (this.#hierarchy === undefined) return undefined;
    return (this.#search ??= new ClientSearch(this.#hierarchy));
  }

  /** Makes the index of the search in time slices, and again where clients change meanwhile. */
  async prepareSearch(): Promise<void> {
    let search: ClientSearch | undefined;
    while (search !== this.search) {
      search = this.search;
      if (search !== undefined) await runTimeSliced(search.prepareSteps());
    }
  }

  /**
   * Creates a client and shows it: as the answer has it, else as asked for.
   *
   * @throws What the API throws; ProtocolError where the answer is a client that was there before.
   */
  async create(
    connection: Connection,
    name: string,
    parentId: string | null,
    options: CallOptions,
  ): Promise<ClientNode | undefined> {
    const before = this.#hierarchy;
    const record = createdRecord(await connection.api.create(name, parentId, options), parentId);
    // Undoing the creation would delete it.
    if (before?.get(record.id) !== undefined) {
      const what = 'the answer is a client that was there before';
      throw new ProtocolError({ method: 'POST', path: '/clients' }, 'unexpected', what);
    }
    return this.#applyEdit(connection, [record.id, record.parentId], (hierarchy) => {
      // A list that has the client already was read after it was created, so it knows better.
      const known = hierarchy.get(record.id);
      return known === undefined ? hierarchy.put(record) : { node: known, touched: new Set([known]) };
    });
  }

  /** Renames a client and shows it. Returns the name that the answer has, if it has one. Throws what the API throws. */
  async rename(connection: Connection, id: string, name: string, options: CallOptions): Promise<string | undefined> {
    const stored = await connection.api.rename(id, name, options);
    this.#applyEdit(connection, [id], (hierarchy) => hierarchy.rename(id, stored ?? name));
    return stored;
  }

  /** Deletes a client and takes it out. Throws what the API throws. */
  async remove(connection: Connection, id: string, options: CallOptions): Promise<void> {
    await connection.api.remove(id, options);
    this.forget(connection, id);
  }

  /**
   * Reads one client again and shows what came, unless something newer is known: an edit of the client or of a client
   * below it, or an answer to a request that was sent after this one. Throws what the API throws.
   */
  async reread(connection: Connection, id: string, options: CallOptions): Promise<ClientRecord> {
    const asked = this.#freshness.next();
    const answer = await connection.api.get(id, options);
    const record = rereadRecord(answer, this.#connection === connection ? this.#hierarchy : undefined);
    if (this.#connection !== connection || !this.#freshness.isNews(id, asked)) return record;
    const before = this.#hierarchy?.get(id)?.parentId ?? null;
    // Both ends of a tie that it makes or cuts are as of this answer.
    const ids = before === record.parentId ? [id] : [id, before, record.parentId];
    this.#freshness.settle(ids, asked);
    this.#apply(
      connection,
      (hierarchy) => {
        const known = hierarchy.get(id);
        // One record cannot speak for all that have its id.
        const isOneOfSeveral =
          known !== undefined && hierarchy.dataIssues(known).some(({ kind }) => kind === 'duplicateId');
        return isOneOfSeveral ? undefined : hierarchy.put(rereadRecord(answer, hierarchy));
      },
      asked,
    );
    return record;
  }

  /** Takes out a client that turned out to be gone. */
  forget(connection: Connection, id: string): void {
    const owner = this.#hierarchy?.get(id)?.parentId ?? null;
    this.#applyEdit(connection, [id, owner], (hierarchy) => hierarchy.remove(id));
  }

  /** @param ids Of the clients whose records the edit changed: the parent's lists its children. */
  #applyEdit(connection: Connection, ids: readonly (string | null)[], edit: Edit): ClientNode | undefined {
    if (this.#connection !== connection) return undefined;
    const now = this.#freshness.next();
    this.#freshness.settle(ids, now);
    return this.#apply(connection, edit, now);
  }

  /** @param asOf When what the edit says was so, by the clock of `#freshness`. */
  #apply(connection: Connection, edit: Edit, asOf: number): ClientNode | undefined {
    if (this.#connection !== connection) return undefined;
    if (this.#loading !== undefined) {
      this.#isChangedWhileLoading = true;
      // A list that was asked for after it knows better.
      if (asOf > this.#loadAsked) this.#editsWhileLoading.push(edit);
    }
    const hierarchy = this.#hierarchy;
    const change = hierarchy === undefined ? undefined : edit(hierarchy);
    if (hierarchy === undefined || change === undefined || change.touched.size === 0) return change?.node;
    this.#search?.follow(change);
    this.#clientsChanged.fire(change.touched);
    return change.node;
  }
}
