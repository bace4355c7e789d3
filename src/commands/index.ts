import { commands, l10n, type Disposable } from 'vscode';
import type { Connection } from '../api/connection';
import { lazyPart } from '../base/lazyPart';
import { AttentionWatch } from '../platform/attention';
import { isFindingElement, subjectOf, type FindingElement } from '../view/findingRows';
import { isClientRow, isEntityRow, type Row } from '../view/rows';
import { synced, tellOtherConnection, type CommandContext, type Invocation } from './context';
import { copyClientCurl, copyClientId, copyClientJson, copyClientName, copyClientPath } from './copyClient';
import { copyClientMarkdown, copyClientTsv } from './copyTable';
import { createClient, createTopLevelClient } from './createClient';
import { deleteClient } from './deleteClient';
import {
  addEnvironment,
  editEnvironments,
  removeEnvironment,
  switchEnvironment,
  watchEnvironments,
} from './environments';
import { expandBranch } from './expandBranch';
import { watchExpiry } from './expiry';
import { exportBranch, exportClients } from './exportClients';
import { filterClients } from './filterClients';
import { findClient } from './findClient';
import { checkHierarchy, closeFindings, exportFindings, filterFindings, showFinding } from './findings';
import { generateKeyPair } from './generateKeyPair';
import { openClient, refreshClient } from './openClient';
import { renameClient } from './renameClient';
import { tellReadOnly } from './support/guard';
import { undoLastChange, watchUndo } from './undo';

/** Commands that change clients. What sends requests refuses them, too; this says so before anything is asked. */
const WRITES = new Set([
  ...['aleta.createClient', 'aleta.createTopLevelClient', 'aleta.renameClient', 'aleta.deleteClient'],
  'aleta.undoLastChange',
]);

const loadDiagnostics = lazyPart('The diagnostics', () => import('./copyDiagnostics'));
const loadConnectionTest = lazyPart('The connection test', () => import('./testConnection'));

type Command = (context: CommandContext, given: Invocation) => unknown;

/** What the manifest's key bindings hand over. */
interface KeyboardArgument {
  readonly from: 'keyboard';
  /** Whether the command is for all that are selected, where those are several. */
  readonly many?: boolean;
  readonly key?: 'enter' | 'undo';
  /** Where it was pressed; in the tree where left out. */
  readonly view?: 'findings';
}

/** A row as VS Code hands it over: of the tree or of the findings. */
type Clicked = Row | FindingElement;

/** A row of the findings is that of the client or the record that it is about. */
const toRow = (clicked: Clicked): Row | undefined => (isFindingElement(clicked) ? subjectOf(clicked) : clicked);

async function toInvocation(
  { findings }: CommandContext,
  connection: Connection | undefined,
  clicked: Clicked | null | undefined,
  selected: readonly Clicked[] | undefined,
): Promise<Invocation> {
  const row = clicked == null ? undefined : toRow(clicked);
  const rows = selected?.map(toRow).filter((each) => each !== undefined);
  const goOn = clicked != null && isFindingElement(clicked) ? (await findings()).goOnFrom(clicked) : undefined;
  return { connection, row, rows, goOn };
}

/** Every command of the manifest and what it does. */
const COMMANDS: Record<string, Command> = {
  'aleta.signIn': signIn,
  'aleta.signOut': ({ sessions }) => sessions.signOut(),
  'aleta.addEnvironment': addEnvironment,
  'aleta.switchEnvironment': switchEnvironment,
  'aleta.generateKeyPair': generateKeyPair,
  'aleta.editEnvironments': editEnvironments,
  'aleta.removeEnvironment': removeEnvironment,
  'aleta.exploreDemo': exploreDemo,
  'aleta.leaveDemo': ({ sessions }) => sessions.leaveDemo(),
  'aleta.refreshClients': refreshClients,
  'aleta.cancelLoad': ({ loader }) => loader.cancel(),
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
  'aleta.expandBranch': expandBranch,
  'aleta.clearFilter': ({ view }) => view.filter(''),
  'aleta.copyClientName': copyClientName,
  'aleta.copyClientId': copyClientId,
  'aleta.copyClientPath': copyClientPath,
  'aleta.copyClientJson': copyClientJson,
  'aleta.copyClientCurl': copyClientCurl,
  'aleta.copyClientTsv': copyClientTsv,
  'aleta.copyClientMarkdown': copyClientMarkdown,
  'aleta.exportClients': exportClients,
  'aleta.exportBranch': exportBranch,
  'aleta.checkHierarchy': checkHierarchy,
  'aleta.showFinding': showFinding,
  'aleta.filterFindings': filterFindings,
  'aleta.exportFindings': exportFindings,
  'aleta.closeFindings': closeFindings,
  'aleta.showLog': ({ log }) => log.show(),
  'aleta.testConnection': async (context) => (await loadConnectionTest()).testConnection(context),
  'aleta.copyDiagnostics': async (context) => (await loadDiagnostics()).copyDiagnostics(context),
};

/** Who signed in goes on in the tree: the button that had the focus is gone. */
async function signIn(context: CommandContext): Promise<void> {
  const { sessions, loader, prompts } = context;
  if ((await sessions.signIn()) === undefined) return;
  // A command is first run by the load that this began: what goes wrong there is told.
  if (sessions.isRenewed) await loader.load({ interactive: true });
  await loadAndFocus(context, prompts.lastWork);
}

async function exploreDemo(context: CommandContext): Promise<void> {
  const watch = new AttentionWatch();
  try {
    await context.sessions.exploreDemo();
    await loadAndFocus(context, watch);
  } finally {
    watch.dispose();
  }
}

/** @param before Watches over the work that led here. */
async function loadAndFocus({ loader, view }: CommandContext, before: AttentionWatch | undefined): Promise<void> {
  const watch = new AttentionWatch(before);
  try {
    // Whoever signs in, or begins the demo, has the clients loaded by that alone.
    await loader.following;
    await view.focus(watch.isTurnedAway);
  } finally {
    watch.dispose();
  }
}

/** Loads all clients as they are from now on. Where nobody is signed in, says so, or what is wrong with the address. */
async function refreshClients(context: CommandContext): Promise<void> {
  const { sessions, environments, loader, prompts } = context;
  if (!(await synced(context))) return;
  if (sessions.current !== undefined) {
    await loader.load({ interactive: true, afresh: true });
    return;
  }
  // The view says that it could not be found out who is signed in.
  if (sessions.failure !== undefined) return;
  const label = l10n.t('Sign In');
  const isThere = typeof environments.current !== 'string';
  const text = l10n.t('There is nothing to refresh because you are signed out.');
  const { place } = environments;
  if (isThere && (await prompts.notify('info', text, label)) !== label) return;
  // The message may be an old one.
  if (environments.place === place) await signIn(context);
  else tellOtherConnection(context);
}

const isFailedNotice = (row: Row): boolean => isEntityRow(row) && row.row === 'notice' && row.list.kind === 'failed';

/** Asks for the entities again in whose place there is a failure. */
function retryEntities({ entities, store, view }: CommandContext, { row }: Invocation): void {
  if (row === undefined || !isEntityRow(row)) return;
  const { owner, kind } = row.row === 'group' ? row : row.group;
  const node = view.isOfNow(owner) ? store.hierarchy?.get(owner.id) : undefined;
  if (node !== undefined) entities.retry(node, kind);
}

/** The environment that signing in would lead to, if there is one. */
function environmentOf({
  environments,
}: CommandContext): Pick<Connection, 'environment' | 'service' | 'access'> | undefined {
  const { current } = environments;
  return typeof current === 'string'
    ? undefined
    : { environment: current, service: current.service, access: current.access };
}

export function registerCommands(context: CommandContext): Disposable[] {
  const registered = Object.entries(COMMANDS).map(([id, run]) =>
    commands.registerCommand(id, async (argument?: Clicked | KeyboardArgument | null, rows?: readonly Clicked[]) => {
      const { current: connection } = context.sessions;
      const place = connection ?? environmentOf(context);
      if (WRITES.has(id) && place?.access === 'readOnly') {
        await tellReadOnly(context, place);
        return;
      }
      // The menu of the view's title hands over `null` where no row has the focus.
      if (argument == null || !('from' in argument)) {
        await run(context, await toInvocation(context, connection, argument, rows));
        return;
      }
      // This one is for no row.
      if (argument.key === 'undo') {
        await run(context, { connection, isByKey: true });
        return;
      }
      const view = argument.view === 'findings' ? await context.findings() : context.view;
      const focused = view.takeFocusedRow();
      const { selectedRows } = view;
      if (focused === undefined) {
        const text = l10n.t('No row has the focus. Move to a client with the arrow keys, and press the key again.');
        void context.prompts.notify('info', text);
        return;
      }
      const { row, isSelected, goOn } = focused;
      // With the focus on a row outside the selection that row alone is meant, as in the explorer.
      const isTarget = isSelected && selectedRows.some(isClientRow);
      if (argument.many === true && isTarget) await run(context, { connection, row, rows: selectedRows, goOn });
      else if (isClientRow(row)) await run(context, { connection, row, goOn });
      // Other rows do what they do without us.
      else if (argument.key === 'enter' && isFailedNotice(row)) retryEntities(context, { connection, row });
      else if (argument.key === 'enter') await commands.executeCommand('list.select');
    }),
  );
  return [watchUndo(context), watchEnvironments(context), watchExpiry(context), ...registered];
}
