import assert from 'node:assert/strict';
import { openSignedIn, startService } from './support/service';

const OFFICE = 'Fernmoor Family Office';
const PROSPECTS = 'Prospects 2026';

describe('Editing clients', () => {
  it('creates one below the row, reveals it, and says what was typed wrong', async () => {
    const service = await startService();
    const workbench = await openSignedIn(service);
    const { view, input } = workbench;
    await view.waitForRow(PROSPECTS);
    assert.deepEqual(await view.inlineActions(PROSPECTS), ['New Child Client...', 'Rename Client... (F2)']);
    await workbench.screenshot('inline-actions');
    await view.clickInlineAction(PROSPECTS, 'New Child Client...');
    await input.waitFor(`New Client under “${PROSPECTS}”`);
    await input.type('   ');
    await input.waitForMessage(/only of spaces/);
    await input.type('Prospect 2');
    await input.waitForMessage(/A client named .* already exists/);
    await workbench.screenshot('create-namesake');
    await input.type('Prospect 3');
    await input.accept();
    await view.waitForRow('Prospect 3');
    const labels = await view.labels();
    const from = labels.indexOf(PROSPECTS);
    assert.deepEqual(labels.slice(from + 1, from + 5), ['Prospect 1', 'Prospect 2', 'Prospect 3', 'Prospect 10']);
    await workbench.eventually(async () => {
      const row = (await view.rows()).find(({ label }) => label === 'Prospect 3');
      assert.equal(row?.selected, true);
    });
    await workbench.screenshot('created');
    assert(service.data.list().some(({ name }) => name === 'Prospect 3'));
  });

  it('leaves the keys to whoever types elsewhere when a slow creation fails, and opens its box again when asked', async () => {
    const held = Promise.withResolvers<undefined>();
    let posts = 0;
    const service = await startService({
      intercept: async (request, response) => {
        if (request.method !== 'POST') return false;
        if (++posts > 1) return false;
        await held.promise;
        response.writeHead(422, { 'content-type': 'application/vnd.json+api' });
        response.end(JSON.stringify({ errors: [{ status: '422', detail: 'Not on a Friday' }] }));
        return true;
      },
    });
    const workbench = await openSignedIn(service);
    const { view, input, editor, notifications } = workbench;
    // Signing in ends with the focus in the tree.
    await view.waitForFocus();
    await workbench.runCommand('File: New Untitled Text File');
    await editor.waitForFocus();
    await workbench.type('my text');
    await editor.waitForLine('my text');
    await view.clickTitleAction('New Top-Level Client...');
    await input.waitFor('New Top-Level Client');
    await input.type('Acme');
    await input.accept();
    await workbench.eventually(() => posts === 1);
    await workbench.press('Control+1');
    await editor.waitForFocus();
    await workbench.type(', long');
    await editor.waitForLine('my text, long');
    held.resolve(undefined);
    const told = await notifications.waitFor(/^New Top-Level Client: .*Not on a Friday/);
    await workbench.type(' one');
    await workbench.press('Enter');
    await editor.waitForLine('my text, long one');
    assert.equal(posts, 1);
    assert.equal(told.buttons[0], 'Try Again');
    await workbench.screenshot('try-again');
    await notifications.click(/^New Top-Level Client/, 'Try Again');
    await input.waitFor('New Top-Level Client');
    assert.equal(await input.value(), 'Acme');
    await input.accept();
    await view.waitForRow('Acme');
  });

  it('selects the row of a slow creation without focus, and not at all while the view is closed', async () => {
    let release = Promise.withResolvers<undefined>();
    let posts = 0;
    const service = await startService({
      intercept: async (request) => {
        if (request.method === 'POST') {
          posts++;
          await release.promise;
        }
        return false;
      },
    });
    const workbench = await openSignedIn(service);
    const { view, input, editor } = workbench;
    const createSlowly = async (name: string): Promise<void> => {
      await view.clickTitleAction('New Top-Level Client...');
      await input.waitFor('New Top-Level Client');
      await input.type(name);
      const before = posts;
      await input.accept();
      await workbench.eventually(() => posts === before + 1);
    };
    // Signing in ends with the focus in the tree.
    await view.waitForFocus();
    await workbench.runCommand('File: New Untitled Text File');
    await editor.waitForFocus();
    await workbench.type('my text');
    await editor.waitForLine('my text');
    await createSlowly('Acme');
    await workbench.press('Control+1');
    await editor.waitForFocus();
    await workbench.type(', long');
    await editor.waitForLine('my text, long');
    release.resolve(undefined);
    await workbench.eventually(async () => {
      assert.equal((await view.rows()).find(({ label }) => label === 'Acme')?.selected, true);
    });
    await workbench.type(' one');
    await editor.waitForLine('my text, long one');

    release = Promise.withResolvers();
    await createSlowly('Bolt');
    await workbench.press('Control+1');
    await editor.waitForFocus();
    // Somebody who types has turned to the editor, however soon the answer comes.
    await workbench.type(', and more');
    await editor.waitForLine('my text, long one, and more');
    await workbench.press('Control+b');
    await view.row('Acme').waitFor({ state: 'hidden' });
    release.resolve(undefined);
    await workbench.statusItem('“Bolt” was created.').waitFor();
    await workbench.eventually(() => service.data.list().some(({ name }) => name === 'Bolt'));
    assert.equal(await view.row('Bolt').isVisible(), false);
  });

  it('renames the row under the keyboard focus with F2, its old name selected', async () => {
    const service = await startService();
    const workbench = await openSignedIn(service);
    const { view, input } = workbench;
    await view.expand(PROSPECTS);
    await view.select('Prospect 1');
    await workbench.press('ArrowDown', 'F2');
    await input.waitFor('Rename “Prospect 2”');
    assert.equal(await input.selection(), 'Prospect 2');
    await workbench.screenshot('rename');
    await workbench.type('Prospect 200');
    await input.accept();
    await view.waitForRow('Prospect 200');
    assert.equal(await view.row('Prospect 2').count(), 0);
    await workbench.statusItem('“Prospect 2” was renamed to “Prospect 200”.').waitFor();
    assert.deepEqual(await workbench.notifications.all(), []);
    await workbench.screenshot('renamed');
  });

  it('deletes after asking, and does not even ask for a client that owns something', async () => {
    const service = await startService();
    const workbench = await openSignedIn(service);
    const { view, dialog, notifications } = workbench;
    await view.expand(PROSPECTS);
    await view.select('Prospect 1');
    await workbench.press('Delete');
    await dialog.waitFor();
    const asked = await dialog.read();
    assert.match(asked.text, /Delete the client “Prospect 1”\?/);
    assert.match(asked.detail, /Prospects 2026 > Prospect 1/);
    await workbench.screenshot('delete-asks');
    await dialog.click('Delete');
    await view.waitForNoRow('Prospect 1');
    // The keyboard goes on where it was.
    await workbench.eventually(async () => {
      const row = (await view.rows()).find(({ focused }) => focused);
      assert.equal(row?.label, 'Prospect 2');
    });

    await view.clickContextMenu(OFFICE, 'Delete Client...');
    await notifications.waitFor(/“Fernmoor Family Office” cannot be deleted because it still owns 2 clients/);
    await workbench.screenshot('delete-owned');
    assert(service.data.list().some(({ name }) => name === OFFICE));
  });

  it('has a tidy context menu and a tooltip with path and id', async () => {
    const service = await startService();
    const workbench = await openSignedIn(service);
    const { view } = workbench;
    await view.waitForRow(OFFICE);
    const menu = await view.openContextMenu(OFFICE);
    await workbench.screenshot('context-menu');
    assert.deepEqual(menu, [
      ...['Open Client', 'Refresh This Client', 'Expand Branch', '|'],
      ...['New Child Client...', '|'],
      ...['Copy', '|', 'Export Branch...', '|'],
      ...['Rename Client...', 'Delete Client...'],
    ]);
    await view.closeContextMenu();
    await view.expand(OFFICE);
    const tooltip = await view.hoverRow('Fernmoor Holdings');
    await workbench.screenshot('tooltip');
    assert.match(tooltip, /Fernmoor Family Office > Fernmoor Holdings/);
    assert.match(tooltip, /ID: [0-9a-f]{24}/);
    await workbench.screenshot('title-actions');
    assert.deepEqual(await view.titleActions(), [
      'New Top-Level Client...',
      'Find Client... (Ctrl+F)',
      'Refresh Clients',
      'Collapse All',
      'Views and More Actions...',
    ]);
  });

  it('picks a client by its path when none is selected', async () => {
    const service = await startService();
    const workbench = await openSignedIn(service);
    await workbench.view.waitForRow(OFFICE);
    await workbench.runCommand('Aleta: Rename Client...');
    await workbench.picker.waitFor('Rename Client');
    await workbench.picker.filter('imogen');
    await workbench.screenshot('pick');
    const [first] = await workbench.picker.items();
    assert.equal(first?.label, 'Imogen Fernmoor');
    assert.match(first.description, /Fernmoor Holdings > Trust 10/);
    await workbench.picker.choose('Imogen Fernmoor');
    await workbench.input.waitFor('Rename “Imogen Fernmoor”');
  });
});
