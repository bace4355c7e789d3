import { env, l10n, window } from 'vscode';
import { clientPath } from '../api/clientPath';
import { MEDIA_TYPE } from '../api/jsonApi';
import { formatJson } from '../base/jsonText';
import { oneLine, visibleControls, withoutIcons } from '../base/plainText';
import { curlCommand, shellOf, type Shell } from '../base/shell';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import { runCancellable } from '../platform/progress';
import { quoted } from '../view/labels';
import { isCurrent, tellOtherConnection, type CommandContext, type Invocation } from './context';
import { targetClients, type Targets } from './targets';

/** How long (ms) the status bar says what was copied. */
const STATUS_MS = 3_000;

/**
 * Makes a command that copies a line of text for each client that is meant. A line must have no line break and no control
 * character: in a terminal each would be obeyed, and a line break runs what stands before it.
 */
const copy =
  (line: (node: ClientNode, hierarchy: Hierarchy) => string) =>
  async (context: CommandContext, given: Invocation): Promise<void> => {
    const target = await targetClients(context, given, l10n.t('Copy from Client'));
    if (target === undefined) return;
    const lines = target.nodes.map((node) => line(node, target.hierarchy));
    await writeText(lines.join('\n'), target.nodes);
  };

async function writeText(text: string, nodes: readonly ClientNode[]): Promise<void> {
  await env.clipboard.writeText(text);
  const [node] = nodes;
  const status =
    node === undefined || nodes.length > 1
      ? l10n.t({
          message: 'Copied from {0} clients.',
          args: [nodes.length],
          comment: 'Shown in the status bar. {0} is a number of at least 2.',
        })
      : l10n.t({
          message: 'Copied from {0}.',
          args: [withoutIcons(quoted(node.name))],
          comment: 'Shown in the status bar. {0} is a quoted client name.',
        });
  window.setStatusBarMessage(status, STATUS_MS);
}

// An id with a space in place of something else would be another id.
export const copyClientId = copy(({ id }) => visibleControls(id));
export const copyClientName = copy(({ name }) => oneLine(name));
export const copyClientPath = copy((node, hierarchy) =>
  hierarchy
    .path(node)
    .map(({ name }) => oneLine(name))
    .join(' > '),
);

/** Control characters and line breaks that `JSON.stringify` leaves as they are. */
const NOT_ESCAPED = /[\x7f-\x9f\u2028\u2029]/g;

const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(4, '0');

/** Copies JSON:API resources as the service holds them now; of several clients as a list. */
export async function copyClientJson(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClients(context, given, l10n.t('Copy from Client'));
  if (target !== undefined) await copyResources(context, target);
}

async function copyResources(context: CommandContext, targets: Targets): Promise<void> {
  const { connection, nodes } = targets;
  let unread = '';
  try {
    const resources = await runCancellable(l10n.t('Reading clients…'), async ({ call }) => {
      const read: string[] = [];
      for (const { id, name } of nodes) {
        unread = name;
        read.push(await connection.api.resource(id, call));
      }
      return read;
    });
    if (resources === undefined) return;
    if (!isCurrent(context, connection)) {
      tellOtherConnection(context);
      return;
    }
    const text = resources.join(',');
    const json = formatJson(resources.length === 1 ? text : `[${text}]`);
    await writeText(
      json.replace(NOT_ESCAPED, (char) => `\\u${hex(char)}`),
      nodes,
    );
  } catch (error) {
    const what = l10n.t('Nothing was copied because {0} could not be read.', quoted(unread));
    await context.prompts.fail(what, error, () => copyResources(context, targets));
  }
}

/**
 * Copies commands for a shell that is picked, the one of this machine being offered first. The token is left to a variable
 * of the person's own.
 */
export async function copyClientCurl(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClients(context, given, l10n.t('Copy from Client'));
  if (target === undefined) return;
  const { connection, nodes } = target;
  const { href } = connection.service;
  const urls: string[] = [];
  for (const { id, name } of nodes) {
    const path = clientPath(id);
    if (path === undefined) {
      const text = l10n.t('Nothing was copied. The ID of {0} cannot be part of a URL.', quoted(name));
      await context.prompts.notify('warning', text);
      return;
    }
    urls.push(href + path);
  }
  const shell = await pickShell(context);
  if (shell === undefined) return;
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  // PowerShell that is not the shell of this machine is most often that of Windows.
  const isWindows = IS_WINDOWS || shell !== machineShell();
  await writeText(urls.map((url) => curlCommand(shell, isWindows, MEDIA_TYPE, url)).join('\n'), nodes);
}

const IS_WINDOWS = process.platform === 'win32';

const machineShell = (): Shell => shellOf(env.shell, IS_WINDOWS);

async function pickShell({ prompts }: CommandContext): Promise<Shell | undefined> {
  const own = machineShell();
  const shells: { value: Shell; label: string }[] = [
    { value: 'posix', label: l10n.t('Bash, zsh and other POSIX shells') },
    { value: 'powershell', label: 'PowerShell' },
    { value: 'cmd', label: l10n.t('Command Prompt (cmd)') },
  ];
  const isOwn = ({ value }: { value: Shell }): boolean => value === own;
  const sorted = [...shells.filter(isOwn), ...shells.filter((each) => !isOwn(each))];
  return prompts.pick<Shell>({
    title: l10n.t('Copy as curl'),
    placeholder: l10n.t('Select the shell for the command'),
    items: (query) =>
      sorted
        .filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase()))
        .map((each) =>
          isOwn(each)
            ? {
                ...each,
                description: l10n.t({
                  message: 'the shell of this machine',
                  comment: 'After the name of a shell in a list.',
                }),
              }
            : each,
        ),
  });
}
