import { l10n, window, type Disposable, type TreeView } from 'vscode';
import type { Sessions } from '../auth/sessions';
import type { ClientNode } from '../model/clientNode';
import type { ClientStore } from '../model/clientStore';
import { ContextKey } from '../platform/contextKey';
import { explain, type FailureKind } from '../platform/failures';
import type { Prompts } from '../platform/prompts';
import { ClientTree } from './clientTree';
import { isBadRow, type Row } from './rows';

export const VIEW_ID = 'aleta.clients';

/** What the view is showing; `aleta.state` in `when` clauses. */
type ViewState = 'signedOut' | 'badUrl' | 'loading' | 'failed' | 'empty' | 'ready';

/** The view `aleta.clients`: its tree, its texts, its progress bar and the context keys of menus and welcome texts. */
export class ClientsView implements Disposable {
  readonly #store: ClientStore;
  readonly #sessions: Sessions;
  readonly #prompts: Prompts;
  readonly #tree: ClientTree;
  readonly #view: TreeView<Row>;
  readonly #state = new ContextKey<ViewState>('aleta.state');
  readonly #failure = new ContextKey<FailureKind | ''>('aleta.failure');
  readonly #isDemo = new ContextKey<boolean>('aleta.isDemo');
  #cancelLoad = new AbortController();

  constructor(store: ClientStore, sessions: Sessions, prompts: Prompts) {
    this.#store = store;
    this.#sessions = sessions;
    this.#prompts = prompts;
    this.#tree = new ClientTree(store);
    this.#view = window.createTreeView(VIEW_ID, { treeDataProvider: this.#tree, showCollapseAll: true });
    store.on('state', () => this.#update());
    store.on('clients', () => this.#update());
    sessions.on('changed', () => void this.#sessionChanged());
    this.#update();
  }

  /** The client whose row is selected, if any. */
  get selected(): ClientNode | undefined {
    const [row] = this.#view.selection;
    return row === undefined || isBadRow(row) ? undefined : row;
  }

  /** Loads all clients, with progress in the view. Never throws: what went wrong is shown. */
  async load({ interactive }: { interactive: boolean }): Promise<void> {
    if (this.#store.api === undefined) return;
    const { signal } = this.#cancelLoad;
    await window.withProgress({ location: { viewId: VIEW_ID } }, () => this.#store.load({ signal, interactive }));
    if (signal.aborted || this.#store.failure === undefined || !(interactive || this.#store.hierarchy)) return;
    const what = this.#store.hierarchy
      ? l10n.t('The clients were not refreshed.')
      : l10n.t('The clients were not loaded.');
    void this.#prompts.fail(what, this.#store.failure, () => this.load({ interactive: true }));
  }

  /** Selects and focuses the row of a client, however deep it is. */
  async reveal(node: ClientNode): Promise<void> {
    await this.#view.reveal(node, { select: true, focus: true });
  }

  async #sessionChanged(): Promise<void> {
    const api = this.#sessions.current?.api;
    if (api !== this.#store.api) {
      this.#cancelLoad.abort();
      this.#cancelLoad = new AbortController();
      this.#store.connect(api);
    }
    this.#update();
    await this.load({ interactive: false });
  }

  #update(): void {
    const { hierarchy, failure, isLoading } = this.#store;
    const state = this.#viewState();
    this.#state.set(state);
    this.#failure.set(state === 'failed' ? explain(failure).kind : '');
    this.#isDemo.set(this.#sessions.isDemo);
    this.#view.description = this.#description();
    // A message takes the place of the welcome text, which has the buttons: only a tree has a message.
    this.#view.message = hierarchy === undefined || state !== 'ready' ? '' : this.#message(isLoading);
  }

  #viewState(): ViewState {
    const { hierarchy, failure, isLoading } = this.#store;
    if (hierarchy !== undefined) return hierarchy.size + hierarchy.badRecords.length === 0 ? 'empty' : 'ready';
    if (this.#sessions.current === undefined) {
      if (!this.#sessions.isRestored) return 'loading';
      return typeof this.#sessions.configured === 'string' ? 'badUrl' : 'signedOut';
    }
    return failure === undefined || isLoading ? 'loading' : 'failed';
  }

  #description(): string {
    const session = this.#sessions.current;
    if (session === undefined) return '';
    return session.kind === 'demo' ? l10n.t('Demo data') : session.url.host;
  }

  #message(isLoading: boolean): string {
    const { failure, loadedAt } = this.#store;
    if (failure !== undefined && !isLoading && loadedAt !== undefined) {
      const age = loadedAt.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
      return l10n.t('Not refreshed; these are the clients of {0}. {1}', age, explain(failure).text);
    }
    if (this.#sessions.isDemo) return l10n.t('This is demo data: every client here is made up.');
    return '';
  }

  dispose(): void {
    this.#cancelLoad.abort();
    this.#view.dispose();
    this.#tree.dispose();
  }
}
