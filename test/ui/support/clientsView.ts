import type { Locator, Page } from 'playwright-core';
import { plain, type PageElement } from './dom';

export interface Row {
  readonly label: string;
  readonly description: string;
  /** 1 for a top-level row. */
  readonly level: number;
  /** Undefined for a row without children. */
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
  readonly focused: boolean;
  /** What a screen reader says. */
  readonly ariaLabel: string;
  /** Class names of the icon, such as `codicon codicon-organization`. */
  readonly icon: string;
}

/** The tree of clients in the side bar, with all that VS Code draws around it. */
export class ClientsView {
  protected readonly page: Page;
  readonly #position: number;

  /** @param position Of the tree among those in the side bar. */
  constructor(page: Page, position = 0) {
    this.page = page;
    this.#position = position;
  }

  get #part(): Locator {
    return this.page.locator('.part.sidebar');
  }

  get #tree(): Locator {
    return this.#part.locator('.customview-tree .monaco-list').nth(this.#position);
  }

  get #rows(): Locator {
    return this.#tree.locator('.monaco-list-row');
  }

  async waitFor(): Promise<void> {
    await this.waitForTitle();
    await this.#part
      .locator('.tree-explorer-viewlet-tree-view, .welcome-view-content')
      // Both are there; only one of them is shown.
      .filter({ visible: true })
      .first()
      .waitFor();
  }

  /** @param timeout In ms; the usual patience where left out. */
  async waitForTitle(timeout?: number): Promise<void> {
    const title = this.#part.locator('.composite.title h2', { hasText: /^Aleta/ });
    await title.waitFor({ ...(timeout !== undefined && { timeout }) });
  }

  /** The title above the view, which for a container of one view is `Container: View`. */
  async title(): Promise<string> {
    return plain(await this.#part.locator('.composite.title h2').textContent());
  }

  /** `TreeView.description`. VS Code does not paint it while the container shows this one view. */
  async description(): Promise<string> {
    const description = this.#part.locator('.pane-header .description').first();
    return (await description.count()) === 0 ? '' : plain(await description.textContent());
  }

  /** The line above the rows, '' when there is none. */
  async message(): Promise<string> {
    const message = this.#part.locator('.tree-explorer-viewlet-tree-view > .message:not(.hide)');
    return (await message.isVisible()) ? plain(await message.innerText()) : '';
  }

  async isBusy(): Promise<boolean> {
    return (await this.#part.locator('.monaco-progress-container.active').count()) > 0;
  }

  // --- Title bar

  async titleActions(): Promise<string[]> {
    return this.#part
      .locator('.composite.title .title-actions a.action-label')
      .evaluateAll((actions) => (actions as PageElement[]).map((action) => action.getAttribute('aria-label') ?? ''));
  }

  async clickTitleAction(name: string): Promise<void> {
    await this.#part.locator('.composite.title .title-actions').getByRole('button', { name }).click();
  }

  // --- Welcome

  /** Paragraphs and buttons of the welcome view; waits until it is shown. */
  async welcome(): Promise<{ text: string; buttons: string[] }> {
    const content = this.#part.locator('.welcome-view-content');
    await content.waitFor();
    return {
      text: (await content.locator('p').allInnerTexts()).map(plain).join('\n'),
      buttons: (await content.locator('.monaco-button').allInnerTexts()).map(plain),
    };
  }

  async hasWelcome(): Promise<boolean> {
    return this.#part.locator('.welcome-view-content').isVisible();
  }

  /** A click on a button or a link of the welcome view. */
  async clickWelcome(name: string): Promise<void> {
    const content = this.#part.locator('.welcome-view-content');
    await content.locator('.monaco-button, a').filter({ hasText: name }).first().click();
    // Rows come to stand under the mouse, and would show a tooltip.
    await this.page.mouse.move(0, 0);
  }

  // --- Rows

  /** Rows as painted, from the top. VS Code paints only those in sight. */
  async rows(): Promise<Row[]> {
    const rows = await this.#rows.evaluateAll((elements) =>
      (elements as PageElement[]).map((row) => ({
        index: Number(row.getAttribute('data-index')),
        label: row.querySelector('.label-name')?.textContent ?? '',
        description: row.querySelector('.label-description')?.textContent ?? '',
        level: Number(row.getAttribute('aria-level')),
        open: row.getAttribute('aria-expanded'),
        selected: row.getAttribute('aria-selected') === 'true',
        focused: row.classList.contains('focused'),
        ariaLabel: row.getAttribute('aria-label') ?? '',
        icon: row.querySelector('.custom-view-tree-node-item-icon')?.getAttribute('class') ?? '',
      })),
    );
    return rows
      .sort((a, b) => a.index - b.index)
      .map(({ open, label, description, level, selected, focused, ariaLabel, icon }) => ({
        label: plain(label),
        description: plain(description),
        level,
        expanded: open === null ? undefined : open === 'true',
        selected,
        focused,
        ariaLabel,
        icon,
      }));
  }

  async labels(): Promise<string[]> {
    return (await this.rows()).map(({ label }) => label);
  }

  /** The row with exactly this name, to be waited for or clicked. */
  row(label: string): Locator {
    return this.#rows.filter({ has: this.page.locator('.label-name').getByText(label, { exact: true }) }).first();
  }

  async waitForRow(label: string): Promise<void> {
    await this.row(label).waitFor();
  }

  async waitForNoRow(label: string): Promise<void> {
    await this.row(label).waitFor({ state: 'detached' });
  }

  async expand(label: string): Promise<void> {
    await this.#toggle(label, 'true');
  }

  async collapse(label: string): Promise<void> {
    await this.#toggle(label, 'false');
  }

  async #toggle(label: string, wanted: 'true' | 'false'): Promise<void> {
    await this.#clearHover();
    const row = this.row(label);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === wanted) return;
    await row.locator('.monaco-tl-twistie').click();
    await this.#rows
      .and(this.page.locator(`[aria-expanded="${wanted}"]`))
      .filter({ has: this.page.getByText(label, { exact: true }) })
      .first()
      .waitFor();
  }

  /** A click on a row selects it; with modifiers as on the keyboard. */
  async select(label: string, modifiers: ('Control' | 'Shift')[] = []): Promise<void> {
    await this.#clearHover();
    await this.row(label).locator('.label-name').click({ modifiers });
  }

  /** Keyboard focus into the tree without a click on a row. */
  /** Until keys go to the tree, as after signing in. */
  async waitForFocus(): Promise<void> {
    await this.#part.locator('.customview-tree .monaco-list:focus').first().waitFor();
  }

  async focusTree(): Promise<void> {
    await this.#tree.focus();
  }

  get #hover(): Locator {
    return this.page.locator('.monaco-hover.workbench-hover');
  }

  /** A tooltip lies over the rows below its own. */
  async #clearHover(): Promise<void> {
    if ((await this.#hover.count()) === 0) return;
    await this.page.mouse.move(0, 0);
    try {
      await this.#hover.waitFor({ state: 'detached', timeout: 3_000 });
    } catch {
      // One that came up after the mouse had left its row waits for the mouse to leave itself.
      await this.#hover.first().hover();
      await this.page.mouse.move(0, 0);
      await this.#hover.waitFor({ state: 'detached' });
    }
  }

  /** Text of the tooltip that comes up over a row. */
  async hoverRow(label: string): Promise<string> {
    await this.#clearHover();
    const shown = this.#hover;
    await this.row(label).locator('.label-name').hover();
    await shown.waitFor();
    return plain(await shown.locator('.hover-contents').first().innerText());
  }

  // --- Actions on rows

  /** Names of the buttons that show on a row under the mouse. */
  async inlineActions(label: string): Promise<string[]> {
    await this.#clearHover();
    const row = this.row(label);
    await row.hover();
    const actions = row.locator('.actions a.action-label');
    await actions.first().waitFor();
    return actions.evaluateAll((all) =>
      (all as PageElement[]).map((action) => action.getAttribute('aria-label') ?? ''),
    );
  }

  async clickInlineAction(label: string, action: string): Promise<void> {
    await this.#clearHover();
    const row = this.row(label);
    await row.hover();
    await row.locator('.actions').getByRole('button', { name: action }).click();
  }

  /** Opens the context menu of a row; `|` stands for a separator. */
  async openContextMenu(label: string): Promise<string[]> {
    await this.#clearHover();
    await this.row(label).locator('.label-name').click({ button: 'right' });
    const entries = this.#menu.locator('.action-item .action-label');
    await entries.first().waitFor();
    return entries.evaluateAll((all) =>
      (all as PageElement[]).map((entry) => (entry.classList.contains('separator') ? '|' : (entry.textContent ?? ''))),
    );
  }

  async clickContextMenu(label: string, entry: string): Promise<void> {
    await this.openContextMenu(label);
    const name = this.page.locator('.action-label').getByText(entry, { exact: true });
    const item = this.#menu.locator('.action-item').filter({ has: name });
    // A fresh menu is deaf to the mouse for its first 100 ms, lest a double click hit an entry: Enter is heard at once.
    await item.hover();
    await item.and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('Enter');
    await this.#menu.waitFor({ state: 'detached' });
  }

  async closeContextMenu(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.#menu.waitFor({ state: 'detached' });
  }

  get #menu(): Locator {
    return this.page.locator('.monaco-menu').last();
  }
}
