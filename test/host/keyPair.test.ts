import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readPublicKey } from '../../src/auth/keys/publicKey';
import { jwt } from '../support/jwt';
import { run } from './support/actions';
import { CLIENTS } from './support/clients';
import { useStage, type Stage } from './support/stage';

/** The text that was opened in an editor last, and the public key in it. */
async function shown(stage: Stage): Promise<{ text: string; publicKey: unknown }> {
  stage.later(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  const text = vscode.window.activeTextEditor?.document.getText() ?? '';
  const json = /```json\n([^`]+)```/.exec(text)?.[1] ?? '{}';
  return Promise.resolve({ text, publicKey: readPublicKey(json) });
}

describe('Generating a key pair', () => {
  const stage = useStage();

  it('in the demo signs in with it at once, and says what Aleta’s people would have done', async () => {
    await run('exploreDemo');
    const { sessions, store } = stage.parts;
    const before = sessions.current;
    await run('generateKeyPair');
    const { text, publicKey } = await shown(stage);
    assert.equal(typeof publicKey, 'object', 'a public key of P-256, and only that');
    assert.match(text, /Key ID \(kid\): \S+\nIssuer \(iss\): \S+\nSubject \(sub\): \S+/);
    assert.notEqual(sessions.current, before);
    assert.notEqual(store.hierarchy, undefined);
    assert.match(stage.tree.view.description ?? '', / · signed in until /);
    const { origin = '' } = sessions.current?.service ?? {};
    const key = await stage.context.secrets.get(`aleta.key:${origin}`);
    assert.match(key ?? '', /PRIVATE KEY/);
    assert.equal(text.includes((key ?? '').split('\n')[1] ?? 'none'), false);
    await run('leaveDemo');
    assert.equal(await stage.context.secrets.get(`aleta.key:${origin}`), undefined);
  });

  it('waits in the secret storage until key ID, issuer and subject have come back, and leaves the key in use alone', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    const { url: apiUrl, tokenUrl } = service;
    const slot = `${service.origin}#keyed`;
    for (const kind of ['key', 'newKey']) stage.later(() => stage.context.secrets.delete(`aleta.${kind}:${slot}`));
    await stage.environments([{ name: 'Keyed', apiUrl, tokenUrl, signIn: 'key' }], 'Keyed');
    await run('generateKeyPair');
    const { publicKey } = await shown(stage);
    assert.equal(await stage.context.secrets.get(`aleta.key:${slot}`), undefined);
    stage.script.fill({ ...service.registerKey(publicKey) });
    stage.script.pick('Generated Key Pair');
    await run('signIn');
    assert.notEqual(stage.parts.store.hierarchy, undefined);
    assert.match((await stage.context.secrets.get(`aleta.key:${slot}`)) ?? '', /PRIVATE KEY/);
    assert.equal(await stage.context.secrets.get(`aleta.newKey:${slot}`), undefined);
  });

  it('is not replaced by another one without a question', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    const { url: apiUrl, tokenUrl } = service;
    const slot = `${service.origin}#keyed`;
    stage.later(() => stage.context.secrets.delete(`aleta.newKey:${slot}`));
    await stage.environments([{ name: 'Keyed', apiUrl, tokenUrl, signIn: 'key' }], 'Keyed');
    await run('generateKeyPair');
    await shown(stage);
    const first = await stage.context.secrets.get(`aleta.newKey:${slot}`);
    stage.script.consent(false);
    await run('generateKeyPair');
    assert.equal(await stage.context.secrets.get(`aleta.newKey:${slot}`), first);
  });
});

describe('A pasted token that says when it expires', () => {
  const stage = useStage();

  it('is said once, in time, to expire, with a way to sign in', async () => {
    const exp = Math.floor(Date.now() / 1000) + 240;
    await stage.open({ clients: CLIENTS, token: jwt({ iss: 'i', sub: 's', exp }) });
    await run('refreshClients');
    const told = stage.script.told.filter(({ message }) =>
      /^Your token for 127\.0\.0\.1:\d+ expires at /.test(message),
    );
    assert.deepEqual(
      told.map(({ buttons }) => buttons),
      [['Sign In']],
    );
    assert.match(stage.tree.view.description ?? '', / · signed in until /);
  });
});
