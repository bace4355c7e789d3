import assert from 'node:assert/strict';
import { openSignedIn, startService } from './support/service';

const PROSPECTS = 'Prospects 2026';
const id = (letter: string): string => letter.repeat(24);
/** A branch of only clients, one with an entity in it, and one by itself. */
const CLIENTS = [
  { id: id('a'), name: 'Group' },
  { id: id('b'), name: 'Nordics', parentId: id('a') },
  { id: id('c'), name: 'Acme', parentId: id('b') },
  { id: id('d'), name: 'Bolt', parentId: id('b') },
  { id: id('e'), name: 'Holding' },
  { id: id('f'), name: 'Trust', parentId: id('e'), legalEntities: [{ id: id('0'), name: 'Trust Ltd' }] },
  { id: id('1'), name: 'Lone' },
];

describe('Deleting many clients', () => {
  it('asks once, goes on past a failure, retries that alone, and is undone as one', async () => {
    let isBroken = true;
    let deletes = 0;
    const service = await startService({
      intercept: (request, response) => {
        if (request.method !== 'DELETE') return false;
        deletes++;
        if (!isBroken || !request.url?.endsWith(service.data.idOf(PROSPECTS, 'Prospect 2'))) return false;
        response.writeHead(422, { 'content-type': 'application/vnd.json+api' });
        response.end(JSON.stringify({ errors: [{ status: '422', detail: 'Not on a Friday' }] }));
        return true;
      },
    });
    const workbench = await openSignedIn(service);
    const { view, dialog, notifications } = workbench;
    await view.expand(PROSPECTS);
    await view.select('Prospect 1');
    await view.select('Prospect 2', ['Control']);
    await view.select('Prospect 10', ['Control']);
    const menu = await view.openContextMenu('Prospect 2');
    await workbench.screenshot('bulk-menu');
    assert.ok(menu.includes('Delete Client...') && !menu.includes('Rename Client...'), menu.join());
    await view.closeContextMenu();
    await workbench.press('ArrowUp', 'ArrowUp', 'Delete');
    assert.equal((await dialog.read()).text, 'Delete “Prospects 2026” and 3 clients below it?');
    await dialog.click('Cancel');
    await workbench.press('ArrowDown', 'Delete');
    const asked = await dialog.read();
    await workbench.screenshot('bulk-asks');
    assert.equal(asked.text, 'Delete 3 clients?');
    assert.match(asked.detail, /Prospect 1 .*Prospect 2 .*Prospect 10 .*created again, but with new IDs/s);
    assert.deepEqual(asked.buttons, ['Cancel', 'Delete 3 clients']);
    await dialog.click('Delete 3 clients');

    const summary = await notifications.waitFor(
      /^Deleted 2 of 3 clients\. Not deleted: “Prospect 2”: .*Not on a Friday/,
    );
    await workbench.screenshot('bulk-summary');
    assert.deepEqual([summary.severity, summary.buttons], ['error', ['Retry', 'Undo']]);
    await view.waitForNoRow('Prospect 10');
    assert.ok((await view.labels()).includes('Prospect 2'));
    isBroken = false;
    await notifications.click(/^Deleted 2 of 3/, 'Retry');
    await view.waitForNoRow('Prospect 2');
    assert.equal(deletes, 4);

    await notifications.click(/^Deleted 1 client\./, 'Undo');
    await notifications.waitFor(/^Undone: 3 clients created again, with new IDs/);
    await view.expand(PROSPECTS);
    await workbench.eventually(async () => {
      const labels = await view.labels();
      const from = labels.indexOf(PROSPECTS);
      assert.deepEqual(labels.slice(from + 1, from + 4), ['Prospect 1', 'Prospect 2', 'Prospect 10']);
    });
    await workbench.screenshot('bulk-undone');
  });

  it('shows how far it is, and stops before the next one when cancelled', async () => {
    const held = Promise.withResolvers<undefined>();
    const service = await startService({
      intercept: async (request) => {
        const isHeld = request.method === 'DELETE' && request.url?.endsWith(service.data.idOf(PROSPECTS, 'Prospect 2'));
        if (isHeld !== true) return false;
        await held.promise;
        return true;
      },
    });
    const workbench = await openSignedIn(service);
    const { view, dialog, notifications } = workbench;
    await view.expand(PROSPECTS);
    await view.select('Prospect 1');
    await view.select('Prospect 10', ['Shift']);
    await workbench.press('Delete');
    await dialog.click('Delete 3 clients');
    const progress = await notifications.waitFor(/^Deleting 3 clients…: 2 of 3: “Prospect 2”/);
    await workbench.screenshot('bulk-progress');
    assert.deepEqual(progress.buttons, ['Cancel']);
    await notifications.click(/^Deleting 3 clients/, 'Cancel');
    const summary = await notifications.waitFor(
      /^Cancelled\. Deleted 1 of 3 clients\. Not tried: “Prospect 2”, “Prospect 1”\.$/,
    );
    await workbench.screenshot('bulk-cancelled');
    assert.deepEqual(summary.buttons, ['Undo']);
    held.resolve(undefined);
    assert.equal(service.data.childIds(service.data.idOf(PROSPECTS)).length, 2);
  });

  it('says that it waits for a service that wants fewer requests, and leaves the rest when cancelled then', async () => {
    let deletes = 0;
    const service = await startService({
      intercept: (request, response) => {
        if (request.method !== 'DELETE' || ++deletes === 1) return false;
        response.writeHead(429, { 'Retry-After': '300' }).end();
        return true;
      },
    });
    const workbench = await openSignedIn(service);
    const { view, dialog, notifications } = workbench;
    await view.expand(PROSPECTS);
    await view.select('Prospect 1');
    await view.select('Prospect 10', ['Shift']);
    await workbench.press('Delete');
    await dialog.click('Delete 3 clients');
    await notifications.waitFor(/^Deleting 3 clients…: The service is limiting requests. Continuing in 5 min…/);
    await workbench.screenshot('bulk-waits');
    await notifications.click(/^Deleting 3 clients/, 'Cancel');
    await notifications.waitFor(/^Cancelled\. Deleted 1 of 3 clients\. Not tried: “Prospect 2”, “Prospect 1”\.$/);
    assert.equal(deletes, 2);
  });

  it('takes a whole branch, names what is in the way of another, and Ctrl+Z brings the branch back', async () => {
    const service = await startService({ clients: CLIENTS });
    const workbench = await openSignedIn(service);
    const { view, dialog, notifications } = workbench;
    await view.waitForRow('Holding');
    await view.clickContextMenu('Holding', 'Delete Client...');
    await notifications.waitFor(/“Holding” cannot be deleted with the clients below it: “Trust” owns 1 legal entity/);
    await workbench.screenshot('branch-blocked');
    assert.equal(service.data.list().length, CLIENTS.length);

    await view.select('Group');
    await view.select('Holding', ['Control']);
    await view.select('Lone', ['Control']);
    await workbench.press('Delete');
    const some = await dialog.read();
    await workbench.screenshot('bulk-some-blocked');
    assert.match(some.text, /1 of 3 clients cannot be deleted\. Delete the others\?/);
    assert.match(some.detail, /clients cannot be deleted:\s+Holding \(“Trust” owns 1 legal entity\)/);
    await dialog.click('Cancel');

    await view.select('Group');
    await workbench.press('Delete');
    const asked = await dialog.read();
    await workbench.screenshot('branch-asks');
    assert.equal(asked.text, 'Delete “Group” and 3 clients below it?');
    assert.match(asked.detail, /Group\s+Nordics\s+Acme\s+Bolt/);
    await dialog.click('Delete 4 clients');
    await notifications.waitFor(/^Deleted 4 clients\.$/);
    await view.waitForNoRow('Group');
    assert.deepEqual(
      service.data.list().map(({ name }) => name),
      ['Holding', 'Trust', 'Lone'],
    );

    await view.select('Lone');
    await workbench.press('Control+z');
    assert.equal((await dialog.read()).text, 'Undo the last change to 4 clients?');
    await dialog.click('Undo');
    await notifications.waitFor(/^Undone: 4 clients created again/);
    await workbench.eventually(async () => {
      const [group] = await view.rows();
      assert.deepEqual([group?.label, group?.description, group?.selected], ['Group', '1 client', true]);
    });
    await view.expand('Group');
    await view.expand('Nordics');
    await view.waitForRow('Bolt');
    assert.deepEqual(await view.labels(), ['Group', 'Nordics', 'Acme', 'Bolt', 'Holding', 'Lone']);
    await workbench.screenshot('branch-undone');
    assert.equal(service.data.get(id('a')), undefined);
  });
});

describe('Undo', () => {
  it('is a button after a rename where messages are wanted, and a key and a command for what came before', async () => {
    const service = await startService({ clients: CLIENTS });
    const workbench = await openSignedIn(service, { settings: { 'aleta.notifications': 'all' } });
    const { view, input, dialog, notifications } = workbench;
    await view.waitForRow('Lone');
    assert.deepEqual(
      (await workbench.findCommands('Undo')).filter((title) => title.startsWith('Aleta')),
      [],
    );
    await view.clickTitleAction('New Top-Level Client...');
    await input.waitFor('New Top-Level Client');
    await input.type('New one');
    await input.accept();
    await notifications.waitFor(/^“New one” was created\.$/);
    await workbench.eventually(async () => {
      assert.equal((await view.rows()).find(({ label }) => label === 'New one')?.selected, true);
    });
    await view.select('Lone');
    await workbench.press('F2');
    await input.waitFor('Rename “Lone”');
    await input.type('Alone');
    await input.accept();
    await notifications.waitFor(/^“Lone” was renamed to “Alone”\.$/);
    await workbench.screenshot('undo-offered');
    await notifications.click(/^“Lone” was renamed/, 'Undo');
    await notifications.waitFor(/^“Alone” was renamed back to “Lone”\.$/);
    await view.waitForRow('Lone');

    service.data.rename(service.data.idOf('New one'), 'Theirs');
    await view.select('Lone');
    await workbench.press('Control+z');
    assert.match((await dialog.read()).detail, /^“New one” will be deleted\.\s*Environment: 127\.0\.0\.1:\d+$/);
    // The next dialog comes right behind this one.
    await workbench.press('Enter');
    await workbench.eventually(async () => assert.match((await dialog.read()).text, /anyway/));
    const asked = await dialog.read();
    await workbench.screenshot('undo-conflict');
    assert.match(asked.text, /Delete “Theirs” anyway\?/);
    assert.match(asked.detail, /Someone else renamed “New one” to “Theirs”/);
    await dialog.click('Cancel');
    assert.ok(service.data.list().some(({ name }) => name === 'Theirs'));
    // The dialog hands the focus back once it is closed.
    await view.select('Lone');
    await workbench.runCommand('Aleta: Undo Last Change');
    await dialog.click('Delete');
    await view.waitForNoRow('Theirs');
  });

  it('has keys in the tree that never reach an editor, also with nothing to undo', async () => {
    const workbench = await openSignedIn(await startService({ clients: CLIENTS }));
    const { view, editor, notifications } = workbench;
    await workbench.runCommand('File: New Untitled Text File');
    await editor.waitForFocus();
    await workbench.type('my text');
    await editor.waitForLine('my text');
    await view.select('Lone');
    for (const key of ['Control+z', 'Control+y', 'Control+Shift+z']) await workbench.press(key);
    await notifications.waitFor(/^There is nothing to undo\.$/);
    await editor.waitForLine('my text');
  });

  it('says that the id of a client that was deleted is a new one', async () => {
    const service = await startService({ clients: CLIENTS });
    const workbench = await openSignedIn(service);
    const { view, dialog, notifications } = workbench;
    await view.select('Lone');
    await workbench.press('Delete');
    assert.match((await dialog.read()).detail, /can be created again, but with a new ID/);
    await dialog.click('Delete');
    await notifications.click(/^“Lone” was deleted\.$/, 'Undo');
    await notifications.waitFor(/^“Lone” was created again with a new ID: [0-9a-f]{24}$/);
    await view.waitForRow('Lone');
    await workbench.screenshot('undo-deleted');
  });

  it('shows names as text, not as links', async () => {
    const name = '[Click](command:aleta.signOut) $(trash)';
    const service = await startService({ clients: [{ id: id('a'), name }] });
    const workbench = await openSignedIn(service);
    await workbench.view.select(name);
    await workbench.press('Delete');
    await workbench.dialog.waitFor();
    await workbench.screenshot('hostile-asks');
    await workbench.dialog.click('Delete');
    await workbench.notifications.waitFor(/was deleted/);
    await workbench.screenshot('hostile-deleted');
    assert.equal(await workbench.page.locator('.notification-list-item-message a').count(), 0);
  });
});
