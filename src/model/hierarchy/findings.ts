/** What is wrong or suspicious about a hierarchy. Pure. */
import type { BadRecord } from '../../api/jsonApi';
import type { ClientNode, Issue } from './clientNode';
import type { Hierarchy } from './hierarchy';
import { walk } from './traversal';

/** An issue of a client. */
export interface ClientFinding {
  readonly kind: Issue['kind'];
  readonly node: ClientNode;
  readonly issue: Issue;
}

/** A record that could not be read as a client. */
export interface RecordFinding {
  readonly kind: 'badRecord';
  readonly record: BadRecord;
}

export type Finding = ClientFinding | RecordFinding;

export type FindingKind = Finding['kind'];

/** All kinds, in the order in which they are listed: first what hides clients or mixes them up, last what is untidy. */
export const FINDING_KINDS: readonly FindingKind[] = [
  'badRecord',
  'duplicateId',
  'cycle',
  'parentNotVisible',
  'childrenNotVisible',
  'notListedByParent',
  'listedElsewhere',
  'notUnderstood',
  'sameName',
  'confusableName',
  'noName',
  'spacesAround',
];

/** Equal for findings of one kind about one client or record, and for no others. */
export const findingKey = (finding: Finding): string =>
  finding.kind === 'badRecord' ? `badRecord:${finding.record.index}` : `${finding.kind}:${finding.node.id}`;

/** After how many clients a caller may look at the clock. */
const YIELD_EVERY = 500;

/**
 * All findings: records that are not understood, then issues in the order of the tree. Runs in small steps; a change of the
 * hierarchy between two of them may show in what is found or not.
 */
export function* findingSteps(hierarchy: Hierarchy): Generator<undefined, Finding[]> {
  const found: Finding[] = hierarchy.badRecords.map((record) => ({ kind: 'badRecord', record }));
  const issuesOf = hierarchy.issueReader();
  let count = 0;
  for (const { node } of walk(hierarchy, hierarchy.children(null))) {
    for (const issue of issuesOf(node)) found.push({ kind: issue.kind, node, issue });
    if (++count % YIELD_EVERY === 0) yield;
  }
  return found;
}
