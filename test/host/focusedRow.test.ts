import assert from 'node:assert/strict';
import { FocusedRow } from '../../src/view/focusedRow';
import { isClientRow, type Row } from '../../src/view/rows';
import { countOf, open, run } from './support/actions';
import { rowOf } from './support/clients';
import { useStage } from './support/stage';

const KEY = { from: 'keyboard', many: true };

describe('The row that had the focus', () => {
  const stage = useStage();

  const rows = (...ids: string[]): Row[] => ids.map((id) => ({ ...rowOf(stage, id) }));

  function tell(...selections: Row[][]): string | undefined {
    const focused = new FocusedRow((row) => (isClientRow(row) ? row.id : ''));
    for (const selection of selections) focused.note(selection);
    const row = focused.take();
    assert.equal(focused.take(), undefined, 'told to one command');
    return row !== undefined && isClientRow(row) ? row.id : undefined;
  }

  it('is the one that was selected and no longer is, or the other way round, whatever a refresh made of the rows', async () => {
    await open(stage);
    assert.equal(tell(rows('leaf'), rows()), 'leaf');
    assert.equal(tell(rows('branch'), rows('branch', 'leaf'), rows('branch')), 'leaf');
    assert.equal(tell(rows('branch', 'leaf'), rows('branch'), rows('leaf', 'branch')), 'leaf');
    assert.equal(tell(rows('empty'), rows(), rows('branch'), rows(), rows('branch')), 'branch');
  });

  it('cannot be told where the selection did something else', async () => {
    await open(stage);
    assert.equal(tell(), undefined);
    assert.equal(tell(rows('leaf')), undefined);
    assert.equal(tell(rows('branch'), rows('leaf')), undefined);
    assert.equal(tell(rows('branch'), rows(), rows('leaf')), undefined);
    assert.equal(tell(rows('branch'), rows('leaf'), rows('branch')), undefined);
    assert.equal(tell(rows('branch'), rows('branch', 'leaf'), rows('branch'), rows('leaf')), undefined);
  });

  for (const command of ['deleteClient', 'renameClient', 'openClient', 'copyClientName']) {
    it(`is not guessed by ${command}, which says so and does nothing`, async () => {
      const service = await open(stage);
      await run(command, KEY);
      assert.deepEqual(stage.script.messages, [
        'No row has the focus. Go to a client with the arrow keys, and press the key again.',
      ]);
      assert.equal(countOf(service, 'GET') + countOf(service, 'PATCH') + countOf(service, 'DELETE'), 0);
    });
  }
});
