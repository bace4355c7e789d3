/** Everything that the extension and VS Code have written where a test can look. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Observed } from './observed';

const MAX_FILE_BYTES = 32 * 2 ** 20;

/** Texts by where they were found: states, settings, open documents, the log, and files. */
export function traces({ context, log }: Observed): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, state] of Object.entries({ globalState: context.globalState, workspace: context.workspaceState })) {
    found.set(name, JSON.stringify(state.keys().map((key) => [key, state.get(key)])));
  }
  found.set('settings', JSON.stringify(vscode.workspace.getConfiguration()));
  found.set('log', log.join('\n'));
  for (const document of vscode.workspace.textDocuments) found.set(document.uri.toString(), document.getText());
  // .../User/globalStorage/<extension>: everything of the user is two levels up.
  const folders = [dirname(dirname(context.globalStorageUri.fsPath)), context.logUri.fsPath];
  if (context.storageUri !== undefined) folders.push(context.storageUri.fsPath);
  for (const folder of folders) for (const file of filesIn(folder)) found.set(file, readFileSync(file, 'latin1'));
  return found;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((file) => {
        const { size } = statSync(file);
        return statSync(file).isFile() && size <= MAX_FILE_BYTES;
      });
  } catch {
    // VS Code makes these folders when something is to be put there, and takes files away as it likes.
    return [];
  }
}

/** Where any of `secrets` stands, plain or in base64. */
export function leaks(texts: ReadonlyMap<string, string>, ...secrets: readonly string[]): string[] {
  const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')]);
  return [...texts].filter(([, text]) => forms.some((form) => text.includes(form))).map(([place]) => place);
}
