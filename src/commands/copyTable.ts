import { env, l10n, window } from 'vscode';
import { clientTable, type TableFormat } from '../model/documents/clientTable';
import { formatCount } from '../view/labels';
import { isCurrent, tellOtherConnection, type CommandContext, type Invocation } from './context';
import { targetClients } from './targets';

/** How long (ms) the status bar says what was copied. */
const STATUS_MS = 3_000;

/** Makes a command that copies a table with a row for each client that is meant. */
const copy =
  (format: TableFormat) =>
  async (context: CommandContext, given: Invocation): Promise<void> => {
    const target = await targetClients(context, given, l10n.t('Copy from Client'));
    if (target === undefined) return;
    const { connection, nodes, hierarchy } = target;
    if (!isCurrent(context, connection)) {
      tellOtherConnection(context);
      return;
    }
    await env.clipboard.writeText(clientTable(nodes, hierarchy, format));
    window.setStatusBarMessage(
      l10n.t({
        message: 'Copied {0}.',
        args: [formatCount(nodes.length)],
        comment: 'Shown in the status bar. {0} is a count of clients.',
      }),
      STATUS_MS,
    );
  };

export const copyClientTsv = copy('tsv');
export const copyClientMarkdown = copy('markdown');
