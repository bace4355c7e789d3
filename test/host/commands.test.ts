import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { intercepts, type Intercept } from '../support/faults';
import { CLIENTS, rowOf } from './support/clients';
import { submit } from './support/script';
import { until, useStage, type Stage, type StagedService } from './support/stage';

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`aleta.${command}`, ...args);

/** An account whose service has been asked nothing yet that a test would count. */
async function open(stage: Stage, intercept?: Intercept): Promise<StagedService> {
  const service = await stage.open({ clients: CLIENTS, ...(intercept === undefined ? {} : { intercept }) });
  service.requests.length = 0;
  return service;
}

/** `fault` for the first request with `method`; all others are answered as they should be. */
function firstOf(method: string, fault: Intercept): Intercept {
  let isOver = false;
  return (request, response) => {
    if (isOver || request.method !== method) return false;
    isOver = true;
    return fault(request, response);
  };
}

const countOf = ({ seen }: StagedService, method: string): number =>
  seen.filter((line) => line.startsWith(`${method} `)).length;

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
    assert.deepEqual(stage.script.told, []);
    assert.equal(stage.parts.view.selected?.name, 'New  child');
    assert.equal(stage.parts.view.selected.parent?.name, 'Leaf');
  });

  it('sends no parent for one at top level', async () => {
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
      'error: A name of only spaces cannot be told from no name.',
      'error: A name cannot have line breaks or control characters.',
      'error: A name cannot have line breaks or control characters.',
      'warning: There is already a client “Nordics” under “Group”.',
    ]);
    assert.equal(countOf(service, 'POST'), 1);
  });

  it('has the parent picked, by its path, when none is selected', async () => {
    const service = await open(stage);
    stage.script.pick('Leaf');
    stage.script.type('Picked');
    await run('createClient');
    assert.equal(stage.script.picks[0]?.title, 'New Client: Choose Its Parent');
    assert.equal(service.data.list().at(-1)?.parentId, 'leaf');
  });

  it('says what the service said, keeps what was typed, and sends it again when asked to', async () => {
    const service = await open(stage, firstOf('POST', intercepts['HTTP 422']));
    stage.script.type('Refused', 'Refused');
    await run('createTopLevelClient');
    assert.match(stage.script.inputs[0]?.said[0] ?? '', /HTTP 422/);
    assert.equal(countOf(service, 'POST'), 2);
  });

  it('finds out that it was done when the connection broke behind it, and does not send it twice', async () => {
    const service = await open(stage, firstOf('POST', intercepts['reset after it was carried out']));
    stage.script.type('Once');
    await run('createTopLevelClient');
    assert.deepEqual(stage.script.messages, ['“Once” was created. The connection broke in between.']);
    assert.equal(service.data.list().filter(({ name }) => name === 'Once').length, 1);
    assert.equal(stage.parts.view.selected?.name, 'Once');
  });

  it('finds out that it was not done, and says so before it can be tried again', async () => {
    const service = await open(stage, firstOf('POST', intercepts['reset before it was read']));
    stage.script.type('Twice', 'Twice');
    await run('createTopLevelClient');
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'The connection broke. The service was asked again: nothing was changed. You can try again.',
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
    assert.match(
      stage.script.inputs[0]?.said[0] ?? '',
      /could not be found out whether .* Refresh before you try again/,
    );
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
    assert.deepEqual(stage.script.messages, ['“Too late” was created. It was too late to cancel.']);
    assert.equal(countOf(service, 'POST'), 1);
  });
});

describe('Renaming a client', () => {
  const stage = useStage();

  it('reads it again and sends what the documentation shows, once', async () => {
    const service = await open(stage);
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(
      service.requests.map(({ method, path, body }) => ({ method, path, body })),
      [
        { method: 'GET', path: '/api/v2/clients/empty', body: undefined },
        {
          method: 'PATCH',
          path: '/api/v2/clients/empty',
          body: { data: { id: 'empty', type: 'client', attributes: { name: 'Renamed' } } },
        },
      ],
    );
    assert.equal(stage.script.inputs[0]?.value, 'Empty');
    assert.deepEqual(stage.script.told, []);
  });

  it('sends nothing for the same name', async () => {
    const service = await open(stage);
    stage.script.type('Empty');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(service.seen, []);
  });

  it('does not overwrite the name that someone else gave it before it has said so', async () => {
    const service = await open(stage);
    service.data.rename('empty', 'Theirs');
    stage.script.type('Mine', 'Mine');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'Meanwhile someone else renamed “Empty” to “Theirs”. Press Enter to replace that name with yours, or Escape to leave it.',
    ]);
    assert.deepEqual(
      service.seen.map((line) => line.split(' ')[0]),
      ['GET', 'GET', 'PATCH'],
    );
    assert.equal(service.data.get('empty')?.name, 'Mine');
  });

  it('leaves their name alone when the person gives up, and shows it', async () => {
    const service = await open(stage);
    service.data.rename('empty', 'Theirs');
    stage.script.type('Mine');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.equal(countOf(service, 'PATCH'), 0);
    assert.equal(stage.parts.store.hierarchy?.get('empty')?.name, 'Theirs');
  });

  it('says that it is gone, and takes its row away', async () => {
    const service = await open(stage);
    service.data.remove('empty');
    stage.script.type('Mine');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.inputs[0]?.said, ['“Empty” is no longer there: it was deleted elsewhere.']);
    assert.equal(countOf(service, 'PATCH'), 0);
    assert.equal(stage.parts.store.hierarchy?.get('empty'), undefined);
  });

  it('finds out what a connection that broke has done', async () => {
    const service = await open(stage, firstOf('PATCH', intercepts['reset after it was carried out']));
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.messages, ['“Empty” was renamed. The connection broke in between.']);
    assert.equal(countOf(service, 'PATCH'), 1);
    assert.equal(stage.parts.store.hierarchy?.get('empty')?.name, 'Renamed');
  });

  it('percent-encodes an id that would lead elsewhere', async () => {
    const id = 'a/../b?c#d%2e $(alert) 日本';
    const service = await stage.open({ clients: [{ id, name: 'Odd' }] });
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, id));
    assert.equal(service.data.get(id)?.name, 'Renamed');
    assert.equal(service.seen.at(-1), `PATCH /api/v2/clients/${encodeURIComponent(id)}`);
  });
});

describe('Deleting a client', () => {
  const stage = useStage();

  it('asks, naming it, reads it again, and sends one request', async () => {
    const service = await open(stage);
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    const [confirmation] = stage.script.confirmations;
    assert.equal(confirmation?.message, 'Delete the client “Empty”?');
    assert.equal(confirmation.action, 'Delete');
    assert.deepEqual(service.seen, ['GET /api/v2/clients/empty', 'DELETE /api/v2/clients/empty']);
    assert.equal(stage.parts.store.hierarchy?.get('empty'), undefined);
    assert.deepEqual(stage.script.told, []);
  });

  it('sends nothing when the person says no', async () => {
    const service = await open(stage);
    stage.script.consent(false);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.deepEqual(service.seen, []);
  });

  for (const [id, owned] of [
    ['owner', '1 legal entity'],
    ['group', '1 client'],
  ] as const) {
    it(`sends nothing for one that owns ${owned}, and says what it owns`, async () => {
      const service = await open(stage);
      await run('deleteClient', rowOf(stage, id));
      assert.deepEqual(service.seen, []);
      assert.equal(stage.script.told.length, 1);
      assert.match(stage.script.messages[0] ?? '', new RegExp(`cannot be deleted: it still owns ${owned}\\.`));
      assert.deepEqual(stage.script.told[0]?.buttons, ['Refresh']);
    });
  }

  it('is not sent for one that came to own something meanwhile', async () => {
    const service = await open(stage);
    service.data.create('Made elsewhere', 'empty');
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.deepEqual(service.seen, ['GET /api/v2/clients/empty']);
    assert.deepEqual(stage.script.messages, ['“Empty” cannot be deleted: it owns 1 client by now.']);
  });

  it('asks again for one that someone else renamed', async () => {
    const service = await open(stage);
    service.data.rename('empty', 'Precious');
    stage.script.consent(true, false);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.equal(stage.script.confirmations[1]?.message, 'Delete the client “Precious”?');
    assert.match(stage.script.confirmations[1].detail, /someone else renamed “Empty” to “Precious”/);
    assert.equal(countOf(service, 'DELETE'), 0);
    assert.equal(service.data.get('empty')?.name, 'Precious');
  });

  it('is content with one that is gone already', async () => {
    const service = await open(stage);
    service.data.remove('empty');
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.told, [
      { severity: 'info', message: '“Empty” is no longer there: it was deleted elsewhere.', buttons: [] },
    ]);
    assert.equal(stage.parts.store.hierarchy?.get('empty'), undefined);
  });

  it('finds out that a connection that broke has done it', async () => {
    const service = await open(stage, firstOf('DELETE', intercepts['reset after it was carried out']));
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.messages, ['“Empty” was deleted. The connection broke in between.']);
    assert.equal(countOf(service, 'DELETE'), 1);
  });

  it('finds out that a connection that broke has not done it, and sends it again only when told to', async () => {
    const service = await open(stage, firstOf('DELETE', intercepts['reset before it was read']));
    stage.script.consent(true);
    stage.script.choose('Retry');
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.match(stage.script.messages[0] ?? '', /nothing was changed\. You can try again\.$/);
    assert.equal(countOf(service, 'DELETE'), 2);
    assert.equal(service.data.get('empty'), undefined);
  });

  it('says what the service said when it refuses', async () => {
    await open(stage, firstOf('DELETE', intercepts['HTTP 409']));
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.match(stage.script.messages[0] ?? '', /^“Empty” was not deleted\. .*\(HTTP 409\)/);
    assert.deepEqual(stage.script.told[0]?.buttons, ['Refresh', 'Show Log']);
  });
});

describe('The input box', () => {
  const stage = useStage();

  it('sends once however often Enter is pressed, and comes back after a failure with what was typed', async () => {
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
    assert.equal(box.busy, true);
    assert.equal(countOf(service, 'POST'), 1);

    const again = nextShown(stage);
    released.resolve(undefined);
    assert.equal(await again, box);
    assert.equal(box.value, 'As typed');
    assert.equal(box.busy, false);
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

describe('A command', () => {
  const stage = useStage();

  it('signs in and loads first where nobody has', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    stage.later(() => stage.context.secrets.delete(`aleta.token:${service.origin}`));
    await stage.set('aleta.apiUrl', service.url);
    stage.script.type(service.token);
    stage.script.pick('Empty');
    stage.script.type('Renamed');
    await run('renameClient');
    assert.equal(service.data.get('empty')?.name, 'Renamed');
  });

  it('says that the row it was meant for is gone', async () => {
    const service = await open(stage);
    const row = rowOf(stage, 'empty');
    service.data.remove('empty');
    await run('refreshClients');
    await run('renameClient', row);
    assert.deepEqual(stage.script.messages, ['“Empty” is no longer among the clients.']);
    await until(stage.parts.store, ['state'], () => !stage.parts.store.isLoading);
    assert.deepEqual(service.seen, ['GET /api/v2/clients']);
  });
});
