/** Documents of clients, as a person opens, edits and saves them. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { rowOf } from './clients';
import type { Stage } from './stage';

/** Opens a client by the command, and closes all editors after the test, whatever is in them. */
export async function openClient(stage: Stage, id: string): Promise<vscode.TextDocument> {
  stage.later(async () => {
    if (vscode.window.activeTextEditor?.document.isDirty === true) {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  await vscode.commands.executeCommand('aleta.openClient', rowOf(stage, id));
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  return document;
}

export async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  assert.ok(start >= 0, `${from} is not in the document`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
  edit.replace(document.uri, range, to);
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}

/** Why VS Code says that a file could not be read or saved. */
export async function refusal(attempt: PromiseLike<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    assert.ok(error instanceof Error);
    return `${error instanceof vscode.FileSystemError ? error.code : ''}: ${error.message}`;
  }
  throw new Error('It was not refused.');
}

export const write = (uri: vscode.Uri, text: string): PromiseLike<void> =>
  vscode.workspace.fs.writeFile(uri, Buffer.from(text));
