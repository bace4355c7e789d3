import { commands, l10n, window, type Disposable, type TreeView } from 'vscode';
import { findingKey, type Finding, type FindingKind } from '../model/hierarchy/findings';
import type { ClientStore } from '../model/store/clientStore';
import type { LiveFindings } from '../model/store/liveFindings';
import { ContextKey } from '../platform/contextKey';
import type { ClientsView } from './clientsView';
import { findingElementKey, formatFindings, formatKind, subjectOf, type FindingElement } from './findingRows';
import { FindingsTree } from './findingsTree';
import { FocusedRow } from './focusedRow';
import { formatCount } from './labels';
import type { FocusedClient, Row } from './rows';

const FINDINGS_VIEW_ID = 'aleta.findings';

/** The view `aleta.findings`: there from a check until it is closed or another connection is turned to. */
export class FindingsView implements Disposable {
  readonly #store: ClientStore;
  readonly #report: (error: unknown) => void;
  readonly #tree: FindingsTree;
  readonly #view: TreeView<FindingElement>;
  readonly #focusedRow = new FocusedRow(findingElementKey);
  readonly #isShown = new ContextKey<boolean>('aleta.showsFindings');
  readonly #listener: { dispose(): void };
  #live: LiveFindings | undefined;
  #liveListener: { dispose(): void } | undefined;
  #hidden: ReadonlySet<FindingKind> = new Set();

  /**
   * @param clients Where the rows of the clients are.
   * @param report Told why a row was not shown.
   */
  constructor(store: ClientStore, clients: ClientsView, report: (error: unknown) => void) {
    this.#store = store;
    this.#report = report;
    this.#tree = new FindingsTree(store, (node) => clients.noteDrawn(node));
    this.#view = window.createTreeView(FINDINGS_VIEW_ID, {
      treeDataProvider: this.#tree,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#view.onDidChangeSelection(({ selection }) => this.#focusedRow.note(selection));
    this.#listener = store.onDidChangeState(() => {
      if (store.connection !== this.#live?.connection) this.close();
    });
  }

  get isVisible(): boolean {
    return this.#view.visible;
  }

  /** What is shown; `undefined` while the view is closed. */
  get live(): LiveFindings | undefined {
    return this.#live;
  }

  /** Shows what was found, all kinds of it, and what is found later on. Takes over `live`, and disposes of it at the end. */
  open(live: LiveFindings): void {
    this.close();
    if (this.#store.connection !== live.connection) {
      live.dispose();
      return;
    }
    this.#live = live;
    this.#tree.begin();
    this.#liveListener = live.onDidChange(() => this.#update());
    this.#update();
    this.#isShown.set(true);
  }

  close(): void {
    if (this.#live === undefined) return;
    this.#liveListener?.dispose();
    this.#live.dispose();
    this.#live = undefined;
    this.#hidden = new Set();
    this.#focusedRow.forget();
    this.#update();
    this.#isShown.set(false);
  }

  /** Gives the view the keyboard focus. */
  async focus(): Promise<void> {
    await commands.executeCommand(`${FINDINGS_VIEW_ID}.focus`);
  }

  /** The findings of kinds that are not hidden. */
  get shown(): readonly Finding[] {
    const all = this.#live?.all ?? [];
    return this.#hidden.size === 0 ? all : all.filter(({ kind }) => !this.#hidden.has(kind));
  }

  get hiddenKinds(): ReadonlySet<FindingKind> {
    return this.#hidden;
  }

  /** Hides these kinds, and no others. */
  hide(kinds: Iterable<FindingKind>): void {
    this.#hidden = new Set(kinds);
    this.#update();
  }

  /** The client or record of the row that had the focus when the key went down, and whether that row is selected. */
  takeFocusedRow(): FocusedClient | undefined {
    const element = this.#focusedRow.take();
    const row = element === undefined ? undefined : subjectOf(element);
    if (element === undefined || row === undefined) return undefined;
    const key = findingElementKey(element);
    const isSelected = this.#view.selection.some((each) => findingElementKey(each) === key);
    return { row, isSelected, goOn: this.goOnFrom(element) };
  }

  /**
   * Takes note of where a row is. What is returned gives the focus to the row of that finding or, where that was settled
   * meanwhile, of the one after it; unless the person turned to something else.
   */
  goOnFrom(element: FindingElement): (isTurnedAway: boolean) => Promise<void> {
    const live = this.#live;
    const keys = this.#tree.order.map(findingKey);
    const at = Math.max(0, keys.indexOf(findingElementKey(element)));
    return async (isTurnedAway) => {
      await live?.settled();
      if (isTurnedAway || live === undefined || this.#live !== live || !this.#view.visible) return;
      const left = new Map(this.#tree.order.map((finding) => [findingKey(finding), finding]));
      const isLeft = (key: string): boolean => left.has(key);
      const next = left.get(keys.slice(at).find(isLeft) ?? keys.slice(0, at).findLast(isLeft) ?? '');
      if (next !== undefined) await this.#focusRow(next);
    };
  }

  async #focusRow(finding: Finding): Promise<void> {
    try {
      await this.#view.reveal(this.#tree.rowOf(finding), { select: true, focus: true });
    } catch (error) {
      // It was settled at this very moment.
      this.#report(error);
    }
  }

  /** Clients and records of the selected rows. */
  get selectedRows(): readonly Row[] {
    return this.#view.selection.map(subjectOf).filter((row) => row !== undefined);
  }

  #update(): void {
    const { shown } = this;
    this.#tree.set(shown);
    this.#view.description = this.#live === undefined ? '' : formatFindings(this.#live.all.length);
    this.#view.message = this.#message(shown.length);
  }

  #message(shown: number): string {
    if (this.#live === undefined) return '';
    const { all } = this.#live;
    if (all.length === 0) {
      const count = formatCount(this.#store.hierarchy?.size ?? 0);
      return l10n.t({
        message: 'No problems were found among {0}.',
        args: [count],
        comment: '{0} is a count of clients.',
      });
    }
    if (shown === all.length) return '';
    const kinds = new Set(all.map(({ kind }) => kind).filter((kind) => this.#hidden.has(kind)));
    const labels = [...kinds].map(formatKind).join(', ');
    return l10n.t({
      message: 'Hidden: {0} ({1} of {2})',
      args: [labels, (all.length - shown).toLocaleString(), formatFindings(all.length)],
      comment: '{0} is a list of kinds of findings, {1} a number, {2} a count of findings.',
    });
  }

  dispose(): void {
    this.close();
    this.#listener.dispose();
    this.#view.dispose();
    this.#tree.dispose();
  }
}
