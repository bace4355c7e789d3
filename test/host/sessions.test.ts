import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CLIENTS } from './support/clients';
import { keyOf, until, useStage } from './support/stage';
import { leaks, traces } from './support/traces';

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
    await until(stage.parts.store, () => stage.parts.store.hierarchy !== undefined);

    assert.equal(await stage.context.secrets.get(keyOf(service.origin)), service.token);
    assert.deepEqual(kept, [undefined, undefined]);
    assert.deepEqual(
      service.requests.map(({ authorization }) => authorization),
      ['Bearer wrong-token-1234', `Bearer ${service.token}`],
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
    assert.match(
      stage.script.inputs[0]?.said.join('\n') ?? '',
      /^The token could not be checked\. .*cannot be reached/,
    );
    assert.equal(await stage.context.secrets.get(keyOf(service.origin)), undefined);
  });

  it('refuses while typing what is no token', async () => {
    const service = await stage.serve();
    await stage.set('aleta.apiUrl', service.url);
    stage.script.type('', 'Bearer ', 'tokén-1234', 'token\u202e1234');
    await vscode.commands.executeCommand('aleta.signIn');
    const bad = 'error: A token can contain only ASCII letters, digits and punctuation.';
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
        message: 'The setting aleta.apiUrl must begin with https:// to protect your token.',
        buttons: ['Open Settings'],
      },
    ]);
    assert.equal(stage.parts.sessions.current, undefined);
  });

  it('shows the service, and the account where the token names one', async () => {
    const claims = Buffer.from(JSON.stringify({ sub: '\u202eops' })).toString('base64url');
    const { url } = await stage.open({ clients: CLIENTS, token: `e30.${claims}.c2ln` });
    const { host } = new URL(url);
    assert.ok(stage.tree.view.message?.startsWith(`${host} · ⟨U+202E⟩ops · `), stage.tree.view.message);
    assert.equal(stage.tree.view.description, `${host} · ⟨U+202E⟩ops`);
    const other = await stage.open({ clients: CLIENTS });
    assert.equal(stage.tree.view.description, new URL(other.url).host);
    await stage.parts.sessions.exploreDemo();
    assert.doesNotMatch(stage.tree.view.description, /ops/);
  });
});

describe('Signing in again', () => {
  const stage = useStage();

  it('is possible while the message about a bad address is still there', async () => {
    await stage.set('aleta.apiUrl', 'http://aleta.example/api/v2');
    stage.parts.prompts.notify = () => new Promise(() => undefined);
    await vscode.commands.executeCommand('aleta.signIn');
    const service = await stage.serve({ clients: CLIENTS });
    stage.later(() => stage.context.secrets.delete(keyOf(service.origin)));
    await stage.set('aleta.apiUrl', service.url);
    stage.script.type(service.token);
    await vscode.commands.executeCommand('aleta.signIn');
    assert.equal(await stage.context.secrets.get(keyOf(service.origin)), service.token);
  });

  it('loads the clients with the token that there was, where that was refused for a while', async () => {
    let isRefusing = true;
    const service = await stage.open({
      clients: CLIENTS,
      intercept: (_, response) => {
        if (isRefusing) response.writeHead(401).end();
        return isRefusing;
      },
    });
    const { store } = stage.parts;
    assert.equal(store.hierarchy, undefined);
    isRefusing = false;
    service.requests.length = 0;
    stage.script.type(service.token);
    await vscode.commands.executeCommand('aleta.signIn');
    await until(store, () => store.hierarchy !== undefined);
    assert.deepEqual(service.seen, ['GET /api/v2/clients']);
  });

  it('or just trying again is offered where a token is refused', () => {
    const texts = readFileSync(join(stage.extension.extensionPath, 'package.nls.json'), 'utf8');
    const welcome = (JSON.parse(texts) as Record<string, string>)['welcome.failed.signIn'] ?? '';
    assert.match(welcome, /\(command:aleta\.signIn\)\n\[Retry\]\(command:aleta\.refreshClients\)/);
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
    await until(stage.parts.store, () => stage.parts.store.hierarchy === undefined);
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
    await until(stage.parts.store, () => stage.parts.store.hierarchy?.size === CLIENTS.length);
  });

  it('brings a new token after the old one was refused', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    await stage.connect({ url: service.url, token: 'expired-token-1' });
    assert.equal(stage.parts.store.hierarchy, undefined);
    await stage.store(service.origin, service.token);
    await until(stage.parts.store, () => stage.parts.store.hierarchy?.size === CLIENTS.length);
    assert.deepEqual(stage.script.inputs, []);
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
    await until(store, () => store.hierarchy !== undefined && !store.isLoading);
    const [client] = store.hierarchy?.children(null) ?? [];
    assert.ok(client);
    stage.script.type('Renamed in the demo');
    await vscode.commands.executeCommand('aleta.renameClient', client);
    assert.equal(store.hierarchy?.get(client.id)?.name, 'Renamed in the demo');
    assert.match(stage.tree.view.message ?? '', /Demo data/);
    assert.deepEqual(service.requests, []);
    assert.equal(await stage.context.secrets.get(keyOf(service.origin)), service.token);

    await vscode.commands.executeCommand('aleta.leaveDemo');
    await until(store, () => store.hierarchy !== undefined && !store.isLoading);
    assert.equal(sessions.current?.service.href, service.url);
    assert.equal(stage.parts.store.hierarchy?.size, CLIENTS.length);
    assert.deepEqual(service.seen, ['GET /api/v2/clients']);
    assert.equal(await refusalAt(Number(new URL(demo.service.href).port)), 'ECONNREFUSED');
  });
});

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
