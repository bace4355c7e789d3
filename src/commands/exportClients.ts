import { l10n } from 'vscode';
import { runTimeSliced } from '../base/timeSlices';
import { EXPORT_FORMATS, exportSteps, type ExportFormat } from '../model/documents/exports';
import type { ClientNode } from '../model/hierarchy/clientNode';
import { topmost } from '../model/hierarchy/traversal';
import { runCancellable } from '../platform/progress';
import { formatCount } from '../view/labels';
import { isCurrent, ready, tellOtherConnection, type CommandContext, type Invocation, type Ready } from './context';
import { targetClients } from './targets';

/** After how many clients it is said how many there are so far. */
const REPORT_EVERY = 10_000;

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
  const outcome = await runCancellable(l10n.t('Exporting clients…'), async ({ signal, report, isElsewhere }) => {
    const onClient = (count: number): void => {
      if (count % REPORT_EVERY === 0) report(formatCount(count));
    };
    const steps = exportSteps(hierarchy, tops, format, { noName: l10n.t('(no name)'), onClient });
    return { content: await runTimeSliced(steps, signal), isTaken: isElsewhere() };
  });
  if (outcome === undefined) return;
  const { content, isTaken } = outcome;
  if (isCurrent(context, connection) && content === undefined) {
    await notifyTooLong(context);
    return;
  }
  if (isCurrent(context, connection) && isTaken && !(await isWanted(context))) return;
  // Also when that happened while the message was there.
  if (content === undefined || !isCurrent(context, connection)) tellOtherConnection(context);
  else await context.prompts.showText(content, describe(format).language);
}

/** Asks a person who uses another editor by now: the text would take their keys. */
async function isWanted({ prompts }: CommandContext): Promise<boolean> {
  const open = l10n.t('Open');
  return (await prompts.notify('info', l10n.t('The export is ready.'), open)) === open;
}

async function notifyTooLong({ prompts }: CommandContext): Promise<void> {
  const text = l10n.t(
    'Nothing was exported: the text would be longer than the 50 MB that VS Code can show. Export a branch, or in a shorter format.',
  );
  await prompts.notify('warning', text);
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
