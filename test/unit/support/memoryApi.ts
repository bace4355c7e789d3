import type { ClientsApi } from '../../../src/api/clients';
import { HttpStatusError } from '../../../src/api/errors';
import type { BadRecord, ClientRecord, EntityRecord } from '../../../src/api/jsonApi';
import type { ListSink } from '../../../src/api/listPages';
import type { CallOptions } from '../../../src/api/transport';
import { ClientEdits, type EditOutcome } from '../../../src/model/edits/clientEdits';
import { mergeRecords } from '../../../src/model/hierarchy/mergeRecords';
import { ClientStore } from '../../../src/model/store/clientStore';
import { connectionTo } from '../../support/connections';
import { record } from './records';
import { ServerRecords } from './serverRecords';

export type MemoryCall = 'list' | 'get' | 'create' | 'rename' | 'remove';

/** The API on records in memory: refuses what the service refuses, and lets the test have a hand in each call. */
export class MemoryApi implements ClientsApi {
  readonly server: ServerRecords;
  /** What was asked for, as in `remove acme`; a create has the name and the parent. */
  readonly calls: string[] = [];
  #created = 0;
  /** Called with each call before it is carried out; what it throws is thrown instead. */
  before: (call: MemoryCall, subject: string) => void = () => undefined;
  /** Called after it was carried out; what it throws is thrown instead of the answer. */
  after: (call: MemoryCall, subject: string) => void = () => undefined;

  /** What the service makes of a name that it is sent. */
  stored: (name: string) => string = (name) => name;

  constructor(records: readonly ClientRecord[]) {
    this.server = new ServerRecords(records);
  }

  /** The writes among `calls`. */
  get writes(): string[] {
    return this.calls.filter((call) => !/^(get|list)/.test(call));
  }

  list(sink: ListSink, options: CallOptions): Promise<void> {
    return this.#call('list', '', options, () => {
      sink.restart();
      for (const record of this.server.records) sink.add(record);
    });
  }

  get(id: string, options: CallOptions): Promise<ClientRecord> {
    return this.#call('get', id, options, () => this.record(id) ?? refuse('GET', id, 404));
  }

  probe(): Promise<void> {
    return Promise.reject(new Error('nobody tests the connection'));
  }

  resource(id: string): Promise<string> {
    return Promise.reject(new Error(`nobody asks for the resource of ${id}`));
  }

  legalEntities(id: string): Promise<readonly (EntityRecord | BadRecord)[]> {
    return Promise.reject(new Error(`nobody asks for the entities of ${id}`));
  }

  reportingEntities(id: string): Promise<readonly (EntityRecord | BadRecord)[]> {
    return this.legalEntities(id);
  }

  create(name: string, parentId: string | null, options: CallOptions): Promise<ClientRecord> {
    return this.#call('create', parentId === null ? name : `${name} under ${parentId}`, options, () => {
      if (parentId !== null && !this.server.ids.has(parentId)) refuse('POST', parentId, 422);
      // Never an id that was there before, as in a real service.
      const created = record(`new ${++this.#created}`, { name: this.stored(name), parentId });
      this.server.put(created);
      return created;
    });
  }

  rename(id: string, name: string, options: CallOptions): Promise<undefined> {
    return this.#call('rename', id, options, () => {
      if (!this.server.ids.has(id)) refuse('PATCH', id, 404);
      this.server.rename(id, this.stored(name));
      return undefined;
    });
  }

  remove(id: string, options: CallOptions): Promise<void> {
    return this.#call('remove', id, options, () => {
      if (!this.server.ids.has(id)) refuse('DELETE', id, 404);
      if (this.owns(id)) refuse('DELETE', id, 409);
      this.server.remove(id);
    });
  }

  /** The client as a service tells of it that knows who names it as their parent, whatever it lists. */
  record(id: string): ClientRecord | undefined {
    const same = this.server.records.filter((each) => each.id === id);
    if (same.length === 0) return undefined;
    const merged = mergeRecords(same);
    const named = this.server.records.filter(({ parentId }) => parentId === id).map((each) => each.id);
    return { ...merged, childIds: [...new Set([...(merged.childIds ?? []), ...named])] };
  }

  owns(id: string): boolean {
    const { childIds = [], legalEntities = 0, reportingEntities = 0 } = this.record(id) ?? {};
    return childIds.length + legalEntities + reportingEntities > 0;
  }

  async #call<T>(call: MemoryCall, subject: string, { signal, onSent }: CallOptions, answer: () => T): Promise<T> {
    signal.throwIfAborted();
    this.calls.push(`${call} ${subject}`.trim());
    this.before(call, subject);
    onSent?.(true);
    // As over a network: whoever cancels does so while it is on its way.
    await Promise.resolve();
    const result = answer();
    this.after(call, subject);
    signal.throwIfAborted();
    return result;
  }
}

function refuse(method: string, id: string, status: number): never {
  throw new HttpStatusError({ method, path: `/clients/${id}` }, status, []);
}

/** Edits on a service with `records`, all loaded. */
export async function editing(records: readonly ClientRecord[]) {
  const api = new MemoryApi(records);
  const store = new ClientStore('en');
  const edits = new ClientEdits(store);
  const connection = connectionTo(api);
  store.connect(connection);
  const { signal } = new AbortController();
  await store.load({ signal });
  api.calls.length = 0;
  const { hierarchy } = store;
  if (hierarchy === undefined) throw new Error('nothing is loaded');
  /** Puts what an edit applied on the undo stack, as a step of its own. */
  const done = async (edit: Promise<EditOutcome>): Promise<EditOutcome> => {
    const outcome = await edit;
    if (outcome.applied !== undefined) edits.undo.push(connection, [outcome.applied]);
    return outcome;
  };
  return { api, store, edits, hierarchy, connection, options: { connection, signal }, done };
}
