/** The clients that the real workbench shows, and the same as rows of a bare provider. */
import type { ClientRecord } from '../../src/api/jsonApi';
import type { ClientNode } from '../../src/model/hierarchy/clientNode';
import type { Hierarchy } from '../../src/model/hierarchy/hierarchy';
import { records } from './records';

/** `tree` has 1,000 at top level, `flat` all, `broad` a few at top level with 5,000 below each. */
export type DataSet = 'tree' | 'flat' | 'broad';

export const BROAD_PARENTS = 8;
export const BROAD_CHILDREN = 5_000;

const idOf = (number: number): string => `b0${number.toString(16).padStart(22, '0')}`;

export function dataSet(name: DataSet, count: number): ClientRecord[] {
  if (name !== 'broad') return records(count, name);
  const made: ClientRecord[] = [];
  for (let parent = 0; parent < BROAD_PARENTS; parent++) {
    const first = BROAD_PARENTS + parent * BROAD_CHILDREN;
    const childIds = Array.from({ length: BROAD_CHILDREN }, (_, child) => idOf(first + child));
    const common = { reportingEntities: 0, problems: [] };
    made.push({ id: idOf(parent), name: broadName(parent), parentId: null, childIds, legalEntities: 0, ...common });
    for (const [child, id] of childIds.entries()) {
      const name = `Holding ${parent} Family Trust ${child}`;
      made.push({ id, name, parentId: idOf(parent), childIds: [], legalEntities: child % 3, ...common });
    }
  }
  return made;
}

export const broadName = (parent: number): string => `Family Office ${parent}`;

export function resource(record: ClientRecord): unknown {
  const link = (type: string, id: string) => ({ type, id });
  const entities = (type: string, count: number) =>
    Array.from({ length: count }, (_, at) => link(type, `${record.id}${at}`));
  return {
    id: record.id,
    type: 'client',
    attributes: { name: record.name },
    relationships: {
      children: { data: (record.childIds ?? []).map((id) => link('client', id)) },
      legalEntities: { data: entities('legal-entity', record.legalEntities) },
      parent: { data: record.parentId === null ? null : link('client', record.parentId) },
      reportingEntities: { data: entities('reporting-entity', record.reportingEntities) },
    },
  };
}

/** A row as the bare provider takes it. */
export interface BareRow {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  /** 0 without rows below it, 1 closed. */
  readonly state: 0 | 1;
  readonly children: readonly BareRow[];
}

/** The rows below `parent` down to `depth` levels, with the texts that the view gives them. */
export const bareRows = (hierarchy: Hierarchy, parent: ClientNode | null, depth: number): BareRow[] =>
  hierarchy.children(parent).map((node) => {
    const { clients, legalEntities, reportingEntities } = hierarchy.owned(node);
    const counted = (count: number, one: string, many: string) =>
      count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${many}`];
    return {
      label: node.name,
      description: [
        ...counted(clients, 'client', 'clients'),
        ...counted(legalEntities, 'legal entity', 'legal entities'),
        ...counted(reportingEntities, 'reporting entity', 'reporting entities'),
      ].join(', '),
      icon: clients > 0 ? 'organization' : 'briefcase',
      state: clients + legalEntities + reportingEntities > 0 ? 1 : 0,
      children: depth > 1 ? bareRows(hierarchy, node, depth - 1) : [],
    };
  });
