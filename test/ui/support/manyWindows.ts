// What several windows of the desktop have, and pages of a browser under test have not.
import type { BrowserContext, Page } from 'playwright-core';

/** Takes the focus from all windows of a browser but `page`, as the desktop does: here each believes that it has it. */
export async function giveFocus(page: Page): Promise<void> {
  for (const each of page.context().pages()) {
    const hasFocus = each === page;
    await each.evaluate(`document.hasFocus = () => ${hasFocus}`);
    await each.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
  }
  await page.bringToFront();
}

/**
 * Has all windows read secrets from where they are stored. On the desktop there is one storage for all; in a browser,
 * each window keeps what it read when it was opened.
 */
export async function shareSecrets(context: BrowserContext): Promise<void> {
  await context.route('**/workbench.js', async (route) => {
    const response = await route.fetch();
    const script = await response.text();
    const shared = script
      .replaceAll(/(return\(|let \w+=)await this\.secretsPromise(?=[);])/g, '$1await this.load()')
      .replaceAll(/(this\.secretsPromise=Promise\.resolve\(\w+\),)this\.save\(\)/g, '$1await this.save()');
    if (shared === script) throw new Error('VS Code keeps secrets in another way than it did.');
    await route.fulfill({ response, body: shared });
  });
}
