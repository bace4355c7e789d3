import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { HttpStatusError } from '../../src/api/errors';
import { explain } from '../../src/platform/failures';
import { listing, open, run } from './support/actions';
import { rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('What a busy service is said to ask for', () => {
  const table: [seconds: number, text: string][] = [
    [0, 'Try again in a moment.'],
    [1, 'Try again in 1 second.'],
    [90, 'Try again in 90 seconds.'],
    [91, 'Try again in 2 minutes.'],
    [3_600, 'Try again in 60 minutes.'],
    [86_400, 'Try again in 24 hours.'],
  ];
  for (const [seconds, text] of table) {
    it(`after ${seconds} s is: ${text}`, () => {
      const facts = { method: 'GET', path: '/clients' };
      assert.ok(explain(new HttpStatusError(facts, 429, [], seconds * 1_000)).text.endsWith(` ${text}`));
    });
  }
});

describe('Boxes for names', () => {
  const stage = useStage();

  it('say where the client is', async () => {
    await open(stage);
    for (const id of ['leaf', 'empty']) {
      stage.script.type();
      await run('renameClient', rowOf(stage, id));
    }
    stage.script.type('Empty');
    await run('createTopLevelClient');
    assert.deepEqual(
      stage.script.inputs.map(({ prompt }) => prompt),
      [
        'New name of the client under Group > Nordics > Branch',
        'New name of the client at top level',
        'Name of the new client at top level',
      ],
    );
    assert.deepEqual(stage.script.inputs[2]?.said, [
      'warning: There is already a client “Empty” at top level. Press Enter to have two.',
    ]);
  });
});

describe('Copying as curl', () => {
  const stage = useStage();

  for (const id of ['..', '\ud800']) {
    it(`copies nothing for the id ${JSON.stringify(id)}, which no address can have`, async () => {
      await stage.open({ intercept: listing({ data: [{ type: 'client', id, attributes: { name: 'Odd' } }] }) });
      await vscode.env.clipboard.writeText('before');
      await run('copyClientCurl', rowOf(stage, id));
      assert.deepEqual(stage.script.messages, ['Nothing was copied: the id of “Odd” cannot be part of an address.']);
      assert.equal(await vscode.env.clipboard.readText(), 'before');
    });
  }
});
