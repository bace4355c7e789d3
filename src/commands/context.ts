import { l10n } from 'vscode';
import type { Connection } from '../api/connection';
import type { ApiFactory } from '../auth/apiFactory';
import type { Credentials } from '../auth/credentials';
import type { EnvironmentChoice } from '../auth/environmentChoice';
import type { SecretKeeper } from '../auth/secretKeeper';
import type { Sessions } from '../auth/sessions';
import { within } from '../base/within';
import type { ClientEdits } from '../model/edits/clientEdits';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import type { ClientStore } from '../model/store/clientStore';
import type { EntityStore } from '../model/store/entityStore';
import { AttentionWatch } from '../platform/attention';
import type { Log } from '../platform/log';
import { runCancellable } from '../platform/progress';
import type { Prompts } from '../platform/prompts';
import { otherConnectionText } from '../platform/remedies';
import type { ClientFileSystem } from '../view/clientFileSystem';
import type { ClientLoader } from '../view/clientLoader';
import type { ClientsView } from '../view/clientsView';
import type { FindingsView } from '../view/findingsView';
import { quoted } from '../view/labels';
import type { QuietRefresh } from '../view/quietRefresh';
import type { Row } from '../view/rows';
import type { RecentClients } from './recentClients';
import type { ExportChoices } from './support/exportChoices';

/** What commands work with. */
export interface CommandContext {
  readonly store: ClientStore;
  readonly entities: EntityStore;
  readonly edits: ClientEdits;
  readonly apis: ApiFactory;
  readonly sessions: Sessions;
  readonly secrets: SecretKeeper;
  readonly credentials: Credentials;
  readonly environments: EnvironmentChoice;
  readonly loader: ClientLoader;
  readonly view: ClientsView;
  readonly quietRefresh: QuietRefresh;
  readonly files: ClientFileSystem;
  readonly prompts: Prompts;
  readonly log: Log;
  readonly recent: RecentClients;
  readonly exportChoices: ExportChoices;
  /** The view of findings, made when it is first asked for. */
  readonly findings: () => Promise<FindingsView>;
}

/** One call of a command, as it was at the moment when a person gave it. */
export interface Invocation {
  /** The connection of that moment, taken before any `await`; `undefined` where there was none yet. */
  readonly connection: Connection | undefined;
  /** The clicked row, or the one with the keyboard focus; `undefined` from the palette. */
  readonly row?: Row | undefined;
  /** The whole selection where `row` belongs to one of several; `undefined` where the command acts on `row` alone. */
  readonly rows?: readonly Row[] | undefined;
  /**
   * Where it was given in another view of ours than the tree: goes on there once it is done. Takes whether the person turned
   * to something else meanwhile.
   */
  readonly goOn?: ((isTurnedAway: boolean) => Promise<void>) | undefined;
  /** Whether a key gave it, which can be hit without meaning it. */
  readonly isByKey?: boolean;
}

/** How long (ms) a person waits without turning to something else. */
const NOTICEABLE_MS = 500;

/** A connection and its clients, loaded. */
export interface Ready {
  readonly connection: Connection;
  readonly hierarchy: Hierarchy;
}

/**
 * The loaded clients of the connection on which a command was given. Where there was none, signs in and loads first, and the
 * command is for the connection that this brings.
 *
 * @returns `undefined` where there are no clients to be had, or another connection was turned to; the person is told.
 */
export async function ready(context: CommandContext, given: Invocation): Promise<Ready | undefined> {
  const { sessions, store, loader, prompts } = context;
  const begunAt = performance.now();
  const watch = new AttentionWatch();
  let connection: Connection | undefined;
  try {
    if (!(await synced(context))) return undefined;
    connection = given.connection ?? sessions.current ?? (await sessions.signIn());
    if (connection === undefined) return undefined;
    if (isCurrent(context, connection) && store.hierarchy === undefined) await loader.load({ interactive: true });
  } finally {
    watch.dispose();
  }
  // What comes next takes the keyboard focus.
  const isElsewhere = watch.isElsewhere && performance.now() - begunAt > NOTICEABLE_MS;
  const isLoaded = isCurrent(context, connection) && store.hierarchy !== undefined;
  if (isElsewhere && isLoaded && !(await goesOn(prompts))) return undefined;
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  const { hierarchy } = store;
  if (hierarchy !== undefined) return { connection, hierarchy };
  if (store.failure === undefined) await prompts.notify('info', l10n.t('The clients are not loaded.'));
  return undefined;
}

/**
 * Waits until the connection is in line with the stored token. The person can give that up: the secret storage may wait for
 * a keyring.
 *
 * @returns Whether it is, or could not be found out; `false` when the person gave up.
 */
export async function synced({ sessions }: Pick<CommandContext, 'sessions'>): Promise<boolean> {
  const title = l10n.t('Waiting for the secret storage of VS Code…');
  const outcome = await runCancellable(title, async ({ signal }) => {
    await within(sessions.sync(), Infinity, signal);
    return true;
  });
  return outcome === true;
}

async function goesOn(prompts: Prompts): Promise<boolean> {
  const label = l10n.t('Continue');
  const text = l10n.t('The clients are loaded. You can continue with what you started.');
  return (await prompts.notify('info', text, label)) === label;
}

/** Whether `connection` is the one of now, whose clients are shown. */
export const isCurrent = ({ store, sessions }: CommandContext, connection: Connection): boolean =>
  store.connection === connection && sessions.current === connection;

/** Says that nothing was done, since what was meant is of another account or service than the one of now. */
export function tellOtherConnection({ prompts }: Pick<CommandContext, 'prompts'>): void {
  void prompts.notify('warning', otherConnectionText());
}

/** Says that a client that was chosen went away meanwhile. */
export function tellGone({ prompts }: Pick<CommandContext, 'prompts'>, name: string): void {
  void prompts.notify(
    'warning',
    l10n.t({ message: '{0} no longer exists.', args: [quoted(name)], comment: '{0} is a quoted client name.' }),
  );
}

/** The clients of `connection` as they are now; `undefined` once another one was turned to. */
export const latestHierarchy = ({ store }: CommandContext, connection: Connection): Hierarchy | undefined =>
  store.connection === connection ? store.hierarchy : undefined;
