import assert from 'node:assert/strict';
import { parseClient } from '../../../../src/api/jsonApi';
import type { ClientNode, Issue } from '../../../../src/model/hierarchy/clientNode';
import { HierarchyBuilder } from '../../../../src/model/hierarchy/hierarchyBuilder';
import { documentExample } from '../../support/documentExample';
import { agreeing, build, dump, issuesOf, outline, record, the } from '../../support/records';

describe("The document's own example as a hierarchy", () => {
  const builder = new HierarchyBuilder('en');
  for (const [index, each] of documentExample.data.entries()) builder.add(parseClient(each, index));
  const hierarchy = builder.build();
  const top = '66fd6003218be3af85e088f7';
  const child = '666be3f97fc417debcea6a5e';
  const orphan = 'eead576c7faa2fef6ed8031b';
  const unseen = '786be3f97fc417debcea3214';

  it('has three rows for its four records, in order', () => {
    assert.deepEqual(outline(hierarchy), ['Client name 2', 'Top-level client', '  Child client 1']);
    assert.equal(hierarchy.size, 3);
    assert.deepEqual(hierarchy.badRecords, []);
  });

  it('shows each client with its parent, what it owns and what is unusual', () => {
    assert.deepEqual(Object.fromEntries(dump(hierarchy)), {
      '': [orphan, top],
      [top]: {
        name: 'Top-level client',
        parent: null,
        parentId: null,
        owned: { clients: 1, legalEntities: 0, reportingEntities: 0 },
        issues: [],
        children: [child],
      },
      [child]: {
        name: 'Child client 1',
        parent: top,
        parentId: top,
        owned: { clients: 0, legalEntities: 1, reportingEntities: 1 },
        issues: [{ kind: 'duplicateId', names: ['Child client 1', 'Client name 1'] }],
        children: [],
      },
      [orphan]: {
        name: 'Client name 2',
        parent: null,
        parentId: unseen,
        owned: { clients: 0, legalEntities: 1, reportingEntities: 1 },
        issues: [{ kind: 'parentNotVisible', parentId: unseen }],
        children: [],
      },
    });
  });

  it('knows the path of each client', () => {
    const pathOf = (id: string): string[] => hierarchy.path(the(hierarchy, id)).map(({ name }) => name);
    assert.deepEqual([child, orphan, top].map(pathOf), [
      ['Top-level client', 'Child client 1'],
      ['Client name 2'],
      ['Top-level client'],
    ]);
  });

  it('is the same when the records come the other way round', () => {
    const reversed = new HierarchyBuilder('en');
    for (const each of documentExample.data.toReversed()) reversed.add(parseClient(each, 0));
    assert.deepEqual(dump(reversed.build()), dump(hierarchy));
  });
});

describe('A hierarchy', () => {
  it('of no records is empty', () => {
    assert.deepEqual(dump(build([])), new Map([['', []]]));
  });

  it('of good records has no marks', () => {
    const hierarchy = build(agreeing({ a: null, b: 'a', c: 'a', d: 'c' }));
    assert.deepEqual(outline(hierarchy), ['a', '  b', '  c', '    d']);
    assert.deepEqual(
      [...hierarchy.all()].flatMap((node) => hierarchy.issues(node)),
      [],
    );
  });

  it('keeps bad records apart, in the order of the list', () => {
    const builder = new HierarchyBuilder('en');
    const bad = (index: number) => ({ index, pointer: '/id', id: undefined, json: '{}' });
    for (const each of [bad(2), record('a'), bad(0)]) builder.add(each);
    const hierarchy = builder.build();
    assert.deepEqual(hierarchy.badRecords, [bad(0), bad(2)]);
    assert.equal(hierarchy.size, 1);
  });

  it('refuses a client that is not one of its own kind', () => {
    const impostor = { id: 'a', name: 'a' } as ClientNode;
    assert.throws(() => build([record('a')]).owned(impostor), TypeError);
  });

  it('finds siblings of exactly the same name, but for the one that asks', () => {
    const names = { a: 'Twin', b: 'Twin', c: 'twin' };
    const hierarchy = build(Object.entries(names).map(([id, name]) => record(id, { name })));
    const twins = (except?: string): string[] =>
      hierarchy
        .namesakes('Twin', null, except === undefined ? undefined : the(hierarchy, except))
        .map(({ id }) => id)
        .sort();
    for (const look of [() => undefined, () => hierarchy.children(null)]) {
      look();
      assert.deepEqual(twins(), ['a', 'b']);
      assert.deepEqual(twins('a'), ['b']);
    }
    assert.deepEqual(hierarchy.namesakes('Twin', the(hierarchy, 'a')), []);
    assert.equal(hierarchy.alike('ТWIN', null)?.name, 'Twin');
    assert.equal(hierarchy.alike('Twine', null), undefined);
  });
});

describe('Siblings are sorted', () => {
  const sorted = (names: readonly string[], locale: string): string[] =>
    outline(
      build(
        names.map((name, index) => record(`id${index}`, { name })),
        locale,
      ),
    );
  const table: [what: string, locale: string, names: string[]][] = [
    ['by the number in a name', 'en', ['Fund 2', 'Fund 10', 'Fund 100']],
    ['å after z in Danish, where it is the last letter', 'da', ['Zebra', 'Ægir', 'Ørsted', 'Ådal']],
    ['å before ä and ö in Swedish', 'sv', ['Zebra', 'Ådal', 'Ägir', 'Örsted']],
    ['å as an a in English', 'en', ['Abel', 'Ådal', 'Zebra']],
    ['capitals beside small letters', 'en', ['abel', 'Abel', 'Bo', 'cy']],
    ['nameless ones first', 'en', ['', 'A']],
  ];
  for (const [what, locale, names] of table) {
    it(what, () => {
      assert.deepEqual(sorted(names, locale), names);
      assert.deepEqual(sorted(names.toReversed(), locale), names);
    });
  }

  it('by id where names are the same', () => {
    const same = ['c', 'a', 'b'].map((id) => record(id, { name: 'Same' }));
    assert.deepEqual(
      build(same)
        .children(null)
        .map(({ id }) => id),
      ['a', 'b', 'c'],
    );
  });
});

describe('A large hierarchy', function () {
  this.timeout(5_000);
  const DEPTH = 50_000;
  const padded = (index: number): string => String(index).padStart(6, '0');
  const chain = Array.from({ length: DEPTH }, (_, index) =>
    record(padded(index), {
      parentId: index === 0 ? null : padded(index - 1),
      childIds: index === DEPTH - 1 ? [] : [padded(index + 1)],
    }),
  );

  it('may be a chain of 50,000 clients, in any order', () => {
    for (const records of [chain, chain.toReversed()]) {
      const hierarchy = build(records);
      const last = the(hierarchy, padded(DEPTH - 1));
      assert.equal(hierarchy.path(last).length, DEPTH);
      assert.deepEqual(hierarchy.issues(last), []);
    }
  });

  it('may be a cycle of 50,000 clients', () => {
    const [first, last] = [padded(0), padded(DEPTH - 1)];
    const hierarchy = build([
      record(first, { parentId: last, childIds: [padded(1)] }),
      ...chain.slice(1, -1),
      record(last, { parentId: padded(DEPTH - 2), childIds: [first] }),
    ]);
    assert.deepEqual(
      hierarchy.children(null).map(({ id }) => id),
      [first],
    );
    assert.equal(hierarchy.path(the(hierarchy, last)).length, DEPTH);
    const marks: Issue[] = [{ kind: 'cycle', parentId: last }];
    assert.deepEqual(issuesOf(hierarchy, first), marks);
  });

  it('may grow to a chain of 50,000, one client after the other, without climbing it each time', () => {
    // A climb for each would be 1.25 billion steps, many times what this test may take.
    const hierarchy = build([]);
    for (const each of chain) hierarchy.put(each);
    assert.equal(hierarchy.path(the(hierarchy, padded(DEPTH - 1))).length, DEPTH);
  });

  it('may have 5,000 siblings, which stay sorted through creating, renaming and deleting', () => {
    const hierarchy = build(
      Array.from({ length: 5_000 }, (_, index) => record(padded(index), { name: `Fund ${index}` })),
    );
    hierarchy.children(null);
    hierarchy.put(record('new', { name: 'Fund 2500' }));
    hierarchy.rename(padded(10), 'Fund 99999');
    hierarchy.remove(padded(0));
    const ids = hierarchy.children(null).map(({ id }) => id);
    assert.equal(ids.length, 5_000);
    assert.deepEqual([ids[0], ids[2499], ids[2500], ids.at(-1)], [padded(1), 'new', padded(2501), padded(10)]);
    const names = hierarchy.children(null).map(({ name }) => name);
    assert.deepEqual(names, names.toSorted(new Intl.Collator('en', { numeric: true }).compare));
  });
});
