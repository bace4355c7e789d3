/** The calls of the Clients page of the Aleta API (2025-11-12.1). */
import { ProtocolError, type RequestFacts } from './errors';
import { documentData, isBadRecord, nextLink, parseClient, type BadRecord, type ClientRecord } from './jsonApi';
import { MalformedJsonError, readList, type ListDocument } from './listReader';
import type { CallOptions, Transport } from './transport';

const MAX_PAGES = 10_000;
const MAX_RECORDS = 5_000_000;

export interface ListProgress {
  readonly records: number;
  /** Decoded bytes. */
  readonly bytes: number;
}

export interface ListOptions extends CallOptions {
  readonly onProgress?: (progress: ListProgress) => void;
}

/** Takes the records of a list as they arrive, and starts afresh when the list is read again after a failure. */
export interface ListSink {
  restart(): void;
  add(record: ClientRecord | BadRecord): void;
}

/** What the extension asks of the API. Every call throws `AletaError`, or `signal.reason` when aborted. */
export interface ClientsApi {
  /** All clients, in order, page by page where there are pages. */
  list(sink: ListSink, options: ListOptions): Promise<void>;
  get(id: string, options: CallOptions): Promise<ClientRecord>;
  /** Creates a client under `parentId`, or at top level, and returns it as the server holds it. */
  create(name: string, parentId: string | null, options: CallOptions): Promise<ClientRecord>;
  rename(id: string, name: string, options: CallOptions): Promise<void>;
  remove(id: string, options: CallOptions): Promise<void>;
}

export class HttpClientsApi implements ClientsApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(sink: ListSink, options: ListOptions): Promise<void> {
    // Repeated as a whole: pages of two readings need not fit together.
    return this.#transport.repeat(() => {
      sink.restart();
      return this.#readPages(sink, options);
    }, options);
  }

  async #readPages(sink: ListSink, options: ListOptions): Promise<void> {
    const seen = new Set<string>();
    const before = { records: 0, bytes: 0 };
    let page: string | undefined = '/clients';
    while (page !== undefined) {
      const facts: RequestFacts = { method: 'GET', path: page };
      if (seen.has(page)) throw new ProtocolError(facts, 'nextLink', 'links.next leads back to a page already read');
      if (seen.size >= MAX_PAGES) throw new ProtocolError(facts, 'tooLarge', `more than ${MAX_PAGES} pages`);
      seen.add(page);
      const document = await this.#readPage(page, before, sink, options);
      before.records += document.count;
      before.bytes += document.bytes;
      const next = nextLink(document.rest);
      page = next === undefined ? undefined : this.#transport.resolveLink(next, page);
    }
  }

  /** Asks whether the token may read clients, without reading them. */
  async probe(options: CallOptions): Promise<void> {
    await this.#transport.read('/clients', options, () => Promise.resolve());
  }

  #readPage(page: string, before: ListProgress, sink: ListSink, options: ListOptions): Promise<ListDocument> {
    return this.#transport.read(page, options, async (body, facts, signal) => {
      const add = (value: unknown, index: number): void => {
        if (before.records + index >= MAX_RECORDS) {
          throw new ProtocolError(facts, 'tooLarge', `more than ${MAX_RECORDS} clients`);
        }
        sink.add(parseClient(value, before.records + index));
      };
      const onProgress = ({ records, bytes }: ListProgress): void =>
        options.onProgress?.({ records: before.records + records, bytes: before.bytes + bytes });
      try {
        const document = await readList(body, add, { signal, onProgress });
        if (Array.isArray(documentData(document.rest))) return document;
        throw new ProtocolError(facts, 'unexpected', 'the answer is not a list of clients');
      } catch (error) {
        if (!(error instanceof MalformedJsonError)) throw error;
        throw new ProtocolError(facts, 'malformed', 'the answer is not well-formed JSON', { cause: error });
      }
    });
  }

  async get(id: string, options: CallOptions): Promise<ClientRecord> {
    const path = clientPath(id);
    return this.#client('GET', path, await this.#transport.send({ method: 'GET', path }, options), id);
  }

  async create(name: string, parentId: string | null, options: CallOptions): Promise<ClientRecord> {
    const parent = parentId === null ? {} : { relationships: { parent: { data: { type: 'client', id: parentId } } } };
    const body = { data: { type: 'client', attributes: { name }, ...parent } };
    const answer = await this.#transport.send({ method: 'POST', path: '/clients', body }, options);
    return this.#client('POST', '/clients', answer);
  }

  async rename(id: string, name: string, options: CallOptions): Promise<void> {
    const body = { data: { id, type: 'client', attributes: { name } } };
    await this.#transport.send({ method: 'PATCH', path: clientPath(id), body }, options);
  }

  async remove(id: string, options: CallOptions): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: clientPath(id) }, options);
  }

  #client(method: string, path: string, answer: unknown, id?: string): ClientRecord {
    const record = parseClient(documentData(answer), 0);
    if (isBadRecord(record)) {
      throw new ProtocolError(
        { method, path },
        'unexpected',
        `the answer is not a client (${record.pointer || 'no data'})`,
      );
    }
    if (id !== undefined && record.id !== id) {
      throw new ProtocolError({ method, path }, 'unexpected', 'the answer is another client than the one asked for');
    }
    return record;
  }
}

/**
 * Ids are opaque: whatever is in one stays within its path segment.
 *
 * @throws ProtocolError for `.` and `..`, which a URL cannot carry as a segment, encoded or not.
 */
function clientPath(id: string): string {
  if (id === '.' || id === '..') {
    throw new ProtocolError(
      { method: 'GET', path: '/clients' },
      'unexpected',
      `the id "${id}" cannot be put in a path`,
    );
  }
  return `/clients/${encodeURIComponent(id.toWellFormed())}`;
}
