import type { Hierarchy } from './hierarchy';

/** After how many clients a caller may look at the clock. */
const YIELD_EVERY = 2_000;

/** Whether `a` and `b` look the same in every row, so that nothing needs to be drawn again. Runs in small steps. */
export function* sameHierarchySteps(a: Hierarchy, b: Hierarchy): Generator<undefined, boolean> {
  if (a.size !== b.size || JSON.stringify(a.badRecords) !== JSON.stringify(b.badRecords)) return false;
  const hasInconsistencies = a.hasInconsistencies || b.hasInconsistencies;
  let count = 0;
  for (const node of a.all()) {
    const other = b.get(node.id);
    const isSame =
      other !== undefined &&
      node.name === other.name &&
      node.parentId === other.parentId &&
      node.legalEntities === other.legalEntities &&
      node.reportingEntities === other.reportingEntities;
    if (!isSame) return false;
    // Issues of names are the same where all names and places are.
    if (hasInconsistencies && JSON.stringify(a.dataIssues(node)) !== JSON.stringify(b.dataIssues(other))) return false;
    if (++count % YIELD_EVERY === 0) yield;
  }
  return true;
}
