import type { Locator, Page } from 'playwright-core';
import { plain } from './dom';

export interface Notification {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly buttons: string[];
}

/**
 * Notifications, as toasts or in the list that `Workbench.showNotifications` opens. VS Code shows three toasts at a
 * time, the newest on top, and after three in quick succession (less than 0.8 s apart) puts more only in the list.
 */
export class Notifications {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get #items(): Locator {
    return this.page.locator('.notification-list-item');
  }

  #item(text: string | RegExp): Locator {
    return this.#items.filter({ has: this.page.locator('.notification-list-item-message', { hasText: text }) }).first();
  }

  /** Until one with this text is shown; gives it. */
  async waitFor(text: string | RegExp): Promise<Notification> {
    await this.#item(text).waitFor();
    return this.#read(this.#item(text));
  }

  async waitForGone(text: string | RegExp): Promise<void> {
    await this.#item(text).waitFor({ state: 'detached' });
  }

  async all(): Promise<Notification[]> {
    return Promise.all((await this.#items.all()).map((toast) => this.#read(toast)));
  }

  async #read(toast: Locator): Promise<Notification> {
    const icon = (await toast.locator('.notification-list-item-icon').getAttribute('class')) ?? '';
    return {
      severity: (['error', 'warning'] as const).find((name) => icon.includes(`codicon-${name}`)) ?? 'info',
      text: plain(await toast.locator('.notification-list-item-message').innerText()),
      buttons: (await toast.locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts()).map(
        plain,
      ),
    };
  }

  async click(text: string | RegExp, button: string): Promise<void> {
    const toast = this.#item(text);
    await toast.getByRole('button', { name: button, exact: true }).click();
  }

  /** Puts one away, as a click on its cross does. */
  async dismiss(text: string | RegExp): Promise<void> {
    const toast = this.#item(text);
    await toast.hover();
    await toast.getByRole('button', { name: /^Clear Notification/ }).click();
    await toast.waitFor({ state: 'detached' });
  }
}
