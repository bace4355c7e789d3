/** The hierarchy, or branches of it, as text of several kinds. Pure; names are escaped for the kind they end up in. */
import { oneLine } from '../../base/plainText';
import { isUnseen } from '../../base/skeleton';
import type { ClientNode } from '../hierarchy/clientNode';
import type { Hierarchy } from '../hierarchy/hierarchy';
import { walk, type Visit } from '../hierarchy/traversal';

export const EXPORT_FORMATS = ['csv', 'json', 'text', 'markdown', 'mermaid'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What can stand between two cells of a line of CSV. */
export const CSV_SEPARATORS = [',', ';', '\t'] as const;
export type CsvSeparator = (typeof CSV_SEPARATORS)[number];

/** Heads of the columns of a table of clients, whatever kind of table. */
export const COLUMNS = [
  ...['id', 'name', 'path', 'level', 'parentId'],
  ...['clients', 'legalEntities', 'reportingEntities'],
] as const;

/** A cell of a table: text as the service holds it, or a count. */
export type Cell = string | number;

interface Exporter {
  /** What stands before the first client; `''` where left out. */
  readonly head?: string;
  /** What stands behind the last client; `''` where left out. */
  readonly tail?: string;
  /** What stands between two clients; a line feed where left out. */
  readonly between?: string;
  /** A client's text, without what ends its line. */
  readonly line: (visit: Visit, hierarchy: Hierarchy) => string;
}

/** VS Code shows no editor for a text of more UTF-16 code units than these, 50 MB as it counts. */
export const MAX_EXPORT = 50 * 1_024 * 1_024;

export interface PieceOptions {
  /** What stands for a name of which nothing can be seen, in formats that a name makes a line of. */
  readonly noName: string;
  /** Between the cells of CSV; a comma where left out. */
  readonly separator?: CsvSeparator;
  /** Told after each client how many there are in the text so far. */
  readonly onClient?: (count: number) => void;
}

export interface ExportOptions extends PieceOptions {
  /** Most UTF-16 code units; `MAX_EXPORT` where left out. */
  readonly max?: number;
}

/**
 * The text in pieces, one for each client and one for the end.
 *
 * Lines end in CR LF in CSV (RFC 4180) and in LF in all other formats, the last one included.
 *
 * @param tops The clients to begin with; everything below them comes with them.
 */
export function* exportPieces(
  hierarchy: Hierarchy,
  tops: readonly ClientNode[],
  format: ExportFormat,
  { noName, separator = ',', onClient }: PieceOptions,
): Generator<string, undefined> {
  const { head = '', tail = '', between = '\n', line } = EXPORTERS[format](noName, separator);
  let count = 0;
  for (const visit of walk(hierarchy, tops)) {
    yield (count === 0 ? head : between) + line(visit, hierarchy);
    count++;
    onClient?.(count);
  }
  yield count === 0 ? head + tail : tail;
  return undefined;
}

/**
 * The whole text, in small steps, one for each client.
 *
 * @param tops The clients to begin with; everything below them comes with them.
 * @returns `undefined` where it would be longer than `max`; found out without making all of it.
 */
export function* exportSteps(
  hierarchy: Hierarchy,
  tops: readonly ClientNode[],
  format: ExportFormat,
  { max = MAX_EXPORT, ...options }: ExportOptions,
): Generator<undefined, string | undefined> {
  const pieces: string[] = [];
  let length = 0;
  for (const piece of exportPieces(hierarchy, tops, format, options)) {
    length += piece.length;
    if (length > max) return undefined;
    pieces.push(piece);
    yield;
  }
  return pieces.join('');
}

/** A client as a row of a table, in the order of `COLUMNS`. */
export function cellsOf(node: ClientNode, hierarchy: Hierarchy): Cell[] {
  const path = hierarchy.path(node);
  const { clients, legalEntities, reportingEntities } = hierarchy.owned(node);
  return [
    ...[node.id, node.name, path.map(({ name }) => name).join(' > '), path.length, node.parentId ?? ''],
    ...[clients, legalEntities, reportingEntities],
  ];
}

const EXPORTERS: Record<ExportFormat, (noName: string, separator: CsvSeparator) => Exporter> = {
  csv: (_, separator) => ({
    head: `${COLUMNS.join(separator)}\r\n`,
    tail: '\r\n',
    between: '\r\n',
    line: ({ node }, hierarchy) => cellsOf(node, hierarchy).map(csvCell).join(separator),
  }),
  json: () => ({
    head: '[\n',
    tail: '\n]\n',
    between: ',\n',
    line: ({ node }, hierarchy) => {
      const path = hierarchy.path(node);
      const { id, name, parentId } = node;
      const names = path.map((each) => each.name);
      return `  ${JSON.stringify({ id, name, path: names, level: path.length, parentId, owns: hierarchy.owned(node) })}`;
    },
  }),
  text: (noName) => ({
    tail: '\n',
    line: ({ node, level }) => '  '.repeat(level) + lineOf(node, noName),
  }),
  markdown: (noName) => ({
    tail: '\n',
    line: ({ node, level }) => `${'  '.repeat(level)}- ${markdownText(lineOf(node, noName))}`,
  }),
  mermaid: (noName) => {
    // Ids of the service may be anything; a diagram's ids may not.
    const numbers = new Map<ClientNode, number>();
    return {
      head: 'graph LR\n',
      tail: '\n',
      line: ({ node, level }) => {
        const number = numbers.size;
        numbers.set(node, number);
        const parent = level === 0 || node.parent === null ? undefined : numbers.get(node.parent);
        const box = `n${number}["${mermaidText(lineOf(node, noName))}"]`;
        return parent === undefined ? `  ${box}` : `  n${parent} --> ${box}`;
      },
    };
  },
};

/** What spreadsheets take for the beginning of a formula, and full-width forms that some of them take for the same. */
const SIGN = String.raw`=+\-@|%\uff1d\uff0b\uff0d\uff20`;
/** At what a spreadsheet may split a line, by its language or by what was last chosen for an import. Quotes end a cell, too. */
const SEPARATOR = String.raw`,;:|^~"'\t\n\v\f\r\x85\u2028\u2029\u3001\uff0c\uff1a\uff1b\uff5c`;

/** A cell that is taken for a formula as it is. */
const FORMULA = new RegExp(String.raw`^[\s\p{Cf}]*[${SIGN}]|^[\t\r\n]`, 'u');
/**
 * Between a separator and the sign that would begin a formula behind it. A space counts only where the sign has something
 * directly behind it: in "Smith - Jones" the sign would be a cell of its own. The lookahead comes first, so that few
 * characters are looked at twice.
 */
const INNER_FORMULA = new RegExp(
  String.raw`(?=[${SIGN}])(?:(?<=[${SEPARATOR}][\s\p{Cf}]*)|(?=[${SIGN}]\S)(?<=\s\p{Cf}*))`,
  'gu',
);

/**
 * A cell of RFC 4180. Text that a spreadsheet would take for a formula begins with an apostrophe, as OWASP's page on
 * CSV injection advises; so does each part of it that would be a cell of its own if it were split at another sign.
 */
export function csvCell(value: Cell): string {
  if (typeof value === 'number') return String(value);
  const inner = value.replace(INNER_FORMULA, (_, at: number) => (at === 0 ? '' : "'"));
  return `"${(FORMULA.test(value) ? `'${inner}` : inner).replaceAll('"', '""')}"`;
}

/** A client's name where it is a line: spaces before it would put it on another level, and without a name it would be lost. */
const lineOf = ({ name }: ClientNode, noName: string): string => (isUnseen(name) ? noName : oneLine(name).trim());

export const markdownText = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>#|&~$]/g, '\\$&')
    // What would begin a list within the list, or be a line across it.
    .replace(/^([-+]|\d+(?=[.)]))/, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`));

/** Codes of characters, for all that Mermaid or the Markdown in its labels gives a meaning, lists included. */
const mermaidText = (text: string): string =>
  text
    .replace(/["#&<>`;\\[\]{}*_~$]/g, charCode)
    .replace(/^(?:[-+]|\d+[.)])/, (mark) => mark.slice(0, -1) + charCode(mark.slice(-1)));

const charCode = (char: string): string => `#${char.charCodeAt(0)};`;
