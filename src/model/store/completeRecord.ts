import type { ClientAnswer, ClientRecord } from '../../api/jsonApi';
import type { ClientNode } from '../hierarchy/clientNode';
import type { Hierarchy } from '../hierarchy/hierarchy';

/** A client that was just created, as the answer has it and, where that is silent, as was asked for: it owns nothing. */
export const createdRecord = (answer: ClientAnswer, parentId: string | null): ClientRecord => ({
  ...answer,
  parentId: answer.parentId === undefined ? parentId : answer.parentId,
  childIds: answer.childIds ?? [],
  legalEntities: answer.legalEntities ?? 0,
  reportingEntities: answer.reportingEntities ?? 0,
});

/** A client that was read again, as the answer has it and, where that is silent, as it was known to be. */
export function rereadRecord(answer: ClientAnswer, hierarchy: Hierarchy | undefined): ClientRecord {
  const known = hierarchy?.get(answer.id);
  const childIds =
    answer.childIds ?? (hierarchy === undefined || known === undefined ? undefined : listedIds(hierarchy, known));
  return {
    ...answer,
    parentId: answer.parentId === undefined ? (known?.parentId ?? null) : answer.parentId,
    childIds,
    legalEntities: answer.legalEntities ?? known?.legalEntities ?? 0,
    reportingEntities: answer.reportingEntities ?? known?.reportingEntities ?? 0,
  };
}

/** Ids of the clients that `owner` is known to list as its children. */
function listedIds(hierarchy: Hierarchy, owner: ClientNode): string[] {
  const ids: string[] = [];
  for (const mark of hierarchy.dataIssues(owner)) if (mark.kind === 'childrenNotVisible') ids.push(...mark.ids);
  // Where nothing is unusual, those that are shown below it are all there are.
  const nodes = hierarchy.hasInconsistencies ? hierarchy.all() : hierarchy.children(owner);
  for (const node of nodes) {
    const marks = hierarchy.hasInconsistencies ? hierarchy.dataIssues(node) : [];
    const isListed =
      node.parentId === owner.id
        ? marks.every(({ kind }) => kind !== 'notListedByParent')
        : marks.some((mark) => mark.kind === 'listedElsewhere' && mark.byIds.includes(owner.id));
    if (isListed) ids.push(node.id);
  }
  return ids;
}
