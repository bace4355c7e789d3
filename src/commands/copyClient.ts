import { env, l10n, window } from 'vscode';
import { MEDIA_TYPE } from '../api/attempt';
import { clientPath } from '../api/clients';
import { isAbort } from '../api/errors';
import type { ClientNode } from '../model/clientNode';
import type { Hierarchy } from '../model/hierarchy';
import { shownRetry, withCancellableProgress } from '../platform/progress';
import { VIEW_ID } from '../view/clientsView';
import { quoted } from '../view/labels';
import type { Row } from '../view/rows';
import { targetClients, type CommandContext } from './context';

/** How long (ms) the status bar says what was copied. */
const NEWS_MS = 3_000;

/** Makes a command that copies a line of text for each client that is meant. */
const copy =
  (line: (node: ClientNode, hierarchy: Hierarchy) => string) =>
  async (context: CommandContext, row?: Row, rows?: readonly Row[]): Promise<void> => {
    const target = await targetClients(context, row, rows, l10n.t('Copy from a Client'));
    if (target === undefined) return;
    const lines = target.nodes.map((node) => line(node, target.hierarchy));
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
  let unread = '';
  try {
    const resources = await withCancellableProgress(l10n.t('Reading clients…'), VIEW_ID, async ({ signal, report }) => {
      cancelled = signal;
      const read: unknown[] = [];
      for (const { id, name } of target.nodes) {
        unread = name;
        read.push(await api.resource(id, { signal, onRetry: (notice) => report(shownRetry(notice)) }));
      }
      return read;
    });
    const [only] = resources;
    await writeText(JSON.stringify(resources.length === 1 ? only : resources, undefined, 2), resources.length);
  } catch (error) {
    if (cancelled !== undefined && isAbort(error, cancelled)) return;
    const what = l10n.t('Nothing was copied, since {0} could not be read.', quoted(unread));
    await context.prompts.fail(what, error, () => copyClientJson(context, row, rows));
  }
}

/** Copies commands for a shell, with the token left to a variable of the person's own. */
export async function copyClientCurl(context: CommandContext, row?: Row, rows?: readonly Row[]): Promise<void> {
  const target = await targetClients(context, row, rows, l10n.t('Copy from a Client'));
  const base = context.sessions.current?.url.href;
  if (target === undefined || base === undefined) return;
  const lines: string[] = [];
  for (const { id, name } of target.nodes) {
    const path = clientPath(id);
    if (path === undefined) {
      const text = l10n.t('Nothing was copied: the id of {0} cannot be part of an address.', quoted(name));
      await context.prompts.tell('warning', text);
      return;
    }
    lines.push(curl(base + path));
  }
  await writeText(lines.join('\n'), lines.length);
}

const curl = (url: string): string =>
  `curl --header 'Accept: ${MEDIA_TYPE}' --header "Authorization: Bearer $ALETA_TOKEN" ${shellQuoted(url)}`;

const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
