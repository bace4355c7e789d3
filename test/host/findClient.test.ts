import assert from 'node:assert/strict';
import { run, show } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('Find Client', () => {
  const stage = useStage();

  it('offers clients that were found before in a section of their own, with their paths', async () => {
    await show(stage);
    stage.script.pick('Leaf');
    await run('findClient');
    stage.parts.prompts.pick = ({ items }) => {
      const [first, ...others] = items('');
      assert.deepEqual(
        [first?.label, first?.description, first?.section],
        ['Leaf', 'Group > Nordics > Branch', 'recently found'],
      );
      assert.deepEqual([...new Set(others.map(({ section }) => section))], ['clients']);
      assert.deepEqual([...new Set(items('leaf').map(({ section }) => section))], [undefined]);
      return Promise.resolve(undefined);
    };
    await run('findClient');
  });

  it('offers to create what it does not find below the client that is selected, with the name typed already', async () => {
    const service = await show(stage);
    await stage.tree.view.reveal(rowOf(stage, 'branch'), { select: true });
    stage.script.pick('$(add) New Client “Zebra $\u2060(add)”', ' Zebra $(add) ');
    stage.script.answer((flow, typed) => {
      assert.deepEqual([typed.title, typed.value, flow.isTyped], ['New Client under “Branch”', 'Zebra $(add)', true]);
      return Promise.resolve(undefined);
    });
    await run('findClient');
    assert.equal(service.data.list().length, CLIENTS.length);
  });

  it('offers to create what it does not find at top level where no client is selected', async () => {
    const service = await show(stage);
    stage.parts.prompts.pick = ({ items, otherwise = () => undefined }) => {
      assert.deepEqual(items('zebra'), []);
      assert.equal(otherwise('  '), undefined);
      assert.equal(otherwise('zebra')?.item.description, 'at the top level');
      return Promise.resolve(otherwise('zebra')?.item.value);
    };
    stage.script.type('zebra 2');
    await run('findClient');
    assert.deepEqual([stage.script.inputs[0]?.title, stage.script.inputs[0]?.value], ['New Top-Level Client', 'zebra']);
    assert.equal(service.data.list().length, CLIENTS.length + 1);
  });

  it('keeps what was typed where the client to create it under has gone meanwhile', async () => {
    const service = await show(stage);
    await stage.tree.view.reveal(rowOf(stage, 'leaf'), { select: true });
    stage.parts.prompts.pick = async ({ otherwise }) => {
      service.data.remove('leaf');
      await run('refreshClients');
      const other = otherwise?.('zebra');
      assert.deepEqual([other?.none, other?.item.description], ['“zebra” was not found', 'under “Leaf”']);
      return other?.item.value;
    };
    stage.script.type();
    await run('findClient');
    assert.deepEqual(stage.script.messages, ['“Leaf” no longer exists.']);
    assert.deepEqual([stage.script.inputs[0]?.title, stage.script.inputs[0]?.value], ['New Top-Level Client', 'zebra']);
  });

  it('offers to create nothing in a read-only environment, nor once another account was turned to', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    await stage.store(`${service.origin}#guarded`, service.token);
    await stage.environments([{ name: 'Guarded', apiUrl: service.url, access: 'readOnly' }], 'Guarded');
    stage.parts.prompts.pick = async ({ otherwise = () => undefined }) => {
      assert.equal(otherwise('zebra'), undefined);
      await stage.set('aleta.environments', [{ name: 'Guarded', apiUrl: service.url, access: 'full' }]);
      assert.notEqual(otherwise('zebra'), undefined);
      await stage.environments([], '');
      assert.equal(otherwise('zebra'), undefined);
      return undefined;
    };
    await run('findClient');
  });
});
