import assert from 'node:assert/strict';
import type { ClientRecord } from '../../../src/api/jsonApi';
import type { ClientNode, Issue } from '../../../src/model/hierarchy/clientNode';
import type { Hierarchy, Owned } from '../../../src/model/hierarchy/hierarchy';
import { HierarchyBuilder } from '../../../src/model/hierarchy/hierarchyBuilder';

type Facts = Partial<Omit<ClientRecord, 'id'>>;

/** A good record that owns nothing; named like its id unless said otherwise. */
export const record = (id: string, facts: Facts = {}): ClientRecord => ({
  id,
  name: id,
  parentId: null,
  childIds: [],
  legalEntities: 0,
  reportingEntities: 0,
  problems: [],
  ...facts,
});

/** Records of which each parent lists exactly those who name it, from `child: parent` pairs. */
export function agreeing(parents: Readonly<Record<string, string | null>>): ClientRecord[] {
  const ids = Object.keys(parents);
  return ids.map((id) =>
    record(id, { parentId: parents[id] ?? null, childIds: ids.filter((child) => parents[child] === id) }),
  );
}

export function build(records: Iterable<ClientRecord>, locale = 'en'): Hierarchy {
  const builder = new HierarchyBuilder(locale);
  for (const each of records) builder.add(each);
  return builder.build();
}

/** The tree as text: one client a line, two spaces a level. */
export function outline(hierarchy: Hierarchy): string[] {
  const lines: string[] = [];
  const pending = hierarchy.children(null).map((node) => ({ node, level: 0 }));
  pending.reverse();
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    lines.push('  '.repeat(at.level) + at.node.name);
    const level = at.level + 1;
    pending.push(
      ...hierarchy
        .children(at.node)
        .map((node) => ({ node, level }))
        .reverse(),
    );
  }
  return lines;
}

/** What a row shows, and the rows below it in order. */
export interface Row {
  readonly name: string;
  readonly parent: string | null;
  readonly parentId: string | null;
  readonly owned: Owned;
  readonly issues: readonly Issue[];
  readonly children: readonly string[];
}

/** Everything that can be seen of a hierarchy, sorted by id. The top level is the row `''`. */
export type Dump = ReadonlyMap<string, Row | readonly string[]>;

export const TOP = '';
const ids = (nodes: readonly ClientNode[]): string[] => nodes.map(({ id }) => id);

export function dump(hierarchy: Hierarchy): Dump {
  const nodes = [...hierarchy.all()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const rows = nodes.map((node): [string, Row] => [
    node.id,
    {
      name: node.name,
      parent: node.parent?.id ?? null,
      parentId: node.parentId,
      owned: hierarchy.owned(node),
      issues: hierarchy.issues(node),
      children: ids(hierarchy.children(node)),
    },
  ]);
  return new Map<string, Row | readonly string[]>([[TOP, ids(hierarchy.children(null))], ...rows]);
}

export function the(hierarchy: Hierarchy, id: string): ClientNode {
  const node = hierarchy.get(id);
  assert.ok(node, `no client ${id}`);
  return node;
}

export const issuesOf = (hierarchy: Hierarchy, id: string): readonly Issue[] => hierarchy.issues(the(hierarchy, id));
