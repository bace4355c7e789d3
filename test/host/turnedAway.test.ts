import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { newTask } from '../../src/platform/progress';
import { intercepts, type Intercept } from '../support/faults';
import { open, run } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { useStage, type StagedService } from './support/stage';

const GO_ON = 'The clients are loaded. You can continue with what you started.';

describe('Who turned to an editor while something was waited for', () => {
  const stage = useStage();
  /** Holds back whatever `isHeld` says. */
  let isHeld: (url: string) => boolean;
  let asked: PromiseWithResolvers<undefined>;
  let held: PromiseWithResolvers<undefined>;
  const holding: Intercept = async (request) => {
    if (!isHeld(request.url ?? '')) return false;
    asked.resolve(undefined);
    await held.promise;
    return false;
  };

  beforeEach(() => {
    isHeld = () => false;
    asked = Promise.withResolvers();
    held = Promise.withResolvers();
    stage.later(() => held.resolve(undefined));
  });

  /** The person goes on in an editor, and a second passes. */
  async function turnAway(): Promise<void> {
    stage.later(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
    const turned = new Promise((resolve) => {
      const subscription = vscode.window.onDidChangeActiveTextEditor(resolve);
      stage.later(() => subscription.dispose());
    });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'mine' }));
    await turned;
    const later = performance.now() + 1_001;
    performance.now = () => later;
    stage.later(() => Reflect.deleteProperty(performance, 'now'));
  }

  async function loading(): Promise<StagedService> {
    isHeld = (url) => url.endsWith('/clients');
    const service = await stage.serve({ clients: CLIENTS, intercept: holding });
    await stage.store(service.origin, service.token);
    await stage.set('aleta.apiUrl', service.url);
    await asked.promise;
    return service;
  }

  for (const [command, act] of [
    ['createTopLevelClient', () => stage.script.type('New')],
    ['findClient', () => stage.script.pick('Empty')],
  ] as const) {
    it(`is asked before ${command} opens its box at the end of the first load`, async () => {
      await loading();
      const running = run(command);
      await turnAway();
      held.resolve(undefined);
      await running;
      assert.deepEqual([stage.script.inputs, stage.script.picks], [[], []]);
      assert.deepEqual(stage.script.told[0], { severity: 'info', message: GO_ON, buttons: ['Continue'] });
      stage.script.choose('Continue');
      act();
      isHeld = () => true;
      const next = await stage.serve({ clients: CLIENTS, intercept: holding });
      asked = Promise.withResolvers();
      held = Promise.withResolvers();
      await stage.store(next.origin, next.token);
      await stage.set('aleta.apiUrl', next.url);
      await asked.promise;
      isHeld = () => false;
      const again = run(command);
      await turnAway();
      held.resolve(undefined);
      await again;
      assert.equal(stage.script.inputs.length + stage.script.picks.length, 1);
    });
  }

  it('does not have a document take their keys, and can open it', async () => {
    isHeld = (url) => url.endsWith('/clients/empty');
    await open(stage, holding);
    const running = run('openClient', rowOf(stage, 'empty'));
    await asked.promise;
    await turnAway();
    held.resolve(undefined);
    await running;
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'mine');
    assert.deepEqual(stage.script.told[0], {
      severity: 'info',
      message: '“Empty” is ready to open.',
      buttons: ['Open'],
    });
  });

  it('cannot open a document by a message from before another account was turned to', async () => {
    isHeld = (url) => url.endsWith('/clients/empty');
    const token = 'the-services-own-token';
    const service = await stage.serve({
      token,
      clients: CLIENTS,
      intercept: (request, response) => {
        request.headers.authorization = `Bearer ${token}`;
        return holding(request, response);
      },
    });
    await stage.connect({ url: service.url, token: 'opaque-token-one' });
    const { prompts } = stage.parts;
    const said = Promise.withResolvers<string>();
    prompts.notify = async (_, text, ...buttons) => {
      if (buttons.includes('Open')) {
        await stage.connect({ url: service.url, token: 'opaque-token-two' });
        return 'Open';
      }
      said.resolve(text);
      return undefined;
    };
    const running = run('openClient', rowOf(stage, 'empty'));
    await asked.promise;
    await turnAway();
    isHeld = () => false;
    held.resolve(undefined);
    await running;
    assert.equal(await said.promise, 'You switched to another account or service meanwhile. Nothing was done.');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'mine');
  });

  it('is not asked for a token in a box; what failed says that one is needed', async () => {
    let isRefused = false;
    await open(stage, (request, response) => isRefused && intercepts['HTTP 401'](request, response));
    const { api } = stage.parts.store.connection ?? {};
    assert.ok(api);
    isRefused = true;
    const { signal } = new AbortController();
    const elsewhere = newTask(
      signal,
      () => undefined,
      () => true,
    );
    await assert.rejects(api.get('empty', elsewhere.call), { name: 'SignInRequiredError' });
    assert.deepEqual(stage.script.inputs, []);
    const here = newTask(
      signal,
      () => undefined,
      () => false,
    );
    stage.script.answer(() => Promise.resolve(undefined));
    await assert.rejects(api.get('empty', here.call), { name: 'SignInRequiredError' });
    assert.equal(stage.script.inputs.length, 1);
  });
});

describe('A renamed client', () => {
  const stage = useStage();

  it('is selected where its name puts it, in another range too', async () => {
    const many = Array.from({ length: 5_001 }, (_, at) => ({
      id: `c${at}`,
      name: `Client ${String(at).padStart(4, '0')}`,
    }));
    await stage.open({ clients: many });
    await run('clients.focus');
    stage.script.type('Zeta');
    await run('renameClient', rowOf(stage, 'c3'));
    const { view } = stage.parts;
    while (view.selected?.name !== 'Zeta') await nextTurn();
  });
});
