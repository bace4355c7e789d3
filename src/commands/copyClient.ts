import { env, l10n, window } from 'vscode';
import { MEDIA_TYPE } from '../api/attempt';
import { isAbort } from '../api/errors';
import type { ClientNode } from '../model/clientNode';
import type { Hierarchy } from '../model/hierarchy';
import { shownRetry, withCancellableProgress } from '../platform/progress';
import { VIEW_ID } from '../view/clientsView';
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
    await writeText(lines.join('\n'), lines.length);
  };

async function writeText(text: string, count: number): Promise<void> {
  await env.clipboard.writeText(text);
  const news = count === 1 ? l10n.t('Copied.') : l10n.t('Copied from {0} clients.', count);
  window.setStatusBarMessage(news, NEWS_MS);
}

export const copyClientId = copy(({ id }) => id);
export const copyClientName = copy(({ name }) => name);
export const copyClientPath = copy((node, hierarchy) =>
  hierarchy
    .path(node)
    .map(({ name }) => name)
    .join(' > '),
);

/** Copies JSON:API resources as the service holds them now; of several clients as a list. */
export async function copyClientJson(context: CommandContext, row?: Row, rows?: readonly Row[]): Promise<void> {
  const title = l10n.t('Copy from a Client');
  const target = await targetClients(context, row, rows, title);
  const { api } = context.store;
  if (target === undefined || api === undefined) return;
  let cancelled: AbortSignal | undefined;
  try {
    const resources = await withCancellableProgress(l10n.t('Reading clients…'), VIEW_ID, async ({ signal, report }) => {
      cancelled = signal;
      const read: unknown[] = [];
      for (const { id } of target.nodes) {
        read.push(await api.resource(id, { signal, onRetry: (notice) => report(shownRetry(notice)) }));
      }
      return read;
    });
    const [only] = resources;
    await writeText(JSON.stringify(resources.length === 1 ? only : resources, undefined, 2), resources.length);
  } catch (error) {
    if (cancelled !== undefined && isAbort(error, cancelled)) return;
    await context.prompts.fail(l10n.t('Nothing was copied.'), error, () => copyClientJson(context, row, rows));
  }
}

/** For a shell, with the token left to a variable of the person's own. */
export const copyClientCurl = copy(({ id }, _, { sessions }) => {
  const url = `${sessions.current?.url.href ?? ''}/clients/${encodeURIComponent(id)}`;
  return `curl --header 'Accept: ${MEDIA_TYPE}' --header "Authorization: Bearer $ALETA_TOKEN" ${shellQuoted(url)}`;
});

const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
