import assert from 'node:assert/strict';
import { planDelete } from '../../../../src/model/edits/deletePlan';
import type { Hierarchy } from '../../../../src/model/hierarchy/hierarchy';
import { inTreeOrder, topmost } from '../../../../src/model/hierarchy/traversal';
import { agreeing, build, record, the } from '../../support/records';

const plan = (hierarchy: Hierarchy, ...ids: string[]) => {
  const { steps, blocked } = planDelete(
    hierarchy,
    ids.map((id) => the(hierarchy, id)),
  );
  return {
    steps: steps.map(({ id, level }) => `${'>'.repeat(level)}${id}`),
    blocked: blocked.map(({ node, blocker, count }) => [node.id, blocker.node.id, count]),
  };
};

const TREE = agreeing({ group: null, nordics: 'group', acme: 'nordics', bolt: 'nordics', west: 'group', lone: null });
const owning = (id: string) => TREE.map((each) => (each.id === id ? { ...each, legalEntities: 2 } : each));

describe('The plan to delete clients', () => {
  it('takes a branch from the bottom up, with the names as they are now', () => {
    const hierarchy = build(TREE);
    const { steps } = planDelete(hierarchy, [the(hierarchy, 'nordics')]);
    hierarchy.rename('acme', 'Renamed later');
    assert.deepEqual(steps, [
      { id: 'bolt', name: 'bolt', parentId: 'nordics', level: 1 },
      { id: 'acme', name: 'acme', parentId: 'nordics', level: 1 },
      { id: 'nordics', name: 'nordics', parentId: 'group', level: 0 },
    ]);
  });

  it('takes a client once that is chosen as well as those above it, in any order', () => {
    const expected = { steps: ['lone', '>west', '>>bolt', '>>acme', '>nordics', 'group'], blocked: [] };
    const hierarchy = build(TREE);
    assert.deepEqual(plan(hierarchy, 'group', 'acme', 'lone', 'nordics', 'group'), expected);
    assert.deepEqual(plan(hierarchy, 'group', 'lone'), expected);
  });

  it('leaves a branch whole where a client in it owns entities, and names the first and how many', () => {
    const records = owning('bolt').map((each) => (each.id === 'west' ? { ...each, reportingEntities: 1 } : each));
    assert.deepEqual(plan(build(records), 'group', 'lone'), {
      steps: ['lone'],
      blocked: [['group', 'bolt', 2]],
    });
  });

  it('still takes what was chosen by itself below one that is in the way', () => {
    assert.deepEqual(plan(build(owning('nordics')), 'group', 'nordics', 'acme', 'west'), {
      steps: ['west', 'acme'],
      blocked: [
        ['group', 'nordics', 1],
        ['nordics', 'nordics', 1],
      ],
    });
  });

  it('leaves a client with children that cannot be seen', () => {
    const hierarchy = build([record('a', { childIds: ['b', 'unseen'] }), record('b', { parentId: 'a' })]);
    const { blocked } = planDelete(hierarchy, [the(hierarchy, 'a')]);
    assert.deepEqual(
      blocked.map(({ blocker }) => blocker),
      [{ node: the(hierarchy, 'a'), legalEntities: 0, reportingEntities: 0, hiddenClients: 1 }],
    );
  });

  it('leaves clients that own each other, and takes what is below them', () => {
    const cycle = agreeing({ a: 'c', b: 'a', c: 'b', leaf: 'c' });
    assert.deepEqual(plan(build(cycle), 'a'), { steps: [], blocked: [['a', 'c', 1]] });
    assert.deepEqual(plan(build(cycle), 'b', 'leaf'), { steps: ['leaf'], blocked: [['b', 'c', 1]] });
    assert.deepEqual(plan(build(cycle), 'leaf'), { steps: ['leaf'], blocked: [] });
  });

  it('is quick for a chain of 20,000, all chosen', () => {
    const records = Array.from({ length: 20_000 }, (_, index) =>
      record(`${index}`, {
        parentId: index === 0 ? null : `${index - 1}`,
        childIds: index === 19_999 ? [] : [`${index + 1}`],
      }),
    );
    const hierarchy = build(records);
    const { steps } = planDelete(hierarchy, hierarchy.all());
    assert.equal(steps.length, 20_000);
    assert.deepEqual(steps[0], { id: '19999', name: '19999', parentId: '19998', level: 19_999 });
  });

  it('knows the topmost of clients in their order', () => {
    const hierarchy = build(TREE);
    const nodes = ['lone', 'acme', 'nordics', 'west'].map((id) => the(hierarchy, id));
    assert.deepEqual(
      topmost(new Set(nodes)).map(({ id }) => id),
      ['lone', 'nordics', 'west'],
    );
  });
});

describe('Clients in the order of the tree', () => {
  it('come as the rows do, whoever is above first, in whatever order they were chosen', () => {
    const hierarchy = build(TREE);
    const expected = ['group', 'nordics', 'acme', 'bolt', 'west', 'lone'];
    for (const chosen of [expected.toReversed(), ['bolt', 'lone', 'group', 'west', 'acme', 'nordics']]) {
      const ordered = inTreeOrder(
        hierarchy,
        chosen.map((id) => the(hierarchy, id)),
      );
      assert.deepEqual(
        ordered.map(({ id }) => id),
        expected,
      );
    }
  });
});
