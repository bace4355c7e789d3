/** A list of the API, read page by page. */
import { ProtocolError, type RequestInfo } from './errors';
import { documentData, nextLink, textLength } from './jsonApi';
import type { BadRecord, ClientRecord, EntityRecord } from './jsonApi';
import { MalformedJsonError, readList, type ListDocument } from './listReader';
import type { CallOptions, RequestOptions, Transport } from './transport';

/** How long a list may be before it is taken for one without an end. In all, but for `bytesOfRecord`. */
export interface ListLimits {
  readonly pages: number;
  readonly records: number;
  /** Decoded bytes that may come before the next record is complete; they are held in memory until then. */
  readonly bytesOfRecord: number;
  /** Characters (UTF-16 code units) of names, ids and bad records that are kept: memory in bytes, or half of it. */
  readonly textLength: number;
}

export const LIST_LIMITS: ListLimits = {
  pages: 10_000,
  records: 5_000_000,
  bytesOfRecord: 32 * 2 ** 20,
  textLength: 2 ** 28,
};

/** How far a list has come, all its pages together. */
export interface ListProgress {
  readonly records: number;
  /** Decoded bytes. */
  readonly bytes: number;
}

export interface ListOptions extends CallOptions, Pick<RequestOptions, 'isAfresh' | 'onAskedBefore'> {
  readonly onProgress?: (progress: ListProgress) => void;
}

type PageOptions = ListOptions & RequestOptions;

/** Takes the records of a list as they arrive. */
export interface ListSink<T = ClientRecord> {
  /** Called before the first record of each try: what came of an earlier try counts for nothing. */
  restart(): void;
  add(record: T | BadRecord): void;
}

/** How members of a list become records. */
export interface Reading<T> {
  /** Checks one member. */
  readonly parse: (value: unknown, index: number) => T | BadRecord;
  /** Reads JSON members with commas between them, not parsed yet; `undefined` where it cannot, to have them parsed. */
  readonly scan?: (rawMembers: Buffer) => readonly T[] | undefined;
}

/** One try at reading a list. */
export class ListPages<T extends ClientRecord | EntityRecord> {
  readonly #transport: Transport;
  readonly #limits: ListLimits;
  readonly #reading: Reading<T>;
  readonly #sink: ListSink<T>;
  readonly #options: PageOptions;
  /** How far the pages before the one that is read have come; the length of text counts that page, too. */
  readonly #before = { records: 0, bytes: 0, textLength: 0 };

  constructor(transport: Transport, limits: ListLimits, reading: Reading<T>, sink: ListSink<T>, options: PageOptions) {
    this.#transport = transport;
    this.#limits = limits;
    this.#reading = reading;
    this.#sink = sink;
    this.#options = options;
  }

  /** Passes all records of the list at `path` on to the sink. Throws `AletaError`, or `signal.reason` when aborted. */
  async read(path: string): Promise<void> {
    const seen = new Set<string>();
    const before = this.#before;
    let pages = 1;
    let page = this.#transport.resolve(path).href;
    for (;;) {
      // What is wrong with a link is told of the page that it is in: the link itself may have a token in it.
      const info: RequestInfo = this.#transport.info('GET', page);
      const { document, from } = await this.#readPage(page);
      seen.add(page).add(from.href);
      before.records += document.count;
      before.bytes += document.bytes;
      const next = nextLink(document.rest);
      if (next === undefined) return;
      page = this.#transport.resolveLink(next, from, info).href;
      if (seen.has(page)) throw new ProtocolError(info, 'nextLink', 'links.next leads back to a page already read');
      if (++pages > this.#limits.pages) {
        throw new ProtocolError(info, 'tooLarge', `more than ${this.#limits.pages} pages`);
      }
    }
  }

  #readPage(page: string): Promise<{ document: ListDocument; from: URL }> {
    return this.#transport.read(page, this.#options, async (body, info, signal, from) => {
      const before = this.#before;
      const { parse, scan } = this.#reading;
      const { bytesOfRecord } = this.#limits;
      let pendingBytes = 0;
      async function* watched(): AsyncGenerator<Uint8Array> {
        for await (const chunk of body) {
          pendingBytes += chunk.byteLength;
          if (pendingBytes > bytesOfRecord) {
            throw new ProtocolError(info, 'tooLarge', `more than ${bytesOfRecord} bytes without a client`);
          }
          yield chunk;
        }
      }
      const add = (record: T | BadRecord, index: number): void => {
        if (index >= this.#limits.records) {
          throw new ProtocolError(info, 'tooLarge', `more than ${this.#limits.records} records`);
        }
        before.textLength += textLength(record);
        if (before.textLength > this.#limits.textLength) {
          throw new ProtocolError(info, 'tooLarge', `more than ${this.#limits.textLength} characters to be kept`);
        }
        this.#sink.add(record);
      };
      const onRecord = (value: unknown, index: number): void => {
        pendingBytes = 0;
        add(parse(value, before.records + index), before.records + index);
      };
      const onRawMembers = (rawMembers: Buffer, index: number): number => {
        const records = scan?.(rawMembers) ?? [];
        if (records.length > 0) pendingBytes = 0;
        for (const [at, record] of records.entries()) add(record, before.records + index + at);
        return records.length;
      };
      const onProgress = ({ records, bytes }: ListProgress): void =>
        this.#options.onProgress?.({ records: before.records + records, bytes: before.bytes + bytes });
      try {
        const document = await readList(watched(), onRecord, { signal, onProgress, onRawMembers });
        if (Array.isArray(documentData(document.rest))) return { document, from };
        throw new ProtocolError(info, 'unexpected', 'the answer is not a list of resources');
      } catch (error) {
        if (!(error instanceof MalformedJsonError)) throw error;
        throw new ProtocolError(info, 'malformed', 'the answer is not well-formed JSON', { cause: error });
      }
    });
  }
}
