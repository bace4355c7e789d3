import type { Locator, Page } from 'playwright-core';
import { ClientsView } from './clientsView';
import { plain } from './dom';

/** The view of findings, below the tree of clients: rows are read and used in the same way. */
export class FindingsPane extends ClientsView {
  constructor(page: Page) {
    super(page, 1);
  }

  get #pane(): Locator {
    return this.page.locator('.part.sidebar .pane', {
      has: this.page.locator('.pane-header', { hasText: 'Findings' }),
    });
  }

  override async waitFor(): Promise<void> {
    await this.#pane.waitFor();
  }

  async waitForGone(): Promise<void> {
    await this.#pane.waitFor({ state: 'detached' });
  }

  /** What stands beside the title. */
  override async description(): Promise<string> {
    return plain(await this.#pane.locator('.pane-header .description').textContent());
  }

  override async message(): Promise<string> {
    const message = this.#pane.locator('.tree-explorer-viewlet-tree-view > .message:not(.hide)');
    return (await message.isVisible()) ? plain(await message.innerText()) : '';
  }

  override async clickTitleAction(name: string): Promise<void> {
    await this.#pane.locator('.pane-header').hover();
    await this.#pane.locator('.pane-header .actions').getByRole('button', { name }).click();
  }

  /** Whether keys go to its rows. */
  async hasFocus(): Promise<boolean> {
    return (await this.#pane.locator('.monaco-list:focus').count()) > 0;
  }
}
