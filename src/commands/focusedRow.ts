import { commands } from 'vscode';
import type { ClientsView } from '../view/clientsView';
import type { Row } from '../view/rows';

/**
 * The row under the keyboard focus, which after arrow keys is not the selected one, and which VS Code tells nobody: it is
 * the one by which toggling it changes the selection, which afterwards is as it was. (`list.select` would tell it too,
 * but expands and collapses rows and runs their commands.)
 */
export async function focusedRow(view: ClientsView): Promise<Row | undefined> {
  const before = view.selectedRows;
  await commands.executeCommand('list.toggleSelection');
  const after = view.selectedRows;
  const row = after.find((each) => !before.includes(each)) ?? before.find((each) => !after.includes(each));
  if (row !== undefined) await commands.executeCommand('list.toggleSelection');
  return row;
}
