import { commands, l10n, window, type Disposable, type TreeView } from 'vscode';
import type { BadRecord } from '../api/jsonApi';
import type { EnvironmentChoice } from '../auth/environmentChoice';
import type { Sessions } from '../auth/sessions';
import { plainText } from '../base/plainText';
import { joinParts } from '../base/text';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { ClientStore } from '../model/store/clientStore';
import type { EntityStore } from '../model/store/entityStore';
import { ContextKey } from '../platform/contextKey';
import { explain, type FailureKind } from '../platform/failures';
import type { Log } from '../platform/log';
import { VIEW_ID } from '../platform/progress';
import { openBranch, type OpenedBranch } from './branchExpansion';
import type { ClientLoader } from './clientLoader';
import { ClientTree } from './clientTree';
import { FocusedRow } from './focusedRow';
import { formatAccess, formatCount, formatTime } from './labels';
import { isClientRow, type FocusedClient, type Row } from './rows';
import type { TreeFilter } from './treeFilter';

/** How often (ms) it is looked whether the day is still the same. A machine that slept the night looks as soon after waking. */
const DAY_CHECK_MS = 60_000;

/** What the view is showing; `aleta.state` in `when` clauses. */
type ViewState = 'signedOut' | 'badUrl' | 'noEnvironment' | 'loading' | 'failed' | 'empty' | 'ready';

/** The view `aleta.clients`: its tree, its texts, its progress bar and the context keys of menus and welcome texts. */
export class ClientsView implements Disposable {
  readonly #store: ClientStore;
  readonly #sessions: Sessions;
  readonly #environments: EnvironmentChoice;
  readonly #loader: ClientLoader;
  readonly #log: Log;
  readonly #tree: ClientTree;
  readonly #focusedRow: FocusedRow<Row>;
  readonly #view: TreeView<Row>;
  readonly #state = new ContextKey<ViewState>('aleta.state');
  readonly #failure = new ContextKey<FailureKind | ''>('aleta.failure');
  readonly #isDemo = new ContextKey<boolean>('aleta.isDemo');
  readonly #isFiltered = new ContextKey<boolean>('aleta.isFiltered');
  readonly #listeners: readonly { dispose(): void }[];
  #dayCheck: NodeJS.Timeout | undefined;

  constructor(
    store: ClientStore,
    entities: EntityStore,
    sessions: Sessions,
    environments: EnvironmentChoice,
    loader: ClientLoader,
    log: Log,
  ) {
    this.#store = store;
    this.#sessions = sessions;
    this.#environments = environments;
    this.#loader = loader;
    this.#log = log;
    this.#tree = new ClientTree(store, entities);
    this.#focusedRow = new FocusedRow((row) => this.#tree.rowKey(row));
    this.#view = window.createTreeView(VIEW_ID, {
      treeDataProvider: this.#tree,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#view.onDidChangeSelection(({ selection }) => this.#focusedRow.note(selection));
    this.#view.onDidExpandElement(({ element }) => this.#tree.noteOpened(element, true));
    this.#view.onDidCollapseElement(({ element }) => this.#tree.noteOpened(element, false));
    let { connection } = store;
    const update = (): void => this.#update();
    this.#listeners = [
      store.onDidChangeState(() => {
        if (store.connection !== connection) this.#focusedRow.forget();
        ({ connection } = store);
      }),
      store.onDidChangeState(update),
      store.onDidChangeClients(update),
      sessions.onDidChange(update),
      environments.onDidChange(update),
      sessions.onDidChangeExpiry(update),
      loader.onDidChangeStatus(update),
    ];
    this.#update();
  }

  get isVisible(): boolean {
    return this.#view.visible;
  }

  get onDidChangeVisibility() {
    return this.#view.onDidChangeVisibility;
  }

  /** The client whose row is selected, if any. VS Code does not always unselect a row that goes away. */
  get selected(): ClientNode | undefined {
    const [row] = this.#view.selection;
    return row !== undefined && isClientRow(row) ? this.#latest(row) : undefined;
  }

  /** The clients whose rows are selected, from the top. */
  get selection(): ClientNode[] {
    const rows = this.#view.selection.filter(isClientRow);
    return rows.map((row) => this.#latest(row)).filter((node) => node !== undefined);
  }

  /** The client of today that a row stands for; `undefined` where it is gone, and for a row of another connection. */
  #latest(row: ClientNode): ClientNode | undefined {
    return this.isOfNow(row) ? this.#store.hierarchy?.get(row.id) : undefined;
  }

  /** Whatever rows are selected. */
  get selectedRows(): readonly Row[] {
    return this.#view.selection;
  }

  /** The row that had the focus when the key went down for which a command runs now, and whether it is selected. */
  takeFocusedRow(): FocusedClient | undefined {
    const row = this.#focusedRow.take();
    if (row === undefined) return undefined;
    const key = this.#tree.rowKey(row);
    return { row, isSelected: this.selectedRows.some((each) => this.#tree.rowKey(each) === key) };
  }

  /** Whether a client is of the connection of now: its row may have been drawn for another one. */
  isOfNow(node: ClientNode): boolean {
    return this.#tree.isOfNow(node);
  }

  /** Notes that the row of a client of now was drawn elsewhere: as one of the tree, it may outlive a refresh. */
  noteDrawn(node: ClientNode): void {
    this.#tree.noteDrawn(node);
  }

  /** Gives the tree the focus, unless the person turned to something else. */
  async focus(isTurnedAway: boolean): Promise<void> {
    if (!isTurnedAway) await commands.executeCommand(`${VIEW_ID}.focus`);
  }

  /** What the tree is filtered by; `''` when it is whole. */
  get filterQuery(): string {
    return this.#tree.filter?.query ?? '';
  }

  /** Leaves only the clients that `query` finds, and those above them; `''` shows all again. */
  filter(query: string): void {
    this.#tree.setFilter(query);
    this.#update();
  }

  /** Whether the filter leaves a client out. */
  isHidden(node: ClientNode): boolean {
    return this.#tree.filter?.isShown(node) === false;
  }

  /**
   * Selects the row of a client that a person asked for, however deep it is. A filter that hides it is cleared.
   *
   * @param isFocused Whether it gets the keyboard focus.
   */
  async reveal(node: ClientNode, isFocused = true): Promise<void> {
    // It may have gone while the person was reading.
    if (this.#store.hierarchy?.get(node.id) === undefined) return;
    if (this.isHidden(node)) this.filter('');
    await this.#select(node, false, isFocused);
  }

  /**
   * Selects and focuses the row of the first of these clients that has one: a filter stays as it is.
   *
   * @param isTurnedAway Whether the person turned to something else: the row is selected only while the view is visible
   * then, and the focus stays where it is.
   */
  async selectFirstOf(ids: readonly string[], isTurnedAway: boolean): Promise<void> {
    const nodes = ids.map((id) => this.#store.hierarchy?.get(id)).filter((node) => node !== undefined);
    const next = nodes.find((node) => !this.isHidden(node));
    if (next !== undefined) await this.#select(next, isTurnedAway);
  }

  /** As `reveal`, for a record that is not understood. A filter leaves no such rows. */
  async revealBadRecord({ index, json }: BadRecord, isFocused = true): Promise<void> {
    // Read again, it may have become another record or a client.
    const record = this.#store.hierarchy?.badRecords.find((each) => each.index === index && each.json === json);
    if (record === undefined) return;
    this.filter('');
    await this.#select(record, false, isFocused);
  }

  /** Opens the row of a client and the rows below it, up to a bound: see `openBranch`. A filter that hides it is cleared. */
  expandBranch(top: ClientNode, signal: AbortSignal): Promise<OpenedBranch> {
    if (this.isHidden(top)) this.filter('');
    const reveal = (row: Row): Promise<void> => this.#reveal(row, { select: false, focus: false, expand: true });
    return openBranch(top, signal, { store: this.#store, tree: this.#tree, reveal });
  }

  async #select(row: Row, isTurnedAway: boolean, isFocused = !isTurnedAway): Promise<void> {
    if (isTurnedAway) {
      const { connection } = this.#store;
      // Whether it was closed just now VS Code tells before it answers.
      await commands.executeCommand('setContext', 'aleta.isRevealing', true);
      // To reveal a row opens the view and its side bar, also without focus.
      if (!this.#view.visible || this.#store.connection !== connection) return;
    }
    await this.#reveal(row, { select: true, focus: isFocused });
  }

  async #reveal(row: Row, options: { select: boolean; focus: boolean; expand?: boolean }): Promise<void> {
    try {
      await this.#view.reveal(row, options);
    } catch (error) {
      // The row went away between: what was done before is done all the same.
      this.#log.error('A row was not revealed', error);
    }
  }

  #update(): void {
    const { hierarchy, failure, isLoading } = this.#store;
    const state = this.#viewState();
    this.#state.set(state);
    this.#failure.set(state === 'failed' ? explain(failure ?? this.#sessions.failure).kind : '');
    this.#isDemo.set(this.#sessions.isDemo);
    this.#isFiltered.set(this.#tree.filter !== undefined);
    this.#view.title = this.#title();
    this.#view.description = this.#origin();
    // A message takes the place of the welcome text, which has the buttons: only a tree has a message.
    const hasTree = hierarchy !== undefined && (state === 'ready' || failure !== undefined);
    const hasMessage = this.#loader.status !== '' || hasTree;
    this.#view.message = hasMessage ? this.#message(isLoading) : '';
    this.#updateOnNextDay(new Date().toDateString());
  }

  /** Times of today are told without the day: once `today` is over, the message has to have it. */
  #updateOnNextDay(today: string): void {
    clearTimeout(this.#dayCheck);
    this.#dayCheck = setTimeout(() => {
      if (new Date().toDateString() === today) this.#updateOnNextDay(today);
      else this.#update();
    }, DAY_CHECK_MS);
    this.#dayCheck.unref();
  }

  #viewState(): ViewState {
    const { hierarchy, failure, isLoading } = this.#store;
    if (hierarchy !== undefined) return hierarchy.size + hierarchy.badRecords.length === 0 ? 'empty' : 'ready';
    if (this.#sessions.current === undefined) {
      if (this.#sessions.failure !== undefined) return 'failed';
      if (!this.#sessions.isSynced) return 'loading';
      const { current } = this.#environments;
      if (typeof current !== 'string') return 'signedOut';
      return current === 'gone' || current === 'allBad' ? 'noEnvironment' : 'badUrl';
    }
    return failure === undefined || isLoading ? 'loading' : 'failed';
  }

  #message(isLoading: boolean): string {
    const { failure, loadedAt } = this.#store;
    if (this.#loader.status !== '') return this.#loader.status;
    const age = loadedAt === undefined ? '' : formatTime(loadedAt);
    if (failure !== undefined && !isLoading && loadedAt !== undefined) {
      return l10n.t({
        message: 'Not refreshed. Showing the clients as of {0}. {1}',
        args: [age, explain(failure).text],
        comment: '{0} is a time or a date and time, {1} the reason.',
      });
    }
    if (this.#tree.filter !== undefined) return [this.#filterMessage(this.#tree.filter), age].join(' · ');
    const count = formatCount(this.#store.hierarchy?.size ?? 0);
    if (this.#sessions.isDemo)
      return l10n.t({ message: 'Demo data: {0}, all made up', args: [count], comment: '{0} is a count of clients.' });
    return [this.#origin(), count, age].join(' · ');
  }

  #title(): string {
    if (this.#sessions.isDemo) return l10n.t('Demo Data');
    const { current } = this.#environments;
    return typeof current === 'string' || current.name === '' ? l10n.t('Clients') : plainText(current.name);
  }

  /** Whose clients these are: what may be done with them, service and, as far as it is known, account. */
  #origin(): string {
    const { current, accountName, expiresAtMs } = this.#sessions;
    const guard = current === undefined || current.access === 'full' ? '' : formatAccess(current.access);
    const until =
      expiresAtMs === undefined
        ? ''
        : l10n.t({
            message: 'signed in until {0}',
            args: [formatTime(new Date(expiresAtMs))],
            comment: 'Part of a line above the tree, after the name of the account. {0} is a time or a date and time.',
          });
    return joinParts(' · ', guard, current?.service.host ?? '', plainText(accountName ?? '', 60), until);
  }

  #filterMessage({ query, hitCount }: TreeFilter): string {
    const all = this.#store.hierarchy?.size ?? 0;
    if (hitCount === 0)
      return l10n.t({
        message: 'No matches for “{0}” among {1}',
        args: [plainText(query, 40), formatCount(all)],
        comment: '{0} is what was typed, {1} a count of clients.',
      });
    return l10n.t({
      message: 'Filtered by “{0}”: {1} of {2}',
      args: [plainText(query, 40), hitCount.toLocaleString(), formatCount(all)],
      comment: '{0} is what was typed, {1} a number, {2} a count of clients.',
    });
  }

  dispose(): void {
    clearTimeout(this.#dayCheck);
    for (const listener of this.#listeners) listener.dispose();
    this.#view.dispose();
    this.#tree.dispose();
  }
}
