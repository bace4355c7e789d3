import assert from 'node:assert/strict';
import type { DemoService } from '../../src/demo/demoService';
import { secondAccount } from '../support/secondAccount';
import { openOn, signIn, startService, TOKEN } from './support/service';
import type { OpenOptions } from './support/session';
import type { Workbench } from './support/workbench';

const OFFICE = 'Fernmoor Family Office';
const PROSPECTS = 'Prospects 2026';
const OTHER_TOKEN = 'the-token-of-production';

interface TwoAccounts {
  /** At the one address. Its own clients are those of Test. */
  readonly test: DemoService;
  /** The clients of Production, at the same address. */
  readonly production: DemoService;
  /** Methods of what was sent to either that could change something. */
  readonly writes: { readonly test: string[]; readonly production: string[] };
  readonly workbench: Workbench;
}

/** A window that is signed in to two environments of one address, each with an account of its own, and is in Test. */
async function open(options: OpenOptions): Promise<TwoAccounts> {
  const writes: TwoAccounts['writes'] = { test: [], production: [] };
  const noting =
    (noted: string[], then: (...given: Parameters<ReturnType<typeof secondAccount>>) => boolean | Promise<boolean>) =>
    (...given: Parameters<typeof then>): boolean | Promise<boolean> => {
      const [{ method = '', headers }] = given;
      const isOwn = noted === writes.production || headers.authorization === `Bearer ${TOKEN}`;
      if (method !== 'GET' && isOwn) noted.push(method);
      return then(...given);
    };
  const production = await startService({
    token: OTHER_TOKEN,
    clients: [
      { id: 'group', name: 'Real Group' },
      { id: 'one', name: 'Real One', parentId: 'group' },
    ],
    intercept: noting(writes.production, () => false),
  });
  const passOn = secondAccount({ url: production.url, token: OTHER_TOKEN });
  const test = await startService({ intercept: noting(writes.test, passOn) });
  const entries = ['Test', 'Production'].map((name) => ({ name, apiUrl: test.url }));
  const settings = { ...options.settings, 'aleta.environments': entries };
  const workbench = await openOn(test, { ...options, settings });
  await signIn(workbench);
  await workbench.view.waitForRow(OFFICE);
  await switchTo(workbench, 'Production');
  await workbench.view.welcome();
  await signIn(workbench, OTHER_TOKEN);
  await workbench.view.waitForRow('Real Group');
  await switchTo(workbench, 'Test');
  await workbench.view.waitForRow(OFFICE);
  return { test, production, writes, workbench };
}

async function switchTo({ page, picker }: Workbench, name: string): Promise<void> {
  await page.locator('#aleta\\.aleta-clients\\.aleta\\.environment').click();
  await picker.waitFor('Switch Environment');
  await picker.choose(name);
}

async function rename(workbench: Workbench, from: string, to: string): Promise<void> {
  const { view, input } = workbench;
  await view.select(from);
  await workbench.press('F2');
  await input.waitFor(`Rename “${from}”`);
  await input.type(to);
  await input.accept();
  await view.waitForRow(to);
}

const namesOf = ({ data }: DemoService): string[] => data.list().map(({ name }) => name);

describe('Two accounts at one address', () => {
  it('keep box, document and changes to undo apart while the window is switched back and forth', async () => {
    const { test, production, writes, workbench } = await open({
      theme: 'light',
      settings: { 'aleta.notifications': 'all' },
    });
    const { view, input, editor, notifications } = workbench;
    await rename(workbench, PROSPECTS, 'Prospects of Test');
    await view.clickContextMenu(OFFICE, 'Open Client');
    await editor.waitForLine(`"name": "${OFFICE}"`);
    await editor.clickEnd(`"name": "${OFFICE}"`);
    await workbench.press('ArrowLeft');
    await workbench.type(' and friends');
    assert.equal(await editor.isDirty(), true);
    await view.select('Prospects of Test');
    await workbench.press('F2');
    await input.waitFor('Rename “Prospects of Test” · Test');
    await input.type('Half a na');
    await workbench.screenshot('accounts-test');

    await switchTo(workbench, 'Production');
    await view.waitForRow('Real Group');
    await input.waitForGone();
    assert.deepEqual(
      (await view.labels()).filter((label) => /Fernmoor|Prospects/.test(label)),
      [],
    );
    await view.select('Real Group');
    await workbench.press('Control+z');
    await notifications.waitFor('There is nothing to undo.');
    await notifications.click(/was renamed to “Prospects of Test”/, 'Undo');
    await notifications.waitFor('You switched to another account or service meanwhile. Nothing was done.');
    await workbench.screenshot('accounts-production');
    await view.expand('Real Group');
    await rename(workbench, 'Real One', 'Real First');
    assert.deepEqual(writes, { test: ['PATCH'], production: ['PATCH'] });

    await workbench.runCommand('Notifications: Clear All Notifications');
    await editor.clickEnd(`"name": "${OFFICE} and friends"`);
    await workbench.press('Control+s');
    // After several in quick succession VS Code puts more only into the list.
    await workbench.showNotifications();
    await notifications.waitFor(
      /This client belongs to the environment “Test” on .*\. Switch this window to that environment/,
    );
    await workbench.screenshot('accounts-document-refused');
    assert.equal(await editor.isDirty(), true);
    assert.deepEqual(writes, { test: ['PATCH'], production: ['PATCH'] });
    await notifications.click(/The document belongs to the environment Test/, 'Switch to Test');
    await view.waitForRow('Prospects of Test');
    assert.deepEqual(
      (await view.labels()).filter((label) => /Real/.test(label)),
      [],
    );
    assert.equal(await editor.isDirty(), true);
    await view.select('Prospects of Test');
    await workbench.press('Control+z');
    await workbench.screenshot('accounts-back-in-test');
    await editor.clickEnd(`"name": "${OFFICE} and friends"`);
    await workbench.press('Control+s');
    await view.waitForRow(`${OFFICE} and friends`);
    await workbench.eventually(async () => !(await editor.isDirty()));
    assert.deepEqual(writes, { test: ['PATCH', 'PATCH'], production: ['PATCH'] });
    assert.deepEqual(namesOf(production), ['Real Group', 'Real First']);
    assert.ok(namesOf(test).includes('Prospects of Test'));
  });

  it('are signed out of one by one', async () => {
    const settings = { 'workbench.colorTheme': 'Default High Contrast' };
    const { workbench } = await open({ sidebarWidth: 300, settings });
    const { view } = workbench;
    await workbench.runCommand('Aleta: Sign Out');
    await view.welcome();
    await workbench.screenshot('accounts-signed-out-of-test');
    await switchTo(workbench, 'Production');
    await view.waitForRow('Real Group');
    assert.equal(await view.hasWelcome(), false);
    await workbench.screenshot('accounts-still-in-production');
    await switchTo(workbench, 'Test');
    assert.deepEqual((await view.welcome()).buttons[0], 'Sign In');
  });
});
