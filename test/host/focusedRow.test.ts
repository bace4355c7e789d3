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
    const focused = new FocusedRow<Row>((row) => (isClientRow(row) ? row.id : ''));
    for (const selection of selections) focused.note(selection);
    const row = focused.take();
    assert.equal(focused.take(), undefined, 'told to one command');
    return row !== undefined && isClientRow(row) ? row.id : undefined;
  }

  it('is the one by which the selection changed and changed back, twice, whatever a refresh made of the rows', async () => {
    await open(stage);
    assert.equal(tell(rows('leaf'), rows(), rows('leaf'), rows()), 'leaf');
    const [one, two] = [() => rows('branch'), () => rows('branch', 'leaf')];
    assert.equal(tell(one(), two(), one(), two(), one()), 'leaf');
    assert.equal(tell(two(), one(), rows('leaf', 'branch'), one(), rows('leaf', 'branch')), 'leaf');
    assert.equal(tell(rows('empty'), rows(), one(), two(), one(), two(), one()), 'leaf');
  });

  it('cannot be told where the selection did something else', async () => {
    await open(stage);
    const [none, one, two] = [() => rows(), () => rows('branch'), () => rows('branch', 'leaf')];
    assert.equal(tell(), undefined);
    assert.equal(tell(one()), undefined);
    assert.equal(tell(one(), none()), undefined);
    assert.equal(tell(one(), two(), one()), undefined);
    assert.equal(tell(one(), two(), one(), two(), rows('leaf')), undefined);
    assert.equal(tell(one(), rows('leaf'), one(), rows('leaf'), one()), undefined);
    assert.equal(tell(one(), two(), one(), two(), one(), none()), undefined);
  });

  for (const command of ['deleteClient', 'renameClient', 'openClient', 'copyClientName']) {
    it(`is not guessed by ${command}, which says so and does nothing`, async () => {
      const service = await open(stage);
      await run(command, KEY);
      assert.deepEqual(stage.script.messages, [
        'No row has the focus. Move to a client with the arrow keys, and press the key again.',
      ]);
      assert.equal(countOf(service, 'GET') + countOf(service, 'PATCH') + countOf(service, 'DELETE'), 0);
    });
  }
});
