/** The clients of data.ts as records, for the benches of the model. */
import { isBadRecord, parseClient, type ClientRecord } from '../../src/api/jsonApi';
import type { Hierarchy } from '../../src/model/hierarchy/hierarchy';
import { HierarchyBuilder } from '../../src/model/hierarchy/hierarchyBuilder';
import { clientJson } from './data';

/** `tree` as `clientJson` makes it, `flat` with all clients at top level. */
export type Shape = 'tree' | 'flat';

export function records(count: number, shape: Shape = 'tree'): ClientRecord[] {
  const made: ClientRecord[] = [];
  for (const json of clientJson(count)) {
    const record = parseClient(JSON.parse(json), made.length);
    if (isBadRecord(record)) throw new Error(`not a client: ${record.json}`);
    made.push(shape === 'tree' ? record : { ...record, parentId: null, childIds: [] });
  }
  return made;
}

export function build(from: Iterable<ClientRecord>): Hierarchy {
  const builder = new HierarchyBuilder('en');
  for (const record of from) builder.add(record);
  return builder.build();
}

/** Numbers from 0 up to and without `limit`, the same in every run. */
export function picker(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
