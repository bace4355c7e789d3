import { randomBytes } from 'node:crypto';

/** A legal or reporting entity that a client owns. */
export interface DemoEntity {
  readonly id: string;
  readonly name: string;
}

/** One client as the demo service holds it. Never changed in place: an edit replaces it. */
export interface DemoClient {
  readonly id: string;
  readonly name: string;
  /** Id of the owning client; `null` at top level. */
  readonly parentId: string | null;
  readonly legalEntities: readonly DemoEntity[];
  readonly reportingEntities: readonly DemoEntity[];
}

/** A client to put in as it is: what is left out is top level and owns no entities. */
export type DemoClientSeed = Pick<DemoClient, 'id' | 'name'> & Partial<DemoClient>;

/** Which of its two kinds of entities a client owns. */
export type DemoEntityKind = 'legalEntities' | 'reportingEntities';

/**
 * The clients of one demo service, live: what is edited here is what the next request sees.
 *
 * A parent's children are always those that name it as their parent, in the order they came.
 */
export class DemoData {
  readonly #clients = new Map<string, DemoClient>();
  /** By parent id, whether or not a client of that id exists. */
  readonly #children = new Map<string, Set<string>>();
  readonly #raw: unknown[] = [];
  readonly #usedIds = new Set<string>();

  /** Puts in `clients` as `add` does, one after the other. */
  constructor(clients: Iterable<DemoClientSeed> = []) {
    for (const client of clients) this.add(client);
  }

  /** Every client, in the order they came, without what `addRaw` added. */
  list(): DemoClient[] {
    return [...this.#clients.values()];
  }

  /** The client of that id, or `undefined`. */
  get(id: string): DemoClient | undefined {
    return this.#clients.get(id);
  }

  /** Ids of the clients that name `id` as their parent. */
  childIds(id: string): readonly string[] {
    return [...(this.#children.get(id) ?? [])];
  }

  /** The id of the client at that path of names from the top level. Throws if there is none. */
  idOf(...path: readonly string[]): string {
    let parentId: string | null = null;
    for (const name of path) {
      const found = this.list().find((client) => client.parentId === parentId && client.name === name);
      if (found === undefined) throw new RangeError(`No client at ${path.join(' > ')}`);
      parentId = found.id;
    }
    if (parentId === null) throw new RangeError('A path has at least one name');
    return parentId;
  }

  /** Makes a client that owns nothing, under a random id no client had before. Throws if the parent is unknown. */
  create(name: string, parentId: string | null = null): DemoClient {
    if (parentId !== null) this.#known(parentId);
    return this.add({ id: this.#newId(), name, parentId });
  }

  /** Gives the client another name, stored as it is. Throws if the id is unknown. */
  rename(id: string, name: string): DemoClient {
    return this.#put({ ...this.#known(id), name });
  }

  /**
   * Takes the client away with its entities, whatever it owns: refusing is the service's matter. Its children stay and
   * name a parent that is not there any more. Throws if the id is unknown.
   */
  remove(id: string): void {
    const { parentId } = this.#known(id);
    this.#clients.delete(id);
    if (parentId !== null) this.#children.get(parentId)?.delete(id);
  }

  /** Gives the client one more entity, under a new random id. Throws if the client is unknown. */
  addEntity(clientId: string, kind: DemoEntityKind, name: string): DemoEntity {
    const client = this.#known(clientId);
    const entity = { id: this.#newId(), name };
    this.#put({ ...client, [kind]: [...client[kind], entity] });
    return entity;
  }

  /** Puts in a client unchecked: its parent may be missing, or close a circle. Throws if the id is taken. */
  add(seed: DemoClientSeed): DemoClient {
    if (this.#clients.has(seed.id)) throw new RangeError(`There is a client ${seed.id} already`);
    const client = { parentId: null, legalEntities: [], reportingEntities: [], ...seed };
    this.#usedIds.add(client.id);
    if (client.parentId !== null) {
      const siblings = this.#children.get(client.parentId);
      if (siblings === undefined) this.#children.set(client.parentId, new Set([client.id]));
      else siblings.add(client.id);
    }
    return this.#put(client);
  }

  /**
   * Adds any JSON value whatever to the end of what `GET /clients` lists, for broken data that `add` cannot express.
   * `GET /clients/:id` finds it by its `id` where no client has that id; it cannot be changed or deleted.
   */
  addRaw(resource: unknown): void {
    this.#raw.push(resource);
  }

  /** What `addRaw` added, in that order. */
  rawResources(): readonly unknown[] {
    return this.#raw;
  }

  #known(id: string): DemoClient {
    const client = this.#clients.get(id);
    if (client === undefined) throw new RangeError(`There is no client ${id}`);
    return client;
  }

  #put(client: DemoClient): DemoClient {
    this.#clients.set(client.id, client);
    return client;
  }

  /** 24 hex digits like the service's own ObjectIDs. */
  #newId(): string {
    for (;;) {
      const id = randomBytes(12).toString('hex');
      if (this.#usedIds.has(id)) continue;
      this.#usedIds.add(id);
      return id;
    }
  }
}
