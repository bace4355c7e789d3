import { l10n } from 'vscode';
import type { ClientNode } from '../model/hierarchy/clientNode';
import { EXPORT_FORMATS, exportText, type ExportFormat } from '../model/documents/exports';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import { runTimeSliced } from '../base/timeSlices';
import { topmost } from '../model/hierarchy/traversal';
import { runCancellable, type Task } from '../platform/progress';
import { isCurrent, ready, tellOtherConnection, type CommandContext, type Invocation, type Ready } from './context';
import { targetClients } from './targets';

/** After how many pieces the loop is looked after and a cancel is noticed. */
const YIELD_EVERY = 500;

/** Opens all clients as text in an untitled editor. The rows that a title menu hands over, too, are not what is meant. */
export async function exportClients(context: CommandContext, given: Invocation): Promise<void> {
  const begun = await ready(context, given);
  if (begun === undefined) return;
  await exportAs(context, begun, begun.hierarchy.children(null), l10n.t('Export All Clients As'));
}

/** Opens the branches of the clients that are meant as text in an untitled editor, in the order of the tree. */
export async function exportBranch(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClients(context, given, l10n.t('Export a Branch'));
  if (target === undefined) return;
  await exportAs(context, target, topmost(new Set(target.nodes)), l10n.t('Export Branch As'));
}

async function exportAs(
  context: CommandContext,
  { connection, hierarchy }: Ready,
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
  const content = await runCancellable(l10n.t('Exporting clients…'), (task) =>
    runTimeSliced(collectSteps(hierarchy, tops, format, task), task.signal),
  );
  if (content === undefined) return;
  if (isCurrent(context, connection)) await context.prompts.showText(content, describe(format).language);
  else tellOtherConnection(context);
}

function* collectSteps(
  hierarchy: Hierarchy,
  tops: readonly ClientNode[],
  format: ExportFormat,
  { report }: Task,
): Generator<undefined, string> {
  const pieces: string[] = [];
  for (const piece of exportText(hierarchy, tops, format)) {
    if (pieces.push(piece) % YIELD_EVERY !== 0) continue;
    if (pieces.length % (20 * YIELD_EVERY) === 0) report(l10n.t('{0} clients', pieces.length.toLocaleString()));
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
