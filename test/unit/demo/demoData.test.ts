import assert from 'node:assert/strict';
import { demoClients } from '../../../src/demo/demoClients';
import { DemoData } from '../../../src/demo/demoData';
import { build, record } from '../support/records';

const OBJECT_ID = /^[0-9a-f]{24}$/;

describe('The built-in demo clients', () => {
  const data = new DemoData(demoClients());
  const clients = data.list();
  const levelOf = (id: string): number => {
    const parentId = data.get(id)?.parentId ?? null;
    return parentId === null ? 1 : levelOf(parentId) + 1;
  };
  const leaves = clients.filter(
    (client) => data.childIds(client.id).length + client.legalEntities.length + client.reportingEntities.length === 0,
  );

  it('are about sixty on four levels', () => {
    assert.ok(clients.length >= 55 && clients.length <= 75, `${clients.length} clients`);
    assert.deepEqual([...new Set(clients.map(({ id }) => levelOf(id)))].sort(), [1, 2, 3, 4]);
  });

  it('have no broken link and no id twice', () => {
    const entities = clients.flatMap(({ legalEntities, reportingEntities }) => [
      ...legalEntities,
      ...reportingEntities,
    ]);
    const ids = [...clients, ...entities].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, OBJECT_ID);
    for (const { name, parentId } of clients) {
      assert.ok(parentId === null || data.get(parentId) !== undefined, `parent of ${name}`);
    }
  });

  it('are the same in every run', () => {
    assert.deepEqual(demoClients(), clients);
    assert.equal(data.idOf('Fernmoor Family Office'), '65fb9433bc2426fc7d6c3ba8');
  });

  it('have no two siblings of one name', () => {
    const names = clients.map(({ name, parentId }) => `${parentId ?? ''} ${name}`);
    assert.equal(new Set(names).size, names.length);
  });

  it('have two siblings whose names can be confused, and nothing else that is marked', () => {
    const hierarchy = build(
      clients.map(({ id, name, parentId }) => record(id, { name, parentId, childIds: data.childIds(id) })),
    );
    const marked = [...hierarchy.all()].flatMap((node) => hierarchy.issues(node).map(({ kind }) => [node.name, kind]));
    assert.deepEqual(marked, [
      ['Afdeling Aerø', 'confusableName'],
      ['Afdeling Ærø', 'confusableName'],
    ]);
  });

  it('have at least fifteen that own nothing and can be deleted', () => {
    assert.ok(leaves.length >= 15, `${leaves.length} leaves`);
  });

  for (const [what, letters] of [
    ['Swedish', /[ÅÄÖ]/],
    ['Danish', /[æø]/i],
    ['Icelandic', /[ðþ]/i],
    ['Greek', /\p{Script=Greek}/u],
    ['Kanji', /\p{Script=Han}/u],
    ['Katakana', /\p{Script=Katakana}/u],
  ] as const) {
    it(`have names with ${what} letters`, () => {
      assert.ok(clients.some(({ name }) => letters.test(name)));
    });
  }

  it('carry the entities their outline names, and nothing of its punctuation', () => {
    const holding = data.get(data.idOf('Ålhavn Family Office', 'Ålhavn Holding 1'));
    const names = (entities: readonly { name: string }[] | undefined) => entities?.map(({ name }) => name);
    assert.deepEqual(names(holding?.legalEntities), ['Ålhavn Holding 1 AB', 'Ålhavn Värdepapper AB']);
    assert.deepEqual(names(holding?.reportingEntities), ['Holding 1 Quarterly']);
    const all = clients.flatMap(({ name, legalEntities, reportingEntities }) => [
      name,
      ...[...legalEntities, ...reportingEntities].map((entity) => entity.name),
    ]);
    for (const name of all) assert.doesNotMatch(name, /^\s|\s$|[|;:]/);
  });
});

describe('The live demo data', () => {
  it('keeps the parent’s children in step with creates and removes', () => {
    const data = new DemoData();
    const parent = data.create('Parent');
    const first = data.create('First', parent.id);
    const second = data.create('Second', parent.id);
    assert.deepEqual(data.childIds(parent.id), [first.id, second.id]);
    data.remove(first.id);
    assert.deepEqual(data.childIds(parent.id), [second.id]);
  });

  it('makes ids of 24 hex digits that differ', () => {
    const data = new DemoData();
    const ids = Array.from({ length: 100 }, () => data.create('Same name').id);
    for (const id of ids) assert.match(id, OBJECT_ID);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('replaces a client when it is edited, so that what was read before stays as it was', () => {
    const data = new DemoData([{ id: 'a', name: 'Before' }]);
    const before = data.get('a');
    data.rename('a', 'After');
    data.addEntity('a', 'legalEntities', 'Ltd');
    assert.equal(before?.name, 'Before');
    assert.deepEqual(before.legalEntities, []);
    assert.equal(data.get('a')?.name, 'After');
    assert.equal(data.get('a')?.legalEntities[0]?.name, 'Ltd');
  });

  it('takes in links that are broken, for tests', () => {
    const data = new DemoData([
      { id: 'orphan', name: 'Orphan', parentId: 'nowhere' },
      { id: 'a', name: 'A', parentId: 'b' },
      { id: 'b', name: 'B', parentId: 'a' },
    ]);
    assert.deepEqual(data.childIds('nowhere'), ['orphan']);
    assert.deepEqual(data.childIds('a'), ['b']);
    data.remove('a');
    assert.equal(data.get('b')?.parentId, 'a');
  });

  it('refuses what cannot be meant', () => {
    const data = new DemoData([{ id: 'a', name: 'A' }]);
    for (const mistake of [
      () => data.add({ id: 'a', name: 'Again' }),
      () => data.create('Child', 'nowhere'),
      () => data.rename('nowhere', 'Name'),
      () => data.remove('nowhere'),
      () => data.addEntity('nowhere', 'reportingEntities', 'Report'),
      () => data.idOf('B'),
      () => data.idOf(),
    ]) {
      assert.throws(mistake, RangeError);
    }
    assert.deepEqual(
      data.list().map(({ id }) => id),
      ['a'],
    );
  });
});
