import assert from 'node:assert/strict';
import type { DemoService } from '../../src/demo/demoService';
import { plain } from './support/dom';
import { openOn, signIn, startService, TOKEN } from './support/service';
import type { OpenOptions } from './support/session';
import type { Workbench } from './support/workbench';

const OFFICE = 'Fernmoor Family Office';
const HOLDINGS = 'Fernmoor Holdings';

/** Two environments: the demo clients in one, other clients in the other, which is guarded. */
async function twoEnvironments(access: string): Promise<{ services: DemoService[]; settings: object }> {
  const test = await startService();
  const production = await startService({
    clients: [
      { id: 'group', name: 'Real Group' },
      { id: 'one', name: 'Real One', parentId: 'group' },
      { id: 'two', name: 'Real Two', parentId: 'group' },
    ],
  });
  const entries = [
    { name: 'Test', apiUrl: test.url },
    { name: 'Production', apiUrl: production.url, access },
  ];
  return { services: [test, production], settings: { 'aleta.environments': entries } };
}

async function open(access: string, options: OpenOptions = {}): Promise<Workbench> {
  const { services, settings } = await twoEnvironments(access);
  const [first] = services;
  assert.ok(first);
  const workbench = await openOn(first, { ...options, settings: { ...options.settings, ...settings } });
  await signIn(workbench);
  await workbench.view.waitForRow(OFFICE);
  return workbench;
}

const statusOf = async ({ page }: Workbench): Promise<string> =>
  plain(await page.locator('#aleta\\.aleta-clients\\.aleta\\.environment').innerText());

/** Turns the window to an environment by the item in the status bar, as a person does. */
async function switchTo(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.locator('#aleta\\.aleta-clients\\.aleta\\.environment').click();
  await workbench.picker.waitFor('Switch Environment');
  await workbench.picker.choose(name);
}

async function signInToProduction(workbench: Workbench): Promise<void> {
  await switchTo(workbench, 'Production');
  await workbench.view.welcome();
  await signIn(workbench, TOKEN);
  await workbench.view.waitForRow('Real Group');
}

describe('Environments', () => {
  it('are named in the status bar and the view, switched by a click, and kept over a reload', async () => {
    const workbench = await open('protected', { folder: true });
    assert.equal(await statusOf(workbench), 'Test');
    await workbench.screenshot('environment-test');
    await signInToProduction(workbench);
    assert.equal(await statusOf(workbench), 'Production');
    await workbench.screenshot('environment-production');
    assert.equal((await workbench.view.labels()).includes(OFFICE), false);

    await workbench.reload();
    await workbench.openAletaView();
    await workbench.view.waitForRow('Real Group');
    assert.equal(await statusOf(workbench), 'Production');

    await workbench.page.locator('#aleta\\.aleta-clients\\.aleta\\.environment').click();
    await workbench.picker.waitFor('Switch Environment');
    const items = await workbench.picker.items();
    assert.deepEqual(
      items.map(({ label }) => label),
      ['Test', 'Production', 'Add Environment…', 'Edit Environments'],
    );
    await workbench.screenshot('environment-switch');
    await workbench.picker.choose('Test');
    await workbench.view.waitForRow(OFFICE);
  });

  it('that are protected have the name of a branch typed before it is deleted', async () => {
    const workbench = await open('protected', { theme: 'light' });
    await signInToProduction(workbench);
    await workbench.view.select('Real Group');
    await workbench.press('Delete');
    const { detail } = await workbench.dialog.read();
    assert.match(detail, /Environment: Production, protected$/);
    await workbench.screenshot('environment-protected-question');
    await workbench.dialog.click('Delete 3 clients');
    await workbench.input.waitFor('Delete “Real Group” and 2 clients below it? · Production');
    await workbench.input.type('Real');
    await workbench.input.waitForMessage(/Type the name: Real Group/);
    await workbench.screenshot('environment-protected-typed');
    await workbench.input.type('Real Group');
    await workbench.input.accept();
    await workbench.notifications.waitFor(/Deleted 3 clients/);
  });

  it('that are read-only say why nothing is changed, by key and in an editor', async () => {
    const settings = { 'workbench.colorTheme': 'Default High Contrast' };
    const workbench = await open('readOnly', { sidebarWidth: 300, settings });
    await signInToProduction(workbench);
    await workbench.view.select('Real Group');
    await workbench.press('F2');
    const { buttons } = await workbench.notifications.waitFor(/The environment “Production” is read-only/);
    assert.deepEqual(buttons, ['Edit Environments']);
    await workbench.screenshot('environment-read-only');
    await workbench.notifications.dismiss(/is read-only/);
    await workbench.view.select('Real Group');
    await workbench.press('Enter');
    const lines = workbench.page.locator('.editor .view-lines').first();
    await lines.getByText('Real Group').waitFor();
    await lines.click();
    await workbench.type('x');
    await workbench.press('Control+s');
    assert.equal(await workbench.page.locator('.tab.dirty').count(), 0);
    await workbench.screenshot('environment-read-only-document');
  });

  it('are added in steps with a way back, taking over the address and token in use', async () => {
    const service = await startService();
    const workbench = await openOn(service);
    await signIn(workbench);
    await workbench.view.waitForRow(OFFICE);
    await workbench.runCommand('Aleta: Add Environment');
    await workbench.picker.waitFor('Add Environment (1/5)');
    await workbench.screenshot('environment-add-address');
    await workbench.picker.choose(`Service in use: ${new URL(service.url).host}`);
    await workbench.input.waitFor('Add Environment (2/3)');
    await workbench.input.type('Sandbox');
    await workbench.input.accept();
    await workbench.picker.waitFor('Add Environment (3/3)');
    await workbench.screenshot('environment-add-access');
    await workbench.page.locator('.quick-input-widget .codicon-quick-input-back').click();
    await workbench.input.waitFor('Add Environment (2/3)');
    assert.equal(await workbench.input.value(), 'Sandbox');
    await workbench.input.accept();
    await workbench.picker.waitFor('Add Environment (3/3)');
    await workbench.picker.choose('Protected');
    await workbench.eventually(async () => (await statusOf(workbench)) === 'Sandbox');
    await workbench.view.waitForRow(OFFICE);
    await workbench.view.expand(OFFICE);
    await workbench.view.waitForRow(HOLDINGS);
    await workbench.eventually(async () => /protected · /.test(await workbench.view.message()));
    await workbench.screenshot('environment-added');
  });

  it('are each window’s own: another window is not switched along', async () => {
    const { services, settings } = await twoEnvironments('full');
    const [first] = services;
    assert.ok(first);
    const options = { manyWindows: true, settings: { ...settings } };
    const one = await openOn(first, options);
    await signIn(one);
    await one.view.waitForRow(OFFICE);
    const other = await openOn(first, options);
    await other.view.waitForRow(OFFICE);
    await switchTo(other, 'Production');
    await other.view.welcome();
    await one.turnTo();
    assert.equal(await statusOf(one), 'Test');
    await one.view.waitForRow(OFFICE);
  });
});
