import { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { ClientNode } from '../model/hierarchy/clientNode';
import { formatCount, formatName } from './labels';

/**
 * Up to how many siblings are rows of one level. VS Code asks for all items of a level at once: 100,000 of them hold the
 * extension host and take seconds to be painted.
 */
const MAX_SIBLINGS = 5_000;
/** How many siblings a range has. */
const RANGE = 1_000;

/** Heads a stretch of siblings where there are very many. */
export interface RangeRow {
  readonly row: 'range';
  readonly parent: ClientNode | null;
  /** Position of the first of them among all siblings. */
  readonly start: number;
  readonly nodes: readonly ClientNode[];
}

/** The rows for `siblings` below `parent`: themselves, or ranges where they are very many. */
export function rangesOf(
  parent: ClientNode | null,
  siblings: readonly ClientNode[],
): readonly (ClientNode | RangeRow)[] {
  if (siblings.length <= MAX_SIBLINGS) return siblings;
  const ranges: RangeRow[] = [];
  for (let start = 0; start < siblings.length; start += RANGE) {
    ranges.push({ row: 'range', parent, start, nodes: siblings.slice(start, start + RANGE) });
  }
  return ranges;
}

/** The range that `node` is in; `undefined` where its siblings are few enough to have none. */
export function rangeAround(node: ClientNode, siblings: readonly ClientNode[]): RangeRow | undefined {
  if (siblings.length <= MAX_SIBLINGS) return undefined;
  const start = Math.floor(siblings.indexOf(node) / RANGE) * RANGE;
  return { row: 'range', parent: node.parent, start, nodes: siblings.slice(start, start + RANGE) };
}

export function rangeItem({ parent, start, nodes }: RangeRow): TreeItem {
  const ends = [nodes[0], nodes.at(-1)].map((node) => formatName(node?.name ?? '').slice(0, 40));
  const item = new TreeItem(
    l10n.t({
      message: '{0} – {1}',
      args: [...ends],
      comment: 'A range of clients. {0} and {1} are the names of the first and the last client.',
    }),
    TreeItemCollapsibleState.Collapsed,
  );
  item.id = `range:${start}:${parent?.id ?? ''}`;
  item.contextValue = 'aleta.range';
  item.description = formatCount(nodes.length);
  item.iconPath = new ThemeIcon('list-unordered');
  item.accessibilityInformation = {
    label: l10n.t({
      message: '{0} clients, from {1} to {2}',
      args: [nodes.length, ...ends],
      comment: '{0} is a number, {1} and {2} are the names of the first and the last client.',
    }),
    role: 'treeitem',
  };
  return item;
}
