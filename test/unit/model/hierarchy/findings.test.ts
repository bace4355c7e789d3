import assert from 'node:assert/strict';
import type { ClientRecord } from '../../../../src/api/jsonApi';
import { findingSteps } from '../../../../src/model/hierarchy/findings';
import { highlightsOf } from '../../../../src/model/search/highlights';
import { agreeing, build, record } from '../../support/records';

function kindsIn(records: readonly ClientRecord[]): string[] {
  const steps = findingSteps(build(records));
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    return step.value.map((finding) => {
      const { kind } = finding;
      return kind === 'badRecord' ? `record ${finding.record.index}` : `${finding.node.id}: ${kind}`;
    });
  }
}

describe('Checking a hierarchy', () => {
  const table: [why: string, records: ClientRecord[], kinds: string[]][] = [
    ['good data', [record('a', { childIds: ['b'] }), record('b', { parentId: 'a' })], []],
    ['a parent that is not visible', [record('a', { parentId: 'x' })], ['a: parentNotVisible']],
    [
      'a cycle',
      [record('a', { parentId: 'b', childIds: ['b'] }), record('b', { parentId: 'a', childIds: ['a'] })],
      ['a: cycle'],
    ],
    ['an id used twice', [record('a'), record('a', { name: 'b' })], ['a: duplicateId']],
    ['a parent that does not list its child', [record('a'), record('b', { parentId: 'a' })], ['b: notListedByParent']],
    [
      'two siblings of one name',
      [record('a', { name: 'X' }), record('b', { name: 'X' })],
      ['a: sameName', 'b: sameName'],
    ],
    [
      'names that can be confused',
      [record('a', { name: 'ACME' }), record('b', { name: 'Ácme' }), record('c', { name: 'Other' })],
      ['a: confusableName', 'b: confusableName'],
    ],
    [
      'the same name elsewhere',
      [record('a', { name: 'X', childIds: ['b'] }), record('b', { name: 'X', parentId: 'a' })],
      [],
    ],
    ['spaces around a name', [record('a', { name: ' X' })], ['a: spacesAround']],
    ['no name', [record('a', { name: ' \u00a0' })], ['a: noName']],
  ];
  for (const [why, records, kinds] of table) {
    it(`finds ${kinds.length === 0 ? 'nothing wrong with' : ''} ${why}`, () => {
      assert.deepEqual(kindsIn(records), kinds);
    });
  }

  it('goes from top to bottom of the tree', () => {
    const tree = { a: null, a1: 'a', a11: 'a1', a2: 'a', b: null, b1: 'b', b2: 'b' };
    const spaced = agreeing(tree).map((each) => ({ ...each, name: `${each.name} ` }));
    assert.deepEqual(
      kindsIn(spaced).map((kind) => kind.split(':')[0]),
      Object.keys(tree),
    );
  });
});

describe('Highlights', () => {
  const table: [text: string, words: string[], parts: string[]][] = [
    ['Fernmoor Holdings', ['moor', 'hold'], ['moor', 'Hold']],
    ['Ålesund Ålborg', ['al'], ['Ål', 'Ål']],
    ['A\u030Alesund', ['al'], ['A\u030Al']],
    ['aaaa', ['aa', 'a'], ['aaaa']],
    ['😀 İstanbul', ['ista'], ['İsta']],
    ['nothing', ['x'], []],
  ];
  for (const [text, words, parts] of table) {
    it(`of ${words.join(', ')} in ${text} are ${parts.join(', ') || 'none'}`, () => {
      assert.deepEqual(
        highlightsOf(text, words).map(([from, to]) => text.slice(from, to)),
        parts,
      );
    });
  }
});
