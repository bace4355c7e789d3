import type { Locator, Page } from 'playwright-core';
import { plain, type PageElement } from './dom';

class QuickInput {
  protected readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  protected get widget(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  protected get field(): Locator {
    return this.widget.locator('.quick-input-filter input.input');
  }

  /** Until it is shown; with a title, until the one with that title is. */
  async waitFor(title?: string): Promise<void> {
    await this.field.waitFor();
    if (title !== undefined) await this.widget.locator('.quick-input-title', { hasText: title }).waitFor();
  }

  async waitForGone(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden' });
  }

  async isVisible(): Promise<boolean> {
    return this.widget.isVisible();
  }

  async title(): Promise<string> {
    return plain(await this.widget.locator('.quick-input-title').textContent());
  }

  async placeholder(): Promise<string> {
    return (await this.field.getAttribute('placeholder')) ?? '';
  }

  async value(): Promise<string> {
    return this.field.inputValue();
  }

  async isBusy(): Promise<boolean> {
    return (await this.widget.locator('.quick-input-progress.active').count()) > 0;
  }

  async accept(): Promise<void> {
    await this.field.press('Enter');
  }

  async escape(): Promise<void> {
    await this.field.press('Escape');
  }
}

export class InputBox extends QuickInput {
  /** What stands under the field: the prompt, or the validation message in its place. */
  async message(): Promise<string> {
    return plain(await this.widget.locator('.quick-input-message').textContent());
  }

  /** The validation message and how serious it is; undefined while there is none. */
  async validation(): Promise<{ message: string; severity: 'error' | 'warning' | 'info' } | undefined> {
    const box = this.widget.locator('.quick-input-box .monaco-inputbox');
    const names = ((await box.getAttribute('class')) ?? '').split(' ');
    const severity = (['error', 'warning', 'info'] as const).find((name) => names.includes(name));
    return severity && { message: await this.message(), severity };
  }

  /** The selected part of the value. */
  async selection(): Promise<string> {
    return this.field.evaluate((element) => {
      const { value = '', selectionStart, selectionEnd } = element as PageElement;
      return value.slice(selectionStart ?? 0, selectionEnd ?? 0);
    });
  }

  async isPassword(): Promise<boolean> {
    return (await this.field.getAttribute('type')) === 'password';
  }

  async isEnabled(): Promise<boolean> {
    return this.field.isEnabled();
  }

  /** Replaces the value, key by key as a person would. */
  async type(text: string): Promise<void> {
    await this.field.press('ControlOrMeta+A');
    if (text === '') await this.field.press('Delete');
    else await this.field.pressSequentially(text);
  }

  /** Waits until a message with this text is under the field. */
  async waitForMessage(text: string | RegExp): Promise<void> {
    await this.widget.locator('.quick-input-message').filter({ hasText: text }).waitFor();
  }

  /** Names of the buttons in the title. */
  async buttons(): Promise<string[]> {
    return this.widget
      .locator('.quick-input-titlebar a.action-label, .quick-input-inline-action-bar a.action-label')
      .evaluateAll((all) => (all as PageElement[]).map((button) => button.getAttribute('aria-label') ?? ''));
  }
}

export interface PickItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly focused: boolean;
}

export class QuickPick extends QuickInput {
  get #rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** @param timeout In ms; the usual patience where left out. */
  async filter(text: string, timeout?: number): Promise<void> {
    await this.field.fill(text, { ...(timeout !== undefined && { timeout }) });
  }

  /** Items as painted, from the top; waits for the first. */
  async items(): Promise<PickItem[]> {
    await this.#rows.first().waitFor();
    const items = await this.#rows.evaluateAll((elements) =>
      (elements as PageElement[]).map((row) => ({
        index: Number(row.getAttribute('data-index')),
        label: row.querySelector('.quick-input-list-row .label-name')?.textContent ?? '',
        description: row.querySelector('.quick-input-list-row .label-description')?.textContent ?? '',
        detail: row.querySelector('.quick-input-list-label-meta .label-name')?.textContent ?? '',
        focused: row.classList.contains('focused'),
      })),
    );
    return items
      .sort((a, b) => a.index - b.index)
      .map(({ label, description, detail, focused }) => ({
        label: plain(label),
        description: plain(description),
        detail: plain(detail),
        focused,
      }));
  }

  /** Labels of the separators that are painted, from the top. */
  async separators(): Promise<string[]> {
    const separators = this.#rows.locator('.quick-input-list-separator').filter({ visible: true });
    return (await separators.allInnerTexts()).map(plain).filter((text) => text !== '');
  }

  /** Clicks the item with exactly this label. Takes a timeout as `filter` does. */
  async choose(label: string, timeout?: number): Promise<void> {
    const name = this.page.locator('.quick-input-list-row').first().locator('.label-name');
    await this.#rows
      .filter({ has: name.getByText(label, { exact: true }) })
      .first()
      .click({ ...(timeout !== undefined && { timeout }) });
  }
}
