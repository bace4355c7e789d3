import type { Locator, Page } from 'playwright-core';
import { plain } from './dom';

export interface Notification {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly buttons: string[];
}

/** Notification toasts. VS Code shows three at a time, the newest on top. */
export class Notifications {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get #toasts(): Locator {
    return this.page.locator('.notifications-toasts .notification-toast');
  }

  #toast(text: string | RegExp): Locator {
    return this.#toasts
      .filter({ has: this.page.locator('.notification-list-item-message', { hasText: text }) })
      .first();
  }

  /** Until one with this text is shown; gives it. */
  async waitFor(text: string | RegExp): Promise<Notification> {
    await this.#toast(text).waitFor();
    return this.#read(this.#toast(text));
  }

  async waitForGone(text: string | RegExp): Promise<void> {
    await this.#toast(text).waitFor({ state: 'detached' });
  }

  async all(): Promise<Notification[]> {
    return Promise.all((await this.#toasts.all()).map((toast) => this.#read(toast)));
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
    const toast = this.#toast(text);
    await toast.getByRole('button', { name: button, exact: true }).click();
  }

  /** Puts one away, as a click on its cross does. */
  async dismiss(text: string | RegExp): Promise<void> {
    const toast = this.#toast(text);
    await toast.hover();
    await toast.getByRole('button', { name: /^Clear Notification/ }).click();
    await toast.waitFor({ state: 'detached' });
  }
}
