import { EventEmitter, TreeItem, type TreeDataProvider } from 'vscode';
import type { ClientStore } from '../model/clientStore';
import { badItem, badTooltip, clientItem, clientTooltip, isBadRow, type Row } from './rows';

/** The rows of the view. Translates the store's events; never loads or changes anything itself. */
export class ClientTree implements TreeDataProvider<Row> {
  readonly #store: ClientStore;
  readonly #changed = new EventEmitter<Row | Row[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: ClientStore) {
    this.#store = store;
    store.on('clients', (touched) => {
      const rows = touched === undefined || touched.has(null) ? undefined : [...touched].filter((row) => row !== null);
      this.#changed.fire(rows);
    });
  }

  getChildren(parent?: Row): Row[] {
    const { hierarchy } = this.#store;
    if (hierarchy === undefined || (parent !== undefined && isBadRow(parent))) return [];
    if (parent === undefined) return [...hierarchy.children(null), ...hierarchy.badRecords];
    // A row of an earlier hierarchy stands for the client of today.
    const node = hierarchy.get(parent.id);
    return node === undefined ? [] : [...hierarchy.children(node)];
  }

  getTreeItem(row: Row): TreeItem {
    if (isBadRow(row)) return badItem(row);
    const { hierarchy } = this.#store;
    const node = hierarchy?.get(row.id);
    // A client that went away between two calls of VS Code: its row is about to go too.
    if (hierarchy === undefined || node === undefined) return new TreeItem(row.name);
    return clientItem(node, hierarchy);
  }

  getParent(row: Row): Row | undefined {
    if (isBadRow(row)) return undefined;
    return this.#store.hierarchy?.get(row.id)?.parent ?? undefined;
  }

  resolveTreeItem(item: TreeItem, row: Row): TreeItem {
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
