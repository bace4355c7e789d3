import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Frame } from 'playwright-core';
import { openWorkbench } from './support/session';
import type { Workbench } from './support/workbench';

const ROOT = join(__dirname, '../../..');
/** `![text](address)` of Markdown. */
const PICTURE = /!\[([^\]]*)\]\(([^)]+)\)/g;

interface Picture {
  readonly alt: string;
  readonly src: string;
}

const picturesOf = (file: string): Picture[] =>
  [...readFileSync(file, 'utf8').matchAll(PICTURE)].map(([, alt = '', src = '']) => ({ alt, src }));

/** The folder into which VS Code unpacked the .vsix. */
function installedFolder(): string {
  const { settingsFile } = JSON.parse(process.env['ALETA_UI'] ?? '{}') as { settingsFile: string };
  const extensions = join(dirname(settingsFile), '../../extensions');
  const name = readdirSync(extensions).find((each) => each.startsWith('aleta.aleta-clients-'));
  assert.ok(name !== undefined, 'The .vsix is not installed.');
  return join(extensions, name);
}

/** The page that VS Code shows of the installed extension, which it renders from the README of the package. */
async function openDetailsPage(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Extensions: Show Installed Extensions');
  await workbench.page.locator('.extension-list-item', { hasText: 'Aleta Clients' }).first().click();
}

/** The web view with the README, once it is there. */
async function readmeOf(workbench: Workbench): Promise<Frame> {
  return workbench.eventually(async () => {
    for (const frame of workbench.page.frames()) {
      if ((await frame.locator('h1', { hasText: 'Aleta Clients' }).count()) > 0) return frame;
    }
    throw new Error('The README is not shown.');
  });
}

describe('The pictures of the README', () => {
  it('are in the repository, in the package, and named in its README by an https address that ends with their path', () => {
    const written = picturesOf(join(ROOT, 'README.md'));
    assert.ok(written.length > 0);
    const folder = installedFolder();
    const packed = picturesOf(join(folder, 'readme.md'));
    assert.deepEqual(
      packed.map(({ alt }) => alt),
      written.map(({ alt }) => alt),
    );
    for (const [index, { src }] of written.entries()) {
      assert.ok(existsSync(join(ROOT, src)), `${src} in the repository`);
      assert.ok(existsSync(join(folder, src)), `${src} in the package`);
      const address = packed[index]?.src ?? '';
      assert.match(address, /^https:\/\//);
      assert.ok(address.endsWith(`/extension/${src}`), address);
    }
  });

  it('say what is to be seen, for those who do not see it', () => {
    for (const { alt, src } of picturesOf(join(ROOT, 'README.md'))) assert.ok(alt.length >= 60, `${src}: ${alt}`);
  });

  it('are all shown in the page of the installed extension', async () => {
    const folder = installedFolder();
    const workbench = await openWorkbench({ width: 1400, height: 1000 });
    // Stands in for the registry that serves the files of the package, whose address is not to be had in a test.
    const prefix = /^https:\/\/.*\/extension\/(?=media\/)/;
    await workbench.page.context().route(prefix, async (route) => {
      const path = join(folder, route.request().url().replace(prefix, ''));
      await (existsSync(path) ? route.fulfill({ path }) : route.abort());
    });
    await openDetailsPage(workbench);
    const readme = await readmeOf(workbench);
    const written = picturesOf(join(ROOT, 'README.md'));
    await workbench.eventually(async () => {
      const shown = await readme.evaluate<{ alt: string; width: number }[]>(
        `[...document.querySelectorAll('img')].map(({ alt, naturalWidth }) => ({ alt, width: naturalWidth }))`,
      );
      assert.deepEqual(
        shown.filter(({ width }) => width > 0).map(({ alt }) => alt),
        written.map(({ alt }) => alt),
      );
    });
    await workbench.screenshot('details-page');
  });
});
