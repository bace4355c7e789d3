import { EventEmitter, TreeItem, TreeItemCollapsibleState, type TreeDataProvider } from 'vscode';
import type { Connection } from '../api/connection';
import type { ClientNode } from '../model/hierarchy/clientNode';
import { walk } from '../model/hierarchy/traversal';
import { highlightsOf } from '../model/search/highlights';
import type { ClientStore } from '../model/store/clientStore';
import type { EntityStore } from '../model/store/entityStore';
import type { BranchRow } from './branchExpansion';
import { EntityGroups, entityRows, entityTreeItem, type EntityRow } from './entityRows';
import { formatName } from './labels';
import { rangeAround, rangeItem, rangesOf } from './ranges';
import {
  badItem,
  badTooltip,
  clientItem,
  clientTooltip,
  isBadRow,
  isClientRow,
  isEntityRow,
  isRangeRow,
  type Row,
} from './rows';
import { TreeFilter } from './treeFilter';

/** The rows of the view. Translates the store's events; never loads or changes anything itself. */
export class ClientTree implements TreeDataProvider<Row> {
  readonly #store: ClientStore;
  readonly #entities: EntityStore;
  readonly #groups = new EntityGroups();
  readonly #changed = new EventEmitter<Row | Row[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #filter: TreeFilter | undefined;
  /** Part of the ids of filtered rows, so that VS Code expands each filter's rows anew and keeps those of the whole tree. */
  #filterCount = 0;
  /** Ids of rows of the whole tree that are open, without `#idPrefix`: VS Code forgets that of rows that a filter took away. */
  readonly #opened = new Set<string>();
  /** As `#opened`, of the filtered tree: at first those that were open before, and then what the person opens and closes. */
  #openedInFilter = new Set<string>();
  #connection: Connection | undefined;
  /** Part of the ids of all rows: a menu that is open on a row of one connection must not act on a row of the next. */
  #connectionCount = 0;
  /** Clients whose rows were drawn on the connection of now. */
  #drawn = new WeakSet<ClientNode>();

  constructor(store: ClientStore, entities: EntityStore) {
    this.#store = store;
    this.#entities = entities;
    entities.onDidDrop(({ ownerId, kind }) => {
      const owner = store.hierarchy?.get(ownerId);
      if (owner !== undefined && this.#filter === undefined) this.#changed.fire(this.#groups.get(owner, kind));
    });
    // Before the rows are drawn anew.
    store.onDidChangeState(() => this.#connectionChanged());
    store.onDidChangeClients((touched) => {
      if (this.#filter !== undefined) {
        this.#filter = new TreeFilter(this.#filter.query, store.search);
        this.#changed.fire(undefined);
        return;
      }
      const rows = touched === undefined || touched.has(null) ? undefined : [...touched].filter((row) => row !== null);
      this.#changed.fire(rows);
    });
  }

  get filter(): TreeFilter | undefined {
    return this.#filter;
  }

  /** Remembers that a row was opened or closed. The whole tree comes back from a filter as it was before. */
  noteOpened(row: Row, isOpen: boolean): void {
    const { id } = this.#itemOf(row);
    if (id === undefined) return;
    if (isOpen) this.#openedNow.add(id);
    else this.#openedNow.delete(id);
  }

  get #openedNow(): Set<string> {
    return this.#filter === undefined ? this.#opened : this.#openedInFilter;
  }

  /** Leaves only the clients that `query` finds, and those above them; `''` shows all again. */
  setFilter(query: string): void {
    if (query === (this.#filter?.query ?? '')) return;
    if (this.#filter === undefined) this.#openedInFilter = new Set(this.#opened);
    this.#filter = query === '' ? undefined : new TreeFilter(query, this.#store.search);
    this.#filterCount++;
    this.#changed.fire(undefined);
  }

  /** Forgets what was done to the rows of a connection that is left, and the rows themselves. */
  #connectionChanged(): void {
    if (this.#store.connection === this.#connection) return;
    this.#connection = this.#store.connection;
    this.#connectionCount++;
    this.#drawn = new WeakSet();
    this.#opened.clear();
    this.setFilter('');
  }

  /** Whether a client is of the connection of now; also one of a hierarchy that was loaded before, if its row was drawn. */
  isOfNow(node: ClientNode): boolean {
    return this.#drawn.has(node) || this.#store.hierarchy?.get(node.id) === node;
  }

  /** Notes that the row of a client of the connection of now was drawn. */
  noteDrawn(node: ClientNode): void {
    this.#drawn.add(node);
  }

  getChildren(parent?: Row): Row[] | Promise<Row[]> {
    const rows = this.#childrenOf(parent);
    if (Array.isArray(rows)) for (const row of rows) if (isClientRow(row)) this.#drawn.add(row);
    return rows;
  }

  #childrenOf(parent: Row | undefined): Row[] | Promise<Row[]> {
    const { hierarchy } = this.#store;
    if (parent !== undefined && isEntityRow(parent)) return this.#entityRows(parent);
    if (hierarchy === undefined || (parent !== undefined && isBadRow(parent))) return [];
    if (parent === undefined) {
      const rows = rangesOf(null, this.#shown(hierarchy.children(null)));
      return [...rows, ...(this.#filter === undefined ? hierarchy.badRecords : [])];
    }
    // A row of an earlier hierarchy stands for the client of today: VS Code may still ask for those of a range.
    if (isRangeRow(parent)) return parent.nodes.map(({ id }) => hierarchy.get(id)).filter((node) => node !== undefined);
    const node = hierarchy.get(parent.id);
    if (node === undefined) return [];
    const rows = rangesOf(node, this.#shown(hierarchy.children(node)));
    return [...rows, ...(this.#filter === undefined ? this.#groups.of(node) : [])];
  }

  async #entityRows(row: EntityRow): Promise<EntityRow[]> {
    const owner = row.row === 'group' ? this.#store.hierarchy?.get(row.owner.id) : undefined;
    if (row.row !== 'group' || owner === undefined) return [];
    const list = await this.#entities.list(owner, row.kind);
    return list === undefined ? [] : entityRows(row, list);
  }

  /** The rows directly below one that have to do with clients: themselves, or ranges of them. */
  clientsBelow(row: BranchRow): readonly BranchRow[] {
    const { hierarchy } = this.#store;
    if (hierarchy === undefined) return [];
    if (isRangeRow(row)) return row.nodes;
    return rangesOf(row, this.#shown(hierarchy.children(row)));
  }

  /** Counts the clients below `top` that a filter leaves, in small steps. */
  *countSteps(top: ClientNode): Generator<undefined, number> {
    const { hierarchy } = this.#store;
    let count = -1;
    if (hierarchy === undefined) return 0;
    for (const { node } of walk(hierarchy, [top])) {
      if (node === top || this.#filter?.isShown(node) !== false) count++;
      yield;
    }
    return count;
  }

  /** Whether VS Code was given the row of a client: then it knows whether it is open, and does not ask again. */
  isDrawn(row: BranchRow): boolean {
    return isRangeRow(row) || this.#drawn.has(row);
  }

  /** Equal for rows that stand for the same thing, before and after a refresh. */
  rowKey(row: Row): string {
    return isClientRow(row) ? `client:${row.id}` : (this.#itemOf(row).id ?? '');
  }

  getTreeItem(row: Row): TreeItem {
    const item = this.#itemOf(row);
    if (item.id === undefined) return item;
    if (item.collapsibleState === TreeItemCollapsibleState.Collapsed && this.#openedNow.has(item.id)) {
      item.collapsibleState = TreeItemCollapsibleState.Expanded;
    }
    item.id = this.#idPrefix + item.id;
    return item;
  }

  get #idPrefix(): string {
    return this.#filter === undefined
      ? `${this.#connectionCount}:`
      : `${this.#connectionCount}:filter${this.#filterCount}:`;
  }

  #itemOf(row: Row): TreeItem {
    if (isBadRow(row)) return badItem(row);
    if (isEntityRow(row)) return entityTreeItem(row);
    if (isRangeRow(row)) return rangeItem(row);
    const { hierarchy } = this.#store;
    const node = hierarchy?.get(row.id);
    // A client that went away between two calls of VS Code: its row is about to go too.
    if (hierarchy === undefined || node === undefined) return new TreeItem(row.name);
    const item = clientItem(node, hierarchy);
    if (this.#filter !== undefined) this.#narrow(item, node, this.#filter, hierarchy.children(node));
    return item;
  }

  #shown(nodes: readonly ClientNode[]): readonly ClientNode[] {
    const filter = this.#filter;
    return filter === undefined ? nodes : nodes.filter((node) => filter.isShown(node));
  }

  #narrow(item: TreeItem, node: ClientNode, filter: TreeFilter, children: readonly ClientNode[]): void {
    const label = formatName(node.name);
    item.label = { label, highlights: filter.isHit(node) ? highlightsOf(label, filter.words) : [] };
    if (!children.some((child) => filter.isShown(child))) item.collapsibleState = TreeItemCollapsibleState.None;
    else if (filter.isExpanded) item.collapsibleState = TreeItemCollapsibleState.Expanded;
  }

  getParent(row: Row): Row | undefined {
    if (isBadRow(row)) return undefined;
    if (isEntityRow(row)) return row.row === 'group' ? this.#store.hierarchy?.get(row.owner.id) : row.group;
    const { hierarchy } = this.#store;
    if (isRangeRow(row)) return row.parent ?? undefined;
    const node = hierarchy?.get(row.id);
    if (hierarchy === undefined || node === undefined) return undefined;
    return rangeAround(node, this.#shown(hierarchy.children(node.parent))) ?? node.parent ?? undefined;
  }

  resolveTreeItem(item: TreeItem, row: Row): TreeItem {
    if (isEntityRow(row) || isRangeRow(row)) return item;
    if (isBadRow(row)) {
      item.tooltip = badTooltip(row);
      return item;
    }
    const { hierarchy } = this.#store;
    const node = hierarchy?.get(row.id);
    if (hierarchy !== undefined && node !== undefined) item.tooltip = clientTooltip(node, hierarchy);
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
