import fc from 'fast-check';
import assert from 'node:assert/strict';
import { skeletonHash, skeletonOf } from '../../../../src/base/skeleton';
import type { Issue } from '../../../../src/model/hierarchy/clientNode';
import type { Change, Hierarchy } from '../../../../src/model/hierarchy/hierarchy';
import { build, issuesOf, record } from '../../support/records';

const same = (otherId: string): Issue => ({ kind: 'sameName', otherId });
const like = (otherId: string, otherName: string): Issue => ({ kind: 'confusableName', otherId, otherName });

/** Clients at top level, from `id: name` pairs, whose rows have all been looked at. */
function shown(names: Readonly<Record<string, string>>): Hierarchy {
  const hierarchy = build(Object.entries(names).map(([id, name]) => record(id, { name })));
  for (const node of hierarchy.children(null)) hierarchy.issues(node);
  return hierarchy;
}

/** The marks of all clients that have any, by id. */
const allMarks = (hierarchy: Hierarchy): Record<string, readonly Issue[]> =>
  Object.fromEntries(
    hierarchy
      .children(null)
      .map(({ id }): [string, readonly Issue[]] => [id, issuesOf(hierarchy, id)])
      .filter(([, marks]) => marks.length > 0),
  );

const touchedIds = (change: Change | undefined): string[] =>
  [...(change?.touched ?? [])].map((node) => node?.id ?? '').sort();

describe('Issues of names', () => {
  const table: [title: string, names: Record<string, string>, marks: Record<string, readonly Issue[]>][] = [
    ['name the other one of two', { a: 'X', b: 'X', c: 'Y' }, { a: [same('b')], b: [same('a')] }],
    ['of three with one name go round', { a: 'X', b: 'X', c: 'X' }, { a: [same('b')], b: [same('c')], c: [same('a')] }],
    ['of two that look alike name each other', { a: 'X', b: 'x' }, { a: [like('b', 'x')], b: [like('a', 'X')] }],
    [
      'say that the name is the same rather than alike, where both are so',
      { a: 'X', b: 'X', c: 'x' },
      { a: [same('b')], b: [same('a')], c: [like('a', 'X')] },
    ],
    ['say that there are spaces around it', { a: ' X', b: 'Y' }, { a: [{ kind: 'spacesAround' }] }],
    [
      'say both where spaces around it make it look like another',
      { a: 'X ', b: 'X' },
      { a: [like('b', 'X'), { kind: 'spacesAround' }], b: [like('a', 'X ')] },
    ],
    [
      'of nothing that can be seen say only that',
      { a: '', b: ' ', c: '\u200b\u00a0' },
      { a: [{ kind: 'noName' }], b: [{ kind: 'noName' }], c: [{ kind: 'noName' }] },
    ],
    ['are not there for numbers that differ', { a: 'Trust 1', b: 'Trust 2', c: 'Trust 10', d: 'Trust 11' }, {}],
  ];
  for (const [title, names, marks] of table) {
    it(title, () => assert.deepEqual(allMarks(shown(names)), marks));
  }

  it('are not there for the same name under different parents', () => {
    const hierarchy = build([
      record('a', { childIds: ['b'], name: 'X' }),
      record('b', { parentId: 'a', childIds: ['c'], name: 'X' }),
      record('c', { parentId: 'b', name: 'X' }),
    ]);
    for (const { id } of hierarchy.all()) assert.deepEqual(issuesOf(hierarchy, id), []);
  });

  it('are on exactly those who have a sibling of the same name, or of one that looks the same', () => {
    const letter = fc.constantFrom('a', 'A', 'á', 'а', ' ', 'l', '1', 'I', 'b', '\u200b');
    const names = fc.array(fc.string({ unit: letter, maxLength: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(names, (list) => {
        const hierarchy = build(list.map((name, at) => record(String(at).padStart(2, '0'), { name })));
        const siblings = hierarchy.children(null);
        for (const node of siblings) {
          const alike = siblings.filter((each) => each !== node && skeletonOf(each.name) === skeletonOf(node.name));
          const twins = alike.filter(({ name }) => name === node.name);
          const [kind, others] = twins.length > 0 ? ['sameName', twins] : ['confusableName', alike];
          const mark = hierarchy.issues(node).find((each) => 'otherId' in each);
          const isMarked = others.length > 0 && skeletonOf(node.name) !== '';
          assert.equal(mark?.kind, isMarked ? kind : undefined);
          if (mark !== undefined) assert.ok(others.some(({ id }) => 'otherId' in mark && id === mark.otherId));
        }
      }),
    );
  });
});

describe('An edit that makes or ends twins', () => {
  it('touches the other one too when a name becomes the same', () => {
    const hierarchy = shown({ a: 'Trust 1', b: 'Trust 2', c: 'Trust 3' });
    assert.deepEqual(touchedIds(hierarchy.rename('b', 'TRUST 1')), ['a', 'b']);
    assert.deepEqual(allMarks(hierarchy), { a: [like('b', 'TRUST 1')], b: [like('a', 'Trust 1')] });
    assert.deepEqual(touchedIds(hierarchy.rename('b', 'Trust 1')), ['a', 'b']);
    assert.deepEqual(allMarks(hierarchy), { a: [same('b')], b: [same('a')] });
    assert.deepEqual(touchedIds(hierarchy.rename('b', 'Trust 2')), ['a', 'b']);
    assert.deepEqual(allMarks(hierarchy), {});
  });

  it('touches the other one too when a client is created, read again or deleted', () => {
    const hierarchy = shown({ a: 'Trust 1', b: 'Trust 2' });
    assert.deepEqual(touchedIds(hierarchy.put(record('c', { name: 'Trust 2' }))), ['', 'b']);
    assert.deepEqual(touchedIds(hierarchy.put(record('c', { name: 'Trust 3' }))), ['b', 'c']);
    assert.deepEqual(touchedIds(hierarchy.put(record('c', { name: 'trust 2' }))), ['', 'b', 'c']);
    assert.deepEqual(touchedIds(hierarchy.remove('c')), ['', 'b']);
    assert.deepEqual(allMarks(hierarchy), {});
  });

  it('touches no one else when there are no twins, and no twins that stay as they are', () => {
    const hierarchy = shown({ a: 'X', b: 'X', c: 'Y', d: 'Z' });
    assert.deepEqual(touchedIds(hierarchy.rename('c', 'Y 2')), ['c']);
    assert.deepEqual(touchedIds(hierarchy.put(record('b', { name: 'X', legalEntities: 1 }))), ['b']);
    assert.deepEqual(touchedIds(hierarchy.remove('d')), ['']);
  });

  it('touches one of a thousand twins when another one comes or goes', () => {
    const ids = Array.from({ length: 1_000 }, (_, at) => String(at).padStart(4, '0'));
    const hierarchy = shown(Object.fromEntries(ids.map((id) => [id, 'Client'])));
    assert.deepEqual(touchedIds(hierarchy.put(record('0500a', { name: 'Client' }))), ['', '0500']);
    assert.deepEqual(touchedIds(hierarchy.remove('0500a')), ['', '0500']);
    assert.deepEqual(touchedIds(hierarchy.remove('0000')), ['', '0999']);
  });

  it('reaches the twins of those that a deletion brings to the top level', () => {
    const hierarchy = build([
      record('a', { name: 'X' }),
      record('p', { childIds: ['b'] }),
      record('b', { name: 'x', parentId: 'p' }),
    ]);
    for (const node of hierarchy.all()) hierarchy.issues(node);
    assert.deepEqual(touchedIds(hierarchy.remove('p')), ['', 'a', 'b']);
    assert.deepEqual(issuesOf(hierarchy, 'a'), [like('b', 'x')]);
  });

  it('is seen by a walk over the marks that is under way', () => {
    const hierarchy = shown({ a: 'X', b: 'Y' });
    const marksNow = hierarchy.issueReader();
    const [first] = hierarchy.children(null);
    assert.ok(first !== undefined);
    assert.deepEqual(marksNow(first), []);
    hierarchy.rename('b', 'X');
    assert.deepEqual(marksNow(first), [same('b')]);
  });
});

describe('What the eye keeps of a name', () => {
  const table: [why: string, a: string, b: string][] = [
    ['case', 'ACME', 'acme'],
    ['accents, composed or not', 'Ålhavn', 'A\u030Alhavn'],
    ['letters with strokes', 'Søren', 'Soren'],
    ['white space', 'Fund\u00a0 2', 'Fund2'],
    ['invisible characters', 'Ac\u200bme', 'Acme'],
    ['width', 'Ｆｕｎｄ ２', 'Fund 2'],
    ['ligatures', 'Oﬃce', 'Office'],
    ['Cyrillic letters', 'Асме', 'Acme'],
    ['Greek letters', 'Ρrospect', 'Prospect'],
    ['Greek capitals', 'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
    ['Greek capitals with accents', 'Ήolding', 'Holding'],
    ['Cyrillic capitals', 'АВЕКМНОРСТХЅЈ', 'ABEKMHOPCTXSJ'],
    ['Braille without a dot', 'Acme\u2800', 'Acme'],
    ['digits for letters', 'Trust I0', 'Trust lO'],
    ['halfwidth Kana', 'ｶﾞｽ', 'ガス'],
    ['composition of Kana', 'カ\u3099ス', 'ガス'],
    ['composition of the Cyrillic short i', 'Мои\u0306', 'Мой'],
    ['final sigmas', 'ΣΑΣ', 'Σας'],
    ['vowel points of Hebrew', 'שָׁלוֹם', 'שלום'],
    ['letters beyond the first plane', '𝐅und', 'Fund'],
  ];
  for (const [why, a, b] of table) {
    it(`is without ${why}`, () => {
      assert.equal(skeletonOf(a), skeletonOf(b));
      assert.equal(skeletonHash(a), skeletonHash(b));
    });
  }

  it('tells numbers, words and ideographs apart', () => {
    for (const [a, b] of [
      ['Trust 2', 'Trust 10'],
      ['株式会社', '株式会杜'],
      ['Acme', 'Acne'],
      ['カス', 'ガス'],
      ['ハン', 'パン'],
      ['กา', 'กิา'],
      ['มา', 'ม้า'],
      ['दिन', 'दान'],
      ['कल', 'काल'],
      ['राजा', 'राज़ा'],
    ] as const) {
      assert.notEqual(skeletonOf(a), skeletonOf(b));
      assert.notEqual(skeletonHash(a), skeletonHash(b));
    }
  });

  it('has the same hash whenever it is the same', () => {
    const unit = fc.oneof(fc.constantFrom('a', 'A', 'ä', 'а', ' ', 'ﬁ', 'fi', '１', 'l', '𝐚', '\ud800'), fc.string());
    const name = fc.array(unit, { maxLength: 3 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(name, name, (a, b) => {
        if (skeletonOf(a) === skeletonOf(b)) assert.equal(skeletonHash(a), skeletonHash(b));
      }),
    );
  });
});
