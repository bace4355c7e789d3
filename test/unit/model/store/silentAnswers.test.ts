import assert from 'node:assert/strict';
import { ClientEdits, EditError } from '../../../../src/model/edits/clientEdits';
import { ClientStore } from '../../../../src/model/store/clientStore';
import { connectionTo } from '../../../support/connections';
import { json, resource, scriptedService } from '../../../support/scriptedService';
import { dump, outline } from '../../support/records';

const { signal } = new AbortController();
const link = (id: string, type = 'client') => ({ id, type });

/** Clients of which the list says everything, odd ties among them. */
const LIST = [
  { ...resource('group', 'Group'), relationships: { children: { data: [link('acme'), link('unseen'), link('odd')] } } },
  {
    ...resource('acme', 'Acme'),
    relationships: {
      parent: { data: link('group') },
      children: { data: [] },
      legalEntities: { data: [link('l1', 'legal-entity')] },
    },
  },
  { ...resource('unlisted', 'Unlisted'), relationships: { parent: { data: link('group') } } },
  { ...resource('odd', 'Odd'), relationships: { parent: { data: null } } },
];

describe('An answer that is silent', () => {
  const service = scriptedService();

  async function loaded() {
    service.answer = json({ data: LIST });
    const connection = connectionTo(await service.open());
    const store = new ClientStore('en');
    store.connect(connection);
    assert.equal(await store.load({ signal }), true);
    assert.ok(store.hierarchy);
    return { store, hierarchy: store.hierarchy, connection };
  }

  for (const [how, relationships] of [
    ['leaves out its relationships', undefined],
    ['has empty relationships', {}],
    ['has relationships with links alone', { parent: { links: { self: '/x' } }, children: { meta: {} } }],
  ] as const) {
    const answering = (id: string, name: string) => json({ data: { ...resource(id, name), relationships } });

    it(`on creating, and ${how}, leaves the client below the parent that was asked for`, async () => {
      const { store, hierarchy, connection } = await loaded();
      service.answer = answering('new', 'New');
      await store.create(connection, 'New', 'acme', { signal });
      service.answer = answering('top', 'Top');
      await store.create(connection, 'Top', null, { signal });
      assert.deepEqual(outline(hierarchy), ['Group', '  Acme', '    New', '  Unlisted', 'Odd', 'Top']);
    });

    it(`on reading again, and ${how}, leaves the client where it was, with all that it owns`, async () => {
      const { store, hierarchy, connection } = await loaded();
      const before = dump(hierarchy);
      for (const { id, attributes } of LIST) {
        service.answer = answering(id, attributes.name);
        await store.reread(connection, id, { signal });
        assert.deepEqual(dump(hierarchy), before, id);
      }
    });

    it(`on reading before deleting, and ${how}, does not make a client empty that is known to own something`, async () => {
      const { store, connection } = await loaded();
      const edits = new ClientEdits(store);
      service.answer = answering('acme', 'Acme');
      await assert.rejects(edits.remove('acme', 'Acme', { connection, signal }), (error) => {
        assert.ok(error instanceof EditError && error.obstacle.kind === 'notEmpty');
        assert.equal(error.obstacle.owned.legalEntities, 1);
        return true;
      });
    });
  }

  it('is not one that says that the client has no parent', async () => {
    const { store, hierarchy, connection } = await loaded();
    service.answer = json({ data: { ...resource('acme', 'Acme'), relationships: { parent: { data: null } } } });
    await store.reread(connection, 'acme', { signal });
    assert.deepEqual(outline(hierarchy), ['Acme', 'Group', '  Unlisted', 'Odd']);
  });
});
