import { commands } from 'vscode';
import type { ClientsView } from '../view/clientsView';
import type { Row } from '../view/rows';

/** The last look that was begun: keys can follow each other faster than one takes. */
let looking: Promise<unknown> = Promise.resolve();

/**
 * The row under the keyboard focus, which after arrow keys is not the selected one, and which VS Code tells nobody: it is
 * the one by which toggling it changes the selection, which afterwards is as it was. (`list.select` would tell it too,
 * but expands and collapses rows and runs their commands.)
 */
export function focusedRow(view: ClientsView): Promise<Row | undefined> {
  // Two looks at a time would each see what the other one toggled.
  const look = looking.then(() => lookFor(view));
  looking = look.catch(() => undefined);
  return look;
}

async function lookFor(view: ClientsView): Promise<Row | undefined> {
  // Only what VS Code has answered is compared: it may have more to tell of what was selected before the first question.
  await commands.executeCommand('list.toggleSelection');
  const toggled = view.selectedRows;
  await commands.executeCommand('list.toggleSelection');
  const restored = view.selectedRows;
  return toggled.find((each) => !restored.includes(each)) ?? restored.find((each) => !toggled.includes(each));
}
