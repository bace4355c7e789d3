import type { Locator, Page } from 'playwright-core';
import { plain } from './dom';

/** The modal dialog in the middle of the window. */
export class Dialog {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get #box(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async waitFor(): Promise<void> {
    await this.#box.waitFor();
  }

  async isVisible(): Promise<boolean> {
    return this.#box.isVisible();
  }

  /** What it says; waits until it is shown. */
  async read(): Promise<{ text: string; detail: string; buttons: string[] }> {
    await this.waitFor();
    return {
      text: plain(await this.#box.locator('.dialog-message-text').innerText()),
      detail: plain(await this.#box.locator('.dialog-message-detail').innerText()),
      buttons: (await this.#box.locator('.dialog-buttons .monaco-button').allInnerTexts()).map(plain),
    };
  }

  async click(button: string): Promise<void> {
    await this.#box.getByRole('button', { name: button, exact: true }).click();
    await this.#box.waitFor({ state: 'detached' });
  }
}
