import type { Locator, Page } from 'playwright-core';
import { plain, type PageElement } from './dom';

/** The text editor that is shown, and the tabs above it. */
export class Editor {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get #part(): Locator {
    return this.page.locator('.part.editor');
  }

  get #lines(): Locator {
    return this.#part.locator('.editor-instance .view-lines .view-line');
  }

  get #tab(): Locator {
    return this.#part.locator('.tab.active');
  }

  /** Until a line with this text is shown. */
  async waitForLine(text: string): Promise<void> {
    await this.#line(text).waitFor();
  }

  #line(text: string): Locator {
    // What looks like a space in a line is a no-break one.
    const words = text.split(' ').map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    return this.#lines.filter({ hasText: new RegExp(words.join(String.raw`\s`)) }).first();
  }

  /** Label of the tab that is shown. */
  async tab(): Promise<string> {
    return plain(await this.#tab.locator('.label-name').innerText());
  }

  /** Whether there is something to be saved. */
  async isDirty(): Promise<boolean> {
    return this.#tab.evaluate((tab) => (tab as unknown as PageElement).classList.contains('dirty'));
  }

  /** Until keys go to the text. */
  async waitForFocus(): Promise<void> {
    await this.#part.locator('.editor-instance .monaco-editor.focused').waitFor();
  }

  /** Puts the cursor at the end of the line with this text. */
  async clickEnd(text: string): Promise<void> {
    await this.#line(text).click();
    await this.page.keyboard.press('End');
  }

  /** How many places are underlined as wrong. */
  async errors(): Promise<number> {
    return this.#part.locator('.squiggly-error').count();
  }

  /** What is shown in place of a text that could not be read. */
  async trouble(): Promise<string> {
    const pane = this.#part.locator('.monaco-editor-pane-placeholder');
    await pane.waitFor();
    return plain(await pane.innerText());
  }
}
