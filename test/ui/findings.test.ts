import assert from 'node:assert/strict';
import { openSignedIn, startService } from './support/service';

const id = (letter: string): string => letter.repeat(24);

const CLIENTS = [
  { id: id('a'), name: 'Group' },
  { id: id('b'), name: 'Acme', parentId: id('a') },
  { id: id('c'), name: 'ACME', parentId: id('a') },
  { id: id('d'), name: ' Fund', parentId: id('a') },
  { id: id('e'), name: 'Orphan', parentId: id('0') },
];

describe('Working through findings', () => {
  for (const theme of ['dark', 'light', 'contrast'] as const) {
    it(`is at home in a ${theme} theme and a side bar of 250 pixels`, async () => {
      const service = await startService({ clients: CLIENTS });
      service.data.addRaw({ type: 'client', id: id('9'), attributes: { name: 12 } });
      const workbench = await openSignedIn(service, { theme, sidebarWidth: 250 });
      const { view, findings } = workbench;
      await view.waitForRow('Group');
      await workbench.runCommand('Aleta: Check Hierarchy');
      await findings.waitForRow('Orphan');
      await findings.hoverRow('Orphan');
      await workbench.screenshot(`findings-${theme}-250`);
    });
  }

  it('goes by keys: row after row is shown in the tree, renamed, deleted, and gone when it is settled', async () => {
    const workbench = await openSignedIn(await startService({ clients: CLIENTS }));
    const { view, findings, input, dialog, picker } = workbench;
    await view.waitForRow('Group');
    await workbench.runCommand('Aleta: Check Hierarchy');
    await findings.waitForRow('Orphan');
    await workbench.eventually(() => findings.hasFocus());
    assert.deepEqual(await findings.labels(), [
      ...['Parent not visible', 'Orphan'],
      ...['Name similar to another', 'Acme', 'ACME'],
      ...['Spaces around name', 'Fund'],
    ]);
    // From the first group to its finding.
    await workbench.press('Home', 'ArrowDown', 'Enter');
    await workbench.eventually(async () => {
      assert.equal((await view.rows()).find(({ label }) => label === 'Orphan')?.selected, true);
    });
    await workbench.press('ArrowDown', 'ArrowDown', 'Enter');
    await view.waitForRow('Acme');
    assert.equal(await findings.hasFocus(), true);
    await workbench.screenshot('findings-keys');

    await workbench.press('ArrowDown', 'F2');
    await input.waitFor('Rename “ACME”');
    await input.type('Acme Holding');
    await input.accept();
    await findings.waitForNoRow('ACME');
    await view.waitForRow('Acme Holding');
    assert.deepEqual(await findings.labels(), ['Parent not visible', 'Orphan', 'Spaces around name', 'Fund']);
    // On to the next one, since that is settled.
    await workbench.eventually(async () => {
      assert.equal(await findings.hasFocus(), true);
      assert.equal((await findings.rows()).find(({ label }) => label === 'Fund')?.focused, true);
    });
    await workbench.screenshot('findings-renamed');

    await workbench.press('ArrowUp', 'ArrowUp', 'Delete');
    await dialog.waitFor();
    await dialog.click('Delete');
    await findings.waitForNoRow('Orphan');
    await view.waitForNoRow('Orphan');
    await workbench.eventually(async () => {
      assert.equal((await findings.rows()).find(({ label }) => label === 'Fund')?.focused, true);
    });

    const menu = await findings.openContextMenu('Fund');
    await workbench.screenshot('findings-menu');
    assert.deepEqual(menu, [
      ...['Show in Tree', 'Open Client', '|'],
      ...['Copy', '|'],
      ...['Rename Client...', 'Delete Client...'],
    ]);
    await findings.closeContextMenu();
    await findings.clickTitleAction('Filter Findings...');
    await picker.waitFor('Filter Findings');
    await workbench.screenshot('findings-filter');
    await workbench.press('ArrowDown', 'Space', 'Enter');
    await workbench.eventually(async () => {
      assert.equal(await findings.message(), 'Hidden: Spaces around name (1 of 1 finding)');
    });
    await workbench.screenshot('findings-hidden');
    await findings.clickTitleAction('Close Findings');
    await findings.waitForGone();
  });
});
