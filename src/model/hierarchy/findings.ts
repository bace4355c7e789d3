/** What is wrong or suspicious about a hierarchy. Pure. */
import type { ClientNode, Issue } from './clientNode';
import type { Hierarchy } from './hierarchy';
import { walk } from './traversal';

export interface Finding {
  readonly node: ClientNode;
  readonly issue: Issue;
}

/** After how many clients a caller may look at the clock. */
const YIELD_EVERY = 500;

/** All issues, in the order of the tree. Runs in small steps. */
export function* findingSteps(hierarchy: Hierarchy): Generator<undefined, Finding[]> {
  const found: Finding[] = [];
  const issuesOf = hierarchy.issueReader();
  let count = 0;
  for (const { node } of walk(hierarchy, hierarchy.children(null))) {
    for (const issue of issuesOf(node)) found.push({ node, issue });
    if (++count % YIELD_EVERY === 0) yield;
  }
  return found;
}
