import assert from 'node:assert/strict';
import { openSignedIn, startService } from './support/service';

const OFFICE = 'Fernmoor Family Office';

describe('Expand Branch', () => {
  it('opens all clients below one, also those that were open and closed before, and leaves the focus where it is', async () => {
    const workbench = await openSignedIn(await startService(), { sidebarWidth: 250, height: 1_000 });
    const { view } = workbench;
    await view.expand(OFFICE);
    await view.expand('Fernmoor Holdings');
    await view.collapse('Fernmoor Holdings');
    await view.collapse(OFFICE);
    await view.select('Prospects 2026');
    await view.clickContextMenu(OFFICE, 'Expand Branch');
    await view.waitForRow('Imogen Fernmoor');
    await view.waitForRow('Rafe Fernmoor');
    await workbench.screenshot('expand-branch-250');
    const rows = await view.rows();
    const of = (name: string) => rows.find(({ label }) => label === name);
    assert.deepEqual(
      [of(OFFICE)?.expanded, of('Fernmoor Holdings')?.expanded, of('Trust 10')?.expanded],
      [true, true, true],
    );
    // What is owned beside clients is loaded when it is looked at.
    assert.equal(of('Legal Entities')?.expanded, false);
    assert.equal(of('Prospects 2026')?.selected, true);
    // It stays so over a refresh, and is closed as by hand.
    await view.clickTitleAction('Refresh Clients');
    await view.waitForRow('Imogen Fernmoor');
    await view.collapse(OFFICE);
    await view.waitForNoRow('Fernmoor Holdings');
  });

  it('says how many it left where there are too many', async () => {
    const clients = [
      { id: 'top', name: 'Top' },
      ...Array.from({ length: 60 }, (_, at) => ({ id: `m${at}`, name: `House ${at}`, parentId: 'top' })),
      ...Array.from({ length: 3_000 }, (_, at) => ({ id: `b${at}`, name: `Trust ${at}`, parentId: `m${at % 60}` })),
    ];
    const workbench = await openSignedIn(await startService({ clients }), { theme: 'contrast' });
    const { view, notifications } = workbench;
    await view.waitForRow('Top');
    await view.select('Top');
    await workbench.runCommand('Aleta: Expand Branch');
    await notifications.waitFor('Expanded the first 960 of 3,060 clients below “Top”.');
    await view.waitForRow('House 0');
    await workbench.screenshot('expand-branch-many');
  });
});
