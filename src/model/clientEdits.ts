import { AletaError, HttpStatusError, isAbort } from '../api/errors';
import type { ClientRecord } from '../api/jsonApi';
import type { CallOptions } from '../api/transport';
import type { ClientNode } from './clientNode';
import type { ClientStore } from './clientStore';
import type { Owned } from './hierarchy';
import { UndoStack, type Done } from './undoStack';

/** How long (ms) we look for the outcome of a write before we say that we do not know it. */
const FIND_OUT_MS = 30_000;

/** Why an edit was not made, when it is not simply that a request failed. Nothing was overwritten. */
export type EditObstacle =
  /** The client is no longer there. */
  | { readonly kind: 'gone' }
  /** The client that it should be created below is no longer there. */
  | { readonly kind: 'parentGone' }
  /** Someone else gave it another name meanwhile. */
  | { readonly kind: 'renamed'; readonly name: string }
  /** It owns something, which keeps it from being deleted. */
  | { readonly kind: 'owns'; readonly owned: Owned }
  /** The request may have reached the server, but was not carried out. */
  | { readonly kind: 'notDone'; readonly doubt: Doubt }
  /** Another service, where the same id may mean another client, was turned to before the request was sent. */
  | { readonly kind: 'otherService' }
  /** The request may have been carried out, and reading again did not tell. */
  | { readonly kind: 'unknown'; readonly doubt: Doubt };

/** Why no answer said what became of a request. */
export interface Doubt {
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
  /** The client; `undefined` once it is deleted, or when another service was turned to meanwhile. */
  readonly node: ClientNode | undefined;
  /** Why only reading again showed that it was carried out; `undefined` where the answer said so. */
  readonly doubt: Doubt | undefined;
}

export interface EditOptions extends CallOptions {
  /** `ClientEdits.service` as it was when the person was asked; the one of now where left out. */
  readonly service?: unknown;
  /** Takes what was carried out, to be undone together with other changes; left out, it is a step of its own. */
  readonly onDone?: (change: Done) => void;
}

/**
 * Create, rename and delete with what keeps them from doing harm: a client is read again before it is changed, since the
 * API has no version to compare; and where a request may or may not have been carried out, reading again tells, so that
 * nothing is ever sent twice. Every method throws `EditError`, `AletaError`, or `signal.reason` when aborted in time.
 */
export class ClientEdits {
  /** What was carried out on the service that is connected, to be undone. */
  readonly undo = new UndoStack();
  readonly #store: ClientStore;

  constructor(store: ClientStore) {
    this.#store = store;
    let service = store.api;
    store.on('state', () => {
      if (store.api === service) return;
      service = store.api;
      this.undo.clear();
    });
  }

  /** The service that edits go to now: another one than before means that what was planned is about other clients. */
  get service(): unknown {
    return this.#store.api;
  }

  async create(name: string, parentId: string | null, options: EditOptions): Promise<EditOutcome> {
    const service = this.#begin(options);
    const before = new Set(this.#siblings(parentId).map(({ id }) => id));
    const outcome = await this.#settle(
      () => this.#store.create(name, parentId, options),
      options,
      service,
      async (signal) => {
        const isLoaded = await this.#store.loadAfresh({ signal, interactive: false });
        if (!isLoaded) throw new Error('the clients were not loaded', { cause: this.#store.failure });
        return this.#siblings(parentId).find((node) => node.name === name && !before.has(node.id));
      },
    );
    if (outcome.node !== undefined) this.#record({ kind: 'created', id: outcome.node.id, name }, service, options);
    return outcome;
  }

  /** Creates a client that was deleted. Its parent is read before, which may be gone as well. */
  async createAgain(name: string, parentId: string | null, options: EditOptions): Promise<EditOutcome> {
    const service = this.#begin(options);
    try {
      if (parentId !== null) await this.#reread(parentId, options, service);
    } catch (error) {
      if (!(error instanceof EditError) || error.obstacle.kind !== 'gone') throw error;
      throw new EditError({ kind: 'parentGone' }, error);
    }
    return this.create(name, parentId, { ...options, service });
  }

  /** The service that an edit is for. Throws when that is not the one that is connected. */
  #begin({ service = this.#store.api }: EditOptions): unknown {
    this.#check(service);
    return service;
  }

  #check(service: unknown): void {
    if (this.#store.api !== service) throw new EditError({ kind: 'otherService' });
  }

  #record(change: Done, service: unknown, { onDone }: EditOptions): void {
    if (this.#store.api !== service) return;
    if (onDone === undefined) this.undo.push([change]);
    else onDone(change);
  }

  #siblings(parentId: string | null): readonly ClientNode[] {
    const hierarchy = this.#store.hierarchy;
    const parent = parentId === null ? null : hierarchy?.get(parentId);
    return hierarchy === undefined || parent === undefined ? [] : hierarchy.children(parent);
  }

  /** @param from The name that the person saw; any other one on the server is somebody else's edit. */
  async rename(id: string, from: string, to: string, options: EditOptions): Promise<EditOutcome> {
    const service = this.#begin(options);
    const record = await this.#reread(id, options, service);
    if (record.name !== from && record.name !== to) throw new EditError({ kind: 'renamed', name: record.name });
    const outcome = await this.#settle(
      async () => {
        if (record.name !== to) await this.#orGone(id, service, this.#store.rename(id, to, options));
        return this.#store.hierarchy?.get(id);
      },
      options,
      service,
      async (signal) => {
        const { name } = await this.#reread(id, { signal, interactive: false }, service);
        if (name !== to && name !== from) throw new EditError({ kind: 'renamed', name });
        return name === to ? this.#store.hierarchy?.get(id) : undefined;
      },
    );
    if (record.name !== to) this.#record({ kind: 'renamed', id, from: record.name, to }, service, options);
    return outcome;
  }

  /** @param name The name that the person agreed to delete. */
  async remove(id: string, name: string, options: EditOptions): Promise<EditOutcome> {
    const service = this.#begin(options);
    const record = await this.#reread(id, options, service);
    if (record.name !== name) throw new EditError({ kind: 'renamed', name: record.name });
    const owned = ownedBy(record);
    if (owned.clients + owned.legalEntities + owned.reportingEntities > 0) throw new EditError({ kind: 'owns', owned });
    const outcome = await this.#settle(
      async () => {
        await this.#orGone(id, service, this.#store.remove(id, options));
        return undefined;
      },
      options,
      service,
      async (signal) => {
        try {
          await this.#reread(id, { signal, interactive: false }, service);
          return undefined;
        } catch (error) {
          if (error instanceof EditError && error.obstacle.kind === 'gone') return 'done';
          throw error;
        }
      },
    );
    this.#record({ kind: 'deleted', id, name, parentId: record.parentId }, service, options);
    return outcome;
  }

  /** The client as the server holds it now. */
  async #reread(id: string, options: CallOptions, service: unknown): Promise<ClientRecord> {
    const record = await this.#orGone(id, service, this.#store.reread(id, options));
    this.#check(service);
    return record;
  }

  /** A client that turns out to be gone is taken out of the hierarchy. */
  async #orGone<T>(id: string, service: unknown, call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof HttpStatusError && error.status === 404)) throw error;
      this.#check(service);
      this.#store.forget(id);
      throw new EditError({ kind: 'gone' }, error);
    }
  }

  /**
   * Sends a write, and finds out what became of it where its answer does not say.
   *
   * @param findOut Reads again; the client, or `'done'`, when the write was carried out, `undefined` when not.
   */
  async #settle(
    write: () => Promise<ClientNode | undefined>,
    { signal }: CallOptions,
    service: unknown,
    findOut: (signal: AbortSignal) => Promise<ClientNode | 'done' | undefined>,
  ): Promise<EditOutcome> {
    try {
      return { node: await write(), doubt: undefined };
    } catch (error) {
      const isCancelled = isAbort(error, signal);
      if (!isCancelled && !(error instanceof AletaError && error.outcomeUnknown)) throw error;
      const doubt: Doubt = { isCancelled, cause: error };
      const found = await this.#findOut(findOut, service, doubt);
      if (found === undefined) throw new EditError({ kind: 'notDone', doubt }, error);
      return { node: found === 'done' ? undefined : found, doubt };
    }
  }

  async #findOut<T>(findOut: (signal: AbortSignal) => Promise<T>, service: unknown, doubt: Doubt): Promise<T> {
    try {
      // Another service knows nothing of it, and must not be asked.
      this.#check(service);
      const found = await findOut(AbortSignal.timeout(FIND_OUT_MS));
      this.#check(service);
      return found;
    } catch (error) {
      if (error instanceof EditError && error.obstacle.kind !== 'otherService') throw error;
      const causes = new AggregateError([doubt.cause, error], 'the outcome was not found out');
      throw new EditError({ kind: 'unknown', doubt }, causes);
    }
  }
}

const ownedBy = ({ childIds, legalEntities, reportingEntities }: ClientRecord): Owned => ({
  clients: childIds?.length ?? 0,
  legalEntities,
  reportingEntities,
});
