import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeExport, type FileFormat } from '../../../../src/model/documents/exportFile';
import { COLUMNS, CSV_SEPARATORS, csvCell, type CsvSeparator } from '../../../../src/model/documents/exports';
import type { Hierarchy } from '../../../../src/model/hierarchy/hierarchy';
import { parseCsv } from '../../../support/csv';
import { CONTROL_NAMES, HOSTILE_NAMES } from '../../../support/hostileNames';
import { findLibreOffice, readBack } from '../../../support/libreOffice';
import { readSheet } from '../../../support/sheet';
import { build, record } from '../../support/records';

async function fileOf(hierarchy: Hierarchy, format: FileFormat, separator: CsvSeparator = ','): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const options = { noName: '(no name)', separator };
  await writeExport(hierarchy, hierarchy.children(null), format, options, (bytes) => {
    pieces.push(bytes);
    return Promise.resolve();
  });
  return Buffer.concat(pieces);
}

/** Clients with hostile names and ids. */
const clients = (names: readonly string[]): Hierarchy =>
  build(names.map((name, at) => record(at % 2 === 0 ? name : `${at}`, { name, legalEntities: at })));

/** Ids and names, in the order of the file. */
const listed = (hierarchy: Hierarchy): string[][] => hierarchy.children(null).map(({ id, name }) => [id, name]);

/** What a cell of CSV says, once its quotes are taken away. */
const guarded = (text: string): string => parseCsv(csvCell(text), ',')[0]?.[0]?.text ?? '';

describe('An export as a file', () => {
  it('is CSV with a byte order mark, line ends of Windows and the separator that was chosen', async () => {
    const one = build([record('a', { name: 'Größe', legalEntities: 2 })]);
    for (const separator of CSV_SEPARATORS) {
      const file = await fileOf(one, 'csv', separator);
      assert.deepEqual([...file.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
      const head = COLUMNS.join(separator);
      const line = ['"a"', '"Größe"', '"Größe"', 1, '""', 0, 2, 0].join(separator);
      assert.equal(file.toString('utf8', 3), `${head}\r\n${line}\r\n`);
    }
  });

  it('has no byte order mark in other formats', async () => {
    for (const format of ['json', 'text', 'markdown', 'mermaid'] as const) {
      assert.notEqual((await fileOf(build([record('a')]), format))[0], 0xef, format);
    }
  });

  it('is JSON and text of all clients, however many pieces that takes', async () => {
    const many = build(Array.from({ length: 5_000 }, (_, at) => record(`id ${at}`, { name: `Größe ${at}` })));
    assert.equal((JSON.parse((await fileOf(many, 'json')).toString()) as unknown[]).length, 5_000);
    assert.equal((await fileOf(many, 'text')).toString().split('\n').length, 5_001);
  });

  it('ends where its bytes cannot be taken', async () => {
    const many = build(Array.from({ length: 5_000 }, (_, at) => record(`id ${at}`)));
    for (const format of ['csv', 'xlsx'] as const) {
      const failing = writeExport(many, many.children(null), format, { noName: '' }, () =>
        Promise.reject(new Error('disk full')),
      );
      await assert.rejects(failing, /disk full/, format);
    }
  });

  it('ends with what is thrown after a client', async () => {
    const two = build([record('a'), record('b')]);
    for (const format of ['csv', 'xlsx'] as const) {
      const onClient = (count: number): void => {
        if (count === 2) throw new Error('cancelled');
      };
      const cancelled = writeExport(two, two.children(null), format, { noName: '', onClient }, () => Promise.resolve());
      await assert.rejects(cancelled, /cancelled/, format);
    }
  });

  it('that is read by the rules of its format has ids and names equal to what the service holds', async () => {
    const hierarchy = clients([...HOSTILE_NAMES, ...CONTROL_NAMES]);
    const sheet = readSheet(await fileOf(hierarchy, 'xlsx'), COLUMNS.length);
    assert.deepEqual(
      sheet.rows.slice(1).map((row) => row.slice(0, 2)),
      listed(hierarchy),
    );
    const textual = clients(HOSTILE_NAMES);
    for (const separator of CSV_SEPARATORS) {
      const csv = parseCsv((await fileOf(textual, 'csv', separator)).toString('utf8', 3), separator);
      assert.deepEqual(
        csv.slice(1).map((row) => row.slice(0, 2).map(({ text }) => text)),
        listed(textual).map((row) => row.map(guarded)),
      );
    }
  });
});

describe('An export that LibreOffice opens', () => {
  let program: string;
  let folder: string | undefined;
  before(function () {
    const found = findLibreOffice();
    if (found === undefined) {
      console.log('    Skipped: LibreOffice is not installed (soffice on the PATH, or named by ALETA_SOFFICE).');
      this.skip();
    }
    program = found;
    folder = mkdtempSync(join(tmpdir(), 'aleta-exports-'));
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** Ids and names as LibreOffice has them; all of them are text, and the counts behind them are numbers. */
  async function opened(hierarchy: Hierarchy, format: FileFormat, separator?: CsvSeparator): Promise<string[][]> {
    assert(folder !== undefined);
    const file = join(folder, `clients.${format}`);
    writeFileSync(file, await fileOf(hierarchy, format, separator));
    const [, ...rows] = await readBack(program, file, separator);
    for (const row of rows) {
      assert.deepEqual(
        row.map(({ isQuoted, text }) => isQuoted || text === ''),
        [true, true, true, false, true, false, false, false],
      );
    }
    return rows.map((row) => row.slice(0, 2).map(({ text }) => text));
  }

  it('as a workbook has ids and names equal to what the service holds, as text', async () => {
    // It has no text with halves of characters.
    const hierarchy = clients([...HOSTILE_NAMES, ...CONTROL_NAMES.filter((name) => name.isWellFormed())]);
    // And no other line break than a line feed.
    const expected = listed(hierarchy).map((row) => row.map((text) => text.replaceAll('\r\n', '\n')));
    assert.deepEqual(await opened(hierarchy, 'xlsx'), expected);
  }).timeout(180_000);

  for (const separator of CSV_SEPARATORS) {
    it(`as CSV with ${JSON.stringify(separator)} has them equal up to the apostrophes before formulas`, async () => {
      const hierarchy = clients(HOSTILE_NAMES);
      assert.deepEqual(
        await opened(hierarchy, 'csv', separator),
        listed(hierarchy).map((row) => row.map(guarded)),
      );
    }).timeout(180_000);
  }
});
