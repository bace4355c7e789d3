import assert from 'node:assert/strict';
import type { ClientRecord } from '../../../../src/api/jsonApi';
import type { Issue } from '../../../../src/model/hierarchy/clientNode';
import { agreeing, build, dump, issuesOf, outline, record, the } from '../../support/records';

interface Oddity {
  readonly title: string;
  readonly records: readonly ClientRecord[];
  readonly outline: readonly string[];
  /** Of every client that has marks. */
  readonly marks: Readonly<Record<string, readonly Issue[]>>;
}

const cycle = (parentId: string): Issue => ({ kind: 'cycle', parentId });

const oddities: readonly Oddity[] = [
  {
    title: 'a client whose parent is not in the list is at top level',
    records: [record('a', { parentId: 'unseen' }), record('b')],
    outline: ['a', 'b'],
    marks: { a: [{ kind: 'parentNotVisible', parentId: 'unseen' }] },
  },
  {
    title: 'a child that is linked twice is there once',
    records: [record('a', { childIds: ['b', 'b'] }), record('b', { parentId: 'a' })],
    outline: ['a', '  b'],
    marks: {},
  },
  {
    title: 'a child that its parent does not list is below the parent that it names',
    records: [record('a'), record('b', { parentId: 'a' })],
    outline: ['a', '  b'],
    marks: { b: [{ kind: 'notListedByParent', parentId: 'a' }] },
  },
  {
    title: 'a child that is listed by a client that it does not name is at top level',
    records: [record('a', { childIds: ['b'] }), record('b')],
    outline: ['a', 'b'],
    marks: { b: [{ kind: 'listedElsewhere', byIds: ['a'] }] },
  },
  {
    title: 'a child that names one parent and is listed by two others is below the one that it names',
    records: [
      record('a', { childIds: ['x'] }),
      record('b'),
      record('c', { childIds: ['x'] }),
      record('x', { parentId: 'b' }),
    ],
    outline: ['a', 'b', '  x', 'c'],
    marks: {
      x: [
        { kind: 'notListedByParent', parentId: 'b' },
        { kind: 'listedElsewhere', byIds: ['a', 'c'] },
      ],
    },
  },
  {
    title: 'listed children that are not in the list are named',
    records: [record('a', { childIds: ['y', 'b', 'x'] }), record('b', { parentId: 'a' })],
    outline: ['a', '  b'],
    marks: { a: [{ kind: 'childrenNotVisible', ids: ['x', 'y'] }] },
  },
  {
    title: 'a parent without a children relationship has nothing to disagree with',
    records: [record('a', { childIds: undefined }), record('b', { parentId: 'a', childIds: undefined })],
    outline: ['a', '  b'],
    marks: {},
  },
  {
    title: 'what was not understood of a record is named',
    records: [record('a', { problems: ['/relationships/parent'] })],
    outline: ['a'],
    marks: { a: [{ kind: 'notUnderstood', pointers: ['/relationships/parent'] }] },
  },
  {
    title: 'a client that owns itself is at top level',
    records: agreeing({ a: 'a', b: 'a' }),
    outline: ['a', '  b'],
    marks: { a: [cycle('a')] },
  },
  {
    title: 'a cycle of two is broken at the smaller id',
    records: agreeing({ b: 'a', a: 'b' }),
    outline: ['a', '  b'],
    marks: { a: [cycle('b')] },
  },
  {
    title: 'a cycle of three is broken at the smallest id',
    records: agreeing({ c: 'a', a: 'b', b: 'c' }),
    outline: ['a', '  c', '    b'],
    marks: { a: [cycle('b')] },
  },
  {
    title: 'two cycles are each broken',
    records: agreeing({ a: 'b', b: 'a', x: 'y', y: 'x', z: null }),
    outline: ['a', '  b', 'x', '  y', 'z'],
    marks: { a: [cycle('b')], x: [cycle('y')] },
  },
  {
    title: 'what hangs on a cycle stays below the client that it names, though its id is smaller',
    records: agreeing({ m: 'n', n: 'm', a: 'n', b: 'a' }),
    outline: ['m', '  n', '    a', '      b'],
    marks: { m: [cycle('n')] },
  },
  {
    title: 'a cycle whose parents do not list their children is broken and says both',
    records: [record('a', { parentId: 'b' }), record('b', { parentId: 'a', childIds: undefined })],
    outline: ['a', '  b'],
    marks: { a: [cycle('b')], b: [{ kind: 'notListedByParent', parentId: 'a' }] },
  },
];

/** Every order of up to four items; of more, the order itself, its reverse and its rotations. */
function orders<T>(items: readonly T[]): T[][] {
  if (items.length > 4) {
    const turned = items.map((_, by) => [...items.slice(by), ...items.slice(0, by)]);
    return [...turned, ...turned.map((order) => order.toReversed())];
  }
  const [first, ...others] = items;
  if (first === undefined) return [[]];
  return orders(others).flatMap((order) => items.map((_, at) => [...order.slice(0, at), first, ...order.slice(at)]));
}

describe('Inconsistent data in a hierarchy', () => {
  for (const { title, records, ...expected } of oddities) {
    it(title, () => {
      for (const order of orders(records)) {
        const hierarchy = build(order);
        assert.deepEqual(outline(hierarchy), expected.outline);
        const marked = [...hierarchy.all()].filter((node) => hierarchy.issues(node).length > 0);
        const marks = Object.fromEntries(marked.map((node) => [node.id, hierarchy.issues(node)]));
        assert.deepEqual(marks, expected.marks);
      }
    });
  }

  it('counts children that cannot be seen as owned, and those listed in error not', () => {
    const hierarchy = build([
      record('a', { childIds: ['b', 'x', 'y', 'c'] }),
      record('b', { parentId: 'a' }),
      record('c'),
    ]);
    assert.equal(hierarchy.owned(the(hierarchy, 'a')).clients, 3);
    assert.equal(hierarchy.childCount(the(hierarchy, 'a')), 1);
  });
});

describe('Several records with one id', () => {
  const twice = [
    record('a', {
      name: 'Old',
      parentId: 'p',
      childIds: ['x'],
      legalEntities: 1,
      reportingEntities: 4,
      problems: ['/b'],
    }),
    record('a', {
      name: 'New',
      parentId: 'q',
      childIds: ['y'],
      legalEntities: 3,
      reportingEntities: 2,
      problems: ['/a'],
    }),
  ];
  const around = [record('p', { childIds: ['a'] }), record('q', { childIds: ['a'] }), record('x', { parentId: 'a' })];

  it('are one row: the first name, the first parent, and all that any of them owns', () => {
    for (const order of orders([...twice, ...around])) {
      const hierarchy = build(order);
      assert.deepEqual(outline(hierarchy), ['p', '  New', '    x', 'q']);
      assert.deepEqual(hierarchy.owned(the(hierarchy, 'a')), { clients: 2, legalEntities: 3, reportingEntities: 4 });
      assert.deepEqual(issuesOf(hierarchy, 'a'), [
        { kind: 'duplicateId', names: ['New', 'Old'] },
        { kind: 'listedElsewhere', byIds: ['q'] },
        { kind: 'childrenNotVisible', ids: ['y'] },
        { kind: 'notUnderstood', pointers: ['/a', '/b'] },
      ]);
    }
  });

  it('are the same in any order when there are three', () => {
    const third = record('a', { name: 'New', parentId: null, childIds: undefined, legalEntities: 9 });
    const dumps = orders([...twice, third]).map((order) => dump(build([...order, ...around])));
    assert.equal(dumps.length, 6);
    for (const each of dumps) assert.deepEqual(each, dumps[0]);
  });

  it('are marked even when they say the same', () => {
    assert.deepEqual(issuesOf(build([record('a'), record('a')]), 'a'), [{ kind: 'duplicateId', names: ['a'] }]);
  });

  it('have a parent when only one of them has, since it may be missing in the other', () => {
    const records = [
      record('p', { childIds: ['a'] }),
      record('a', { name: 'A' }),
      record('a', { name: 'Z', parentId: 'p' }),
    ];
    for (const order of orders(records)) assert.deepEqual(outline(build(order)), ['p', '  A']);
  });

  it('stay below the same parent when they are renamed', () => {
    const before = build([...twice, ...around]);
    before.rename('a', 'Both');
    const after = build([...twice.map((each) => ({ ...each, name: 'Both' })), ...around]);
    assert.deepEqual(dump(before), dump(after));
    assert.deepEqual(outline(after), ['p', '  Both', '    x', 'q']);
  });
});
