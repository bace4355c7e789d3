import assert from 'node:assert/strict';
import { openSignedIn, startService } from './support/service';

const OFFICE = 'Fernmoor Family Office';

describe('Finding clients', () => {
  it('searches names and paths while typing, reveals the hit, offers it again, and offers to create what it does not find', async () => {
    const workbench = await openSignedIn(await startService());
    const { view, picker, input } = workbench;
    await view.waitForRow(OFFICE);
    await view.clickTitleAction('Find Client...');
    await picker.waitFor('Find Client');
    await picker.filter('fernmoor imogn');
    await workbench.eventually(async () => {
      const [first] = await picker.items();
      assert.equal(first?.label, 'Imogen Fernmoor');
      assert.equal(first.description, 'Fernmoor Family Office > Fernmoor Holdings > Trust 10');
    });
    await workbench.screenshot('find');
    await picker.choose('Imogen Fernmoor');
    await view.waitForRow('Imogen Fernmoor');
    await workbench.eventually(async () => {
      const row = (await view.rows()).find(({ label }) => label === 'Imogen Fernmoor');
      assert.equal(row?.selected, true);
    });
    await workbench.screenshot('found');

    await view.focusTree();
    await workbench.press('Control+f');
    await picker.waitFor('Find Client');
    await workbench.eventually(async () => {
      const [first] = await picker.items();
      assert.deepEqual(
        [first?.label, first?.description],
        ['Imogen Fernmoor', 'Fernmoor Family Office > Fernmoor Holdings > Trust 10'],
      );
    });
    assert.deepEqual(await picker.separators(), ['recently found', 'clients']);
    await workbench.screenshot('find-recent');

    await picker.filter('Zebra Trust');
    await workbench.eventually(async () => {
      assert.deepEqual(
        (await picker.items()).map(({ label, description }) => [label, description]),
        [
          ['“Zebra Trust” was not found', ''],
          ['New Client “Zebra Trust”', 'under “Imogen Fernmoor”'],
        ],
      );
    });
    await workbench.screenshot('find-nothing');
    await workbench.press('ArrowDown', 'Enter');
    await input.waitFor('New Client under “Imogen Fernmoor”');
    assert.equal(await input.value(), 'Zebra Trust');
    await workbench.type(' 1');
    await workbench.screenshot('find-new');
    await input.accept();
    await view.waitForRow('Zebra Trust 1');
  });

  it('narrows the tree to what matches, until the filter is cleared', async () => {
    const service = await startService();
    const workbench = await openSignedIn(service);
    const { view, input } = workbench;
    await view.expand('Prospects 2026');
    await workbench.runCommand('Aleta: Filter Clients...');
    await input.waitFor('Filter Clients');
    await input.type('trust 10');
    await view.waitForNoRow('Prospects 2026');
    await view.waitForRow('Fernmoor Holdings');
    await workbench.screenshot('filtering');
    await input.accept();
    await input.waitForGone();
    const shown = ['Ålhavn Family Office', 'Ålhavn Holding 1', 'Trust 10', OFFICE, 'Fernmoor Holdings', 'Trust 10'];
    await workbench.eventually(async () => {
      assert.deepEqual(await view.labels(), shown);
      assert.match(await view.message(), /Filtered by “trust 10”: 2 of 59 clients · \d/);
    });
    await workbench.screenshot('filtered');

    service.data.create('Another Trust 10');
    await view.clickTitleAction('Refresh Clients');
    await view.waitForRow('Another Trust 10');
    await workbench.eventually(async () => assert.match(await view.message(), /3 of 60 clients/));

    await view.select(OFFICE);
    await workbench.press('Escape');
    await view.waitForRow('Prospects 2026');
    // What was open before the filter is open again.
    await view.waitForRow('Prospect 1');
    assert.equal(await view.row('Fernmoor Holdings').count(), 0);
  });

  it('keeps the filter on when a client is created that it hides, and the message leads to that client', async () => {
    const workbench = await openSignedIn(await startService());
    const { view, input, notifications } = workbench;
    await view.expand(OFFICE);
    await view.expand('Legal Entities');
    await view.waitForRow('Fernmoor Family Office LLP');
    await workbench.runCommand('Aleta: Filter Clients...');
    await input.waitFor('Filter Clients');
    await input.type('trust 10');
    await input.accept();
    await view.waitForNoRow('Fernmoor Family Office LLP');
    await workbench.runCommand('Aleta: New Top-Level Client...');
    await input.waitFor('New Top-Level Client');
    await input.type('Newcomer');
    await input.accept();
    const created = '“Newcomer” was created. The filter hides the client.';
    const { buttons } = await notifications.waitFor(created);
    assert.deepEqual(buttons.toSorted(), ['Show', 'Undo']);
    await workbench.eventually(async () => {
      assert.match(await view.message(), /Filtered by “trust 10”: 2 of 60 clients/);
    });
    assert.equal(await view.row('Newcomer').count(), 0);
    await workbench.screenshot('filter-hides');
    await notifications.click(created, 'Show');
    await view.waitForRow('Newcomer');
    await workbench.eventually(async () => {
      assert.equal((await view.rows()).find(({ label }) => label === 'Newcomer')?.selected, true);
    });
    // What was open before the filter is open again.
    await view.waitForRow('Fernmoor Family Office LLP');
    assert.deepEqual((await notifications.waitFor('“Newcomer” was created.')).buttons, ['Undo']);
    await workbench.screenshot('filter-shown');
  });
});

describe('Taking clients elsewhere', () => {
  it('exports a branch into an editor', async () => {
    const workbench = await openSignedIn(await startService());
    const { view, picker } = workbench;
    await view.waitForRow('Prospects 2026');
    const menu = await view.openContextMenu('Prospects 2026');
    await workbench.screenshot('context-menu-full');
    assert(menu.includes('Copy'), menu.join());
    await view.closeContextMenu();
    await view.clickContextMenu('Prospects 2026', 'Export Branch...');
    await picker.waitFor('Export Branch As');
    await workbench.screenshot('export-formats');
    await picker.choose('Markdown');
    await picker.choose('Editor');
    const editor = workbench.page.locator('.editor-instance .view-lines');
    await editor.waitFor();
    await workbench.eventually(async () => {
      const text = (await editor.innerText()).replaceAll('\u00a0', ' ');
      assert.match(text, /- Prospects 2026\n {2}- Prospect 1\n {2}- Prospect 2\n {2}- Prospect 10/);
    });
    await workbench.screenshot('exported');
  });

  it('checks the hierarchy and leads to what is odd', async () => {
    const service = await startService();
    service.data.create('Ρrospect 2', service.data.idOf('Prospects 2026'));
    const workbench = await openSignedIn(service);
    const { view, findings } = workbench;
    await view.waitForRow('Prospects 2026');
    await workbench.runCommand('Aleta: Check Hierarchy');
    // Two of the demo data, and two of the new client and its twin.
    await findings.waitForRow('Ρrospect 2');
    assert.equal(await findings.description(), '4 findings');
    assert.match(await findings.hoverRow('Ρrospect 2'), /can be mistaken for “Prospect 2”/);
    await workbench.screenshot('check');
    await findings.select('Ρrospect 2');
    await view.waitForRow('Ρrospect 2');
    const rows = (await view.rows()).filter(({ label }) => ['Prospect 2', 'Ρrospect 2'].includes(label));
    assert.deepEqual(
      rows.map(({ description }) => description),
      ['name similar to another', 'name similar to another'],
    );
    await workbench.screenshot('marked');
  });
});
