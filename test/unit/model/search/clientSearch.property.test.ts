import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { ClientRecord } from '../../../../src/api/jsonApi';
import type { ClientNode } from '../../../../src/model/hierarchy/clientNode';
import type { Change, Hierarchy } from '../../../../src/model/hierarchy/hierarchy';
import { ClientSearch } from '../../../../src/model/search/clientSearch';
import { TreeFilter } from '../../../../src/view/treeFilter';
import { PlainSearch } from '../../support/plainSearch';
import { build, record } from '../../support/records';

const SEED = Number(process.env['ALETA_SEED'] ?? 20251112);
const settings = { seed: SEED, numRuns: Number(process.env['ALETA_RUNS'] ?? 1_000) };
/** For as many runs as wanted, on a busy machine too: nothing here waits. */
const TIMEOUT_MS = 60_000 + settings.numRuns;

// Few letters, so that words are in names, nearly in them, and across their spaces.
const letter = fc.constantFrom('a', 'b', 'c', 'A', 'å', ' ', 'b', 'c', '-', '1', '\t', 'ø', '式', 'ß');
const text = (maxLength: number) => fc.string({ unit: letter, maxLength });
const id = fc.tuple(
  fc.constantFrom('', 'a', 'ab1'),
  fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1', ' '), minLength: 1, maxLength: 6 }),
);

/** Clients of which each may be owned by any, itself included, or by one that is not there. Some share all that ids begin with. */
const records: fc.Arbitrary<ClientRecord[]> = fc
  .record({
    shared: fc.constantFrom('', '66fd', 'ab'),
    facts: fc.uniqueArray(fc.record({ id, name: text(12), parent: fc.nat(12) }), {
      selector: (each) => each.id.join(''),
      maxLength: 10,
    }),
  })
  .map(({ shared, facts }) => {
    const ids = facts.map((each) => shared + each.id.join(''));
    return facts.map(({ name, parent }, at) => record(ids[at] ?? '', { name, parentId: ids[parent] ?? null }));
  });

/** What is done to the box: text is put behind, letters are taken back, all is replaced. */
const key = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('type' as const), text: fc.oneof(letter, text(4)) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('back' as const), count: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('paste' as const),
      text: fc.oneof(
        text(8),
        id.map((parts) => parts.join('')),
      ),
    }),
  },
);

/** Every state of the box. */
const typing = fc.array(key, { minLength: 1, maxLength: 12 }).map((keys) => {
  let box = '';
  return keys.map((each) => {
    if (each.kind === 'type') box += each.text;
    else if (each.kind === 'back') box = box.slice(0, -each.count);
    else box = each.text;
    return box;
  });
});

type Edit = (hierarchy: Hierarchy) => Change | undefined;

/** Creates, moves, renames or takes out one of the first clients, or one that is not there. */
const edit: fc.Arbitrary<Edit> = fc
  .record({
    kind: fc.constantFrom('put', 'rename', 'remove'),
    target: fc.nat(11),
    owner: fc.nat(12),
    id,
    name: text(8),
  })
  .map(({ kind, target, owner, id: parts, name }) => (hierarchy) => {
    const known = [...hierarchy.all()].map((node) => node.id).sort();
    const chosen = known[target] ?? parts.join('');
    if (kind === 'remove') return hierarchy.remove(chosen);
    if (kind === 'rename') return hierarchy.rename(chosen, name);
    return hierarchy.put(record(chosen, { name, parentId: known[owner] ?? null }));
  });

const ids = (nodes: Iterable<ClientNode>): string[] => [...nodes].map((node) => node.id);

describe('Searching any clients for anything', function () {
  this.timeout(TIMEOUT_MS);

  it('finds what looking at each client finds, in the same order, whatever was typed before', () => {
    fc.assert(
      fc.property(records, typing, fc.constantFrom(1, 3, 20), (made, queries, limit) => {
        const hierarchy = build(made);
        const search = new ClientSearch(hierarchy);
        const plain = new PlainSearch(hierarchy.all());
        for (const query of queries) {
          assert.deepEqual(ids(search.search(query, limit)), ids(plain.search(query, limit)), JSON.stringify(query));
        }
      }),
      settings,
    );
  });

  it('finds after changes what a search over the clients of now finds', () => {
    fc.assert(
      fc.property(records, fc.array(fc.tuple(edit, text(6)), { minLength: 1, maxLength: 8 }), (made, steps) => {
        const hierarchy = build(made);
        const search = new ClientSearch(hierarchy);
        const preparing = search.prepareSteps();
        for (const [change, query] of steps) {
          // It is being made while the first changes come, and some come before anybody asks.
          preparing.next();
          const changed = change(hierarchy);
          if (changed !== undefined) search.follow(changed);
          if (query.length % 2 === 1) continue;
          const plain = new PlainSearch(hierarchy.all());
          for (const asked of [query, '', 'a', changed?.node.name ?? '', changed?.node.id ?? '']) {
            assert.deepEqual(ids(search.search(asked, 3)), ids(plain.search(asked, 3)), JSON.stringify(asked));
          }
          const shown = new TreeFilter(query, search);
          const expected = new Set(plain.all(query).flatMap(({ node }) => hierarchy.path(node)));
          assert.deepEqual(
            [...hierarchy.all()].filter((node) => shown.isShown(node) !== expected.has(node)),
            [],
          );
        }
      }),
      settings,
    );
  });

  it('leaves in a filtered tree the clients that are found, and those above them', () => {
    fc.assert(
      fc.property(records, typing, (made, queries) => {
        const hierarchy = build(made);
        const search = new ClientSearch(hierarchy);
        const plain = new PlainSearch(hierarchy.all());
        for (const query of queries) {
          const filter = new TreeFilter(query, search);
          const hits = new Set(plain.all(query).map(({ node }) => node));
          const shown = new Set([...hits].flatMap((node) => hierarchy.path(node)));
          const clients = [...hierarchy.all()];
          assert.deepEqual(
            clients.filter((node) => filter.isHit(node)),
            clients.filter((node) => hits.has(node)),
          );
          assert.deepEqual(
            clients.filter((node) => filter.isShown(node)),
            clients.filter((node) => shown.has(node)),
          );
          assert.equal(filter.hitCount, hits.size);
        }
      }),
      settings,
    );
  });
});
