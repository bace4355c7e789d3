import assert from 'node:assert/strict';
import type { ClientsApi } from '../../../src/api/clients';
import type { BadRecord, ClientRecord, EntityRecord } from '../../../src/api/jsonApi';
import type { ListSink } from '../../../src/api/listPages';
import type { CallOptions } from '../../../src/api/transport';

/** A call that waits for the test to answer it. An abort answers it too, as the interface demands. */
class Held<T> {
  readonly promise: Promise<T>;
  readonly answer: (value: T) => void;
  readonly fail: (error: Error) => void;

  constructor({ signal, onSent }: CallOptions) {
    onSent?.(true);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.promise = promise;
    this.answer = resolve;
    this.fail = reject;
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  }
}

class HeldList extends Held<void> {
  readonly sink: ListSink;

  constructor(sink: ListSink, options: CallOptions) {
    super(options);
    this.sink = sink;
    sink.restart();
  }

  send(records: readonly (ClientRecord | BadRecord)[]): void {
    for (const record of records) this.sink.add(record);
  }

  answerWith(records: readonly (ClientRecord | BadRecord)[]): void {
    this.send(records);
    this.answer();
  }
}

class HeldEntities extends Held<readonly (EntityRecord | BadRecord)[]> {
  /** What was asked for, as in "legal entities of acme". */
  readonly asked: string;
  readonly signal: AbortSignal;

  constructor(asked: string, options: CallOptions) {
    super(options);
    this.asked = asked;
    this.signal = options.signal;
  }
}

/** Clients of a service whose every answer comes when the test says so. */
export class HeldApi implements ClientsApi {
  readonly lists: HeldList[] = [];
  readonly gets: Held<ClientRecord>[] = [];
  readonly resources: Held<string>[] = [];
  readonly entities: HeldEntities[] = [];
  readonly creates: Held<ClientRecord>[] = [];
  readonly renames: Held<void>[] = [];
  readonly removes: Held<void>[] = [];

  list(sink: ListSink, options: CallOptions): Promise<void> {
    return keep(this.lists, new HeldList(sink, options)).promise;
  }

  get(_id: string, options: CallOptions): Promise<ClientRecord> {
    return keep(this.gets, new Held<ClientRecord>(options)).promise;
  }

  probe(): Promise<void> {
    return Promise.reject(new Error('nobody tests the connection'));
  }

  resource(_id: string, options: CallOptions): Promise<string> {
    return keep(this.resources, new Held<string>(options)).promise;
  }

  legalEntities(id: string, options: CallOptions): Promise<readonly (EntityRecord | BadRecord)[]> {
    return keep(this.entities, new HeldEntities(`legal entities of ${id}`, options)).promise;
  }

  reportingEntities(id: string, options: CallOptions): Promise<readonly (EntityRecord | BadRecord)[]> {
    return keep(this.entities, new HeldEntities(`reporting entities of ${id}`, options)).promise;
  }

  create(_name: string, _parentId: string | null, options: CallOptions): Promise<ClientRecord> {
    return keep(this.creates, new Held<ClientRecord>(options)).promise;
  }

  async rename(_id: string, _name: string, options: CallOptions): Promise<undefined> {
    await keep(this.renames, new Held<void>(options)).promise;
  }

  remove(_id: string, options: CallOptions): Promise<void> {
    return keep(this.removes, new Held<void>(options)).promise;
  }
}

function keep<T>(calls: T[], call: T): T {
  calls.push(call);
  return call;
}

/** The call made last. */
export function last<T>(calls: readonly T[]): T {
  const call = calls.at(-1);
  assert.ok(call, 'no such call was made');
  return call;
}
