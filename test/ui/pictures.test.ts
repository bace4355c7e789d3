import assert from 'node:assert/strict';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { plain } from './support/dom';
import { openOn, startService } from './support/service';
import type { Workbench } from './support/workbench';

const OFFICE = 'Fernmoor Family Office';
const HOLDINGS = 'Fernmoor Holdings';
const TRUST = 'Trust 10';
const SUBHOLDING = 'Sub-holding 3';

const WIDTH = 1100;
/** Where boxes and dialogs in the middle of the window end, and what is of interest around a box. */
const BOX = { width: 864, height: 214 };
/** Height of the window's title, which names the host that the suite runs in. */
const TITLE = 30;

/** A window on the demo data, which need no account, with one family office opened. */
async function openDemo(theme: 'dark' | 'light'): Promise<Workbench> {
  const workbench = await openOn(await startService(), {
    theme,
    width: WIDTH,
    height: 760,
    sidebarWidth: 430,
    settings: { 'editor.minimap.enabled': false },
  });
  const { view } = workbench;
  await closeEditors(workbench);
  await view.clickWelcome('Explore Demo Data');
  await view.waitForRow(OFFICE);
  for (const name of [OFFICE, HOLDINGS, TRUST]) await view.expand(name);
  await view.waitForRow(SUBHOLDING);
  const branch = ['Fernmoor Foundation', HOLDINGS, 'Trust 1', 'Trust 2', TRUST, 'Imogen Fernmoor', SUBHOLDING];
  const labels = await view.labels();
  assert.deepEqual(
    labels.slice(labels.indexOf(OFFICE)).filter((label) => branch.includes(label)),
    branch,
  );
  assert.match(await view.message(), /Demo data/);
  return workbench;
}

/** Unsaved text comes back in the next window of the same server, whoever wrote it. */
async function closeEditors(workbench: Workbench): Promise<void> {
  const tabs = workbench.page.locator('.editor .tabs-container .tab');
  for (let left = await tabs.count(); left > 0; left--) {
    await workbench.runCommand('View: Revert and Close Editor');
    await workbench.eventually(async () => (await tabs.count()) < left);
  }
}

/** Opens the tooltip beside the tree, where it covers no row. */
async function hoverAtTheEnd({ page, view }: Workbench, label: string): Promise<string> {
  const row = view.row(label);
  const { width = 0 } = (await row.boundingBox()) ?? {};
  // The very end has the buttons, whose own tooltips these would be.
  await row.hover({ position: { x: width - 60, y: 8 } });
  const tooltip = page.locator('.monaco-hover.workbench-hover .hover-contents').first();
  await tooltip.waitFor();
  return plain(await tooltip.innerText());
}

/** Where the last row ends, or what lies over the rows. */
async function lowest(page: Page): Promise<number> {
  const shown = '.part.sidebar .monaco-list-row, .monaco-hover, .monaco-dialog-box, .quick-input-widget';
  const boxes = await Promise.all((await page.locator(shown).all()).map((each) => each.boundingBox()));
  return Math.max(...boxes.map((box) => (box === null ? 0 : box.y + box.height)));
}

/**
 * Saves a picture with the artifacts. With `ALETA_WRITE_PICTURES=1` it also takes the place of the README's copy, which
 * otherwise only has to be there: pictures of two machines are never the same to the last pixel.
 */
async function picture({ page }: Workbench, name: string, { width = WIDTH, height = 0 } = {}): Promise<void> {
  const { artifacts } = JSON.parse(process.env['ALETA_UI'] ?? '{}') as { artifacts: string };
  const file = `readme-${name}.png`;
  const path = join(artifacts, file);
  const clip = { x: 0, y: TITLE, width, height: height || (await lowest(page)) + 12 - TITLE };
  await page.screenshot({ path, animations: 'disabled', caret: 'hide', clip });
  // `npm run test:ui` runs in the root of the repository.
  const copy = join('media', file);
  if (process.env['ALETA_WRITE_PICTURES'] === '1') copyFileSync(path, copy);
  assert(existsSync(copy), `${copy} is missing: run with ALETA_WRITE_PICTURES=1.`);
}

describe('The pictures of the README', () => {
  it('show the hierarchy, and what there is to know of a client', async () => {
    const workbench = await openDemo('dark');
    const { view, page } = workbench;
    await view.clickContextMenu(SUBHOLDING, 'Open Client');
    await page.locator('.editor-container .view-line', { hasText: SUBHOLDING }).waitFor();
    // Those of the third level are the only ones there.
    await page
      .locator('.monaco-list-row[aria-level="3"]', { hasText: 'Legal Entities' })
      .locator('.monaco-tl-twistie')
      .click();
    await view.waitForRow('Fernmoor Nominees Ltd');
    const tooltip = await hoverAtTheEnd(workbench, SUBHOLDING);
    assert.match(tooltip, /Fernmoor Family Office > Fernmoor Holdings > Trust 10 > Sub-holding 3/);
    assert.match(tooltip, /Owns 1 legal entity/);
    await picture(workbench, 'tree');
    await closeEditors(workbench);
  });

  it('show a name being judged while it is typed', async () => {
    const workbench = await openDemo('dark');
    const { view, input } = workbench;
    await view.clickInlineAction(TRUST, 'New Child Client...');
    await input.waitFor(`New Client under “${TRUST}”`);
    await input.type('Rafe Fernmoor');
    await input.waitForMessage(/A client named “Rafe Fernmoor” already exists/);
    assert.equal((await input.validation())?.severity, 'warning');
    await picture(workbench, 'create', BOX);
  });

  it('show clients being found by parts of their paths', async () => {
    const workbench = await openDemo('light');
    const { picker } = workbench;
    await workbench.runCommand('Aleta: Find Client...');
    await picker.waitFor('Find Client');
    await picker.filter('alhavn trust');
    await workbench.eventually(async () => {
      const items = (await picker.items()).map(({ label, description }) => `${description} > ${label}`);
      const trusts = ['Trust 1', 'Trust 2', 'Trust 10'].map(
        (name) => `Ålhavn Family Office > Ålhavn Holding 1 > ${name}`,
      );
      assert.deepEqual(items.toSorted(), trusts.toSorted());
    });
    await picture(workbench, 'find', BOX);
  });

  it('show what is asked before a branch is deleted', async () => {
    const workbench = await openDemo('dark');
    const { view, dialog } = workbench;
    await view.select('Prospects 2026');
    await workbench.press('Delete');
    const { text, detail } = await dialog.read();
    assert.match(text, /Delete “Prospects 2026” and 3 clients below it\?/);
    for (const name of ['Prospect 1', 'Prospect 2', 'Prospect 10']) assert(detail.includes(name), name);
    await picture(workbench, 'delete', { width: BOX.width });
  });
});
