import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { connectionOf } from '../support/connections';
import { jwt } from '../support/jwt';
import { CLIENTS } from './support/clients';
import { openClient, refusal, replace, write } from './support/documents';
import { useStage, type Stage, type StagedService } from './support/stage';

const INSIDE = 'the-services-own-token';
const anna = (exp: number): string => jwt({ iss: 'https://auth.example', sub: 'anna', exp });
const bo = jwt({ iss: 'https://auth.example', sub: 'bo' });

/** A service that lets every token in, at two addresses of one host. */
const serve = (stage: Stage): Promise<StagedService> =>
  stage.serve({
    token: INSIDE,
    clients: CLIENTS,
    intercept: (request) => {
      request.headers.authorization = `Bearer ${INSIDE}`;
      request.url = request.url?.replace('/staging', '') ?? '';
      return false;
    },
  });

const writesOf = ({ seen }: StagedService): string[] => seen.filter((request) => !request.startsWith('GET'));

describe('A document of one connection', () => {
  const stage = useStage();

  it('is not saved to another address of the same host', async () => {
    const service = await serve(stage);
    await stage.connect({ url: service.url, token: anna(1) });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Mine"');
    await stage.connect({ url: service.url.replace('/api', '/staging/api'), token: anna(1) });
    const { host } = new URL(service.url);
    assert.equal(
      await refusal(write(document.uri, document.getText())),
      `Unavailable: This client is on ${host}, but belongs to another account or URL than the current session.`,
    );
    assert.deepEqual(writesOf(service), []);
    assert.equal(document.isDirty, true, 'its text is kept');
  });

  for (const [what, first, second] of [
    ['of another subject', anna(1), bo],
    ['whose owner cannot be told', anna(1), 'an-opaque-token'],
    ['other than the one whose owner could not be told either', 'opaque-token-one', 'opaque-token-two'],
  ] as const) {
    it(`is not saved with a token ${what}`, async () => {
      const service = await serve(stage);
      await stage.connect({ url: service.url, token: first });
      const document = await openClient(stage, 'leaf');
      await replace(document, '"Leaf"', '"Mine"');
      await stage.connect({ url: service.url, token: second });
      assert.match(await refusal(write(document.uri, document.getText())), /^Unavailable: This .* another account/);
      assert.deepEqual(writesOf(service), []);
      assert.equal(document.isDirty, true, 'its text is kept');
    });
  }

  it('is not saved with another opaque token, also when its file was read with that one, as a comparison does', async () => {
    const service = await serve(stage);
    await stage.connect({ url: service.url, token: 'opaque-token-one' });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Mine"');
    await stage.connect({ url: service.url, token: 'opaque-token-two' });
    await vscode.workspace.fs.readFile(document.uri);
    assert.match(await refusal(write(document.uri, document.getText())), /^Unavailable: This .* another account/);
    assert.deepEqual(writesOf(service), []);
    assert.equal(document.isDirty, true, 'its text is kept');
  });

  it('is saved with a newer token of its account, also after signing out in between', async () => {
    const service = await serve(stage);
    await stage.connect({ url: service.url, token: anna(1) });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Mine"');
    await stage.parts.sessions.signOut();
    await stage.connect({ url: service.url, token: anna(2) });
    await write(document.uri, document.getText());
    assert.equal(service.data.get('leaf')?.name, 'Mine');
    assert.equal(service.requests.findLast(({ method }) => method === 'PATCH')?.authorization, `Bearer ${anna(2)}`);
  });

  it('is saved with the very token that it was opened with, also when another one was used in between', async () => {
    const service = await serve(stage);
    await stage.connect({ url: service.url, token: 'opaque-token-one' });
    const document = await openClient(stage, 'leaf');
    await replace(document, '"Leaf"', '"Mine"');
    await stage.connect({ url: service.url, token: 'opaque-token-two' });
    assert.match(await refusal(write(document.uri, document.getText())), /^Unavailable: This .* another account/);
    await stage.connect({ url: service.url, token: 'opaque-token-one' });
    await write(document.uri, document.getText());
    assert.equal(service.data.get('leaf')?.name, 'Mine');
  });

  it('of an earlier window asks before it is saved where the account cannot be told, and says on which service', async () => {
    const service = await serve(stage);
    await stage.connect({ url: service.url, token: 'an-opaque-token' });
    const { key, service: address } = connectionOf(stage.parts.store);
    const uri = vscode.Uri.parse(`aleta://${address.host}~${key}/clients/leaf.aleta.json`);
    const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
    // What this window knows of it goes with the connection, as with a window.
    await stage.parts.sessions.signOut();
    const { files } = stage.parts;
    const other = await serve(stage);
    await stage.connect({ url: other.url, token: 'an-opaque-token' });
    const { key: otherKey, service: otherAddress } = connectionOf(stage.parts.store);
    assert.notEqual(otherKey, key);
    stage.script.consent(false);
    const restored = vscode.Uri.parse(`aleta://${otherAddress.host}~${otherKey}/clients/leaf.aleta.json`);
    const said = await refusal(Promise.resolve(files.writeFile(restored, Buffer.from(text.replace('Leaf', 'Mine')))));
    assert.match(said, /Not saved/);
    assert.match(
      stage.script.confirmations[0]?.detail ?? '',
      new RegExp(
        `Your token does not identify your account. Make sure that the account on ${otherAddress.host} is the account`,
      ),
    );
    assert.deepEqual([...writesOf(service), ...writesOf(other)], []);
  });
});
