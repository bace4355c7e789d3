import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { findingKey, type Finding, type FindingKind } from '../model/hierarchy/findings';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import { badLabel, badReason, formatName, formatPath, longIssue } from './labels';
import { badItem, badTooltip, type Row } from './rows';

/** How many findings a range has: a group with more of them is cut into ranges, as siblings in the tree are. */
const RANGE = 1_000;

/** Heads all findings of one kind. */
export interface FindingGroup {
  readonly row: 'findings';
  readonly kind: FindingKind;
  readonly findings: readonly Finding[];
}

/** Heads a stretch of the findings of one kind, where there are very many. */
export interface FindingRange {
  readonly row: 'findingRange';
  readonly group: FindingGroup;
  /** Position of the first of them in the group. */
  readonly start: number;
}

/** The row of one finding. */
export interface FindingRow {
  readonly row: 'finding';
  readonly finding: Finding;
  readonly above: FindingGroup | FindingRange;
}

/** An element of the view of findings. */
export type FindingElement = FindingGroup | FindingRange | FindingRow;

export const isFindingElement = (row: object): row is FindingElement =>
  'row' in row && (row.row === 'findings' || row.row === 'findingRange' || row.row === 'finding');

/** What a finding is about, as commands for the tree take it: a client or a record; `undefined` for a row that heads several. */
export function subjectOf(element: FindingElement): Row | undefined {
  if (element.row !== 'finding') return undefined;
  const { finding } = element;
  return finding.kind === 'badRecord' ? finding.record : finding.node;
}

/** The rows below one that heads several. */
export function findingsBelow(above: FindingGroup | FindingRange): readonly (FindingRange | FindingRow)[] {
  const toRow = (finding: Finding): FindingRow => ({ row: 'finding', finding, above });
  if (above.row === 'findingRange') return rangeOf(above).map(toRow);
  const { findings } = above;
  if (findings.length <= RANGE) return findings.map(toRow);
  return Array.from({ length: Math.ceil(findings.length / RANGE) }, (_, at) => ({
    row: 'findingRange',
    group: above,
    start: at * RANGE,
  }));
}

/** The row of one of the findings of a group. */
export function findingRowIn(group: FindingGroup, finding: Finding): FindingRow {
  if (group.findings.length <= RANGE) return { row: 'finding', finding, above: group };
  const start = Math.floor(group.findings.indexOf(finding) / RANGE) * RANGE;
  return { row: 'finding', finding, above: { row: 'findingRange', group, start } };
}

const rangeOf = ({ group, start }: FindingRange): readonly Finding[] => group.findings.slice(start, start + RANGE);

/** Equal for rows that stand for the same thing, before and after a check. */
export function findingElementKey(element: FindingElement): string {
  switch (element.row) {
    case 'findings':
      return element.kind;
    case 'findingRange':
      return `${element.group.kind}:range:${element.start}`;
    case 'finding':
      return findingKey(element.finding);
  }
}

/** A kind of finding, in a few words. */
export function formatKind(kind: FindingKind): string {
  switch (kind) {
    case 'badRecord':
      return l10n.t('Record could not be read');
    case 'duplicateId':
      return l10n.t('ID used more than once');
    case 'cycle':
      return l10n.t('Circular ownership');
    case 'parentNotVisible':
      return l10n.t('Parent not visible');
    case 'childrenNotVisible':
      return l10n.t('Children not visible');
    case 'notListedByParent':
      return l10n.t('Not listed by parent');
    case 'listedElsewhere':
      return l10n.t('Listed by another client');
    case 'notUnderstood':
      return l10n.t('Not fully readable');
    case 'sameName':
      return l10n.t('Same name as another');
    case 'confusableName':
      return l10n.t('Name similar to another');
    case 'noName':
      return l10n.t('No name');
    case 'spacesAround':
      return l10n.t('Spaces around name');
  }
}

/** How many findings, as in "1,204 findings". */
export const formatFindings = (count: number): string =>
  count === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', count.toLocaleString());

/** What is wrong, in a sentence. */
export const findingReason = (finding: Finding, hierarchy: Hierarchy): string =>
  finding.kind === 'badRecord' ? badReason(finding.record) : longIssue(finding.issue, hierarchy);

/** Where the client of a finding is; `''` at top level, and for a record. */
export const findingPlace = (finding: Finding, hierarchy: Hierarchy): string =>
  finding.kind === 'badRecord' ? '' : formatPath(hierarchy.path(finding.node).slice(0, -1));

/** @param isExpanded Whether it shows what is below it when it appears first. */
export function groupItem({ kind, findings }: FindingGroup, isExpanded: boolean): TreeItem {
  const { Expanded, Collapsed } = TreeItemCollapsibleState;
  const item = new TreeItem(formatKind(kind), isExpanded ? Expanded : Collapsed);
  item.description = findings.length.toLocaleString();
  item.accessibilityInformation = {
    label: l10n.t({
      message: '{0}, {1}',
      args: [formatKind(kind), formatFindings(findings.length)],
      comment: 'For screen readers. {0} is a kind of finding, {1} a count of findings.',
    }),
    role: 'treeitem',
  };
  return item;
}

export function findingRangeItem(range: FindingRange): TreeItem {
  const findings = rangeOf(range);
  const [from, to] = [range.start + 1, range.start + findings.length].map((number) => number.toLocaleString());
  const item = new TreeItem(
    l10n.t({
      message: '{0} – {1}',
      args: [from ?? '', to ?? ''],
      comment: 'A range of findings. {0} and {1} are the numbers or the names of the first and the last finding.',
    }),
    TreeItemCollapsibleState.Collapsed,
  );
  const ends = [findings[0], findings.at(-1)].map((finding) => (finding === undefined ? '' : findingLabel(finding)));
  item.description = l10n.t({
    message: '{0} – {1}',
    args: [...ends.map((end) => end.slice(0, 40))],
    comment: 'A range of findings. {0} and {1} are the numbers or the names of the first and the last finding.',
  });
  item.iconPath = new ThemeIcon('list-unordered');
  return item;
}

const findingLabel = (finding: Finding): string =>
  finding.kind === 'badRecord' ? badLabel(finding.record) : formatName(finding.node.name);

const WARNING = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));

export function findingItem(row: FindingRow, hierarchy: Hierarchy): TreeItem {
  const { finding } = row;
  const item = finding.kind === 'badRecord' ? badItem(finding.record) : new TreeItem(findingLabel(finding));
  if (finding.kind === 'badRecord') {
    item.contextValue = 'aleta.badFinding';
  } else {
    const place = findingPlace(finding, hierarchy);
    const parts = [findingLabel(finding), findingReason(finding, hierarchy), place].filter((part) => part !== '');
    item.contextValue = 'aleta.finding';
    item.description = place;
    item.iconPath = WARNING;
    item.accessibilityInformation = { label: parts.join(', '), role: 'treeitem' };
  }
  item.command = { command: 'aleta.showFinding', title: l10n.t('Show in Tree'), arguments: [row] };
  return item;
}

/** Made when a row is hovered. All that comes from the service is text in it, never markup. */
export function findingTooltip(finding: Finding, hierarchy: Hierarchy): MarkdownString {
  if (finding.kind === 'badRecord') return badTooltip(finding.record);
  const tooltip = new MarkdownString();
  tooltip.appendMarkdown('**').appendText(findingLabel(finding)).appendMarkdown('**\n\n');
  tooltip.appendText(findingReason(finding, hierarchy));
  const place = findingPlace(finding, hierarchy);
  return place === '' ? tooltip : tooltip.appendMarkdown('\n\n').appendText(place);
}
