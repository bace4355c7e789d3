import type { Connection } from '../../api/connection';
import { AletaError, ConnectionEndedError, HttpStatusError, isAbort } from '../../api/errors';
import type { ClientRecord } from '../../api/jsonApi';
import type { CallOptions } from '../../api/transport';
import type { ClientNode } from '../hierarchy/clientNode';
import type { ClientStore } from '../store/clientStore';
import type { Hierarchy, Owned } from '../hierarchy/hierarchy';
import { mayBeStoredAs } from './sentName';
import { UndoStack, type AppliedEdit } from './undoStack';

/** How long (ms) we look for the outcome of a write before we say that we do not know it. */
const OUTCOME_TIMEOUT_MS = 30_000;

/** Why an edit was not made, when it is not simply that a request failed. Nothing was overwritten. */
export type EditObstacle =
  /** The client is no longer there. */
  | { readonly kind: 'deletedElsewhere' }
  /** The client that it should be created below is no longer there. */
  | { readonly kind: 'parentGone' }
  /** Someone else gave it another name meanwhile. */
  | { readonly kind: 'renamed'; readonly name: string }
  /** It owns something, which keeps it from being deleted. */
  | { readonly kind: 'notEmpty'; readonly owned: Owned }
  /** The request may have reached the server, but was not carried out. */
  | { readonly kind: 'notApplied'; readonly uncertain: UncertainOutcome }
  /** Another account or service, where the same id may mean another client, was turned to before a request was sent. */
  | { readonly kind: 'otherConnection' }
  /**
   * The request may have been carried out, and reading again did not tell. `candidates`, after a creation: names of the
   * clients that are new where it should be, any of which may be it or somebody else's.
   */
  | { readonly kind: 'outcomeUnknown'; readonly uncertain: UncertainOutcome; readonly candidates: readonly string[] };

/** Why no answer said what became of a request. */
export interface UncertainOutcome {
  /** Whether a person gave it up on its way. */
  readonly isCancelled: boolean;
  readonly cause: unknown;
}

export class EditError extends Error {
  readonly obstacle: EditObstacle;

  constructor(obstacle: EditObstacle, cause?: unknown) {
    super(`the edit was not made: ${obstacle.kind}`, cause === undefined ? {} : { cause });
    this.name = 'EditError';
    this.obstacle = obstacle;
  }
}

/** What came of an edit. */
export interface EditOutcome {
  /** The client; `undefined` once it is deleted, or when another connection was turned to meanwhile. */
  readonly node: ClientNode | undefined;
  /**
   * What was carried out, for the undo stack; `undefined` where the client was as wanted already, and where it is not
   * certain that it was our request that made it so.
   */
  readonly applied: AppliedEdit | undefined;
  /** `node` is a new client of that name, found after a creation without an answer: it may be somebody else's. */
  readonly mayBeOthers: boolean;
  /** Why only reading again showed that it was carried out; `undefined` where the answer said so. */
  readonly uncertain: UncertainOutcome | undefined;
}

export interface EditOptions extends CallOptions {
  /** What was current when the person was asked. Nothing is sent once another connection was turned to. */
  readonly connection: Connection;
}

/**
 * Create, rename and delete with what keeps them from doing harm: a client is read again before it is changed, since the
 * API has no version to compare; and where a request may or may not have been carried out, reading again tells, so that
 * nothing is ever sent twice. Every method throws `EditError`, `AletaError`, or `signal.reason` when aborted in time.
 */
export class ClientEdits {
  /** Edits that were applied on the connection of now, to be undone. The caller of an edit pushes it. */
  readonly undo: UndoStack;
  readonly #store: ClientStore;
  /** Ids that the service gave to clients created here. */
  readonly #created = new Set<string>();

  /** @param report Told what a listener threw. */
  constructor(store: ClientStore, report?: (error: unknown) => void) {
    this.#store = store;
    this.undo = new UndoStack(report);
    this.undo.connect(store.connection);
    store.onDidChangeState(() => this.undo.connect(store.connection));
  }

  /** The connection that edits go to now. */
  get connection(): Connection | undefined {
    return this.#store.connection;
  }

  /** Creates a client under `parentId`, or at top level for `null`. */
  create(name: string, parentId: string | null, options: EditOptions): Promise<EditOutcome> {
    return this.#on(options.connection, async () => {
      const before = this.#store.hierarchy;
      const { node, uncertain } = await this.#settle(
        () => this.#store.create(options.connection, name, parentId, options),
        options,
        (signal, doubt) => this.#findCreated(name, parentId, before, signal, doubt),
      );
      if (node === undefined) return { node, uncertain, applied: undefined, mayBeOthers: false };
      if (uncertain !== undefined) return { node, uncertain, applied: undefined, mayBeOthers: true };
      this.#created.add(node.id);
      return { node, uncertain, applied: { kind: 'created', id: node.id, name }, mayBeOthers: false };
    });
  }

  /**
   * Looks for a client whose creation had no answer, among those below `parentId` that are new: that were not in the
   * tree `before` it, and not created by another request of ours since. That it is there is no proof that it is ours.
   *
   * @returns The only new one of that name; `undefined` where none at all is new.
   */
  async #findCreated(
    name: string,
    parentId: string | null,
    before: Hierarchy | undefined,
    signal: AbortSignal,
    uncertain: UncertainOutcome,
  ): Promise<ClientNode | undefined> {
    const isLoaded = await this.#store.loadAfresh({ signal, interactive: false });
    const { hierarchy } = this.#store;
    if (!isLoaded || hierarchy === undefined) {
      throw new Error('the clients were not loaded', { cause: this.#store.failure });
    }
    // By the parent that their records name: one that is not shown below it is there all the same.
    const added = [...hierarchy.all()].filter(
      (each) => each.parentId === parentId && before?.get(each.id) === undefined && !this.#created.has(each.id),
    );
    if (added.length === 0) return undefined;
    const alike = added.filter((each) => mayBeStoredAs(name, each.name));
    const [found] = alike;
    if (found !== undefined && alike.length === 1) return found;
    const candidates = (found === undefined ? added : alike).map((each) => each.name);
    throw new EditError({ kind: 'outcomeUnknown', uncertain, candidates }, uncertain.cause);
  }

  /** Creates a client that was deleted. Its parent is read before, which may be gone as well. */
  createAgain(name: string, parentId: string | null, options: EditOptions): Promise<EditOutcome> {
    return this.#on(options.connection, async () => {
      try {
        if (parentId !== null) await this.#reread(parentId, options);
      } catch (error) {
        if (!(error instanceof EditError) || error.obstacle.kind !== 'deletedElsewhere') throw error;
        throw new EditError({ kind: 'parentGone' }, error);
      }
      return this.create(name, parentId, options);
    });
  }

  /** Makes an edit, which is refused when another connection is the one of now, at any time before a request is sent. */
  async #on<T>(connection: Connection, edit: () => Promise<T>): Promise<T> {
    this.#check(connection);
    try {
      return await edit();
    } catch (error) {
      if (!(error instanceof ConnectionEndedError)) throw error;
      throw new EditError({ kind: 'otherConnection' }, error);
    }
  }

  #check(connection: Connection): void {
    if (this.#store.connection !== connection) throw new EditError({ kind: 'otherConnection' });
  }

  /** @param from The name that the person saw; any other one on the server is somebody else's edit. */
  rename(id: string, from: string, to: string, options: EditOptions): Promise<EditOutcome> {
    const { connection } = options;
    return this.#on(connection, async () => {
      const record = await this.#reread(id, options);
      if (record.name !== from && record.name !== to) throw new EditError({ kind: 'renamed', name: record.name });
      if (record.name === to) {
        const node = this.#store.hierarchy?.get(id);
        return { node, applied: undefined, uncertain: undefined, mayBeOthers: false };
      }
      const outcome = await this.#settle(
        async () => {
          await this.#orGone(id, connection, this.#store.rename(connection, id, to, options));
          return this.#store.hierarchy?.get(id);
        },
        options,
        async (signal) => {
          const { name } = await this.#reread(id, { connection, signal, interactive: false });
          if (name !== to && name !== from) throw new EditError({ kind: 'renamed', name });
          return name === to ? this.#store.hierarchy?.get(id) : undefined;
        },
      );
      return { ...outcome, applied: { kind: 'renamed', id, from: record.name, to }, mayBeOthers: false };
    });
  }

  /** @param name The name that the person agreed to delete. */
  remove(id: string, name: string, options: EditOptions): Promise<EditOutcome> {
    const { connection } = options;
    return this.#on(connection, async () => {
      const record = await this.#reread(id, options);
      if (record.name !== name) throw new EditError({ kind: 'renamed', name: record.name });
      const owned = ownedBy(record);
      if (owned.clients + owned.legalEntities + owned.reportingEntities > 0) {
        throw new EditError({ kind: 'notEmpty', owned });
      }
      const { uncertain } = await this.#settle(
        async () => {
          await this.#orGone(id, connection, this.#store.remove(connection, id, options));
          return undefined;
        },
        options,
        async (signal) => {
          try {
            await this.#reread(id, { connection, signal, interactive: false });
            return undefined;
          } catch (error) {
            if (error instanceof EditError && error.obstacle.kind === 'deletedElsewhere') return 'done';
            throw error;
          }
        },
      );
      const applied: AppliedEdit = { kind: 'deleted', id, name, parentId: record.parentId };
      return { node: undefined, uncertain, applied, mayBeOthers: false };
    });
  }

  /** The client as the server holds it now. */
  async #reread(id: string, options: EditOptions): Promise<ClientRecord> {
    const { connection } = options;
    const record = await this.#orGone(id, connection, this.#store.reread(connection, id, options));
    this.#check(connection);
    return record;
  }

  /** A client that turns out to be gone is taken out of the hierarchy. */
  async #orGone<T>(id: string, connection: Connection, call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof HttpStatusError && error.status === 404)) throw error;
      this.#check(connection);
      this.#store.forget(connection, id);
      throw new EditError({ kind: 'deletedElsewhere' }, error);
    }
  }

  /**
   * Sends a write, and finds out what became of it where its answer does not say.
   *
   * @param findOut Reads again; the client, or `'done'`, when the write was carried out, `undefined` when not.
   */
  async #settle(
    write: () => Promise<ClientNode | undefined>,
    { signal, connection }: EditOptions,
    findOut: (signal: AbortSignal, uncertain: UncertainOutcome) => Promise<ClientNode | 'done' | undefined>,
  ): Promise<Pick<EditOutcome, 'node' | 'uncertain'>> {
    try {
      return { node: await write(), uncertain: undefined };
    } catch (error) {
      const isCancelled = isAbort(error, signal);
      if (!isCancelled && !(error instanceof AletaError && error.outcomeUnknown)) throw error;
      const uncertain: UncertainOutcome = { isCancelled, cause: error };
      const found = await this.#findOut((until) => findOut(until, uncertain), connection, uncertain);
      if (found === undefined) throw new EditError({ kind: 'notApplied', uncertain }, error);
      return { node: found === 'done' ? undefined : found, uncertain };
    }
  }

  async #findOut<T>(
    findOut: (signal: AbortSignal) => Promise<T>,
    connection: Connection,
    uncertain: UncertainOutcome,
  ): Promise<T> {
    try {
      // Another account knows nothing of it, and must not be asked.
      this.#check(connection);
      const found = await findOut(AbortSignal.timeout(OUTCOME_TIMEOUT_MS));
      this.#check(connection);
      return found;
    } catch (error) {
      if (error instanceof EditError && error.obstacle.kind !== 'otherConnection') throw error;
      const causes = new AggregateError([uncertain.cause, error], 'the outcome was not found out');
      throw new EditError({ kind: 'outcomeUnknown', uncertain, candidates: [] }, causes);
    }
  }
}

const ownedBy = ({ childIds, legalEntities, reportingEntities }: ClientRecord): Owned => ({
  clients: childIds?.length ?? 0,
  legalEntities,
  reportingEntities,
});
