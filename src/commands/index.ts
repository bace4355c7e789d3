import { commands, type Disposable } from 'vscode';
import { isClientRow, isEntityRow, type Row } from '../view/rows';
import type { CommandContext } from './context';
import { checkHierarchy } from './checkHierarchy';
import { copyClientCurl, copyClientId, copyClientJson, copyClientName, copyClientPath } from './copyClient';
import { createClient, createTopLevelClient } from './createClient';
import { deleteClient } from './deleteClient';
import { exportBranch, exportClients } from './exportClients';
import { filterClients } from './filterClients';
import { findClient } from './findClient';
import { focusedRow } from './focusedRow';
import { openClient, refreshClient } from './openClient';
import { renameClient } from './renameClient';
import { undoLastChange, watchUndo } from './undo';

/** `rows` is the whole selection where `row` belongs to one of several. */
type Command = (context: CommandContext, row?: Row, rows?: readonly Row[]) => unknown;

/** What the manifest's key bindings hand over. */
interface KeyboardArgument {
  readonly from: 'keyboard';
  /** Whether the command is for all that are selected, where those are several. */
  readonly many?: boolean;
  readonly key?: 'enter';
}

/** Every command of the manifest and what it does. */
const COMMANDS: Record<string, Command> = {
  'aleta.signIn': signIn,
  'aleta.signOut': ({ sessions }) => sessions.signOut(),
  'aleta.exploreDemo': exploreDemo,
  'aleta.leaveDemo': ({ sessions }) => sessions.leaveDemo(),
  'aleta.refreshClients': ({ view }) => view.load({ interactive: true }),
  'aleta.cancelLoad': ({ view }) => view.cancelLoad(),
  'aleta.refreshClient': refreshClient,
  'aleta.openClient': openClient,
  'aleta.retryEntities': retryEntities,
  'aleta.createClient': createClient,
  'aleta.createTopLevelClient': createTopLevelClient,
  'aleta.renameClient': renameClient,
  'aleta.deleteClient': deleteClient,
  'aleta.undoLastChange': undoLastChange,
  'aleta.findClient': findClient,
  'aleta.filterClients': filterClients,
  'aleta.clearFilter': ({ view }) => view.filter(''),
  'aleta.copyClientName': copyClientName,
  'aleta.copyClientId': copyClientId,
  'aleta.copyClientPath': copyClientPath,
  'aleta.copyClientJson': copyClientJson,
  'aleta.copyClientCurl': copyClientCurl,
  'aleta.exportClients': exportClients,
  'aleta.exportBranch': exportBranch,
  'aleta.checkHierarchy': checkHierarchy,
  'aleta.showLog': ({ log }) => log.show(),
};

/** Who signed in goes on in the tree: the button that had the focus is gone. */
async function signIn({ sessions, view }: CommandContext): Promise<void> {
  if ((await sessions.signIn()) !== undefined) await view.focus();
}

async function exploreDemo({ sessions, view }: CommandContext): Promise<void> {
  await sessions.exploreDemo();
  await view.focus();
}

/** Asks for the entities again in whose place there is a failure. */
function retryEntities({ entities, store }: CommandContext, row?: Row): void {
  if (row === undefined || !isEntityRow(row)) return;
  const { owner, kind } = row.row === 'group' ? row : row.group;
  const node = store.hierarchy?.get(owner.id);
  if (node !== undefined) entities.retry(node, kind);
}

export function registerCommands(context: CommandContext): Disposable[] {
  const registered = Object.entries(COMMANDS).map(([id, run]) =>
    commands.registerCommand(id, async (given?: Row | KeyboardArgument | null, rows?: readonly Row[]) => {
      // The menu of the view's title hands over `null` where no row has the focus.
      const argument = given ?? undefined;
      const isFromKeyboard = argument !== undefined && 'from' in argument;
      if (!isFromKeyboard) {
        await run(context, argument, rows);
        return;
      }
      const focused = await focusedRow(context.view);
      const { selectedRows } = context.view;
      // Whoever went on to a row outside the selection means that row, as in the explorer.
      const isMeant = focused !== undefined && selectedRows.includes(focused) && selectedRows.some(isClientRow);
      if (argument.many === true && isMeant) await run(context, focused, selectedRows);
      else if (focused === undefined || isClientRow(focused)) await run(context, focused);
      // Other rows do what they do without us.
      else if (argument.key === 'enter') await commands.executeCommand('list.select');
    }),
  );
  return [watchUndo(context), ...registered];
}
