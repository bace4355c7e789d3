import { window, workspace, type Disposable } from 'vscode';
import type { Connection } from '../api/connection';
import type { ClientEdits } from '../model/edits/clientEdits';
import type { ClientStore } from '../model/store/clientStore';
import { RefreshSchedule } from '../model/store/refreshSchedule';
import { explain } from '../platform/failures';
import type { ClientLoader } from './clientLoader';
import type { ClientsView } from './clientsView';

const SETTING = 'refreshMinutes';
/** The longest time (minutes) that the setting can have. */
const MAX_MINUTES = 24 * 60;
/** After how long (ms) it is looked again where an edit or another load is under way. */
const BUSY_MS = 5_000;

/**
 * Loads the clients again once they are older than `aleta.refreshMinutes`, while the view is visible and the window has the
 * focus, or as soon as both are so again. Asks and tells a person nothing: a failure is told above the tree, as of any refresh.
 */
export class QuietRefresh implements Disposable {
  /** The time in ms since 1970. Tests put a clock of their own here. */
  now: () => number = Date.now;
  readonly #store: ClientStore;
  readonly #loader: ClientLoader;
  readonly #edits: ClientEdits;
  readonly #view: ClientsView;
  /** Of the connection of now. */
  #schedule = new RefreshSchedule();
  #connection: Connection | undefined;
  readonly #listeners: readonly { dispose(): void }[];
  #isFocused = window.state.focused;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: ClientStore, loader: ClientLoader, edits: ClientEdits, view: ClientsView) {
    this.#store = store;
    this.#loader = loader;
    this.#edits = edits;
    this.#view = view;
    const look = (): void => this.look();
    this.#listeners = [
      window.onDidChangeWindowState(({ focused }) => {
        this.#isFocused = focused;
        look();
      }),
      view.onDidChangeVisibility(look),
      store.onDidChangeState(look),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`aleta.${SETTING}`)) look();
      }),
    ];
  }

  /** Refreshes where that is due, and looks again when it may be. */
  look(): void {
    clearTimeout(this.#timer);
    if (!this.#isFocused || !this.#view.isVisible) return;
    const { connection, loadedAt, failure } = this.#store;
    if (connection !== this.#connection) this.#schedule = new RefreshSchedule();
    this.#connection = connection;
    // Clients that never came are for the person to load. So is what needs another sign-in: nothing else would come of it.
    if (loadedAt === undefined || (failure !== undefined && explain(failure).kind === 'signIn')) return;
    const waitMs = this.#schedule.waitMs({ minutes: minutes(), loadedAt: loadedAt.getTime(), now: this.now() });
    if (waitMs === undefined) return;
    if (waitMs > 0 || this.#store.isLoading || this.#edits.isUnderWay) {
      this.#timer = setTimeout(() => this.look(), waitMs || BUSY_MS).unref();
      return;
    }
    this.#schedule.noteAttempt(this.now());
    void this.#loader.load({ interactive: false, isQuiet: true }).then(() => this.look());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
  }
}

/** How old (minutes) clients may get; 0 for any age, also where the setting is none that its description permits. */
function minutes(): number {
  const value = workspace.getConfiguration('aleta').get<unknown>(SETTING);
  return typeof value === 'number' && value > 0 && value <= MAX_MINUTES ? value : 0;
}
