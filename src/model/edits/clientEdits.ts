import type { Connection } from '../../api/connection';
import { AletaError, ConnectionEndedError, HttpStatusError, isAbort, ProtocolError } from '../../api/errors';
import type { ClientRecord } from '../../api/jsonApi';
import type { CallOptions } from '../../api/transport';
import type { ClientNode } from '../hierarchy/clientNode';
import type { Owned } from '../hierarchy/hierarchy';
import type { ClientStore } from '../store/clientStore';
import { EditError, type UncertainOutcome } from './editError';
import type { EditOutcome } from './editOutcome';
import { findCreated } from './findCreated';
import { OwnWrites } from './ownWrites';
import type { Pace } from './pace';
import { repeatRefused, waitToLook } from './repeatRefused';
import { composed, mayBeStoredAs } from './sentName';
import { UndoStack, type AppliedEdit } from './undoStack';

export { EditError, type EditObstacle, type UncertainOutcome } from './editError';
export type { EditOutcome } from './editOutcome';

/** How long (ms) we look for the outcome of a write before we say that we do not know it. */
const OUTCOME_TIMEOUT_MS = 30_000;

/** How long (ms) we look for what the service made of a name, once it took it. */
const STORED_NAME_TIMEOUT_MS = 10_000;

export interface EditOptions extends CallOptions {
  /** What was current when the person was asked. Nothing is sent once another connection was turned to. */
  readonly connection: Connection;
  /** That of the edits of which this is one. It is then as patient as `repeatRefused` says. */
  readonly pace?: Pace;
}

/**
 * Create, rename and delete with what keeps them from doing harm: a client is read again before it is changed, since the
 * API has no version to compare; and where a request may or may not have been carried out, reading again tells, so that
 * nothing that may have acted is ever sent twice. Where the service wants fewer requests (429), they wait, and begin anew.
 * Every method throws `EditError`, `AletaError`, or `signal.reason` when aborted in time.
 */
export class ClientEdits {
  /** Edits that were applied on the connection of now, to be undone. The caller of an edit pushes it. */
  readonly undo: UndoStack;
  readonly #store: ClientStore;
  /** By connection: an answer may come when another one was turned to, whose ids may mean other clients. */
  readonly #written = new WeakMap<Connection, OwnWrites>();
  #underWay = 0;

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

  get isUnderWay(): boolean {
    return this.#underWay > 0;
  }

  #own(connection: Connection): OwnWrites {
    const own = this.#written.get(connection) ?? new OwnWrites();
    this.#written.set(connection, own);
    return own;
  }

  /** Creates a client under `parentId`, or at top level for `null`. */
  create(name: string, parentId: string | null, options: EditOptions): Promise<EditOutcome> {
    return this.#on(options, () => this.#create(name, parentId, options));
  }

  async #create(name: string, parentId: string | null, options: EditOptions): Promise<EditOutcome> {
    const before = this.#store.hierarchy;
    const { node, uncertain } = await this.#settle(
      (call) => this.#store.create(options.connection, name, parentId, call),
      options,
      (signal, doubt) =>
        findCreated(this.#store, this.#own(options.connection), { name, parentId, before, uncertain: doubt }, signal),
    );
    if (node === undefined) return { node, uncertain, applied: undefined, mayBeOthers: false };
    if (uncertain !== undefined) return { node, uncertain, applied: undefined, mayBeOthers: true };
    this.#own(options.connection).noteCreated(node.id, name, node.name);
    return { node, uncertain, applied: { kind: 'created', id: node.id, name: node.name }, mayBeOthers: false };
  }

  /** Creates a client that was deleted. Its parent is read before, which may be gone as well. */
  createAgain(name: string, parentId: string | null, options: EditOptions): Promise<EditOutcome> {
    return this.#on(options, async () => {
      try {
        if (parentId !== null) await this.#reread(parentId, options);
      } catch (error) {
        if (!(error instanceof EditError) || error.obstacle.kind !== 'deletedElsewhere') throw error;
        throw new EditError({ kind: 'parentGone', isOwn: error.obstacle.isOwn }, error);
      }
      return this.#create(name, parentId, options);
    });
  }

  /** Makes an edit, which is refused when another connection is the one of now, at any time before a request is sent. */
  async #on<T>(options: EditOptions, edit: () => Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await repeatRefused(this.#store, options, edit);
    } catch (error) {
      if (!(error instanceof ConnectionEndedError)) throw error;
      throw new EditError({ kind: 'otherConnection' }, error);
    } finally {
      this.#underWay--;
    }
  }

  #check(connection: Connection): void {
    if (this.#store.connection !== connection) throw new EditError({ kind: 'otherConnection' });
  }

  /**
   * Gives a client another name, which is then what the service has made of it.
   *
   * @param from The name that the person saw; any other one on the server is another edit.
   */
  rename(id: string, from: string, to: string, options: EditOptions): Promise<EditOutcome> {
    const { connection } = options;
    const sent = composed(to);
    return this.#on(options, async () => {
      const namesakes = this.#namesOf(id);
      const { name: before } = await this.#reread(id, options);
      if (before === sent) {
        return { node: this.#store.hierarchy?.get(id), applied: undefined, uncertain: undefined, mayBeOthers: false };
      }
      this.#checkName(connection, id, from, before, namesakes);
      let stored = sent;
      const { uncertain } = await this.#settle(
        async (call) => {
          const said = await this.#orGone(id, connection, this.#store.rename(connection, id, sent, call));
          const now = said ?? (await this.#storedName(id, sent, options));
          // Where several records have the id, the one that is read may be another than was renamed.
          if (!namesakes.includes(now)) stored = now;
          return undefined;
        },
        options,
        async (signal) => {
          const { name } = await this.#reread(id, { connection, signal, interactive: false });
          if (name === before && name !== sent) return undefined;
          if (!mayBeStoredAs(sent, name)) throw new EditError({ kind: 'renamed', name, isOwn: false });
          stored = name;
          return 'done';
        },
      );
      this.#own(connection).noteNamed(id, sent, stored);
      const applied: AppliedEdit | undefined =
        stored === before ? undefined : { kind: 'renamed', id, from: before, to: stored };
      // In another account the same id may be another client.
      const node = this.#store.connection === connection ? this.#store.hierarchy?.get(id) : undefined;
      return { node, applied, uncertain, mayBeOthers: false };
    });
  }

  /** What the service made of a name that it took: a 204 does not say. As it was sent where it cannot be read. */
  async #storedName(id: string, sent: string, options: EditOptions): Promise<string> {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(STORED_NAME_TIMEOUT_MS)]);
    try {
      return (await this.#reread(id, { ...options, signal, interactive: false })).name;
    } catch {
      // The name was taken all the same.
      return sent;
    }
  }

  /** The names of all records that share an id; none for an id of one record. */
  #namesOf(id: string): readonly string[] {
    const { hierarchy } = this.#store;
    const node = hierarchy?.get(id);
    if (hierarchy === undefined || node === undefined) return [];
    return hierarchy.dataIssues(node).flatMap((issue) => (issue.kind === 'duplicateId' ? issue.names : []));
  }

  /** @throws EditError where the client has another name now than the one that the person saw. */
  #checkName(on: Connection, id: string, seen: string, name: string, namesakes: readonly string[]): void {
    const own = this.#own(on);
    if (own.isNameOf(id, seen, name) || namesakes.includes(name)) return;
    throw new EditError({ kind: 'renamed', name, isOwn: own.hasNamed(id, name) });
  }

  /** @param name The name that the person agreed to delete. */
  remove(id: string, name: string, options: EditOptions): Promise<EditOutcome> {
    const { connection } = options;
    return this.#on(options, async () => {
      const namesakes = this.#namesOf(id);
      const record = await this.#reread(id, options);
      this.#checkName(connection, id, name, record.name, namesakes);
      const owned = ownedBy(record);
      if (owned.clients + owned.legalEntities + owned.reportingEntities > 0) {
        throw new EditError({ kind: 'notEmpty', owned });
      }
      const { uncertain } = await this.#settle(
        async (call) => {
          await this.#orGone(id, connection, this.#store.remove(connection, id, call));
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
      this.#own(connection).noteRemoved(id);
      const applied: AppliedEdit = { kind: 'deleted', id, name: record.name, parentId: record.parentId };
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
      if (!(error instanceof HttpStatusError && error.isGone)) throw error;
      this.#check(connection);
      this.#store.forget(connection, id);
      throw new EditError({ kind: 'deletedElsewhere', isOwn: this.#own(connection).hasRemoved(id) }, error);
    }
  }

  /**
   * Sends a write, and finds out what became of it where its answer does not say.
   *
   * @param write Sends it with these options.
   * @param findOut Reads again; the client, or `'done'`, when the write was carried out, `undefined` when not.
   */
  async #settle(
    write: (options: EditOptions) => Promise<ClientNode | undefined>,
    options: EditOptions,
    findOut: (signal: AbortSignal, uncertain: UncertainOutcome) => Promise<ClientNode | 'done' | undefined>,
  ): Promise<Pick<EditOutcome, 'node' | 'uncertain'>> {
    const { signal, connection } = options;
    const sent = { mayBeDone: false };
    try {
      const onSent = (mayBe: boolean): void => void (sent.mayBeDone = mayBe);
      return { node: await write({ ...options, onSent }), uncertain: undefined };
    } catch (error) {
      const isCancelled = isAbort(error, signal);
      // Given up before it was sent, or after a 401: there is nothing to be found out.
      if (isCancelled && !sent.mayBeDone) throw error;
      if (!isCancelled && !(error instanceof AletaError && error.outcomeUnknown)) throw error;
      const uncertain: UncertainOutcome = { isCancelled, cause: error };
      await waitToLook(this.#store, options, error);
      const found = await this.#findOut((until) => findOut(until, uncertain), connection, uncertain);
      if (found === undefined) {
        // A 202 says that it will be carried out later.
        const isToCome = error instanceof ProtocolError && error.status === 202;
        const obstacle = isToCome
          ? ({ kind: 'outcomeUnknown', candidates: [] } as const)
          : { kind: 'notApplied' as const };
        throw new EditError({ ...obstacle, uncertain }, error);
      }
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
