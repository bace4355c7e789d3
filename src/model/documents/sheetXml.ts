/**
 * The parts of an Excel workbook with one sheet (ECMA-376, SpreadsheetML) as XML. Text is written into the cells themselves
 * ("inline strings"), so that no table of all texts has to be kept until the end.
 */
import type { Cell } from './exports';

/** Rows that a sheet can have, the one of the heads included. */
export const MAX_ROWS = 1_048_576;
/** UTF-16 code units that a cell can have; Excel repairs a file that has longer ones, and cuts them. */
export const MAX_CELL = 32_767;

/** Indexes of the cell formats in `xl/styles.xml`. */
const HEAD_STYLE = 1;
const TEXT_STYLE = 2;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/**
 * Text of a cell (ST_Xstring). Code units that XML cannot have (control characters, halves of a character), and the carriage
 * return, of which XML makes a line feed, are written as `_xHHHH_`; so is the underscore of text that looks like that by
 * itself. Readers take it back.
 */
export function cellText(text: string): string {
  // Nearly all ids and many names.
  if (/^[\w .,:-]*$/.test(text) && !text.includes('_x')) return text;
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/(?![\t\n\x7f-\x9f])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, (unit) => `_x${hex(unit)}_`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const hex = (unit: string): string => unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');

/** `text` in the length of a cell: its end is an ellipsis where it is longer, not between the halves of a character. */
export const fitCell = (text: string): string =>
  text.length <= MAX_CELL ? text : `${text.slice(0, MAX_CELL - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** Name of a column, from 0: `A` to `Z`. */
const columnName = (column: number): string => String.fromCharCode(65 + column);

/**
 * A row. Numbers are numbers, text is text whatever it looks like: no reader makes a number, a date or a formula of it,
 * also when the cell is edited.
 *
 * @param row Its number, from 1.
 */
export function rowXml(cells: readonly Cell[], row: number, style = TEXT_STYLE): string {
  const written = cells.map((cell, column) => {
    const place = `${columnName(column)}${row}`;
    if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
    if (cell === '') return '';
    return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${cellText(cell)}</t></is></c>`;
  });
  return `<row r="${row}">${written.join('')}</row>`;
}

/**
 * What stands before the rows of clients: the row of heads, bold, which stays when the sheet is scrolled.
 *
 * @param widths Of the columns, in digits of the normal font.
 */
export function sheetHead(heads: readonly string[], widths: readonly number[]): string {
  const columns = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`);
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const selection = '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/>';
  return [
    `${DECLARATION}<worksheet xmlns="${MAIN}">`,
    `<sheetViews><sheetView tabSelected="1" workbookViewId="0">${pane}${selection}</sheetView></sheetViews>`,
    `<cols>${columns.join('')}</cols><sheetData>${rowXml(heads, 1, HEAD_STYLE)}`,
  ].join('');
}

/**
 * What stands behind the rows: a filter in each head, and no warnings that text looks like a number.
 *
 * @param rows How many there are, the one of the heads included.
 */
export function sheetTail(columns: number, rows: number): string {
  const all = `A1:${columnName(columns - 1)}${rows}`;
  const ignored = `<ignoredErrors><ignoredError sqref="${all}" numberStoredAsText="1"/></ignoredErrors>`;
  return `</sheetData><autoFilter ref="${all}"/>${ignored}</worksheet>`;
}

/** The other parts of the workbook, by their names in the archive. */
export function workbookParts(sheet: string, columns: number, rows: number): Record<string, string> {
  const filtered = `${sheet}!$A$1:$${columnName(columns - 1)}$${rows}`;
  // Readers know the filter of a sheet by this name.
  const name = `<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">${filtered}</definedName>`;
  const relationship = (id: number, type: string, target: string): string =>
    `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const relationships = (...all: string[]): string =>
    `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`;
  const override = (part: string, type: string): string =>
    `<Override PartName="/${part}" ContentType="${TYPE}.${type}+xml"/>`;
  return {
    '[Content_Types].xml': [
      `${DECLARATION}<Types xmlns="${PACKAGE}/content-types">`,
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
      '<Default Extension="xml" ContentType="application/xml"/>',
      override('xl/workbook.xml', 'sheet.main'),
      override(SHEET_PART, 'worksheet'),
      override('xl/styles.xml', 'styles'),
      '</Types>',
    ].join(''),
    '_rels/.rels': relationships(relationship(1, 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': [
      `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">`,
      `<sheets><sheet name="${sheet}" sheetId="1" r:id="rId1"/></sheets>`,
      `<definedNames>${name}</definedNames></workbook>`,
    ].join(''),
    'xl/_rels/workbook.xml.rels': relationships(
      relationship(1, 'worksheet', 'worksheets/sheet1.xml'),
      relationship(2, 'styles', 'styles.xml'),
    ),
    'xl/styles.xml': STYLES,
  };
}

/** Name of the sheet's part in the archive. */
export const SHEET_PART = 'xl/worksheets/sheet1.xml';

/** Formats of cells: as Excel has them by itself, bold text, text. Format 49 is `@`: what is typed in stays text, too. */
const STYLES = [
  `${DECLARATION}<styleSheet xmlns="${MAIN}">`,
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',
  '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>',
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
  '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>',
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>',
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
].join('');
