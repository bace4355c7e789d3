import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { ClientRecord } from '../../../../src/api/jsonApi';
import type { Change, Hierarchy } from '../../../../src/model/hierarchy/hierarchy';
import { build, dump, TOP, type Dump } from '../../support/records';
import { ServerRecords } from '../../support/serverRecords';

const SEED = Number(process.env['ALETA_SEED'] ?? 20251112);
const settings = { seed: SEED, numRuns: Number(process.env['ALETA_RUNS'] ?? 1_000) };
/** For as many runs as wanted, on a busy machine too: nothing here waits. */
const TIMEOUT_MS = 60_000 + settings.numRuns;

// Few ids, so that the same one, cycles, orphans and disagreement are the rule.
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const name = fc.oneof(
  fc.constantFrom('Fund 2', 'Fund 10', 'fund 2', 'Ådal', 'adal ', 'Zebra', ''),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const facts = {
  id,
  name,
  parentId: fc.option(id),
  childIds: fc.option(fc.uniqueArray(id, { maxLength: 4 }), { nil: undefined }),
  legalEntities: fc.nat(2),
  reportingEntities: fc.nat(2),
  problems: fc.subarray(['/relationships/parent', '/relationships/children']),
};
const record: fc.Arbitrary<ClientRecord> = fc.record(facts);
const records = fc.array(record, { maxLength: 9 });

type Edit =
  | { readonly kind: 'create'; readonly name: string; readonly parentId: string | null }
  | { readonly kind: 'rename'; readonly id: string; readonly name: string }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'put'; readonly record: ClientRecord };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), name, parentId: fc.option(id) }),
  fc.record({ kind: fc.constant('rename' as const), id, name }),
  fc.record({ kind: fc.constant('remove' as const), id }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('put' as const), record }) },
);
const edits = fc.array(edit, { minLength: 1, maxLength: 8 });

/** Makes the same edit on the server's records and, from its answer alone, on the hierarchy. */
function make(change: Edit, server: ServerRecords, hierarchy: Hierarchy): Change | undefined {
  switch (change.kind) {
    case 'create':
      return hierarchy.put(server.create(change.name, change.parentId));
    case 'rename':
      server.rename(change.id, change.name);
      return hierarchy.rename(change.id, change.name);
    case 'remove':
      server.remove(change.id);
      return hierarchy.remove(change.id);
    case 'put':
      server.put(change.record);
      return hierarchy.put(change.record);
  }
}

/** What is the row's own, the order of the rows below it included, but not where the row itself stands. */
function look(dumped: Dump, key: string): unknown {
  const row = dumped.get(key);
  return row === undefined || !('name' in row) ? row : { ...row, parent: undefined, parentId: undefined };
}

function assertTouched({ touched }: Change, before: Dump, hierarchy: Hierarchy): void {
  const after = dump(hierarchy);
  const keys = new Set([...touched].map((node) => node?.id ?? TOP));
  for (const key of before.keys()) {
    if (!after.has(key) || keys.has(key)) continue;
    assert.deepEqual(look(after, key), look(before, key), `${key || 'the top level'} is not among those touched`);
  }
  for (const node of touched) if (node !== null) assert.equal(hierarchy.get(node.id), node, 'a touched row is gone');
}

function assertTree(hierarchy: Hierarchy, expected: ReadonlySet<string>): void {
  const met: string[] = [];
  const visit = (parent: Parameters<Hierarchy['children']>[0], above: ReadonlySet<string>): void => {
    for (const node of hierarchy.children(parent)) {
      assert.ok(!above.has(node.id), `${node.id} is below itself`);
      assert.equal(node.parent, parent);
      met.push(node.id);
      visit(node, new Set([...above, node.id]));
      assert.deepEqual(
        hierarchy.path(node).map((each) => each.id),
        [...above, node.id],
      );
    }
  };
  visit(null, new Set());
  assert.deepEqual(met.toSorted(), [...expected].sort());
  assert.equal(hierarchy.size, expected.size);
}

describe(`Any records whatever (ALETA_SEED=${SEED})`, function () {
  this.timeout(TIMEOUT_MS);

  it('give a hierarchy with every client exactly once, parents before children, and no cycle', () => {
    fc.assert(
      fc.property(records, (list) => assertTree(build(list), new Set(list.map((each) => each.id)))),
      settings,
    );
  });

  it('give the same hierarchy in any order', () => {
    const shuffled = records.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => assert.deepEqual(dump(build(other)), dump(build(list)))),
      settings,
    );
  });
});

describe(`Edits applied one by one (ALETA_SEED=${SEED})`, function () {
  this.timeout(TIMEOUT_MS);

  it('give what building anew from the records of the server gives, each time', () => {
    fc.assert(
      fc.property(records, edits, (list, changes) => {
        const server = new ServerRecords(list);
        const hierarchy = build(list);
        for (const change of changes) {
          make(change, server, hierarchy);
          assert.deepEqual(dump(hierarchy), dump(build(server.records)));
          assertTree(hierarchy, server.ids);
        }
      }),
      settings,
    );
  });

  it('give the same when nobody looks at the hierarchy in between', () => {
    fc.assert(
      fc.property(records, edits, (list, changes) => {
        const server = new ServerRecords(list);
        const hierarchy = build(list);
        for (const change of changes) make(change, server, hierarchy);
        assert.deepEqual(dump(hierarchy), dump(build(server.records)));
      }),
      settings,
    );
  });

  it('tell every row that looks different or has other rows below it', () => {
    fc.assert(
      fc.property(records, edits, (list, changes) => {
        const server = new ServerRecords(list);
        const hierarchy = build(list);
        for (const change of changes) {
          const before = dump(hierarchy);
          const done = make(change, server, hierarchy);
          if (done === undefined) assert.deepEqual(dump(hierarchy), before);
          else assertTouched(done, before, hierarchy);
        }
      }),
      settings,
    );
  });

  it('touch the row of a client that gets a new name, and else exactly those that look different', () => {
    let kept = 0;
    let twins = 0;
    fc.assert(
      fc.property(records, id, name, (list, renamed, newName) => {
        const hierarchy = build(list);
        const before = dump(hierarchy);
        const change = hierarchy.rename(renamed, newName);
        if (change === undefined) return;
        const after = dump(hierarchy);
        const different = [...after.keys()].filter(
          (key) => JSON.stringify(look(after, key)) !== JSON.stringify(look(before, key)),
        );
        if (!different.includes(change.node.parent?.id ?? TOP)) kept++;
        if (different.length > 2) twins++;
        const touched = [...change.touched].map((node) => node?.id ?? TOP);
        assert.deepEqual(touched.sort(), [...new Set([renamed, ...different])].sort());
      }),
      settings,
    );
    assert.ok(kept > settings.numRuns / 10, `only ${kept} names kept their place`);
    assert.ok(twins > settings.numRuns / 100, `only ${twins} names made or ended twins`);
  });
});
