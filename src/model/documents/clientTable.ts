/** Clients as tables to be pasted. Pure. */
import { oneLine, visibleControls } from '../../base/plainText';
import type { ClientNode } from '../hierarchy/clientNode';
import type { Hierarchy } from '../hierarchy/hierarchy';
import { csvCell, markdownText, type Cell } from './exports';

export type TableFormat = 'tsv' | 'markdown';

const HEADS = ['name', 'id', 'path', 'clients', 'legalEntities', 'reportingEntities'];

/** One client in the order of `HEADS`. */
function cellsOf(node: ClientNode, hierarchy: Hierarchy): Cell[] {
  const { clients, legalEntities, reportingEntities } = hierarchy.owned(node);
  const path = hierarchy
    .path(node)
    .map(({ name }) => name)
    .join(' > ');
  return [node.name, node.id, path, clients, legalEntities, reportingEntities];
}

/**
 * A table of clients with a row of heads: tab-separated values, which spreadsheets paste as cells, or Markdown.
 *
 * @returns Lines that end in a line feed.
 */
export function clientTable(nodes: readonly ClientNode[], hierarchy: Hierarchy, format: TableFormat): string {
  const rows = nodes.map((node) => cellsOf(node, hierarchy));
  const lines =
    format === 'tsv'
      ? [HEADS, ...rows].map((row) => row.map(tsvCell).join('\t'))
      : [HEADS, HEADS.map(() => '---'), ...rows.map((row) => row.map(markdownCell))].map(
          (row) => `| ${row.join(' | ')} |`,
        );
  return `${lines.join('\n')}\n`;
}

/** As in CSV, but in quotes only where it would be several cells, or its quotes would be taken for those of a cell. */
function tsvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  // A clipboard may end at U+0000, and a terminal obeys others.
  const shown = cell.replace(/(?![\t\n\r])\p{Cc}/gu, visibleControls);
  const quoted = csvCell(shown);
  return /["\t\n\r]/.test(shown) ? quoted : quoted.slice(1, -1);
}

const markdownCell = (cell: Cell): string =>
  typeof cell === 'number' ? String(cell) : markdownText(oneLine(cell).trim());
