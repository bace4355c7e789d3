import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSignedIn, startService } from './support/service';

describe('Exporting clients to a file', () => {
  it('asks for the format, where to and the separator, writes the file, and opens it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aleta-ui-export-'));
    try {
      const workbench = await openSignedIn(await startService());
      const { view, picker, input, notifications } = workbench;
      await view.waitForRow('Fernmoor Family Office');
      await workbench.runCommand('Aleta: Export Clients...');
      await picker.waitFor('Export All Clients As');
      await workbench.eventually(async () => assert.equal((await picker.items()).length, 6));
      await workbench.screenshot('export-format');
      await picker.choose('CSV');
      await workbench.eventually(async () => assert.equal(await picker.placeholder(), 'Select a destination'));
      await workbench.screenshot('export-destination');
      await picker.choose('File…');
      await workbench.eventually(async () => assert.equal(await picker.placeholder(), 'Select the column separator'));
      await workbench.screenshot('export-separator');
      await picker.choose('Semicolon');
      await workbench.eventually(async () => assert.match(await input.value(), /clients\.csv$/));
      await workbench.screenshot('export-save');
      // As pasted: key by key it would read, and complete, every folder on the way there. It takes the path once it has read
      // the last one.
      await picker.filter(join(folder, 'clients.csv'));
      await workbench.eventually(async () =>
        assert.deepEqual(
          (await picker.items()).map(({ label }) => label),
          ['..'],
        ),
      );
      await workbench.page.getByRole('button', { name: 'OK', exact: true }).click();
      const done = await notifications.waitFor(/^Exported \d+ clients to clients\.csv\.$/);
      assert.deepEqual([done.severity, done.buttons], ['info', ['Open']]);
      await workbench.screenshot('export-done');
      assert.deepEqual(readdirSync(folder), ['clients.csv']);
      assert.match(readFileSync(join(folder, 'clients.csv'), 'utf8'), /^\ufeffid;name;path;/);
      await notifications.click(/^Exported/, 'Open');
      await workbench.eventually(async () => {
        assert.equal(await workbench.page.getByRole('tab', { name: /^clients\.csv/ }).count(), 1);
      });
      await workbench.screenshot('export-opened');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
