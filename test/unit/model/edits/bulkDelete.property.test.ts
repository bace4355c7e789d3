import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { ClientRecord } from '../../../../src/api/jsonApi';
import { deleteAll } from '../../../../src/model/edits/bulkDelete';
import { planDelete } from '../../../../src/model/edits/deletePlan';
import { editing, MemoryApi } from '../../support/memoryApi';
import { build, record as plain } from '../../support/records';

const SEED = Number(process.env['ALETA_SEED'] ?? 20251112);
const settings = { seed: SEED, numRuns: Number(process.env['ALETA_RUNS'] ?? 1_000) };
const TIMEOUT_MS = 60_000 + settings.numRuns;

/** Records that agree: each names a parent that came before it, or none. */
const agreeing = fc
  .array(fc.record({ parent: fc.nat(20), owns: fc.constantFrom(0, 0, 0, 0, 1) }), { minLength: 1, maxLength: 20 })
  .map((facts) => {
    const id = (index: number): string => String.fromCharCode(97 + index);
    const parents = facts.map(({ parent }, index) => (parent < index ? id(parent) : null));
    return facts.map(({ owns }, index) =>
      plain(id(index), {
        parentId: parents[index] ?? null,
        childIds: parents.flatMap((parent, child) => (parent === id(index) ? [id(child)] : [])),
        legalEntities: owns,
      }),
    );
  });

// Few ids, so that the same one, cycles, orphans and disagreement are the rule.
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const anyId = fc.constantFrom(...IDS);
const odd: fc.Arbitrary<ClientRecord[]> = fc.array(
  fc.record({
    id: anyId,
    name: fc.constantFrom('Fund', 'Trust'),
    parentId: fc.option(anyId),
    childIds: fc.option(fc.uniqueArray(anyId, { maxLength: 3 }), { nil: undefined }),
    legalEntities: fc.constantFrom(0, 0, 0, 1),
    reportingEntities: fc.constantFrom(0, 0, 0, 1),
    problems: fc.constant([]),
  }),
  { minLength: 1, maxLength: 8 },
);

/** What someone else does before the nth call. */
const meddling = fc.array(
  fc.option(fc.record({ kind: fc.constantFrom('create', 'rename', 'remove', 'own'), id: anyId }), { freq: 2 }),
  { maxLength: 20 },
);

const isOwner = ({ legalEntities, reportingEntities }: ClientRecord): boolean => legalEntities + reportingEntities > 0;

function branchOf(records: readonly ClientRecord[], id: string): ClientRecord[] {
  const top = records.find((each) => each.id === id);
  const below = records.filter(({ parentId }) => parentId === id);
  return [...(top === undefined ? [] : [top]), ...below.flatMap((each) => branchOf(records, each.id))];
}

describe(`Deleting many (ALETA_SEED=${SEED})`, function () {
  this.timeout(TIMEOUT_MS);

  it('never plans a client that owns something when its turn comes, and plans all that can be deleted', () => {
    let deleted = 0;
    fc.assert(
      fc.property(agreeing, fc.infiniteStream(fc.boolean()), (records, coins) => {
        const hierarchy = build(records);
        const chosen = records.filter(() => coins.next().value === true).map(({ id }) => id);
        const { steps, blocked } = planDelete(
          hierarchy,
          chosen.flatMap((id) => hierarchy.get(id) ?? []),
        );
        const free = chosen.filter((id) => !branchOf(records, id).some(isOwner));
        assert.deepEqual(blocked.map(({ node }) => node.id).sort(), chosen.filter((id) => !free.includes(id)).sort());
        const expected = new Set(free.flatMap((id) => branchOf(records, id).map((each) => each.id)));
        assert.deepEqual(steps.map(({ id }) => id).sort(), [...expected].sort());
        const api = new MemoryApi(records);
        for (const { id } of steps) {
          assert.equal(api.owns(id), false, `${id} still owns something`);
          api.server.remove(id);
          deleted++;
        }
      }),
      settings,
    );
    assert.ok(deleted > settings.numRuns, `only ${deleted} were deleted`);
  });

  it('sends no delete for a client that owns something, and none twice, whatever the data and others do', async () => {
    let writes = 0;
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(odd, agreeing), fc.subarray(IDS), meddling, async (records, ids, others) => {
        const { api, edits, hierarchy, connection } = await editing(records);
        const { steps } = planDelete(
          hierarchy,
          ids.flatMap((id) => hierarchy.get(id) ?? []),
        );
        const pending = [...others];
        const refusals: string[] = [];
        api.before = (call, id) => {
          if (call === 'remove' && api.owns(id)) refusals.push(id);
          const other = call === 'get' ? pending.shift() : undefined;
          if (other == null) return;
          if (other.kind === 'create') api.server.create('Theirs', other.id);
          if (other.kind === 'rename') api.server.rename(other.id, 'Theirs');
          if (other.kind === 'remove') api.server.remove(other.id);
          const known = api.record(other.id);
          if (other.kind === 'own' && known !== undefined) api.server.put({ ...known, legalEntities: 1 });
        };
        const result = await deleteAll(edits, steps, { connection, signal: new AbortController().signal });
        assert.deepEqual(refusals, []);
        const sent = api.calls.filter((call) => call.startsWith('remove'));
        assert.deepEqual(sent, [...new Set(sent)]);
        assert.deepEqual(
          result.deleted.map(({ id }) => `remove ${id}`),
          sent,
        );
        const told = [
          ...result.deleted,
          ...result.gone,
          ...result.failed.map(({ step }) => step),
          ...result.above,
          ...result.untried,
        ];
        assert.deepEqual(new Set(told), new Set(steps));
        assert.equal(told.length, steps.length);
        assert.deepEqual(
          result.applied.map(({ id }) => id),
          result.deleted.map(({ id }) => id),
        );
        writes += sent.length;
        failures += result.failed.length;
      }),
      settings,
    );
    assert.ok(writes > settings.numRuns / 2 && failures > settings.numRuns / 10, `${writes} and ${failures}`);
  });
});
