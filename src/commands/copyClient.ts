import { env, l10n, window } from 'vscode';
import { MEDIA_TYPE } from '../api/attempt';
import type { ClientNode } from '../model/clientNode';
import type { Hierarchy } from '../model/hierarchy';
import type { Row } from '../view/rows';
import { targetClients, type CommandContext } from './context';

/** How long (ms) the status bar says what was copied. */
const NEWS_MS = 3_000;

/** Makes a command that copies a line of text for each client that is meant. */
const copy =
  (line: (node: ClientNode, hierarchy: Hierarchy, context: CommandContext) => string) =>
  async (context: CommandContext, row?: Row, rows?: readonly Row[]): Promise<void> => {
    const target = await targetClients(context, row, rows, l10n.t('Copy from a Client'));
    if (target === undefined) return;
    const lines = target.nodes.map((node) => line(node, target.hierarchy, context));
    await env.clipboard.writeText(lines.join('\n'));
    const news = lines.length === 1 ? l10n.t('Copied.') : l10n.t('Copied {0} lines.', lines.length);
    window.setStatusBarMessage(news, NEWS_MS);
  };

export const copyClientId = copy(({ id }) => id);
export const copyClientName = copy(({ name }) => name);
export const copyClientPath = copy((node, hierarchy) =>
  hierarchy
    .path(node)
    .map(({ name }) => name)
    .join(' > '),
);

/** For a shell, with the token left to a variable of the person's own. */
export const copyClientCurl = copy(({ id }, _, { sessions }) => {
  const url = `${sessions.current?.url.href ?? ''}/clients/${encodeURIComponent(id)}`;
  return `curl --header 'Accept: ${MEDIA_TYPE}' --header "Authorization: Bearer $ALETA_TOKEN" ${shellQuoted(url)}`;
});

const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
