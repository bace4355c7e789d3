import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exportPrivateKey, generateKeyPair } from '../../src/auth/keys/privateKey';
import type { DemoClientSeed } from '../../src/demo/demoData';
import { FAULT_NAMES, startFaulty } from '../support/faultyService';
import { run } from './support/actions';
import { rowOf } from './support/clients';
import { quickRetries } from './support/clock';
import { until, useStage, type Stage } from './support/stage';

const ID = 'canary-id-5d41402abc4b2a76';
const SECRET = 'canary-secret-9a0364b9e99bb480';
const CLIENTS: readonly DemoClientSeed[] = [
  { id: ID, name: 'Canary Family Office', legalEntities: [{ id: 'canary-entity', name: 'Canary Ltd' }] },
  { id: 'canary-leaf-id', name: 'Canary Leaf', parentId: ID },
];

/** Runs the command. @returns What is in the clipboard then, of which nothing may be of a customer. */
async function copied(stage: Stage): Promise<string> {
  await run('copyDiagnostics');
  const { message, buttons, severity } = stage.script.told.at(-1) ?? {};
  assert.match(message ?? '', /^Diagnostics were copied\./);
  assert.deepEqual([severity, buttons], ['info', ['Open']]);
  const text = await vscode.env.clipboard.readText();
  const { homedir, userInfo, hostname } = await import('node:os');
  const { username } = userInfo();
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  for (const each of ['anary', '127.0.0.1', 'localhost', '.invalid', 'http:/', 'https:/', 'Bearer', ...folders]) {
    assert.ok(!text.includes(each), `${each} is in:\n${text}`);
  }
  for (const each of [homedir(), hostname(), username]) assert.ok(!new RegExp(`\\b${each}\\b`).test(text), each);
  return text;
}

describe('Copy Diagnostics', () => {
  const stage = useStage();

  it('says versions, host, proxy, certificates, sign-in, environments and clients', async () => {
    await stage.open({ clients: CLIENTS });
    const text = await copied(stage);
    const { version } = stage.extension.packageJSON as { version: string };
    const lines = text.split('\n');
    for (const pattern of [
      new RegExp(`^Extension: ${version.replaceAll('.', '\\.')}, in the (UI|workspace) extension host$`),
      new RegExp(`^VS Code: ${vscode.version.replaceAll('.', '\\.')}, (web|desktop) \\(`),
      new RegExp(`^Node: ${process.versions.node.replaceAll('.', '\\.')}`),
      new RegExp(`^System: ${process.platform} .*, ${process.arch}$`),
      /^Proxy: none: the service is on this machine$/,
      /^Certificates: http\.systemCertificates on, \d+ of the system, \d+ of Node, NODE_EXTRA_CA_CERTS (not )?set$/,
      /^Sign-in: token, signed in$/,
      /^Environment of this window: full access$/,
      /^Environments: 0 \(/,
      /^Clients: 2, 0 records that could not be read$/,
      /^ {2}\d{4}-\d\d-\d\dT.*Z GET \/clients: 200, \d+ ms, \d+ bytes, another host$/,
    ]) {
      assert.ok(
        lines.some((line) => pattern.test(line)),
        `${String(pattern)} is not in:\n${text}`,
      );
    }
  });

  it('opens the text in an editor from its message', async () => {
    stage.later(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));
    stage.script.choose('Open');
    await run('copyDiagnostics');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), await vscode.env.clipboard.readText());
    assert.equal(vscode.window.activeTextEditor.document.isUntitled, true);
  });

  for (const [scheme, kind] of [
    ['http', 'http'],
    ['https', 'https'],
    ['socks5', 'socks'],
  ] as const) {
    it(`says that the setting names a proxy of the kind ${kind}, and not which`, async () => {
      await stage.set('http.proxy', `${scheme}://canary-user:canary-password@canary-proxy.invalid:3128`);
      await stage.set('aleta.apiUrl', 'https://canary-host.invalid/canary-tenant/api/v2');
      const text = await copied(stage);
      assert.match(text, new RegExp(`^Proxy: ${kind}, from the setting$`, 'm'));
      assert.match(text, /^Sign-in: token, signed out$/m);
    });
  }

  it('counts environments by their access, and names none', async () => {
    const apiUrl = 'https://canary-host.invalid/api/v2';
    await stage.environments(
      [
        { name: 'Canary One', apiUrl },
        { name: 'Canary Two', apiUrl, access: 'readOnly' },
        { name: 'Canary Three', apiUrl: 'https://platform.aleta.io/api/v2' },
        { name: 'Canary Four', apiUrl: 'canary' },
      ],
      'Canary Two',
    );
    const text = await copied(stage);
    assert.match(text, /^Environments: 3 \(1 full, 1 protected, 1 read-only\), 1 that cannot be used$/m);
    assert.match(text, /^Environment of this window: readOnly access$/m);
  });

  it('has a request id of a header, and nothing that a body or a link of the service says', async () => {
    let isOver = false;
    const service = await stage.open({
      clients: CLIENTS,
      intercept: (request, response) => {
        response.setHeader('X-Request-Id', 'req-4711');
        if (isOver || request.method !== 'GET' || request.url?.includes(ID) !== true) return false;
        isOver = true;
        const errors = [{ id: 'canary-error-id', detail: 'Canary Family Office', status: '422' }];
        response.writeHead(422, { 'Content-Type': 'application/vnd.json+api' }).end(JSON.stringify({ errors }));
        return true;
      },
    });
    await run('refreshClient', rowOf(stage, ID));
    await run('refreshClient', rowOf(stage, ID));
    stage.script.type('Canary Renamed');
    await run('renameClient', rowOf(stage, 'canary-leaf-id'));
    const text = await copied(stage);
    assert.match(text, /GET \/clients\/:id: 422, HttpStatusError, \d+ ms, \d+ bytes, request req-4711, another host$/m);
    assert.match(text, /PATCH \/clients\/:id: 204, .*request req-4711/);
    assert.equal(service.data.get('canary-leaf-id')?.name, 'Canary Renamed');
  });

  it('names no key and no token endpoint where a key signs in', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    const key = generateKeyPair();
    const details = service.registerKey(key.publicJwk);
    stage.later(() => stage.context.secrets.delete(`aleta.key:${service.origin}#canary`));
    const entry = { name: 'Canary', apiUrl: service.url, tokenUrl: service.tokenUrl, signIn: 'key', key: details };
    await stage.environments([entry], 'Canary');
    stage.script.pick('Paste Key…');
    stage.script.type(exportPrivateKey(key));
    await run('signIn');
    const text = await copied(stage);
    assert.match(text, /^Sign-in: key, signed in$/m);
    assert.match(text, /POST \(token endpoint\): 200, .*another host$/m);
    const { x, y } = key.publicJwk;
    for (const each of [x, y, details.id, details.issuer, details.subject]) assert.ok(!text.includes(each), each);
  });

  for (const name of FAULT_NAMES.filter((each) => !/no answer|drip|silent|never answered/.test(each))) {
    it(`has nothing of a customer in it when the list meets: ${name}`, async () => {
      quickRetries(stage);
      const faulty = await startFaulty(name, SECRET);
      stage.later(() => faulty.close());
      const url = faulty.url.replace('http://nowhere', 'https://nowhere');
      await stage.store(new URL(url).origin, SECRET);
      await stage.set('aleta.apiUrl', url);
      const { store } = stage.parts;
      await until(store, () => store.failure !== undefined || store.hierarchy !== undefined);
      await until(store, () => !store.isLoading);
      const text = await copied(stage);
      assert.match(text, /^ {2}\S+Z GET \/clients: /m);
    });
  }
});
