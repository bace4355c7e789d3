import fc from 'fast-check';
import assert from 'node:assert/strict';
import { COLUMNS, type Cell } from '../../../../src/model/documents/exports';
import { cellText, MAX_CELL, MAX_ROWS, rowXml } from '../../../../src/model/documents/sheetXml';
import { WorkbookLimitError, writeWorkbook } from '../../../../src/model/documents/workbook';
import { CONTROL_NAMES, HOSTILE_NAMES } from '../../../support/hostileNames';
import { readSheet, type Sheet } from '../../../support/sheet';

const rowOf = (id: string, name: string): Cell[] => [id, name, `Group > ${name}`, 2, id, 1, 0, 3];

async function written(rows: Iterable<readonly Cell[]>): Promise<Sheet & { readonly cut: number }> {
  const pieces: Uint8Array[] = [];
  const cut = await writeWorkbook(rows, (bytes) => {
    pieces.push(bytes);
    return Promise.resolve();
  });
  return { ...readSheet(Buffer.concat(pieces), COLUMNS.length), cut };
}

describe('An Excel workbook of clients', () => {
  it('has ids and names as text that equals what the service holds, and counts as numbers', async () => {
    const rows = [...HOSTILE_NAMES, ...CONTROL_NAMES].map((name) => rowOf(name, name));
    const { rows: read, cut } = await written(rows);
    assert.deepEqual(read, [[...COLUMNS], ...rows]);
    assert.equal(cut, 0);
  });

  it('gives back any text whatever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' })), fc.string({ unit: 'binary' }), async (names, extra) => {
        // Halves of characters, too, and what is made of both.
        const hostile = [...names, `_x00${extra}41_`, extra.slice(1), extra.slice(0, -1), `\ud800${extra}`];
        const rows = hostile.map((name) => rowOf(name, name));
        assert.deepEqual((await written(rows)).rows.slice(1), rows);
      }),
      { numRuns: 30 },
    );
  });

  it('has a bold row of heads that stays in sight, a filter in each head, and widths for its columns', async () => {
    const { xml, parts } = await written([rowOf('a', 'A'), rowOf('b', 'B')]);
    assert.match(xml, /<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"\/>/);
    assert.match(xml, /<autoFilter ref="A1:H3"\/>/);
    assert.equal(xml.match(/<col /g)?.length, COLUMNS.length);
    assert.match(xml, /<c r="A1" s="1" t="inlineStr">/);
    const formats = [...(parts.get('xl/styles.xml') ?? '').matchAll(/<xf numFmtId="(\d+)" fontId="(\d+)"[^>]*xfId/g)];
    assert.deepEqual(
      formats.map(([, format, font]) => [format, font]),
      [
        ['0', '0'],
        ['49', '1'],
        ['49', '0'],
      ],
    );
  });

  it('names every one of its parts among the content types', async () => {
    const { parts } = await written([]);
    const types = parts.get('[Content_Types].xml') ?? '';
    for (const name of parts.keys()) {
      assert.ok(name.endsWith('.rels') || name.startsWith('[') || types.includes(`"/${name}"`), name);
    }
  });

  it('has longer cells than Excel takes cut with an ellipsis, and says how many', async () => {
    const longest = 'x'.repeat(MAX_CELL);
    const { rows, cut } = await written([
      rowOf('a', longest),
      rowOf('b', `${longest}y`),
      ['c', `${'x'.repeat(MAX_CELL - 2)}😀y`, '', 1, '', 0, 0, 0],
    ]);
    assert.deepEqual(
      rows.slice(1).map(([, name]) => name),
      [longest, `${'x'.repeat(MAX_CELL - 1)}…`, `${'x'.repeat(MAX_CELL - 2)}…`],
    );
    // The paths of the first two are too long as well.
    assert.equal(cut, 4);
  });

  it('is refused where the clients are more than the rows of a sheet', async () => {
    // As many as there may be: an array that is read again and again.
    const row: readonly Cell[] = [1];
    function* rows(count: number): Generator<readonly Cell[]> {
      for (let at = 0; at < count; at++) yield row;
    }
    const discard = (): Promise<void> => Promise.resolve();
    assert.equal(await writeWorkbook(rows(MAX_ROWS - 1), discard), 0);
    await assert.rejects(writeWorkbook(rows(MAX_ROWS), discard), WorkbookLimitError);
  }).timeout(30_000);

  it('hands on its bytes while it is made, and ends where they cannot be taken', async () => {
    let taken = 0;
    let made = 0;
    function* rows(): Generator<readonly Cell[]> {
      for (; made < 200_000; made++) yield rowOf(`id ${Math.random()}`, `name ${Math.random()}`);
    }
    const failing = writeWorkbook(rows(), (bytes) => {
      taken += bytes.length;
      return taken > 100_000 ? Promise.reject(new Error('disk full')) : Promise.resolve();
    });
    await assert.rejects(failing, /disk full/);
    assert.ok(made < 20_000, `${made} rows were made`);
  });

  it('ends with what its rows throw', async () => {
    function* rows(): Generator<readonly Cell[]> {
      yield rowOf('a', 'A');
      throw new Error('cancelled');
    }
    await assert.rejects(written(rows()), /cancelled/);
  });
});

describe('A cell of a workbook', () => {
  const table: [what: string, text: string, xml: string][] = [
    ['that looks like an escape', '_x0041_', '_x005F_x0041_'],
    ['with two that share an underscore', '_x0041_x0042_', '_x005F_x0041_x005F_x0042_'],
    ['that only begins like an escape', '_x004', '_x004'],
    ['with a control character', 'a\0\x1b', 'a_x0000__x001B_'],
    ['with a carriage return', '\r\n', '_x000D_\n'],
    ['with half a character', '\ud83d', '_xD83D_'],
    ['with a whole one', '😀', '😀'],
    ['with markup', ']]><b>&', ']]&gt;&lt;b&gt;&amp;'],
  ];
  for (const [what, text, xml] of table) it(`${what} is ${xml}`, () => assert.equal(cellText(text), xml));

  it('that is empty is not there', () => {
    assert.equal(rowXml(['', 0, 'a'], 7).match(/<c /g)?.length, 2);
  });
});
