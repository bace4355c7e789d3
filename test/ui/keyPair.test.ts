import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { DemoService } from '../../src/demo/demoService';
import { openOn, startService } from './support/service';
import type { Workbench } from './support/workbench';

const OFFICE = 'Fernmoor Family Office';

/** A window in an environment that signs in in this way. */
async function openIn(service: DemoService, members: object): Promise<Workbench> {
  const entry = { name: 'Keyed', apiUrl: service.url, tokenUrl: service.tokenUrl, ...members };
  return openOn(service, { settings: { 'aleta.environments': [entry] } });
}

describe('A key pair', () => {
  it('is generated in the demo, signs in there, and shows the public half', async () => {
    const workbench = await openOn(await startService());
    await workbench.view.clickWelcome('Explore Demo Data');
    await workbench.view.waitForRow(OFFICE);
    await workbench.runCommand('Aleta: Generate Key Pair');
    const lines = workbench.page.locator('.editor .view-lines').first();
    await lines.getByText('Key ID (kid)').waitFor();
    await workbench.view.waitForRow(OFFICE);
    await workbench.eventually(async () => /Demo data/.test(await workbench.view.message()));
    await workbench.screenshot('key-demo');
  });

  it('that is pasted signs in, after a word on what is wrong with another kind of key', async () => {
    const service = await startService();
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const { id, issuer, subject } = service.registerKey(publicKey.export({ format: 'jwk' }));
    const workbench = await openIn(service, { signIn: 'key', key: { id, issuer, subject } });
    await workbench.view.clickWelcome('Sign In');
    await workbench.picker.waitFor('Sign In to Keyed');
    await workbench.screenshot('key-source');
    await workbench.picker.choose('Paste Key…');
    // The pick before it has the same title.
    await workbench.eventually(() => workbench.input.isPassword());
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    await workbench.input.type(JSON.stringify(rsa.export({ format: 'jwk' })));
    await workbench.input.waitForMessage(/of a different type, such as RSA/);
    await workbench.screenshot('key-wrong-kind');
    await workbench.input.type(JSON.stringify(privateKey.export({ format: 'jwk' })));
    await workbench.input.accept();
    await workbench.view.waitForRow(OFFICE);
    await workbench.eventually(async () => /signed in until/.test(await workbench.view.message()));
    await workbench.screenshot('key-signed-in');

    await workbench.reload();
    await workbench.openAletaView();
    await workbench.view.waitForRow(OFFICE);
    await workbench.runCommand('Aleta: Sign Out');
    const { text } = await workbench.dialog.read();
    assert.equal(text, 'Sign out and remove the private key?');
    await workbench.screenshot('key-sign-out');
    await workbench.dialog.click('Remove Key');
    await workbench.view.welcome();
  });

  it('that a program prints tokens for is run only after it was shown', async () => {
    const token = 'a-token-that-a-program-prints';
    const service = await startService({ token });
    const script = `console.log(JSON.stringify({ access_token: '${token}', expires_in: 600 }))`;
    const workbench = await openIn(service, { signIn: 'command', command: [process.execPath, '-e', script] });
    await workbench.view.clickWelcome('Sign In');
    const { text, detail, buttons } = await workbench.dialog.read();
    assert.equal(text, 'Run this program to sign in to Keyed?');
    assert.ok(detail.includes(process.execPath) && detail.includes(service.url), detail);
    assert.ok(buttons.includes('Run'));
    await workbench.screenshot('command-consent');
    await workbench.dialog.click('Run');
    await workbench.view.waitForRow(OFFICE);
    await workbench.eventually(async () => /signed in until/.test(await workbench.view.message()));
  });
});
