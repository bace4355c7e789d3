/** Clients as an Excel workbook, made in pieces. Loaded on first use, since it brings a library: see `loadWorkbook`. */
import { Zip, ZipPassThrough } from 'fflate/browser';
import { once } from 'node:events';
import { createDeflateRaw } from 'node:zlib';
import { COLUMNS, type Cell } from './exports';
import { fitCell, MAX_CELL, MAX_ROWS, rowXml, SHEET_PART, sheetHead, sheetTail, workbookParts } from './sheetXml';

const SHEET_NAME = 'Clients';
/** Of the columns of `COLUMNS`: 24 hex digits fit an id. */
const WIDTHS = [28, 36, 60, 8, 28, 10, 14, 18];
/** UTF-16 code units of XML that are compressed at a time. */
const BATCH = 16 * 1024;
/** Bytes that a part can have in an archive without extensions that not every reader knows (ZIP64). */
const MAX_PART = 2 ** 32 - 1;

/** The clients do not fit into one sheet. */
export class WorkbookLimitError extends Error {
  /** What there is too much of. */
  readonly kind: 'rows' | 'bytes';

  constructor(kind: 'rows' | 'bytes') {
    super(`the clients are more than a sheet holds (${kind})`);
    this.name = 'WorkbookLimitError';
    this.kind = kind;
  }
}

/**
 * Writes a workbook with a row for each client.
 *
 * Compresses in the thread pool, so that the event loop is held only while the XML of a batch is made.
 *
 * @param rows Cells in the order of `COLUMNS`. What it throws ends the work.
 * @param write Takes the bytes, piece by piece.
 * @returns How many cells were too long for Excel and were cut.
 * @throws WorkbookLimitError, or what `rows` and `write` throw.
 */
export async function writeWorkbook(
  rows: Iterable<readonly Cell[]>,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<number> {
  const archive = new Archive(write);
  const sheet = archive.add(SHEET_PART);
  let xml = sheetHead(COLUMNS, WIDTHS);
  let written = 1;
  let cut = 0;
  for (const cells of rows) {
    if (written === MAX_ROWS) throw new WorkbookLimitError('rows');
    const tooLong = cells.filter((cell) => typeof cell === 'string' && cell.length > MAX_CELL).length;
    const fitting = tooLong === 0 ? cells : cells.map((cell) => (typeof cell === 'string' ? fitCell(cell) : cell));
    cut += tooLong;
    written++;
    xml += rowXml(fitting, written);
    if (xml.length < BATCH) continue;
    await sheet.write(xml);
    xml = '';
  }
  await sheet.end(xml + sheetTail(COLUMNS.length, written));
  for (const [name, part] of Object.entries(workbookParts(SHEET_NAME, COLUMNS.length, written))) {
    await archive.add(name).end(part);
  }
  await archive.end();
  return cut;
}

/** A ZIP archive whose bytes are handed on as they come, one part after the other. */
class Archive {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #pending: Uint8Array[] = [];
  readonly #zip: Zip;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
    this.#zip = new Zip((error, bytes) => {
      // A part that fails rejects by itself.
      if (error === null) this.#pending.push(bytes);
    });
  }

  /** Begins a part, which is to be ended before the next one begins. */
  add(name: string): Part {
    const part = new DeflatedPart(name);
    this.#zip.add(part);
    const push = async (xml: string, isLast: boolean): Promise<void> => {
      await part.compress(xml, isLast);
      await this.#flush();
    };
    return { write: (xml) => push(xml, false), end: (xml) => push(xml, true) };
  }

  async end(): Promise<void> {
    this.#zip.end();
    await this.#flush();
  }

  async #flush(): Promise<void> {
    for (const bytes of this.#pending.splice(0)) await this.#write(bytes);
  }
}

interface Part {
  readonly write: (xml: string) => Promise<void>;
  /** Writes what is left, and ends the part. */
  readonly end: (xml: string) => Promise<void>;
}

/** A part of an archive that Node's zlib compresses. */
class DeflatedPart extends ZipPassThrough {
  override compression = 8;
  readonly #deflate = createDeflateRaw();

  constructor(name: string) {
    super(name);
    this.#deflate.on('data', (bytes: Uint8Array<ArrayBuffer>) => this.ondata(null, bytes, false));
    // Told to whoever waits below.
    this.#deflate.on('error', () => undefined);
  }

  /** Resolves once the text is compressed. */
  async compress(text: string, isLast: boolean): Promise<void> {
    const bytes = Buffer.from(text);
    if (this.size + bytes.length > MAX_PART) throw new WorkbookLimitError('bytes');
    this.push(bytes, isLast);
    if (isLast) {
      this.#deflate.end(bytes);
      await once(this.#deflate, 'end');
      this.ondata(null, new Uint8Array(), true);
    } else {
      await new Promise<void>((resolve, reject) => {
        this.#deflate.write(bytes, (error) => {
          if (error == null) resolve();
          else reject(error);
        });
      });
    }
  }

  /** Called by `push`, which counts bytes and makes their checksum: `compress` does the rest. */
  override process(): void {
    return;
  }
}
