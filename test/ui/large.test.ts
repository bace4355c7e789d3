import assert from 'node:assert/strict';
import type { DemoClientSeed } from '../../src/demo/demoData';
import { openSignedIn, startService } from './support/service';

const hex = (number: number): string => number.toString(16).padStart(24, '0');
const entity = (owner: number, kind: string) => ({ id: hex(owner * 16 + 1_000_000), name: `${kind} ${owner}` });

/** 100,000 clients: 1,000 offices with 9 houses each, and 10 trusts below each house; one house in ten owns entities. */
function* clients(): Generator<DemoClientSeed> {
  let id = 0;
  for (let office = 0; office < 1_000; office++) {
    const officeId = id++;
    yield { id: hex(officeId), name: `Office ${office}` };
    for (let house = 0; house < 9; house++) {
      const houseId = id++;
      const entities =
        house === 0
          ? { legalEntities: [entity(houseId, 'Limited')], reportingEntities: [entity(houseId, 'Report')] }
          : {};
      yield { id: hex(houseId), name: `House ${office}-${house}`, parentId: hex(officeId), ...entities };
      for (let trust = 0; trust < 10; trust++) {
        yield { id: hex(id++), name: `Trust ${office}-${house}-${trust}`, parentId: hex(houseId) };
      }
    }
  }
}

const COUNT = 100_000;

describe('A day with 100,000 clients', () => {
  it('finds one far down, opens it as a document, gives it another name there and takes that back', async () => {
    const service = await startService({ clients: [...clients()] });
    const workbench = await openSignedIn(service);
    const { view, picker, editor } = workbench;
    await view.waitForRow('Office 0');
    // What stands above the rows may come behind them.
    await workbench.eventually(async () => assert.match(await view.message(), /100,000 clients/));
    await workbench.screenshot('large-tree');
    await view.focusTree();
    await workbench.press('Control+f');
    await picker.waitFor('Find Client');
    await picker.filter('office 876 trst 876-5-3');
    await workbench.eventually(async () => assert.equal((await picker.items())[0]?.label, 'Trust 876-5-3'));
    await workbench.screenshot('large-find');
    await picker.choose('Trust 876-5-3');
    await view.waitForRow('Trust 876-5-3');
    await workbench.eventually(async () => {
      const row = (await view.rows()).find(({ label }) => label === 'Trust 876-5-3');
      assert.deepEqual([row?.selected, row?.level], [true, 3]);
    });
    await workbench.press('Enter');
    await editor.waitForLine('"name": "Trust 876-5-3"');
    await editor.clickEnd('"name": "Trust 876-5-3"');
    await workbench.press('ArrowLeft');
    await workbench.type(' renamed');
    await workbench.press('Control+s');
    await view.waitForRow('Trust 876-5-3 renamed');
    await workbench.screenshot('large-document');
    await workbench.runCommand('Aleta: Undo Last Change');
    await workbench.statusItem('was renamed back to “Trust 876-5-3”').waitFor();
    await view.waitForRow('Trust 876-5-3');
    await editor.waitForLine('"name": "Trust 876-5-3"');
    await workbench.screenshot('large-undone');
  });

  it('filters, selects several of the hits, deletes them and brings them back', async () => {
    const service = await startService({ clients: [...clients()] });
    const workbench = await openSignedIn(service);
    const { view, input, dialog, notifications } = workbench;
    await view.waitForRow('Office 0');
    await workbench.runCommand('Aleta: Filter Clients...');
    await input.waitFor('Filter Clients');
    await input.type('trust 998-8');
    await input.accept();
    await view.waitForRow('Trust 998-8-0');
    await workbench.eventually(async () => assert.match(await view.message(), /“trust 998-8”: 10 of 100,000 clients/));
    await view.select('Trust 998-8-2');
    await view.select('Trust 998-8-5', ['Shift']);
    await workbench.screenshot('large-filtered');
    await workbench.press('Delete');
    assert.equal((await dialog.read()).text, 'Delete 4 clients?');
    await dialog.click('Delete 4 clients');
    await notifications.waitFor(/^Deleted 4 clients\./);
    await view.waitForNoRow('Trust 998-8-3');
    await workbench.eventually(async () => assert.match(await view.message(), /: 6 of 99,996 clients/));
    await workbench.screenshot('large-deleted');
    await notifications.click(/^Deleted 4 clients/, 'Undo');
    await notifications.waitFor(/^Undone: 4 clients created again/);
    await view.waitForRow('Trust 998-8-3');
    assert.equal(service.data.list().length, COUNT);
    await workbench.screenshot('large-restored');
  });

  it('deletes a branch, names what keeps another, and brings the first back', async () => {
    const service = await startService({ clients: [...clients()] });
    const workbench = await openSignedIn(service);
    const { view, dialog, notifications } = workbench;
    await view.expand('Office 7');
    await view.clickContextMenu('House 7-0', 'Delete Client...');
    await notifications.waitFor(/“House 7-0” cannot be deleted.*1 legal entity, 1 reporting entity/);
    await view.clickContextMenu('House 7-4', 'Delete Client...');
    const asked = await dialog.read();
    assert.equal(asked.text, 'Delete “House 7-4” and 10 clients below it?');
    await workbench.screenshot('large-branch-asks');
    await dialog.click(asked.buttons.at(-1) ?? '');
    await notifications.waitFor(/^Deleted 11 clients\./);
    await view.waitForNoRow('House 7-4');
    await view.focusTree();
    await workbench.press('Control+z');
    assert.equal((await dialog.read()).text, 'Undo the last change to 11 clients?');
    await dialog.click('Undo');
    await notifications.waitFor(/^Undone: 11 clients created again/);
    await view.waitForRow('House 7-4');
    assert.equal(service.data.childIds(service.data.idOf('Office 7', 'House 7-4')).length, 10);
    await workbench.screenshot('large-branch-undone');
  });

  it('looks inside a client, checks all of them, and takes them to an editor', async () => {
    const service = await startService({ clients: [...clients()] });
    service.data.create('ТRUST 5-5-5', service.data.idOf('Office 5', 'House 5-5'));
    const workbench = await openSignedIn(service);
    const { view, picker, editor } = workbench;
    await view.expand('Office 5');
    await view.expand('House 5-0');
    await view.expand('Legal Entities');
    await view.expand('Reporting Entities');
    await view.waitForRow(`Report ${5 * 100 + 1}`);
    await workbench.screenshot('large-inside');
    await workbench.runCommand('Aleta: Check Hierarchy');
    await workbench.findings.waitForRow('ТRUST 5-5-5');
    await workbench.screenshot('large-check');
    await workbench.findings.select('ТRUST 5-5-5');
    await view.waitForRow('ТRUST 5-5-5');
    await workbench.runCommand('Aleta: Export Clients...');
    await picker.waitFor('Export All Clients As');
    await picker.choose('CSV');
    await picker.choose('Editor');
    await editor.waitForLine('Office 0 > House 0-0 > Trust 0-0-0');
    await workbench.screenshot('large-export');
    // Else VS Code would keep it for the windows that follow.
    await workbench.runCommand('View: Revert and Close Editor');
  });
});
