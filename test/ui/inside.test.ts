import assert from 'node:assert/strict';
import { openOn, openSignedIn, startService } from './support/service';
import type { Workbench } from './support/workbench';

const OFFICE = 'Fernmoor Family Office';
const PROSPECTS = 'Prospects 2026';

async function below(workbench: Workbench, label: string): Promise<string[]> {
  const rows = await workbench.view.rows();
  const from = rows.findIndex((row) => row.label === label);
  const level = rows[from]?.level ?? 0;
  const rest = rows.slice(from + 1);
  const end = rest.findIndex((row) => row.level <= level);
  return rest.slice(0, end < 0 ? rest.length : end).map((row) => row.label);
}

describe('Looking inside a client', () => {
  it('shows its legal and reporting entities below its clients, in the demo data too', async () => {
    const workbench = await openOn(await startService());
    const { view } = workbench;
    await view.clickWelcome('Explore Demo Data');
    await view.expand(OFFICE);
    await view.expand('Reporting Entities');
    await view.waitForRow('Fernmoor Private Assets');
    await view.expand('Legal Entities');
    await view.waitForRow('Fernmoor Family Office LLP');
    await view.expand('Fernmoor Holdings');
    await view.waitForRow('Trust 10');
    await workbench.screenshot('inside-demo');
    assert.deepEqual(await below(workbench, OFFICE), [
      ...['Fernmoor Foundation', 'Fernmoor Holdings', 'Trust 1', 'Trust 2', 'Trust 10', 'Legal Entities'],
      ...['Legal Entities', 'Fernmoor Family Office LLP'],
      ...['Reporting Entities', 'Fernmoor Group', 'Fernmoor Private Assets'],
    ]);
    const rows = new Map((await view.rows()).map((row) => [row.label, row]));
    assert.deepEqual(
      ['Fernmoor Family Office LLP', 'Reporting Entities', 'Fernmoor Group'].map((label) => rows.get(label)?.ariaLabel),
      ['Fernmoor Family Office LLP, Legal entity', 'Reporting Entities, 2', 'Fernmoor Group, Reporting entity'],
    );
    const tooltip = await view.hoverRow('Fernmoor Group');
    assert.match(tooltip, /Reporting entity of Fernmoor Family Office/);
    assert.match(tooltip, /ID: [0-9a-f]{24}/);
    await workbench.screenshot('inside-tooltip');

    await view.select('Fernmoor Group');
    await workbench.press('F2', 'Delete', 'Enter');
    // The keys may still be at it, and what is clicked meanwhile may not stay selected.
    await workbench.eventually(async () => {
      await view.select(PROSPECTS);
      return (await view.rows()).some(({ label, selected }) => label === PROSPECTS && selected);
    });
    await workbench.press('F2');
    await workbench.input.waitFor(`Rename “${PROSPECTS}”`);
  });

  it('says what failed and tries again, and says what is not available', async () => {
    let status = 400;
    let asked = 0;
    const service = await startService({
      intercept: (request, response) => {
        const refused = request.url?.endsWith('/reporting-entities') === true ? 403 : status;
        if (request.url?.endsWith('-entities') !== true || refused === 200) return false;
        if (refused === 400) asked++;
        response.writeHead(refused, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ errors: [{ detail: 'Not today' }] }));
        return true;
      },
    });
    const workbench = await openSignedIn(service);
    const { view } = workbench;
    await view.expand(OFFICE);
    await view.expand('Legal Entities');
    const failure = 'The Aleta service refused the request (HTTP 400). The service says: “Not today.”';
    await view.waitForRow(failure);
    await view.expand('Reporting Entities');
    await view.waitForRow('Not available');
    await workbench.screenshot('inside-failed');

    assert.equal(asked, 1);
    await view.select('Not available');
    await workbench.press('ArrowUp', 'ArrowUp', 'Enter');
    await workbench.eventually(() => asked === 2);
    await view.waitForRow(failure);
    status = 200;
    await view.select(failure);
    await view.waitForRow('Fernmoor Family Office LLP');
    await workbench.screenshot('inside-retried');
  });

  it('opens it with Enter, saves another name, and refuses any other change', async () => {
    const service = await startService();
    const workbench = await openSignedIn(service);
    const { view, editor, notifications } = workbench;
    await view.expand(PROSPECTS);
    await view.select('Prospect 2');
    await workbench.press('ArrowUp', 'Enter');
    await editor.waitForLine('"name": "Prospect 1"');
    await workbench.screenshot('inside-document');
    assert.equal(await editor.tab(), 'Prospect 1');
    await view.waitForRow('Prospect 2');

    await editor.clickEnd('"name": "Prospect 1"');
    await workbench.press('ArrowLeft');
    await workbench.type(' and only');
    await workbench.press('Control+s');
    await view.waitForRow('Prospect 1 and only');
    await workbench.eventually(async () => !(await editor.isDirty()));
    await workbench.eventually(async () => (await editor.tab()) === 'Prospect 1 and only');
    assert.match(await workbench.page.title(), /^Prospect 1 and only/);
    await workbench.screenshot('inside-saved');

    await editor.clickEnd('"type": "client"');
    await workbench.press('ArrowLeft', 'ArrowLeft');
    await workbench.type('s');
    await workbench.eventually(async () => (await editor.errors()) === 1);
    await workbench.press('Control+s');
    await notifications.waitFor(/Only \/attributes\/name can be changed here, not \/type/);
    await workbench.screenshot('inside-refused');
    assert.equal(await editor.isDirty(), true);
    await workbench.press('Backspace', 'Control+s');
    await workbench.eventually(async () => !(await editor.isDirty()));
  });

  it('follows the tree, asks before it replaces what others did, and is there again after a reload', async () => {
    const service = await startService();
    const workbench = await openSignedIn(service, {
      folder: true,
      settings: { 'security.workspace.trust.enabled': false, 'git.enabled': false },
    });
    const { view, editor, dialog } = workbench;
    await view.expand(PROSPECTS);
    await view.clickContextMenu('Prospect 1', 'Open Client');
    await editor.waitForLine('"name": "Prospect 1"');
    const id = service.data.idOf(PROSPECTS, 'Prospect 1');
    service.data.rename(id, 'Theirs');
    await view.clickContextMenu('Prospect 1', 'Refresh This Client');
    await view.waitForRow('Theirs');
    await editor.waitForLine('"name": "Theirs"');

    await editor.clickEnd('"name": "Theirs"');
    await workbench.press('ArrowLeft');
    await workbench.type(' and mine');
    service.data.rename(id, 'Theirs again');
    await workbench.press('Control+s');
    const asked = await dialog.read();
    await workbench.screenshot('inside-conflict');
    assert.match(asked.text, /Replace the name “Theirs again” with “Theirs and mine”\?/);
    await dialog.click('Cancel');
    await workbench.notifications.waitFor(/Someone else renamed/);
    assert.equal(await editor.isDirty(), true);
    await workbench.press('Control+s');
    await dialog.click('Replace');
    await view.waitForRow('Theirs and mine');
    await workbench.eventually(async () => !(await editor.isDirty()));

    await workbench.reload();
    await editor.waitForLine('"name": "Theirs and mine"');
    assert.equal(await editor.tab(), 'Theirs and mine');
    await workbench.screenshot('inside-reloaded');
  });
});
