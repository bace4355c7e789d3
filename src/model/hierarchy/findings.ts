/** What is wrong or suspicious about a hierarchy. Pure. */
import type { ClientNode, Mark } from './clientNode';
import type { Hierarchy } from './hierarchy';
import { walk } from './traversal';

export interface Finding {
  readonly node: ClientNode;
  readonly mark: Mark;
}

/** After how many clients a caller may look at the clock. */
const STEP = 500;

/** All marks, in the order of the tree. Runs in small steps. */
export function* findings(hierarchy: Hierarchy): Generator<undefined, Finding[]> {
  const found: Finding[] = [];
  const marksOf = hierarchy.marker();
  let count = 0;
  for (const { node } of walk(hierarchy, hierarchy.children(null))) {
    for (const mark of marksOf(node)) found.push({ node, mark });
    if (++count % STEP === 0) yield;
  }
  return found;
}
