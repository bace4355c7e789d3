import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import * as vscode from 'vscode';
import { CLIENTS, rowOf } from './support/clients';
import { submit } from './support/script';
import { keyOf, until, useStage, type Stage } from './support/stage';
import { leaks, traces } from './support/traces';

const INSIDE = 'the-services-own-token';

/** Lets requests with `accepted()` in and refuses all others, as a service whose tokens change. */
const accepting = (accepted: () => string) => ({
  token: INSIDE,
  clients: CLIENTS,
  intercept: (request: { headers: { authorization?: string | undefined } }) => {
    const isAccepted = request.headers.authorization === `Bearer ${accepted()}`;
    request.headers.authorization = isAccepted ? `Bearer ${INSIDE}` : 'Bearer no';
    return false;
  },
});

describe('Signing in', () => {
  const stage = useStage();

  it('keeps a token, under the origin of the API, only once the service has accepted it', async () => {
    const kept: (string | undefined)[] = [];
    const service = await stage.serve({
      clients: CLIENTS,
      intercept: async () => {
        kept.push(await stage.context.secrets.get(keyOf(service.origin)));
        return false;
      },
    });
    stage.later(() => stage.context.secrets.delete(keyOf(service.origin)));
    await stage.set('aleta.apiUrl', service.url);
    stage.script.type('wrong-token-1234', ` Bearer ${service.token}\n`);
    await vscode.commands.executeCommand('aleta.signIn');
    await until(stage.parts.store, ['clients'], () => stage.parts.store.hierarchy !== undefined);

    assert.equal(await stage.context.secrets.get(keyOf(service.origin)), service.token);
    assert.deepEqual(kept, [undefined, undefined, service.token]);
    assert.deepEqual(
      service.requests.map(({ authorization }) => authorization),
      ['Bearer wrong-token-1234', `Bearer ${service.token}`, `Bearer ${service.token}`],
    );
    const [box] = stage.script.inputs;
    assert.equal(box?.password, true);
    assert.match(box.said.join('\n'), /^127\.0\.0\.1:\d+ does not accept this token\./);
  });

  it('keeps nothing of a token that could not be tried, and says why', async () => {
    const service = await stage.serve();
    await service.close();
    await stage.set('aleta.apiUrl', service.url);
    stage.script.type('some-token-1234');
    await vscode.commands.executeCommand('aleta.signIn');
    assert.match(stage.script.inputs[0]?.said.join('\n') ?? '', /^The token could not be tried\. .*cannot be reached/);
    assert.equal(await stage.context.secrets.get(keyOf(service.origin)), undefined);
  });

  it('refuses while typing what is no token', async () => {
    const service = await stage.serve();
    await stage.set('aleta.apiUrl', service.url);
    stage.script.type('', 'Bearer ', 'tokén-1234', 'token\u202e1234');
    await vscode.commands.executeCommand('aleta.signIn');
    const bad = 'error: A token has only letters, digits and signs of plain ASCII.';
    const none = 'error: Paste an access token.';
    assert.deepEqual(stage.script.inputs[0]?.said, [none, none, bad, bad]);
    assert.deepEqual(service.requests, []);
  });

  it('leaves the token in the secret storage and nowhere else', async () => {
    const service = await stage.open({ clients: CLIENTS });
    await vscode.commands.executeCommand('aleta.refreshClients');
    const texts = traces(stage);
    assert.ok(leaks(texts, service.url).includes('settings'), 'the search finds what is there');
    assert.deepEqual(leaks(texts, service.token), []);
  });

  it('asks nothing for an address that is not safe to send a token to', async () => {
    await stage.set('aleta.apiUrl', 'http://aleta.example/api/v2');
    await vscode.commands.executeCommand('aleta.signIn');
    assert.deepEqual(stage.script.told, [
      {
        severity: 'error',
        message: 'The setting aleta.apiUrl must begin with https://, or your token could be read on its way.',
        buttons: ['Open Settings'],
      },
    ]);
    assert.equal(stage.parts.sessions.current, undefined);
  });
});

describe('Signing out', () => {
  const stage = useStage();

  it('takes the token and the clients away, and asks nothing of the service', async () => {
    const service = await stage.open({ clients: CLIENTS });
    service.requests.length = 0;
    await vscode.commands.executeCommand('aleta.signOut');
    assert.equal(await stage.context.secrets.get(keyOf(service.origin)), undefined);
    assert.equal(stage.parts.store.hierarchy, undefined);
    await vscode.commands.executeCommand('aleta.refreshClients');
    assert.deepEqual(service.requests, []);
  });

  it('is noticed when another window does it', async () => {
    const service = await stage.open({ clients: CLIENTS });
    await stage.context.secrets.delete(keyOf(service.origin));
    await until(stage.parts.store, ['clients'], () => stage.parts.store.hierarchy === undefined);
    assert.equal(stage.parts.sessions.current, undefined);
  });
});

describe('Another window', () => {
  const stage = useStage();

  it('signs this one in too', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    await stage.set('aleta.apiUrl', service.url);
    assert.equal(stage.parts.sessions.current, undefined);
    await stage.store(service.origin, service.token);
    await until(stage.parts.store, ['clients'], () => stage.parts.store.hierarchy?.size === CLIENTS.length);
  });

  it('brings a new token after the old one was refused', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    await stage.connect({ url: service.url, token: 'expired-token-1' });
    assert.equal(stage.parts.store.hierarchy, undefined);
    await stage.store(service.origin, service.token);
    await until(stage.parts.store, ['clients'], () => stage.parts.store.hierarchy?.size === CLIENTS.length);
    assert.deepEqual(stage.script.inputs, []);
  });
});

describe('Another address of the API', () => {
  const stage = useStage();

  it('gets no token of the one before, whatever is done', async () => {
    const old = await stage.open({ clients: CLIENTS });
    const other = await stage.serve({ clients: CLIENTS });
    const row = rowOf(stage, 'empty');
    await stage.set('aleta.apiUrl', other.url);
    await until(stage.parts.store, ['clients'], () => stage.parts.store.hierarchy === undefined);
    old.requests.length = 0;
    stage.script.type();
    await vscode.commands.executeCommand('aleta.renameClient', row);
    await vscode.commands.executeCommand('aleta.refreshClients');
    assert.match(stage.script.inputs[0]?.prompt ?? '', new RegExp(new URL(other.url).host));
    assert.deepEqual([...other.requests, ...old.requests], []);
  });

  it('gives the one before none of its tokens, even in the middle of an action', async () => {
    let accepted = 'first-token-1234';
    const old = await stage.serve(accepting(() => accepted));
    await stage.connect({ url: old.url, token: accepted });
    const other = await stage.serve({ clients: CLIENTS });
    stage.later(() => stage.context.secrets.delete(keyOf(other.origin)));
    const opened = Promise.withResolvers<undefined>();
    const joined = Promise.withResolvers<undefined>();
    watchSignIn(stage, () => joined.resolve(undefined));
    stage.script.answer(async (rename, typed) => {
      accepted = 'nobody-has-this-one';
      await stage.set('aleta.apiUrl', other.url);
      stage.script.answer(async (signIn, box) => {
        opened.resolve(undefined);
        await joined.promise;
        return (await submit(signIn, box, other.token))?.result;
      });
      const signingIn = vscode.commands.executeCommand('aleta.signIn');
      await opened.promise;
      await stage.set('aleta.apiUrl', old.url);
      await until(stage.parts.store, ['state'], () => stage.parts.store.failure !== undefined);
      const outcome = await submit(rename, typed, 'Renamed');
      await signingIn;
      return outcome?.result;
    });
    await vscode.commands.executeCommand('aleta.renameClient', rowOf(stage, 'empty'));
    const sent = old.requests.map(({ authorization }) => authorization);
    assert.ok(sent.length > 1);
    assert.deepEqual([...new Set(sent)], ['Bearer first-token-1234']);
    assert.equal(await stage.context.secrets.get(keyOf(other.origin)), other.token);
    assert.equal(old.data.get('empty')?.name, 'Empty');
  });

  it('is not asked a token for when the one before refuses one in the middle of an action', async () => {
    const other = await stage.serve({ clients: CLIENTS });
    const old = await stage.open({
      clients: CLIENTS,
      intercept: async (request) => {
        if (request.url?.endsWith('/empty') !== true) return false;
        await stage.set('aleta.apiUrl', other.url);
        await until(stage.parts.store, ['state'], () => stage.parts.store.api === undefined);
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
    assert.equal(stage.parts.sessions.current?.url.href, service.url);
    assert.equal(service.requests.length, 1);
    assert.deepEqual(hostile.requests, []);
  });
});

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
    assert.match(stage.script.inputs[0]?.prompt ?? '', /^Your token is no longer accepted\. Sign in again to go on\./);
    assert.deepEqual(stage.script.told, []);
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
      'The clients were not refreshed. The Aleta service no longer accepts your token. Sign in again to go on.',
    ]);
  });
});

describe('Demo data', () => {
  const stage = useStage();

  it('leaves the account as it is, and is gone when it is left', async () => {
    const service = await stage.open({ clients: CLIENTS });
    service.requests.length = 0;
    await vscode.commands.executeCommand('aleta.exploreDemo');
    const { sessions, store } = stage.parts;
    const demo = sessions.current;
    assert.equal(demo?.kind, 'demo');
    await until(store, ['clients', 'state'], () => store.hierarchy !== undefined && !store.isLoading);
    const [client] = store.hierarchy?.children(null) ?? [];
    assert.ok(client);
    stage.script.type('Renamed in the demo');
    await vscode.commands.executeCommand('aleta.renameClient', client);
    assert.equal(store.hierarchy?.get(client.id)?.name, 'Renamed in the demo');
    assert.match(stage.tree.view.message ?? '', /demo data/);
    assert.deepEqual(service.requests, []);
    assert.equal(await stage.context.secrets.get(keyOf(service.origin)), service.token);

    await vscode.commands.executeCommand('aleta.leaveDemo');
    await until(store, ['clients', 'state'], () => store.hierarchy !== undefined && !store.isLoading);
    assert.equal(sessions.current?.url.href, service.url);
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    assert.deepEqual(service.seen, ['GET /api/v2/clients']);
    assert.equal(await refusalAt(Number(new URL(demo.url.href).port)), 'ECONNREFUSED');
  });
});

/** Tells when the extension itself, and not the person, asks for a token. */
function watchSignIn(stage: Stage, onAsked: () => void): void {
  const { sessions } = stage.parts;
  const signIn = sessions.signIn.bind(sessions);
  sessions.signIn = (reason) => {
    const signingIn = signIn(reason);
    if (reason !== undefined) onAsked();
    return signingIn;
  };
  stage.later(() => Reflect.deleteProperty(sessions, 'signIn'));
}

async function refusalAt(port: number): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : undefined;
  } finally {
    socket.destroy();
  }
}
