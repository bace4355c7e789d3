import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { accepting } from './support/changingToken';
import { CLIENTS, rowOf } from './support/clients';
import { submit } from './support/script';
import { keyOf, until, useStage, type Stage } from './support/stage';

describe('Another address of the API', () => {
  const stage = useStage();

  it('gets no token of the one before, whatever is done', async () => {
    const old = await stage.open({ clients: CLIENTS });
    const other = await stage.serve({ clients: CLIENTS });
    const row = rowOf(stage, 'empty');
    await stage.set('aleta.apiUrl', other.url);
    await until(stage.parts.store, () => stage.parts.store.hierarchy === undefined);
    old.requests.length = 0;
    await vscode.commands.executeCommand('aleta.renameClient', row);
    await vscode.commands.executeCommand('aleta.refreshClients');
    assert.deepEqual(stage.script.messages, [
      'You switched to another account or service meanwhile. Nothing was done.',
      'There is nothing to refresh because you are signed out.',
    ]);
    assert.deepEqual([...other.requests, ...old.requests], []);
  });

  it('gives the one before none of its tokens, even in the middle of a refresh', async () => {
    let accepted = 'first-token-1234';
    const old = await stage.serve(accepting(() => accepted));
    await stage.connect({ url: old.url, token: accepted });
    const other = await stage.serve({ clients: CLIENTS });
    stage.later(() => stage.context.secrets.delete(keyOf(other.origin)));
    const opened = Promise.withResolvers<undefined>();
    const joined = Promise.withResolvers<undefined>();
    watchSignIn(stage, () => joined.resolve(undefined));
    stage.script.answer(async (signIn, box) => {
      opened.resolve(undefined);
      await joined.promise;
      return (await submit(signIn, box, other.token))?.result;
    });
    accepted = 'nobody-has-this-one';
    await stage.set('aleta.apiUrl', other.url);
    const signingIn = vscode.commands.executeCommand('aleta.signIn');
    await opened.promise;
    await stage.set('aleta.apiUrl', old.url);
    await until(stage.parts.store, () => stage.parts.store.failure !== undefined);
    // The box that the 401 opens, for the service before.
    stage.script.type();
    await vscode.commands.executeCommand('aleta.refreshClients');
    await signingIn;
    const sent = old.requests.map(({ authorization }) => authorization);
    assert.ok(sent.length > 1);
    assert.deepEqual([...new Set(sent)], ['Bearer first-token-1234']);
    assert.equal(await stage.context.secrets.get(keyOf(other.origin)), other.token);
  });

  it('is not asked a token for when the one before refuses one in the middle of an action', async () => {
    const other = await stage.serve({ clients: CLIENTS });
    const old = await stage.open({
      clients: CLIENTS,
      intercept: async (request) => {
        if (request.url?.endsWith('/empty') !== true) return false;
        await stage.set('aleta.apiUrl', other.url);
        await until(stage.parts.store, () => stage.parts.store.connection === undefined);
        request.headers.authorization = 'Bearer no';
        return false;
      },
    });
    stage.script.type('Renamed');
    await vscode.commands.executeCommand('aleta.renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(
      stage.script.inputs.map(({ title }) => title),
      ['Rename “Empty”'],
    );
    assert.equal(old.seen.at(-1), 'GET /api/v2/clients/empty');
    assert.deepEqual(other.requests, []);
  });

  it('cannot come from a workspace', async function () {
    const folder = vscode.workspace.workspaceFolders?.[0];
    if (folder === undefined) {
      console.log('      Skipped: this host was started without a folder.');
      this.skip();
    }
    const service = await stage.open({ clients: CLIENTS });
    const hostile = await stage.serve({ clients: CLIENTS });
    service.requests.length = 0;
    const file = vscode.Uri.joinPath(folder.uri, '.vscode/settings.json');
    const applied = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('editor.rulers')) return;
        listener.dispose();
        resolve();
      });
    });
    stage.later(() => vscode.workspace.fs.delete(file));
    const settings = { 'aleta.apiUrl': hostile.url, 'http.proxy': hostile.origin, 'editor.rulers': [77] };
    await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify(settings)));
    await applied;
    await assert.rejects(async () => {
      const { Workspace } = vscode.ConfigurationTarget;
      await vscode.workspace.getConfiguration('aleta').update('apiUrl', hostile.url, Workspace);
    });
    await vscode.commands.executeCommand('aleta.refreshClients');
    assert.equal(vscode.workspace.getConfiguration('aleta').get('apiUrl'), service.url);
    assert.equal(stage.parts.sessions.current?.service.href, service.url);
    assert.equal(service.requests.length, 1);
    assert.deepEqual(hostile.requests, []);
  });
});

describe('The address of the API', () => {
  const stage = useStage();
  const state = (): unknown => stage.contextKeys.get('aleta.state');

  for (const value of [5, true, ['https://aleta.example'], { url: 'https://aleta.example' }]) {
    it(`is told to be none where the setting is ${JSON.stringify(value)}`, async () => {
      await stage.set('aleta.apiUrl', value);
      assert.equal(state(), 'badUrl');
      await vscode.commands.executeCommand('aleta.signIn');
      await vscode.commands.executeCommand('aleta.refreshClients');
      await vscode.commands.executeCommand('aleta.signOut');
      const none = 'The setting aleta.apiUrl is not a valid URL.';
      assert.deepEqual(stage.script.messages, [none, none, none]);
    });
  }

  it('is followed by the view as soon as it is put right, and wrong again', async () => {
    const seen: unknown[] = [state()];
    for (const value of ['http://aleta.example', 'https://aleta.example', 'nothing', 'https://aleta.example']) {
      await stage.set('aleta.apiUrl', value);
      await stage.parts.sessions.sync();
      seen.push(state());
    }
    assert.deepEqual(seen, ['signedOut', 'badUrl', 'signedOut', 'badUrl', 'signedOut']);
  });

  for (const now of ['nothing', 'https://aleta.example']) {
    it(`has Sign Out offer to remove the tokens of earlier ones while it is ${now}`, async () => {
      await stage.store('https://one.example', 'token-of-one-1234');
      await stage.store('https://two.example:8443', 'token-of-two-1234');
      await stage.set('aleta.apiUrl', now);
      stage.script.choose('Remove');
      await vscode.commands.executeCommand('aleta.signOut');
      assert.deepEqual(stage.script.messages, [
        'Tokens or keys are stored for environments that are no longer in the settings: one.example, two.example:8443. Remove these tokens and keys?',
      ]);
      await untilGone(stage, 'https://one.example', 'https://two.example:8443');
    });
  }

  it('has the offer to remove tokens of earlier ones leave that of who signed in at one of them since', async () => {
    const earlier = await stage.serve({ clients: CLIENTS });
    await stage.store(earlier.origin, 'token-of-before-1234');
    await stage.store('https://one.example', 'token-of-one-1234');
    await stage.set('aleta.apiUrl', 'https://aleta.example');
    const { prompts, sessions } = stage.parts;
    prompts.notify = async () => {
      await stage.connect(earlier);
      return 'Remove';
    };
    await vscode.commands.executeCommand('aleta.signOut');
    // They are removed in the order of the alphabet.
    await untilGone(stage, 'https://one.example');
    assert.equal(await stage.context.secrets.get(keyOf(earlier.origin)), earlier.token);
    assert.equal(sessions.current?.service.href, earlier.url);
  });
});

/** Waits until there is no token for any of `origins`. */
async function untilGone({ context: { secrets } }: Stage, ...origins: string[]): Promise<void> {
  while (
    (await Promise.all(origins.map((origin) => secrets.get(keyOf(origin))))).some((token) => token !== undefined)
  ) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('A token that is no longer accepted', () => {
  const stage = useStage();

  it('is asked for anew in the middle of a refresh, which then goes on', async () => {
    let accepted = 'first-token-1234';
    const service = await stage.serve(accepting(() => accepted));
    await stage.connect({ url: service.url, token: accepted });
    accepted = 'second-token-1234';
    service.data.create('Made elsewhere');
    stage.script.type(accepted);
    await vscode.commands.executeCommand('aleta.refreshClients');
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length + 1);
    assert.match(
      stage.script.inputs[0]?.prompt ?? '',
      /^Your token is no longer accepted\. Sign in again to continue\./,
    );
    assert.deepEqual(stage.script.troubles, []);
  });

  it('is asked for anew in the middle of an action, which then goes on with what was typed', async () => {
    let accepted = 'first-token-1234';
    const service = await stage.serve(accepting(() => accepted));
    await stage.connect({ url: service.url, token: accepted });
    accepted = 'second-token-1234';
    service.requests.length = 0;
    stage.script.type('As typed');
    stage.script.type(accepted);
    await vscode.commands.executeCommand('aleta.renameClient', rowOf(stage, 'empty'));
    assert.equal(service.data.get('empty')?.name, 'As typed');
    assert.deepEqual(
      stage.script.inputs.map(({ title }) => title),
      ['Rename “Empty”', 'Sign In to Aleta'],
    );
    assert.equal(service.seen.filter((line) => line.startsWith('PATCH')).length, 1);
  });

  it('is not asked for when nobody waits', async () => {
    const service = await stage.serve(accepting(() => 'nobody-has-this-one'));
    await stage.connect({ url: service.url, token: 'first-token-1234' });
    assert.deepEqual([stage.script.inputs, stage.script.told], [[], []]);
    assert.equal(service.requests.length, 1);
  });

  it('keeps the clients on screen when the person does not sign in again', async () => {
    let accepted = 'first-token-1234';
    const service = await stage.serve(accepting(() => accepted));
    await stage.connect({ url: service.url, token: accepted });
    accepted = 'second-token-1234';
    stage.script.type();
    await vscode.commands.executeCommand('aleta.refreshClients');
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    assert.deepEqual(stage.script.messages, [
      'The clients were not refreshed. The Aleta service no longer accepts your token. The service says: “The access token is missing or not valid.” Sign in again to continue.',
    ]);
  });
});

/** Tells when the extension itself, and not the person, asks for a token. */
function watchSignIn(stage: Stage, onAsked: () => void): void {
  const { prompts } = stage.parts;
  const input = prompts.input.bind(prompts);
  prompts.input = (flow) => {
    const typing = input(flow);
    if (flow.isInterruption === true) onAsked();
    return typing;
  };
}
