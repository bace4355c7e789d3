import { l10n, window, workspace } from 'vscode';
import { isAbort } from '../api/errors';
import type { ClientNode } from '../model/clientNode';
import { EXPORT_FORMATS, exportText, type ExportFormat } from '../model/exports';
import type { Hierarchy } from '../model/hierarchy';
import { inSlices } from '../model/slices';
import { topmost } from '../model/walk';
import { withCancellableProgress, type Work } from '../platform/progress';
import { VIEW_ID } from '../view/clientsView';
import type { Row } from '../view/rows';
import { readyHierarchy, targetClients, type CommandContext } from './context';

/** After how many pieces the loop is looked after and a cancel is noticed. */
const STEP = 500;

/** Opens all clients as text in an untitled editor. The rows that a title menu hands over, too, are not what is meant. */
export async function exportClients(context: CommandContext): Promise<void> {
  const hierarchy = await readyHierarchy(context);
  if (hierarchy === undefined) return;
  await exportAs(context, hierarchy, hierarchy.children(null), l10n.t('Export All Clients As'));
}

/** Opens the branches of the clients that are meant as text in an untitled editor, in the order of the tree. */
export async function exportBranch(context: CommandContext, row?: Row, rows?: readonly Row[]): Promise<void> {
  const target = await targetClients(context, row, rows, l10n.t('Export a Branch'));
  if (target === undefined) return;
  await exportAs(context, target.hierarchy, topmost(new Set(target.nodes)), l10n.t('Export Branch As'));
}

async function exportAs(
  context: CommandContext,
  hierarchy: Hierarchy,
  tops: readonly ClientNode[],
  title: string,
): Promise<void> {
  const format = await context.prompts.pick<ExportFormat>({
    title,
    placeholder: l10n.t('Choose a format'),
    items: (query) =>
      EXPORT_FORMATS.map((value) => ({ ...describe(value), value })).filter(({ label }) =>
        label.toLowerCase().includes(query.trim().toLowerCase()),
      ),
  });
  if (format === undefined) return;
  let signal: AbortSignal | undefined;
  try {
    const content = await withCancellableProgress(l10n.t('Exporting clients…'), VIEW_ID, (work) => {
      signal = work.signal;
      return inSlices(collect(hierarchy, tops, format, work), work.signal);
    });
    const { language } = describe(format);
    await window.showTextDocument(await workspace.openTextDocument({ content, language }));
  } catch (error) {
    if (signal === undefined || !isAbort(error, signal)) throw error;
  }
}

function* collect(
  hierarchy: Hierarchy,
  tops: readonly ClientNode[],
  format: ExportFormat,
  { report }: Work,
): Generator<undefined, string> {
  const pieces: string[] = [];
  for (const piece of exportText(hierarchy, tops, format)) {
    if (pieces.push(piece) % STEP !== 0) continue;
    if (pieces.length % (20 * STEP) === 0) report(l10n.t('{0} clients', pieces.length.toLocaleString()));
    yield;
  }
  return pieces.join('');
}

function describe(format: ExportFormat): { label: string; description: string; language: string } {
  switch (format) {
    case 'csv':
      return { label: 'CSV', description: l10n.t('a table, for spreadsheets'), language: 'csv' };
    case 'json':
      return { label: 'JSON', description: l10n.t('a list of clients with their paths'), language: 'json' };
    case 'text':
      return { label: l10n.t('Indented Text'), description: l10n.t('names only'), language: 'plaintext' };
    case 'markdown':
      return { label: 'Markdown', description: l10n.t('a nested list'), language: 'markdown' };
    case 'mermaid':
      return { label: 'Mermaid', description: l10n.t('a diagram'), language: 'mermaid' };
  }
}
