import { commands, env, ExtensionKind, extensions, l10n, UIKind, type Uri } from 'vscode';
import type { FileFormat } from '../../model/documents/exportFile';
import type { CommandContext } from '../context';

const REVEAL = 'revealFileInOS';

/** What VS Code's own menus call it. */
function revealLabel(): string {
  if (process.platform === 'win32') return l10n.t('Reveal in File Explorer');
  return process.platform === 'darwin' ? l10n.t('Reveal in Finder') : l10n.t('Open Containing Folder');
}

/** Whether programs that the person sees can open the file: it is on the machine with their screen. */
function isHere({ scheme }: Uri): boolean {
  if (scheme !== 'file' || env.uiKind === UIKind.Web) return false;
  const kind = extensions.getExtension('aleta.aleta-clients')?.extensionKind;
  return env.remoteName === undefined || kind === ExtensionKind.UI;
}

/**
 * Says that a file was written, with buttons that open it and show its folder, where this VS Code can do that: tables in the
 * program for tables, text in an editor.
 */
export async function offerFile(
  { prompts }: Pick<CommandContext, 'prompts'>,
  severity: 'info' | 'warning',
  text: string,
  file: Uri,
  format: FileFormat,
): Promise<void> {
  const isLocal = isHere(file);
  const isTable = format === 'csv' || format === 'xlsx';
  const open = l10n.t('Open');
  const reveal = revealLabel();
  const canOpen = isLocal || format !== 'xlsx';
  const canReveal = isLocal && (await commands.getCommands(true)).includes(REVEAL);
  const chosen = await prompts.notify(severity, text, ...(canOpen ? [open] : []), ...(canReveal ? [reveal] : []));
  if (chosen === reveal) await commands.executeCommand(REVEAL, file);
  if (chosen !== open) return;
  // Not every system has a program for tables.
  if (isLocal && isTable && (await env.openExternal(file))) return;
  await commands.executeCommand('vscode.open', file);
}
