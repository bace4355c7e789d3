/** The hierarchy, or branches of it, as text of several kinds. Pure; names are escaped for the kind they end up in. */
import type { ClientNode } from '../hierarchy/clientNode';
import type { Hierarchy } from '../hierarchy/hierarchy';
import { walk, type Visit } from '../hierarchy/traversal';

export const EXPORT_FORMATS = ['csv', 'json', 'text', 'markdown', 'mermaid'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

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

/**
 * The text in pieces, to be joined without anything between them: the head of the format (`''` where it has none), one
 * piece for each client, the tail. So there are two pieces more than clients.
 *
 * Lines end in CR LF in CSV (RFC 4180) and in LF in all other formats, the last one included.
 *
 * @param tops The clients to begin with; everything below them comes with them.
 */
export function* exportText(
  hierarchy: Hierarchy,
  tops: readonly ClientNode[],
  format: ExportFormat,
): Generator<string, undefined> {
  const { head = '', tail = '', between = '\n', line } = EXPORTERS[format]();
  yield head;
  let isFirst = true;
  for (const visit of walk(hierarchy, tops)) {
    yield isFirst ? line(visit, hierarchy) : between + line(visit, hierarchy);
    isFirst = false;
  }
  yield tail;
  return undefined;
}

const EXPORTERS: Record<ExportFormat, () => Exporter> = {
  csv: () => ({
    head: 'id,name,path,level,parentId,clients,legalEntities,reportingEntities\r\n',
    tail: '\r\n',
    between: '\r\n',
    line: ({ node }, hierarchy) => {
      const path = hierarchy.path(node);
      const owned = hierarchy.owned(node);
      return [
        node.id,
        node.name,
        path.map(({ name }) => name).join(' > '),
        path.length,
        node.parentId ?? '',
        owned.clients,
        owned.legalEntities,
        owned.reportingEntities,
      ]
        .map(csvCell)
        .join(',');
    },
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
  text: () => ({
    tail: '\n',
    line: ({ node, level }) => '  '.repeat(level) + oneLine(node.name),
  }),
  markdown: () => ({
    tail: '\n',
    line: ({ node, level }) => `${'  '.repeat(level)}- ${markdownText(node.name)}`,
  }),
  mermaid: () => {
    // Ids of the service may be anything; a diagram's ids may not.
    const numbers = new Map<ClientNode, number>();
    return {
      head: 'graph LR\n',
      tail: '\n',
      line: ({ node, level }) => {
        const number = numbers.size;
        numbers.set(node, number);
        const parent = level === 0 || node.parent === null ? undefined : numbers.get(node.parent);
        const box = `n${number}["${mermaidText(node.name)}"]`;
        return parent === undefined ? `  ${box}` : `  n${parent} --> ${box}`;
      },
    };
  },
};

/**
 * A cell of RFC 4180. Text that a spreadsheet would take for a formula begins with an apostrophe, as OWASP's page on
 * CSV injection advises.
 */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const isFormula = /^[\s\p{Cf}]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/u.test(value) || /^[\t\r\n]/.test(value);
  return `"${(isFormula ? `'${value}` : value).replaceAll('"', '""')}"`;
}

/** Line breaks of all kinds would make several clients of one. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');

const markdownText = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]<>#|&~$]/g, '\\$&')
    // What would begin a list within the list.
    .replace(/^(\s*)([-+]|\d+(?=[.)]))/, (_, space: string, mark: string) =>
      /\d/.test(mark) ? `${space}${mark}\\` : `${space}\\${mark}`,
    );

const mermaidText = (text: string): string =>
  oneLine(text).replace(/["#&<>`;\\[\]{}]/g, (char) => `#${char.codePointAt(0) ?? 32};`);
