import assert from 'node:assert/strict';
import { openSignedIn, startService } from './support/service';

const id = (letter: string): string => letter.repeat(24);
const CLIENTS = [
  { id: id('a'), name: 'Branch' },
  { id: id('b'), name: 'One', parentId: id('a') },
  { id: id('c'), name: 'Two', parentId: id('a') },
  { id: id('d'), name: 'Lone' },
  { id: id('e'), name: 'Owner', legalEntities: [{ id: id('0'), name: 'Owner Ltd' }] },
];

for (const theme of ['dark', 'contrast'] as const) {
  describe(`Do Not Disturb, in the theme ${theme}`, () => {
    it('leaves announcements, warnings and failures of every kind of edit in sight', async () => {
      /** How requests that are refused begin; none where empty. */
      let refused = '';
      const service = await startService({
        clients: CLIENTS,
        intercept: ({ method = '', url = '' }, response) => {
          if (refused === '' || !`${method} ${url}`.startsWith(refused)) return false;
          response.writeHead(422, { 'content-type': 'application/vnd.json+api' });
          response.end(JSON.stringify({ errors: [{ status: '422', detail: 'Not on a Friday' }] }));
          return true;
        },
      });
      const workbench = await openSignedIn(service, { theme, sidebarWidth: 250 });
      const { view, input, dialog, editor, notifications } = workbench;
      const clear = (): Promise<void> => workbench.runCommand('Notifications: Clear All Notifications');
      await view.waitForRow('Lone');
      await workbench.runCommand('Notifications: Toggle Do Not Disturb Mode');

      await workbench.runCommand('Aleta: New Top-Level Client...');
      await input.waitFor('New Top-Level Client');
      await input.type('Newcomer');
      await input.accept();
      const announced = workbench.statusItem('“Newcomer” was created.');
      await announced.waitFor();
      assert.equal(await announced.locator('[role=alert]').count(), 1, 'screen readers announce it');
      await workbench.screenshot(`quiet-created-${theme}`);

      // The message of a warning is hidden; the status bar leads to it.
      await view.clickContextMenu('Owner', 'Delete Client...');
      const warning = workbench.statusItem('“Owner” cannot be deleted');
      await warning.waitFor();
      assert.deepEqual(await notifications.all(), []);
      await workbench.screenshot(`quiet-warning-${theme}`);
      await warning.click();
      await notifications.waitFor(/^“Owner” cannot be deleted because it still owns/);
      await clear();
      await warning.waitFor({ state: 'detached' });

      refused = 'DELETE';
      await view.clickContextMenu('Lone', 'Delete Client...');
      await dialog.click('Delete');
      assert.equal((await notifications.waitFor(/^“Lone” was not deleted/)).severity, 'error');
      await workbench.screenshot(`quiet-failure-${theme}`);
      await clear();

      refused = `DELETE /api/v2/clients/${id('c')}`;
      await view.clickContextMenu('Branch', 'Delete Client...');
      await dialog.click('Delete 3 clients');
      assert.equal((await notifications.waitFor(/^Deleted 1 of 3 clients/)).severity, 'error');
      await workbench.screenshot(`quiet-partial-${theme}`);
      await clear();

      refused = 'POST';
      await workbench.runCommand('Aleta: Undo Last Change');
      assert.equal((await notifications.waitFor(/was not undone/)).severity, 'error');
      await clear();

      refused = 'PATCH';
      await view.clickContextMenu('Lone', 'Open Client');
      await editor.clickEnd('"name": "Lone"');
      await workbench.press('ArrowLeft');
      await workbench.type('ly');
      await workbench.press('Control+s');
      assert.equal((await notifications.waitFor(/Failed to save/)).severity, 'error');
      assert.equal(await editor.isDirty(), true);
      await workbench.screenshot(`quiet-save-${theme}`);
    });
  });
}
