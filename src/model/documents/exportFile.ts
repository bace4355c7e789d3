/** Exports as the bytes of a file, in pieces: however many clients there are, few are in memory at a time. */
import { lazyPart } from '../../base/lazyPart';
import type { ClientNode } from '../hierarchy/clientNode';
import type { Hierarchy } from '../hierarchy/hierarchy';
import { walk } from '../hierarchy/traversal';
import { cellsOf, exportPieces, type Cell, type ExportFormat, type PieceOptions } from './exports';

export type FileFormat = ExportFormat | 'xlsx';

/** UTF-16 code units that are encoded at a time. */
const BATCH = 64 * 1024;

/** Spreadsheets take a CSV file without it for one in an encoding of the region. */
const BYTE_ORDER_MARK = '\ufeff';

const loadWorkbook = lazyPart('the writer of workbooks', () => import('./workbook'));

/**
 * Writes clients as a file: UTF-8 text, with a byte order mark in CSV; or a workbook. UTF-8 has no halves of characters:
 * text has U+FFFD in their place, and JSON and a workbook have them escaped.
 *
 * @param tops The clients to begin with; everything below them comes with them.
 * @param options What `onClient` throws ends the work.
 * @param write Takes the bytes, piece by piece.
 * @returns How many cells were too long for Excel and were cut.
 * @throws LazyPartError, WorkbookLimitError, or what `write` throws.
 */
export async function writeExport(
  hierarchy: Hierarchy,
  tops: readonly ClientNode[],
  format: FileFormat,
  options: PieceOptions,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<number> {
  if (format === 'xlsx') {
    const { writeWorkbook } = await loadWorkbook();
    return writeWorkbook(rows(hierarchy, tops, options), write);
  }
  let batch = format === 'csv' ? BYTE_ORDER_MARK : '';
  for (const piece of exportPieces(hierarchy, tops, format, options)) {
    batch += piece;
    if (batch.length < BATCH) continue;
    await write(Buffer.from(batch));
    batch = '';
  }
  await write(Buffer.from(batch));
  return 0;
}

function* rows(
  hierarchy: Hierarchy,
  tops: readonly ClientNode[],
  { onClient }: PieceOptions,
): Generator<readonly Cell[]> {
  let count = 0;
  for (const { node } of walk(hierarchy, tops)) {
    yield cellsOf(node, hierarchy);
    count++;
    onClient?.(count);
  }
}
