import { env, l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { BadRecord } from '../api/jsonApi';
import { plainText } from '../base/plainText';
import { joinParts } from '../base/text';
import type { ClientNode, Issue } from '../model/hierarchy/clientNode';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import { objectIdTime } from '../model/hierarchy/objectId';
import type { EntityRow } from './entityRows';
import { badLabel, badReason, formatName, formatOwned, formatPath, longIssue, shortIssue } from './labels';
import type { RangeRow } from './ranges';

/** An element of the tree: a client, a range of clients, a bad record, or a row of a client's entities. */
export type Row = ClientNode | RangeRow | BadRecord | EntityRow;

/** The row that had the focus when a key went down. */
export interface FocusedClient {
  readonly row: Row;
  readonly isSelected: boolean;
  /** See `Invocation` of the commands. */
  readonly goOn?: (isTurnedAway: boolean) => Promise<void>;
}

export const isBadRow = (row: Row): row is BadRecord => 'pointer' in row;

export const isEntityRow = (row: Row): row is EntityRow => 'row' in row && row.row !== 'range';

export const isRangeRow = (row: Row): row is RangeRow => 'row' in row && row.row === 'range';

export const isClientRow = (row: Row): row is ClientNode => !('pointer' in row || 'row' in row);

const WARNING = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
const PARENT = new ThemeIcon('organization');
const CLIENT = new ThemeIcon('briefcase');

/** The row of a client. Its tooltip is made when it is hovered: see `clientTooltip`. */
export function clientItem(node: ClientNode, hierarchy: Hierarchy): TreeItem {
  const isParent = hierarchy.childCount(node) > 0;
  const hasRows = isParent || node.legalEntities + node.reportingEntities > 0;
  const item = new TreeItem(
    formatName(node.name),
    hasRows ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  const issues = hierarchy.issues(node);
  const owned = formatOwned(hierarchy.owned(node));
  // No `accessibilityInformation`: a screen reader is told label and description anyway, and for thousands of rows it
  // would be a sixth of the time that they take to appear.
  item.id = `client:${node.id}`;
  item.contextValue = 'aleta.client';
  item.description = issues.length === 0 ? owned : described(issues, owned);
  item.iconPath = issues.length > 0 ? WARNING : isParent ? PARENT : CLIENT;
  return item;
}

const described = (issues: readonly Issue[], owned: string): string =>
  joinParts(' · ', ...new Set(issues.map(shortIssue)), owned);

/** Path, id and the day in it, what it owns, and what is unusual. All that comes from the server is text in it, never markup. */
export function clientTooltip(node: ClientNode, hierarchy: Hierarchy): MarkdownString {
  const tooltip = new MarkdownString();
  const owned = formatOwned(hierarchy.owned(node));
  tooltip.appendMarkdown('**').appendText(formatName(node.name)).appendMarkdown('**\n\n');
  if (node.parent !== null) tooltip.appendText(formatPath(hierarchy.path(node))).appendMarkdown('\n\n');
  tooltip.appendText(l10n.t('ID: {0}', plainText(node.id))).appendMarkdown('\n\n');
  const createdAt = objectIdTime(node.id, Date.now());
  if (createdAt !== undefined) {
    const date = new Intl.DateTimeFormat(env.language, { dateStyle: 'long' }).format(createdAt);
    tooltip
      .appendText(
        l10n.t({
          message: 'Created {0}, according to the ID',
          args: [date],
          comment: 'A line of a tooltip; the client is the subject. {0} is a date.',
        }),
      )
      .appendMarkdown('\n\n');
  }
  tooltip.appendText(
    owned === ''
      ? l10n.t('Owns nothing')
      : l10n.t({
          message: 'Owns {0}',
          args: [owned],
          comment: 'A line of a tooltip; the client is the subject. {0} is a list of what it owns.',
        }),
  );
  for (const issue of hierarchy.issues(node)) tooltip.appendMarkdown('\n\n').appendText(longIssue(issue, hierarchy));
  return tooltip;
}

/** The row of a record that could not be read as a client. */
export function badItem(record: BadRecord): TreeItem {
  const item = new TreeItem(badLabel(record));
  const reason = badReason(record);
  item.id = `bad:${record.index}`;
  item.contextValue = 'aleta.badRecord';
  item.description = record.id === undefined ? reason : `${reason} · ${plainText(record.id)}`;
  item.iconPath = new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  item.accessibilityInformation = { label: `${badLabel(record)}, ${item.description}`, role: 'treeitem' };
  return item;
}

/** What the service sent, as text. */
export const badTooltip = (record: BadRecord): MarkdownString =>
  new MarkdownString().appendCodeblock(plainText(record.json, 1_000), 'json');
