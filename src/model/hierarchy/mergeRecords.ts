import type { ClientRecord } from '../../api/jsonApi';

/**
 * One record out of several with the same id, whatever order they come in: the first of the names, the first of the
 * parents, and owning the most that any of them says, so that a client is never taken for empty that is not. The parent
 * is chosen without regard to the name, or renaming the client could move it; and a record that has no parent does not
 * outvote one that has, since the relationship may only be missing there.
 */
export function mergeRecords(records: readonly ClientRecord[]): ClientRecord {
  const listings = records.map(({ childIds }) => childIds).filter((childIds) => childIds !== undefined);
  return {
    id: records[0]?.id ?? '',
    name: first(records.map(({ name }) => name)) ?? '',
    parentId: first(records.map(({ parentId }) => parentId).filter((id) => id !== null)) ?? null,
    childIds: listings.length === 0 ? undefined : union(listings),
    legalEntities: most(records.map(({ legalEntities }) => legalEntities)),
    reportingEntities: most(records.map(({ reportingEntities }) => reportingEntities)),
    problems: union(records.map(({ problems }) => problems)),
  };
}

const first = (texts: readonly string[]): string | undefined =>
  texts.reduce<string | undefined>((least, each) => (least === undefined || each < least ? each : least), undefined);

const most = (counts: readonly number[]): number => counts.reduce((a, b) => Math.max(a, b), 0);

const union = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())].sort();
