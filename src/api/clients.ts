/** The calls of the Clients page of the Aleta API (2025-11-12.1). */
import { isObject, parsed } from '../base/json';
import { rangeOf } from '../base/jsonPath';
import { startOf } from './body';
import { clientPath } from './clientPath';
import { ClientScanner } from './clientScanner';
import { ProtocolError } from './errors';
import { asClientResource, documentData, isBadRecord, parseClient, parseClientAnswer, parseEntity } from './jsonApi';
import type { BadRecord, ClientAnswer, ClientRecord, EntityRecord } from './jsonApi';
import { LIST_LIMITS, ListPages, type ListLimits, type ListOptions, type ListSink, type Reading } from './listPages';
import { OpenedAnswer } from './openedAnswer';
import { SentTokens } from './redact';
import type { CallOptions, RequestOptions, Transport } from './transport';

const CLIENTS = '/clients';

/** How much of the list `probe` reads (decoded bytes). */
const PROBED_BYTES = 64 * 1024;

/**
 * A new scanner for each try: it learns how records are written, and what a damaged answer taught must not be used
 * again.
 */
function clientReading(): Reading<ClientRecord> {
  const scanner = new ClientScanner();
  return { parse: parseClient, scan: (rawMembers) => scanner.scan(rawMembers) };
}

/**
 * What the extension asks of the API. Every call throws `AletaError`, or `signal.reason` when aborted. A status that is
 * no success is an `HttpStatusError` with that `status`: 404 for an id that is not there (any more), 403 for a missing
 * right. Whether a write that failed may have been carried out is in `outcomeUnknown`.
 */
export interface ClientsApi {
  /**
   * All clients, in the server's order, page by page where there are pages. Returns when the last one was passed on.
   */
  list(sink: ListSink, options: ListOptions): Promise<void>;
  /**
   * Asks for the list of clients and reads no more than the start of it: whether it could be loaded. Not repeated.
   *
   * @throws ProtocolError also where what begins there is no list.
   */
  probe(options: CallOptions): Promise<void>;
  /** A client as the server holds it. */
  get(id: string, options: CallOptions): Promise<ClientAnswer>;
  /** The JSON text of a client's resource as the server holds it: every member, checked or not, as it was written. */
  resource(id: string, options: CallOptions): Promise<string>;
  /** The legal entities of a client, in the server's order. */
  legalEntities(id: string, options: CallOptions): Promise<readonly (EntityRecord | BadRecord)[]>;
  /** The reporting entities of a client, in the server's order. */
  reportingEntities(id: string, options: CallOptions): Promise<readonly (EntityRecord | BadRecord)[]>;
  /**
   * Creates a client under `parentId`, or at top level for `null`, and returns it as the server holds it (201). Sent
   * once, with the name in NFC.
   *
   * @throws HttpStatusError 422 for a name or a parent that the service does not take.
   */
  create(name: string, parentId: string | null, options: CallOptions): Promise<ClientAnswer>;
  /**
   * Gives a client another name. Sent once, in NFC. A success is 204, or 200 with the resource of that client.
   *
   * @returns The name as the server holds it, where the answer has it.
   * @throws HttpStatusError 404 where there is no client of that id, 422 for a name that the service does not take.
   */
  rename(id: string, name: string, options: CallOptions): Promise<string | undefined>;
  /**
   * Deletes a client. Sent once. A success is 204, or 200 with a document that has `meta` and no `errors`.
   *
   * @throws HttpStatusError 404 where there is no client of that id, so also for one that was deleted already; 409
   * where it still owns something.
   */
  remove(id: string, options: CallOptions): Promise<void>;
}

export class HttpClientsApi implements ClientsApi {
  readonly #transport: Transport;
  readonly #limits: ListLimits;

  constructor(transport: Transport, limits = LIST_LIMITS) {
    this.#transport = transport;
    this.#limits = limits;
  }

  list(sink: ListSink, options: ListOptions): Promise<void> {
    return this.#list(CLIENTS, clientReading, sink, { ...options, isClientList: true });
  }

  async probe(options: CallOptions): Promise<void> {
    const call = { ...options, sent: new SentTokens(), isClientList: true, isAfresh: true };
    await this.#transport.read(CLIENTS, call, async (body, info) => {
      const start = await startOf(body, PROBED_BYTES);
      // 4: a byte order mark is taken off. Of a longer one the rest, where its `data` may be, was not read.
      const isWhole = Buffer.byteLength(start) < PROBED_BYTES - 4;
      const isList = isWhole ? Array.isArray(documentData(parsed(start))) : /^\s*\{/.test(start);
      if (!isList) throw new ProtocolError(info, 'unexpected', 'the answer is not a list of resources');
    });
  }

  #list<T extends ClientRecord | EntityRecord>(
    path: string,
    reading: () => Reading<T>,
    sink: ListSink<T>,
    options: ListOptions & Pick<RequestOptions, 'isClientList'>,
  ): Promise<void> {
    const call = { ...options, sent: new SentTokens() };
    // Repeated as a whole, not page by page: where the list changed meanwhile, pages of two tries do not fit together.
    return this.#transport.repeat(() => {
      sink.restart();
      return new ListPages(this.#transport, this.#limits, reading(), sink, call).read(path);
    }, options);
  }

  /**
   * Asks for the list of clients, and returns when its status says that the token may read it. Not repeated.
   *
   * @param signal Ends it, as long as this has not returned.
   * @throws AletaError, or the reason of `signal` when aborted.
   */
  open(signal: AbortSignal): Promise<OpenedAnswer> {
    return OpenedAnswer.open(this.#transport.resolve(CLIENTS).href, signal, (read, options) =>
      this.#transport.read(CLIENTS, { ...options, isClientList: true }, read),
    );
  }

  legalEntities(id: string, options: CallOptions): Promise<readonly (EntityRecord | BadRecord)[]> {
    return this.#entities(id, 'legal-entities', 'legal-entity', options);
  }

  reportingEntities(id: string, options: CallOptions): Promise<readonly (EntityRecord | BadRecord)[]> {
    return this.#entities(id, 'reporting-entities', 'reporting-entity', options);
  }

  async #entities(id: string, collection: string, type: string, options: CallOptions) {
    const path = `${this.#path('GET', id)}/${collection}`;
    let records: (EntityRecord | BadRecord)[] = [];
    const sink = { restart: () => (records = []), add: (record: EntityRecord | BadRecord) => records.push(record) };
    await this.#list(path, () => ({ parse: (value, index) => parseEntity(value, index, type) }), sink, options);
    return records;
  }

  async resource(id: string, options: CallOptions): Promise<string> {
    const path = this.#path('GET', id);
    const { text = '', value } = (await this.#transport.get(path, options)) ?? {};
    const resource = asClientResource(documentData(value));
    if (resource?.id === id) return dataText(text);
    const what = `the answer is ${resource === undefined ? 'not a client' : 'another client than the one asked for'}`;
    throw new ProtocolError(this.#transport.info('GET', path), 'unexpected', what);
  }

  async get(id: string, options: CallOptions): Promise<ClientAnswer> {
    const path = this.#path('GET', id);
    const { text = '', value } = (await this.#transport.get(path, options)) ?? {};
    const record = this.#client('GET', path, value, id);
    options.onResource?.(dataText(text));
    return record;
  }

  async create(name: string, parentId: string | null, options: CallOptions): Promise<ClientAnswer> {
    const parent = parentId === null ? {} : { relationships: { parent: { data: { type: 'client', id: parentId } } } };
    const body = { data: { type: 'client', attributes: { name: name.normalize('NFC') }, ...parent } };
    const answer = await this.#transport.send({ method: 'POST', path: CLIENTS, body }, options);
    return this.#client('POST', CLIENTS, answer);
  }

  async rename(id: string, name: string, options: CallOptions): Promise<string | undefined> {
    const path = this.#path('PATCH', id);
    const body = { data: { id, type: 'client', attributes: { name: name.normalize('NFC') } } };
    const answer = await this.#transport.send({ method: 'PATCH', path, body }, options);
    // 204 is documented. JSON:API also lets a server answer 200 with the resource; anything else is not from one.
    return answer === undefined ? undefined : this.#client('PATCH', path, answer, id).name;
  }

  async remove(id: string, options: CallOptions): Promise<void> {
    const path = this.#path('DELETE', id);
    const answer = await this.#transport.send({ method: 'DELETE', path }, options);
    // As above; the 200 of a DELETE has nothing but `meta`.
    if (answer === undefined || (isObject(answer) && 'meta' in answer && !('errors' in answer))) return;
    throw new ProtocolError(this.#transport.info('DELETE', path), 'unexpected', 'the answer is not one to a DELETE');
  }

  #client(method: string, path: string, answer: unknown, id?: string): ClientAnswer {
    const info = this.#transport.info(method, path);
    const record = parseClientAnswer(documentData(answer));
    if (isBadRecord(record)) {
      throw new ProtocolError(info, 'unexpected', `the answer is not a client (${record.pointer || 'no data'})`);
    }
    if (id !== undefined && record.id !== id) {
      throw new ProtocolError(info, 'unexpected', 'the answer is another client than the one asked for');
    }
    return record;
  }

  /** @throws ProtocolError for ids without a path. */
  #path(method: string, id: string): string {
    const path = clientPath(id);
    if (path !== undefined) return path;
    const what = `the id ${JSON.stringify(id)} cannot be put in a path`;
    throw new ProtocolError(this.#transport.info(method, CLIENTS), 'unexpected', what, { sent: false });
  }
}

/** The text of the member `data` of a JSON:API document. */
function dataText(text: string): string {
  const { start, end } = rangeOf(text, ['data']);
  return text.slice(start, end);
}
