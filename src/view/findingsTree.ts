import { EventEmitter, TreeItem, type TreeDataProvider } from 'vscode';
import type { ClientNode } from '../model/hierarchy/clientNode';
import { FINDING_KINDS, type Finding, type FindingKind } from '../model/hierarchy/findings';
import type { ClientStore } from '../model/store/clientStore';
import {
  findingElementKey,
  findingItem,
  findingRangeItem,
  findingRowIn,
  findingsBelow,
  findingTooltip,
  groupItem,
  type FindingElement,
  type FindingGroup,
} from './findingRows';

/** Up to how many findings all groups are open at first. */
const MAX_EXPANDED = 1_000;

/** The rows of the view `aleta.findings`: findings in groups, one a kind. Knows nothing of where they come from. */
export class FindingsTree implements TreeDataProvider<FindingElement> {
  readonly #store: ClientStore;
  readonly #drawn: (node: ClientNode) => void;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #groups: readonly FindingGroup[] = [];
  /** How many findings the groups have. */
  #count = 0;
  /** Part of the ids of all rows: a menu that is open on a row must not act on a row of a later check. */
  #checkCount = 0;

  /** @param drawn Told of each client whose row is handed over. */
  constructor(store: ClientStore, drawn: (node: ClientNode) => void) {
    this.#store = store;
    this.#drawn = drawn;
  }

  /** Makes the rows of the next check others than those of the one before. */
  begin(): void {
    this.#checkCount++;
  }

  /** Shows these findings in place of those before. */
  set(findings: readonly Finding[]): void {
    const byKind = new Map<FindingKind, Finding[]>(FINDING_KINDS.map((kind) => [kind, []]));
    for (const finding of findings) byKind.get(finding.kind)?.push(finding);
    this.#groups = [...byKind]
      .filter(([, { length }]) => length > 0)
      .map(([kind, ofKind]) => ({ row: 'findings', kind, findings: ofKind }));
    this.#count = findings.length;
    this.#changed.fire(undefined);
  }

  /** All findings in the order of their rows. */
  get order(): readonly Finding[] {
    return this.#groups.flatMap(({ findings }) => findings);
  }

  /** The row of one of the findings that are shown. */
  rowOf(finding: Finding): FindingElement {
    const group = this.#groups.find(({ kind }) => kind === finding.kind);
    return group === undefined ? { row: 'findings', kind: finding.kind, findings: [] } : findingRowIn(group, finding);
  }

  getChildren(element?: FindingElement): FindingElement[] {
    if (element === undefined) return [...this.#groups];
    if (element.row === 'finding') return [];
    const rows = findingsBelow(element);
    for (const row of rows) {
      if (row.row === 'finding' && row.finding.kind !== 'badRecord') this.#drawn(row.finding.node);
    }
    return [...rows];
  }

  getTreeItem(element: FindingElement): TreeItem {
    const item = this.#itemOf(element);
    item.id = `${this.#checkCount}:${findingElementKey(element)}`;
    return item;
  }

  #itemOf(element: FindingElement): TreeItem {
    if (element.row === 'findings') return groupItem(element, this.#count <= MAX_EXPANDED);
    if (element.row === 'findingRange') return findingRangeItem(element);
    const { hierarchy } = this.#store;
    // The clients went away between two calls of VS Code: the row is about to go too.
    return hierarchy === undefined ? new TreeItem('') : findingItem(element, hierarchy);
  }

  getParent(element: FindingElement): FindingElement | undefined {
    if (element.row === 'findings') return undefined;
    return element.row === 'findingRange' ? element.group : element.above;
  }

  resolveTreeItem(item: TreeItem, element: FindingElement): TreeItem {
    const { hierarchy } = this.#store;
    if (element.row === 'finding' && hierarchy !== undefined) item.tooltip = findingTooltip(element.finding, hierarchy);
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
