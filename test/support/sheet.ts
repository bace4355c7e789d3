/** Reads the sheet of a workbook, by the rules of ECMA-376 for what we write of it. */
import assert from 'node:assert/strict';
import { unzip } from './unzip';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** Text between tags: entities, and then the code units that XML cannot have. */
const decode = (xml: string): string =>
  xml
    // An XML parser makes line feeds of these.
    .replace(/\r\n?/g, '\n')
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, unit: string) => String.fromCharCode(parseInt(unit, 16)));

/** What XML 1.0 lets stand in a document. */
const ALLOWED = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

export interface Sheet {
  readonly xml: string;
  readonly parts: ReadonlyMap<string, string>;
  /** Cells of each row; a number where the cell is one. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** @param columns How many a row has: empty cells are left out of the file. */
export function readSheet(file: Buffer, columns: number): Sheet {
  const parts = unzip(file);
  const xml = parts.get('xl/worksheets/sheet1.xml') ?? '';
  assert.match(xml, ALLOWED);
  const rows = [...xml.matchAll(/<row r="(\d+)">(.*?)<\/row>/gs)].map(([, row = '', content = ''], index) => {
    assert.equal(Number(row), index + 1);
    const cells = Array.from({ length: columns }, (): string | number => '');
    let rest = content;
    for (const [cell, column = '', place, attributes = '', value = ''] of content.matchAll(
      /<c r="([A-Z])(\d+)"([^>]*)>(.*?)<\/c>/gs,
    )) {
      assert.equal(place, row);
      rest = rest.replace(cell, () => '');
      const text = /^<is><t xml:space="preserve">([^<]*)<\/t><\/is>$/.exec(value)?.[1];
      const number = /^<v>(\d+)<\/v>$/.exec(value)?.[1];
      assert.equal(attributes.includes(' t="inlineStr"'), text !== undefined);
      cells[column.charCodeAt(0) - 65] = text === undefined ? Number(number) : decode(text);
    }
    assert.equal(rest, '');
    return cells;
  });
  return { xml, parts, rows };
}
