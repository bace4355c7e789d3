import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { isBadRecord, type BadRecord, type EntityRecord } from '../api/jsonApi';
import { plainText } from '../base/plainText';
import type { ClientNode } from '../model/hierarchy/clientNode';
import { ENTITY_KINDS, type EntityKind, type EntityList } from '../model/store/entityStore';
import { explain } from '../platform/failures';
import { badLabel, badReason, formatName } from './labels';

/** Heads the entities of one kind below the client that owns them. */
export interface EntityGroup {
  readonly row: 'group';
  readonly owner: ClientNode;
  readonly kind: EntityKind;
}

/** An entity, or a record that is not one. */
export interface EntityItem {
  readonly row: 'entity';
  readonly group: EntityGroup;
  readonly entity: EntityRecord | BadRecord;
  /** Tells rows of one id apart; 0 for the first. */
  readonly repetition: number;
}

/** Stands in place of entities that cannot be shown. */
export interface EntityNotice {
  readonly row: 'notice';
  readonly group: EntityGroup;
  /** Why; `incomplete` where the client has more than the service lists. */
  readonly list: Exclude<EntityList, { kind: 'ready' }> | { readonly kind: 'incomplete'; readonly missing: number };
}

export type EntityRow = EntityGroup | EntityItem | EntityNotice;

const ICONS: Record<EntityKind, { readonly group: ThemeIcon; readonly entity: ThemeIcon }> = {
  legalEntities: { group: new ThemeIcon('law'), entity: new ThemeIcon('library') },
  reportingEntities: { group: new ThemeIcon('graph'), entity: new ThemeIcon('graph-line') },
};

/** The heads below clients, each one object for as long as its client is: VS Code knows rows by their identity. */
export class EntityGroups {
  readonly #known = new WeakMap<ClientNode, Record<EntityKind, EntityGroup>>();

  /** Those that `owner` has, in order. */
  of(owner: ClientNode): EntityGroup[] {
    return ENTITY_KINDS.filter((kind) => owner[kind] > 0).map((kind) => this.get(owner, kind));
  }

  get(owner: ClientNode, kind: EntityKind): EntityGroup {
    let groups = this.#known.get(owner);
    if (groups === undefined) {
      const group = (each: EntityKind): EntityGroup => ({ row: 'group', owner, kind: each });
      groups = { legalEntities: group('legalEntities'), reportingEntities: group('reportingEntities') };
      this.#known.set(owner, groups);
    }
    return groups[kind];
  }
}

/** The rows below `group`. */
export function entityRows(group: EntityGroup, list: EntityList): EntityRow[] {
  if (list.kind !== 'ready') return [{ row: 'notice', group, list }];
  const repetitions = new Map<string, number>();
  const rows = list.entities.map((entity): EntityRow => {
    const key = entityKey(entity);
    const repetition = repetitions.get(key) ?? 0;
    repetitions.set(key, repetition + 1);
    return { row: 'entity', group, entity, repetition };
  });
  const missing = group.owner[group.kind] - rows.length;
  return missing > 0 ? [...rows, { row: 'notice', group, list: { kind: 'incomplete', missing } }] : rows;
}

export function entityTreeItem(row: EntityRow): TreeItem {
  switch (row.row) {
    case 'group':
      return groupItem(row);
    case 'entity':
      return isBadRecord(row.entity) ? badEntityItem(row, row.entity) : entityItem(row, row.entity);
    case 'notice':
      return noticeItem(row);
  }
}

function groupItem({ owner, kind }: EntityGroup): TreeItem {
  const isLegal = kind === 'legalEntities';
  const label = isLegal ? l10n.t('Legal Entities') : l10n.t('Reporting Entities');
  const name = formatName(owner.name);
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  item.id = `group:${kind}:${owner.id}`;
  item.contextValue = 'aleta.entities';
  item.description = owner[kind].toLocaleString();
  item.iconPath = ICONS[kind].group;
  item.tooltip = isLegal ? l10n.t('Legal entities of {0}', name) : l10n.t('Reporting entities of {0}', name);
  item.accessibilityInformation = { label: `${label}, ${owner[kind]}`, role: 'treeitem' };
  return item;
}

function entityItem(row: EntityItem, { id, name }: EntityRecord): TreeItem {
  const { kind, owner } = row.group;
  const isLegal = kind === 'legalEntities';
  const type = isLegal ? l10n.t('Legal entity') : l10n.t('Reporting entity');
  const ownerName = formatName(owner.name);
  const item = new TreeItem(formatName(name));
  item.id = itemId(row);
  item.contextValue = 'aleta.entity';
  item.iconPath = ICONS[kind].entity;
  item.tooltip = new MarkdownString()
    .appendMarkdown('**')
    .appendText(formatName(name))
    .appendMarkdown('**\n\n')
    .appendText(isLegal ? l10n.t('Legal entity of {0}', ownerName) : l10n.t('Reporting entity of {0}', ownerName))
    .appendMarkdown('\n\n')
    .appendText(l10n.t('ID: {0}', plainText(id)));
  item.accessibilityInformation = { label: `${formatName(name)}, ${type}`, role: 'treeitem' };
  return item;
}

function badEntityItem(row: EntityItem, record: BadRecord): TreeItem {
  const item = new TreeItem(badLabel(record));
  item.id = itemId(row);
  item.contextValue = 'aleta.badRecord';
  item.description = badReason(record);
  item.iconPath = new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  item.accessibilityInformation = { label: `${badLabel(record)}, ${item.description}`, role: 'treeitem' };
  item.tooltip = new MarkdownString().appendCodeblock(plainText(record.json, 1_000), 'json');
  return item;
}

function noticeItem(row: EntityNotice): TreeItem {
  const { group, list } = row;
  const id = `notice:${group.kind}:${group.owner.id}`;
  if (list.kind === 'notAvailable' || list.kind === 'incomplete') {
    const item = new TreeItem(
      list.kind === 'notAvailable'
        ? l10n.t({ message: 'Not available', comment: 'A row in place of entities that the service does not list.' })
        : l10n.t({
            message: '{0} not available',
            args: [list.missing.toLocaleString()],
            comment: 'A row in place of entities that are missing. {0} is a number.',
          }),
    );
    item.id = id;
    item.contextValue = 'aleta.notAvailable';
    item.iconPath = new ThemeIcon('circle-slash');
    item.tooltip = l10n.t(
      'The service does not show these entities to your account, or does not provide a list of them.',
    );
    item.accessibilityInformation = { label: item.tooltip, role: 'treeitem' };
    return item;
  }
  const { text } = explain(list.error);
  const item = new TreeItem(text);
  item.id = id;
  item.contextValue = 'aleta.entitiesFailed';
  item.iconPath = new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  item.tooltip = l10n.t({
    message: '{0}\nClick or press Enter to try again.',
    args: [text],
    comment: '{0} is one or more sentences that say what failed.',
  });
  item.accessibilityInformation = { label: item.tooltip, role: 'treeitem' };
  item.command = { command: 'aleta.retryEntities', title: l10n.t('Try Again'), arguments: [row] };
  return item;
}

// Ids are opaque: nothing in one may make two rows look the same.
const itemId = ({ group, entity, repetition }: EntityItem): string =>
  `entity:${group.kind}:${JSON.stringify([group.owner.id, entityKey(entity), repetition])}`;

const entityKey = (entity: EntityRecord | BadRecord): string =>
  isBadRecord(entity) ? `bad:${entity.index}` : `id:${entity.id}`;
