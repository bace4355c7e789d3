import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { ClientsView } from './clientsView';
import { Dialog } from './dialog';
import { Editor } from './editor';
import { FindingsPane } from './findingsPane';
import { giveFocus } from './manyWindows';
import { Notifications } from './notifications';
import { InputBox, QuickPick } from './quickInput';

const patience = 20_000;

/** A window of VS Code as the person before it uses it. */
export class Workbench {
  readonly view: ClientsView;
  readonly findings: FindingsPane;
  readonly input: InputBox;
  readonly picker: QuickPick;
  readonly dialog: Dialog;
  readonly notifications: Notifications;
  readonly editor: Editor;

  readonly page: Page;
  readonly #address: string;
  readonly #artifacts: string;

  constructor(page: Page, address: string, artifacts: string) {
    this.page = page;
    this.#address = address;
    this.#artifacts = artifacts;
    this.view = new ClientsView(page);
    this.findings = new FindingsPane(page);
    this.input = new InputBox(page);
    this.picker = new QuickPick(page);
    this.dialog = new Dialog(page);
    this.notifications = new Notifications(page);
    this.editor = new Editor(page);
  }

  async load(): Promise<void> {
    await this.page.goto(this.#address);
    await this.#ready();
  }

  /** Closes what is in the window, without asking what it is about. */
  async leave(): Promise<void> {
    await this.page.goto('about:blank');
  }

  /** A click on the window, where it is one of several. */
  async turnTo(): Promise<void> {
    await giveFocus(this.page);
  }

  /** The window again, with what it stored. */
  async reload(): Promise<void> {
    // By VS Code's own command, which writes down what it stores before it goes; a reload of the page does not wait.
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#ready();
  }

  /** The last part to appear is what extensions bring; before it, keys and commands are not all there. */
  async #ready(): Promise<void> {
    await this.#activityBarItem.waitFor();
  }

  get #activityBarItem() {
    return this.page.locator('.part.activitybar').getByRole('tab', { name: 'Aleta', exact: true });
  }

  /** A click on our icon in the activity bar, if the view is not shown yet. */
  async openAletaView(): Promise<void> {
    await this.eventually(async () => {
      const shown = await this.#activityBarItem.getAttribute('aria-expanded');
      if (shown !== 'true') await this.#activityBarItem.click();
      // A window that brings back its side bar just then has it closed by the click: looked at once more.
      await this.view.waitForTitle(3_000);
    });
    await this.view.waitFor();
  }

  /** Runs a command through the palette by its full title, such as `Aleta: Sign In`. */
  async runCommand(title: string): Promise<void> {
    await this.eventually(async () => {
      // Whatever takes the focus closes the palette, a dialog that has just gone among it: it is opened again then.
      if (!(await this.picker.isVisible())) await this.page.keyboard.press('F1');
      try {
        await this.picker.filter(`>${title}`, 3_000);
        await this.picker.choose(title, 3_000);
      } catch (error) {
        // What it lists is as of its opening: a command that comes later is there when it is opened again.
        if (await this.picker.isVisible()) await this.page.keyboard.press('Escape');
        throw error;
      }
    });
  }

  /** Titles that the palette offers for a search. */
  async findCommands(search: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.picker.filter(`>${search}`);
    const labels = (await this.picker.items()).map(({ label }) => label);
    await this.page.keyboard.press('Escape');
    await this.picker.waitForGone();
    return labels;
  }

  /** Opens the list of all notifications, which also has those that were never shown as toasts. */
  async showNotifications(): Promise<void> {
    await this.runCommand('Notifications: Show Notifications');
    await this.page.locator('.notifications-center.visible').waitFor();
  }

  /** The item of the status bar with this text. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Drags the border of the side bar. */
  async setSidebarWidth(width: number): Promise<void> {
    const sidebar = this.page.locator('.part.sidebar');
    const box = await sidebar.boundingBox();
    assert(box, 'The side bar is not shown.');
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, y, { steps: 5 });
    await this.page.mouse.up();
    await this.page.mouse.move(box.x + width + 200, y);
  }

  /** Looks again after each frame that the window paints, until `check` no longer throws or returns false. */
  async eventually<T>(check: () => T | Promise<T>, limit = patience): Promise<T> {
    const end = Date.now() + limit;
    for (;;) {
      try {
        const result = await check();
        if (result !== false || Date.now() > end) {
          assert.notEqual(result, false, 'It did not become true.');
          return result;
        }
      } catch (error) {
        if (Date.now() > end) throw error;
      }
      await this.page.evaluate('new Promise((painted) => requestAnimationFrame(() => painted()))');
    }
  }

  /** A picture of the window in the artifacts; gives its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(this.#artifacts, `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    return path;
  }
}
