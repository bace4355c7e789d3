import assert from 'node:assert/strict';
import { openSignedIn, startService } from './support/service';
import type { Workbench } from './support/workbench';

const PROSPECTS = 'Prospects 2026';

const selected = async ({ view }: Workbench): Promise<string[]> =>
  (await view.rows()).filter((row) => row.selected).map(({ label }) => label);

describe('A key pressed on a row', () => {
  it('is for the row that had the focus when it went down, whatever is pressed behind it', async () => {
    const workbench = await openSignedIn(await startService());
    const { view, dialog, input, editor } = workbench;
    await view.expand(PROSPECTS);
    await view.select('Prospect 1');
    await workbench.press('ArrowDown', 'Delete', 'ArrowDown', 'ArrowUp', 'ArrowUp');
    assert.equal((await dialog.read()).text, 'Delete the client “Prospect 2”?');
    await dialog.click('Cancel');
    assert.deepEqual(await selected(workbench), ['Prospect 1']);

    await view.select('Prospect 1');
    await view.select('Prospect 2', ['Control']);
    await workbench.press('Delete', 'ArrowDown', 'ArrowDown');
    assert.equal((await dialog.read()).text, 'Delete 2 clients?');
    await dialog.click('Cancel');
    assert.deepEqual(await selected(workbench), ['Prospect 1', 'Prospect 2']);

    await view.select('Prospect 1');
    await workbench.press('F2', 'ArrowDown', 'ArrowDown');
    await input.waitFor('Rename “Prospect 1”');
    await workbench.press('Escape');
    assert.deepEqual(await selected(workbench), ['Prospect 1']);

    await view.select('Prospect 1');
    await workbench.press('ArrowDown', 'Enter', 'ArrowDown');
    await editor.waitForLine('"name": "Prospect 2"');
    assert.deepEqual(await selected(workbench), ['Prospect 1']);
  });
});
