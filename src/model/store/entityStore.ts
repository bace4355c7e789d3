import type { Connection } from '../../api/connection';
import { HttpStatusError } from '../../api/errors';
import { isBadRecord, type BadRecord, type EntityRecord } from '../../api/jsonApi';
import { Emitter } from '../../base/emitter';
import { compareText } from '../../base/sorted';
import type { ClientNode } from '../hierarchy/clientNode';
import type { ClientStore } from './clientStore';

/** The two kinds of entities that a client owns, named as on `ClientNode` and `ClientsApi`. */
export type EntityKind = 'legalEntities' | 'reportingEntities';

export const ENTITY_KINDS: readonly EntityKind[] = ['legalEntities', 'reportingEntities'];

/** What is known of the entities of one kind that a client owns. */
export type EntityList =
  /** Sorted by name, numbers by their value; records that are none are last, in the order in which they came. */
  | { readonly kind: 'ready'; readonly entities: readonly (EntityRecord | BadRecord)[] }
  /** The service does not let us see them, or does not have such lists. */
  | { readonly kind: 'notAvailable' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Entities of one kind that a client owns. */
export interface OwnedEntities {
  readonly ownerId: string;
  readonly kind: EntityKind;
}

interface Entry extends OwnedEntities {
  /** How many the client was said to own when they were asked for. */
  readonly count: number;
  readonly controller: AbortController;
  readonly list: Promise<EntityList>;
}

const NOT_AVAILABLE = new Set([403, 404, 405, 410]);

/**
 * Legal and reporting entities of clients: fetched when they are first asked for, and kept until the clients are loaded
 * again, another service is connected, or the client is said to own more or fewer.
 */
export class EntityStore {
  readonly #store: ClientStore;
  readonly #dropped: Emitter<OwnedEntities>;
  readonly #collator: Intl.Collator;
  readonly #entries = new Map<string, Entry>();
  #loadedAt: Date | undefined;

  /**
   * @param locale BCP 47 tag by whose rules entities are sorted.
   * @param report Told what a listener threw.
   */
  constructor(store: ClientStore, locale?: string, report?: (error: unknown) => void) {
    this.#store = store;
    this.#dropped = new Emitter(report);
    this.#collator = new Intl.Collator(locale, { numeric: true });
    store.onDidChangeClients((touched) => {
      if (touched === undefined) this.#dropAll();
      else for (const node of touched) if (node !== null) this.#dropOutdated(node);
    });
    // A refresh with identical clients fires only this; entities must be dropped then, too.
    store.onDidChangeState(() => {
      if (store.loadedAt === this.#loadedAt) return;
      this.#loadedAt = store.loadedAt;
      this.#dropAll();
    });
  }

  /** What was known of a client's entities of this kind is no longer: ask again. */
  get onDidDrop() {
    return this.#dropped.event;
  }

  /**
   * The entities of `kind` that `owner` owns. Never throws.
   *
   * @returns `undefined` when the answer was dropped while it was under way; `dropped` was fired then.
   */
  async list(owner: ClientNode, kind: EntityKind): Promise<EntityList | undefined> {
    const { connection } = this.#store;
    if (connection === undefined) return undefined;
    const key = keyOf(owner.id, kind);
    const entry = this.#entries.get(key) ?? this.#fetch(connection, owner, kind, false);
    const list = await entry.list;
    return this.#entries.get(key) === entry ? list : undefined;
  }

  /** Asks again for what failed. A person waits for it, and may be asked to sign in. */
  retry(owner: ClientNode, kind: EntityKind): void {
    const { connection } = this.#store;
    if (connection === undefined) return;
    this.#entries.get(keyOf(owner.id, kind))?.controller.abort();
    this.#fetch(connection, owner, kind, true);
    this.#dropped.fire({ ownerId: owner.id, kind });
  }

  /** Forgets the entities of one client. */
  drop(ownerId: string): void {
    for (const kind of ENTITY_KINDS) this.#drop(this.#entries.get(keyOf(ownerId, kind)));
  }

  #fetch({ api }: Connection, owner: ClientNode, kind: EntityKind, interactive: boolean): Entry {
    const controller = new AbortController();
    const { id: ownerId, [kind]: count } = owner;
    const list = api[kind](ownerId, { signal: controller.signal, interactive }).then(
      (entities): EntityList => ({ kind: 'ready', entities: [...entities].sort(this.#compare) }),
      (error: unknown): EntityList =>
        error instanceof HttpStatusError && NOT_AVAILABLE.has(error.status)
          ? { kind: 'notAvailable' }
          : { kind: 'failed', error },
    );
    const entry: Entry = { ownerId, kind, count, controller, list };
    this.#entries.set(keyOf(ownerId, kind), entry);
    return entry;
  }

  // Bound, since it is handed to sort.
  readonly #compare = (a: EntityRecord | BadRecord, b: EntityRecord | BadRecord): number => {
    if (isBadRecord(a)) return isBadRecord(b) ? a.index - b.index : 1;
    if (isBadRecord(b)) return -1;
    return this.#collator.compare(a.name, b.name) || compareText(a.id, b.id);
  };

  #dropOutdated(owner: ClientNode): void {
    for (const kind of ENTITY_KINDS) {
      const entry = this.#entries.get(keyOf(owner.id, kind));
      if (entry?.count !== owner[kind]) this.#drop(entry);
    }
  }

  #dropAll(): void {
    for (const entry of [...this.#entries.values()]) this.#drop(entry);
  }

  #drop(entry: Entry | undefined): void {
    if (entry === undefined) return;
    this.#entries.delete(keyOf(entry.ownerId, entry.kind));
    entry.controller.abort();
    this.#dropped.fire(entry);
  }
}

const keyOf = (ownerId: string, kind: EntityKind): string => `${kind}:${ownerId}`;
