import { l10n, StatusBarAlignment, ThemeColor, window, type Disposable, type StatusBarItem } from 'vscode';
import { plainText, withoutIcons } from '../base/plainText';

/** How long (ms) a success is shown. */
const SUCCESS_MS = 5_000;
/** How long (ms) a warning is shown at most. */
const WARNING_MS = 60_000;
/** Longest text in the status bar, in UTF-16 code units; the tooltip has all of it. */
const MAX_LENGTH = 80;

/**
 * Short messages in the status bar. Items of our own, and not `setStatusBarMessage`, since only items have a role that screen
 * readers announce when they appear.
 */
export class StatusMessages implements Disposable {
  readonly #items: StatusBarItem[] = [];
  readonly #timers = new Map<StatusBarItem, NodeJS.Timeout>();
  #success: StatusBarItem | undefined;
  #warning: StatusBarItem | undefined;
  /** The message whose warning is shown. */
  #shown: PromiseLike<unknown> | undefined;

  /** Shows that something was done, for a few seconds. */
  success(text: string): void {
    this.#success ??= this.#newItem('aleta.success', l10n.t('Aleta Changes'));
    this.#show(this.#success, text, '', SUCCESS_MS);
  }

  /**
   * Shows a warning as well, since Do Not Disturb hides its message: for a minute, or until the message is closed. A click
   * opens the list of messages.
   *
   * @param message Resolves when the message is closed or answered.
   */
  warning(text: string, message: PromiseLike<unknown>): void {
    if (this.#warning === undefined) {
      this.#warning = this.#newItem('aleta.warning', l10n.t('Aleta Warnings'));
      this.#warning.command = 'notifications.showList';
      this.#warning.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
    }
    const item = this.#warning;
    this.#shown = message;
    this.#show(item, text, '$(warning) ', WARNING_MS);
    const hide = (): void => {
      if (this.#shown === message) item.hide();
    };
    void message.then(hide, hide);
  }

  #newItem(id: string, name: string): StatusBarItem {
    // Where VS Code puts its own messages: after all other items of the left side.
    const item = window.createStatusBarItem(id, StatusBarAlignment.Left, Number.MIN_VALUE);
    item.name = name;
    this.#items.push(item);
    return item;
  }

  #show(item: StatusBarItem, text: string, icon: string, ms: number): void {
    clearTimeout(this.#timers.get(item));
    item.text = icon + withoutIcons(plainText(text, MAX_LENGTH));
    item.tooltip = text;
    item.accessibilityInformation = { label: text, role: 'alert' };
    item.show();
    this.#timers.set(item, setTimeout(() => item.hide(), ms).unref());
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const item of this.#items) item.dispose();
  }
}
