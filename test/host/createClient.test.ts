import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { intercepts } from '../support/faults';
import { countOf, firstOf, open, run } from './support/actions';
import { rowOf } from './support/clients';
import { submit } from './support/script';
import { useStage, type Stage } from './support/stage';

describe('Creating a client', () => {
  const stage = useStage();

  it('sends what the documentation shows, once, and loads nothing again', async () => {
    const service = await open(stage);
    stage.script.type(' New  child ');
    await run('createClient', rowOf(stage, 'leaf'));
    assert.deepEqual(
      service.requests.map(({ method, path, body }) => ({ method, path, body })),
      [
        {
          method: 'POST',
          path: '/api/v2/clients',
          body: {
            data: {
              type: 'client',
              attributes: { name: 'New  child' },
              relationships: { parent: { data: { type: 'client', id: 'leaf' } } },
            },
          },
        },
      ],
    );
    const [box] = stage.script.inputs;
    assert.equal(box?.title, 'New Client under “Leaf”');
    assert.match(box.prompt, /Group > Nordics > Branch > Leaf/);
    assert.deepEqual(stage.script.troubles, []);
    assert.equal(stage.parts.view.selected?.name, 'New  child');
    assert.equal(stage.parts.view.selected.parent?.name, 'Leaf');
  });

  it('sends no parent for a top-level client', async () => {
    const service = await open(stage);
    stage.script.type('Top');
    await run('createTopLevelClient');
    assert.deepEqual(
      service.requests.map(({ body }) => body),
      [{ data: { type: 'client', attributes: { name: 'Top' } } }],
    );
  });

  it('judges the name while it is typed, and warns of a namesake without refusing it', async () => {
    const service = await open(stage);
    stage.script.type('', '  ', 'two\nlines', 'nul\u0000', 'Nordics');
    await run('createClient', rowOf(stage, 'group'));
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'error: A client needs a name.',
      'error: A name cannot consist only of spaces.',
      'error: A name cannot have line breaks or control characters.',
      'error: A name cannot have line breaks or control characters.',
      'warning: A client named “Nordics” already exists under “Group”. Press Enter to use the name anyway.',
    ]);
    assert.equal(countOf(service, 'POST'), 1);
  });

  it('warns of a name that can be taken for that of another beside it', async () => {
    await open(stage);
    stage.script.type('NОRDICS');
    await run('createClient', rowOf(stage, 'group'));
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'warning: The name can be mistaken for “Nordics” at the same level. Press Enter to use the name anyway.',
    ]);
  });

  it('has the parent picked, by its path, when none is selected', async () => {
    const service = await open(stage);
    stage.script.pick('Leaf');
    stage.script.type('Picked');
    await run('createClient');
    assert.equal(stage.script.picks[0]?.title, 'New Client: Select Parent');
    assert.equal(service.data.list().at(-1)?.parentId, 'leaf');
  });

  it('says what the service said, keeps what was typed, and sends it again when asked to', async () => {
    const service = await open(stage, firstOf('POST', intercepts['HTTP 422']));
    stage.script.type('Refused', 'Refused');
    await run('createTopLevelClient');
    assert.match(stage.script.inputs[0]?.said[0] ?? '', /HTTP 422/);
    assert.equal(countOf(service, 'POST'), 2);
  });

  const LOST = 'The connection to the Aleta service was lost. ';
  const FOUND = `${LOST}A client named “Once” now exists. Someone else may have created it.`;

  it('finds a client of that name when the connection broke behind it, and does not send it twice', async () => {
    const service = await open(stage, firstOf('POST', intercepts['reset after it was carried out']));
    stage.script.type('Once');
    await run('createTopLevelClient');
    assert.deepEqual(stage.script.told, [{ severity: 'warning', message: FOUND, buttons: ['Undo…'] }]);
    assert.equal(service.data.list().filter(({ name }) => name === 'Once').length, 1);
    assert.equal(stage.parts.view.selected?.name, 'Once');
    assert.equal(stage.parts.edits.undo.size, 0, 'Ctrl+Z must not delete what may be a client of somebody else');
  });

  it('undoes a creation without an answer only once the person says that the client is theirs', async () => {
    for (const isOurs of [false, true]) {
      const service = await open(stage, firstOf('POST', intercepts['reset after it was carried out']));
      stage.script.type('Once');
      stage.script.choose('Undo…');
      stage.script.consent(isOurs);
      const told = stage.script.told.length + (isOurs ? 2 : 1);
      const asked = stage.script.confirmations.length + 1;
      await run('createTopLevelClient');
      while (stage.script.told.length < told || stage.script.confirmations.length < asked) await nextTurn();
      const confirmation = stage.script.confirmations.at(-1);
      assert.equal(confirmation?.message, 'Did you create “Once”, and do you want to delete it?');
      assert.equal(
        confirmation.detail,
        `${FOUND} Undoing deletes the client.\nEnvironment: ${new URL(service.url).host}`,
      );
      assert.equal(countOf(service, 'DELETE'), isOurs ? 1 : 0);
      assert.equal(stage.parts.edits.undo.size, 0);
    }
  });

  it('does not take a client that a colleague creates meanwhile for the one whose creation had no answer', async () => {
    for (const theirs of [['Theirs'], ['Mine', 'Mine'], ['A', 'B']]) {
      let count = 0;
      const service = await open(
        stage,
        firstOf('POST', (request) => {
          for (const name of theirs) service.data.add({ id: `theirs ${++count}`, name });
          return intercepts['reset before it was read'](request);
        }),
      );
      stage.script.type('Mine');
      await run('createTopLevelClient');
      const named = theirs.map((name) => `“${name}”`).join(', ');
      assert.deepEqual(stage.script.inputs.at(-1)?.said, [
        `${LOST}New clients, possibly created by someone else: ${named}. Check whether “Mine” is among them before you try again.`,
      ]);
      assert.deepEqual(stage.script.told, []);
      assert.equal(countOf(service, 'POST'), 1);
    }
  });

  it('finds out that it was not done, and says so before it can be tried again', async () => {
    const service = await open(stage, firstOf('POST', intercepts['reset before it was read']));
    stage.script.type('Twice', 'Twice');
    await run('createTopLevelClient');
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'The connection to the Aleta service was lost. A second request confirmed that nothing was changed. You can try again.',
    ]);
    assert.deepEqual(
      service.seen,
      ['POST', 'GET', 'POST'].map((method) => `${method} /api/v2/clients`),
    );
    assert.equal(service.data.list().filter(({ name }) => name === 'Twice').length, 1);
  });

  it('says so when it cannot be found out', async () => {
    let isBroken = false;
    const service = await open(stage, (request, response) => {
      isBroken ||= request.method === 'POST';
      if (request.method === 'POST') return intercepts['reset after it was carried out'](request, response);
      return isBroken && intercepts['HTTP 403'](request, response);
    });
    stage.script.type('Perhaps');
    await run('createTopLevelClient');
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'The connection to the Aleta service was lost. The outcome for “Perhaps” is unknown. Refresh before you try again.',
    ]);
    assert.equal(countOf(service, 'POST'), 1);
  });

  it('can be cancelled, and then says what became of it', async () => {
    const sent = Promise.withResolvers<undefined>();
    const service = await open(
      stage,
      firstOf('POST', (request, response) => {
        sent.resolve(undefined);
        return intercepts['no answer after it was carried out'](request, response);
      }),
    );
    stage.script.answer(async (flow, typed) => {
      const controller = new AbortController();
      const submitting = submit(flow, typed, 'Too late', controller.signal);
      await sent.promise;
      controller.abort();
      return (await submitting)?.result;
    });
    await run('createTopLevelClient');
    assert.deepEqual(stage.script.messages, [
      'Cancelled. A client named “Too late” now exists. Someone else may have created it.',
    ]);
    assert.equal(countOf(service, 'POST'), 1);
  });
});

describe('The input box', () => {
  const stage = useStage();

  it('sends once however often Enter is pressed, and stays after a failure with what was typed', async () => {
    const arrived = Promise.withResolvers<undefined>();
    const released = Promise.withResolvers<undefined>();
    const service = await open(
      stage,
      firstOf('POST', (request, response) => {
        arrived.resolve(undefined);
        void released.promise.then(() => intercepts['HTTP 422'](request, response));
        return true;
      }),
    );
    Reflect.deleteProperty(stage.parts.prompts, 'input');
    const shown = nextShown(stage);
    const creating = run('createTopLevelClient');
    const box = await shown;
    box.value = 'As typed';
    await vscode.commands.executeCommand('quickInput.accept');
    await arrived.promise;
    await vscode.commands.executeCommand('quickInput.accept');
    await vscode.commands.executeCommand('quickInput.accept');
    const isBusy = (): boolean => box.busy;
    assert.equal(isBusy(), true);
    assert.equal(countOf(service, 'POST'), 1);

    released.resolve(undefined);
    while (isBusy()) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(box.value, 'As typed');
    assert.match(JSON.stringify(box.validationMessage), /HTTP 422/);
    assert.equal(countOf(service, 'POST'), 1);

    await vscode.commands.executeCommand('quickInput.accept');
    await creating;
    assert.equal(countOf(service, 'POST'), 2);
    assert.equal(service.data.list().at(-1)?.name, 'As typed');
  });

  it('goes away with Escape, and nothing is sent', async () => {
    const service = await open(stage);
    Reflect.deleteProperty(stage.parts.prompts, 'input');
    const shown = nextShown(stage);
    const creating = run('createTopLevelClient');
    (await shown).value = 'Never mind';
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await creating;
    assert.deepEqual(service.seen, []);
  });
});

function nextShown({ boxEvents }: Stage): Promise<vscode.InputBox> {
  return new Promise((resolve) => boxEvents.once('shown', resolve));
}
