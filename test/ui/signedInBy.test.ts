import assert from 'node:assert/strict';
import type { DemoService } from '../../src/demo/demoService';
import { ecPair, jwkOf, pkcs8 } from '../support/keys';
import { SIGNING_TOOL_NAMES, SIGNING_TOOLS } from '../support/signingTools';
import { putSigningTools } from './support/programs';
import { openOn, startService } from './support/service';
import type { OpenOptions } from './support/session';
import type { Workbench } from './support/workbench';

const OFFICE = 'Fernmoor Family Office';
const PROSPECTS = 'Prospects 2026';

/** A service, and how many tokens its endpoint was asked for. */
async function serve(tokenLifetimeS: number): Promise<{ service: DemoService; exchanges: () => number }> {
  let exchanges = 0;
  const service = await startService({
    tokenLifetimeS,
    intercept: ({ url }) => {
      if (url === '/oauth/token') exchanges++;
      return false;
    },
  });
  return { service, exchanges: () => exchanges };
}

const openIn = (service: DemoService, entries: object[], options: OpenOptions = {}): Promise<Workbench> =>
  openOn(service, {
    ...options,
    settings: {
      ...options.settings,
      'aleta.environments': entries.map((entry) => ({ apiUrl: service.url, tokenUrl: service.tokenUrl, ...entry })),
    },
  });

async function rename(workbench: Workbench, from: string, to: string): Promise<void> {
  const { view, input } = workbench;
  await view.select(from);
  await workbench.press('F2');
  await input.waitFor(`Rename “${from}”`);
  await input.type(to);
  await input.accept();
  await view.waitForRow(to);
}

describe('Tokens that last seconds', () => {
  it('are renewed with the key while a person renames clients, without a word', async () => {
    const { service, exchanges } = await serve(4);
    const pair = ecPair();
    const { id, issuer, subject } = service.registerKey(jwkOf(pair.publicKey));
    const entry = { name: 'Keyed', signIn: 'key', key: { id, issuer, subject } };
    const workbench = await openIn(service, [entry], { theme: 'light' });
    const { view, input, picker, dialog, notifications } = workbench;
    await view.clickWelcome('Sign In');
    await picker.waitFor('Sign In to Keyed');
    await picker.choose('Paste Key…');
    // The pick before it has the same title.
    await workbench.eventually(() => input.isPassword());
    await input.type(pkcs8(pair));
    await input.accept();
    await view.waitForRow(PROSPECTS);
    const before = exchanges();
    let name = PROSPECTS;
    // A first one after the token of the start, and one more after its successor.
    for (let count = 1; exchanges() < before + 2; count++) {
      await rename(workbench, name, `Prospects, edition ${count}`);
      name = `Prospects, edition ${count}`;
    }
    await rename(workbench, name, 'Prospects, last edition');
    assert.ok(service.data.list().some((client) => client.name === 'Prospects, last edition'));
    await view.clickTitleAction('Refresh');
    await workbench.eventually(async () => /signed in until/.test(await view.message()));
    await workbench.screenshot('key-renewed');
    const said = await notifications.all();
    assert.deepEqual(
      { said, asked: await dialog.isVisible(), box: await input.isVisible() },
      { said: [], asked: false, box: false },
    );
  });
});

describe('A signing command', () => {
  it('of each of the four tools signs in, found on the PATH, once it was shown and agreed to', async () => {
    const { service, exchanges } = await serve(3600);
    const pair = ecPair();
    const folder = putSigningTools(pair);
    const publicKey = jwkOf(pair.publicKey);
    const key = { ...service.registerKey(publicKey), publicKey };
    const entries = SIGNING_TOOL_NAMES.map((tool) => ({
      ...{ name: `By ${tool}`, signIn: 'command', command: SIGNING_TOOLS[tool], key },
    }));
    const settings = { 'workbench.colorTheme': 'Default High Contrast' };
    const workbench = await openIn(service, entries, { sidebarWidth: 300, settings });
    const { view, dialog, picker } = workbench;
    for (const [index, tool] of SIGNING_TOOL_NAMES.entries()) {
      if (index > 0) {
        await workbench.page.locator('#aleta\\.aleta-clients\\.aleta\\.environment').click();
        await picker.waitFor('Switch Environment');
        if (index === 1) await workbench.screenshot('command-switch');
        await picker.choose(`By ${tool}`);
      }
      await view.clickWelcome('Sign In');
      const { text, detail, buttons } = await dialog.read();
      assert.equal(text, `Run this program to sign in to By ${tool}?`);
      for (const part of [`${folder}/${tool}`, service.url, service.tokenUrl]) assert.ok(detail.includes(part), detail);
      assert.ok(buttons.includes('Run'));
      await workbench.screenshot(`command-consent-${tool}`);
      assert.equal(exchanges(), index, 'nothing is run before');
      await dialog.click('Run');
      await view.waitForRow(OFFICE);
      await workbench.eventually(async () => /signed in until/.test(await view.message()));
      await workbench.screenshot(`command-signed-in-${tool}`);
      assert.equal(exchanges(), index + 1);
    }
  });
});
