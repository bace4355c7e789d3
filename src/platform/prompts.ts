import * as vscode from 'vscode';
import { withoutLinks } from '../base/plainText';
import { sentences } from '../base/text';
import type { AttentionWatch } from './attention';
import { BoxStack } from './boxStack';
import { explain, type Advice, type Remedy } from './failures';
import { InputBoxRun, type Away, type InputBoxOptions } from './inputBox';
import type { Log } from './log';
import { askInTurn, type Answers, type Question } from './questions';
import { otherConnectionText, remedyLabel, runRemedy } from './remedies';
import { StatusMessages } from './statusMessages';

export interface PickItem<T> extends vscode.QuickPickItem {
  readonly value: T;
  /** Label of the separator before the first of consecutive items that have the same one; none where left out. */
  readonly section?: string;
}

/** What is shown where there are no hits. */
export interface Otherwise<T> {
  /** Says that there are none; nothing happens when it is chosen. VS Code sorts it before `item` if it begins with a quote. */
  readonly none: string;
  readonly item: PickItem<T>;
}

export interface PickOptions<T> {
  readonly title: string;
  readonly placeholder: string;
  /** What has to be there before hits can be found, if anything. A person can type meanwhile. */
  readonly ready?: Promise<unknown>;
  /** The hits for the typed text, best first; for `''` all there are, or the likeliest. */
  readonly items: (query: string) => readonly PickItem<T>[];
  /** What is offered where there are no hits; nothing where left out. */
  readonly otherwise?: (query: string) => Otherwise<T> | undefined;
}

export interface SeveralOptions<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly PickItem<T>[];
}

export interface Confirmation {
  readonly message: string;
  readonly detail: string;
  /** The button that does it. */
  readonly action: string;
  /** Whether the person turned to something else: a dialog would take their keys, so a message leads to it. */
  readonly isTurnedAway?: boolean;
}

/**
 * Resolves once VS Code shows what was set on a quick pick before. It is sent in a later turn of the event loop, and what is
 * asked of VS Code is answered in the order in which it was sent.
 */
async function handedOver(): Promise<void> {
  await new Promise((resolve) => void setTimeout(resolve, 0));
  await vscode.commands.executeCommand('setContext', 'aleta.isPicking', true);
}

/** Remedies that are for the environment that the window is in. */
const OF_A_PLACE: ReadonlySet<Remedy> = new Set<Remedy>(['signIn', 'refresh']);

/** `items` with a separator before each of their sections. */
function withSeparators<T>(items: readonly PickItem<T>[]): (PickItem<T> | vscode.QuickPickItem)[] {
  return items.flatMap((item, at) => {
    const { section } = item;
    if (section === undefined || section === items[at - 1]?.section) return [item];
    return [{ label: section, kind: vscode.QuickPickItemKind.Separator }, item];
  });
}

/** Everything that asks or tells a person something; one object, so that tests can answer in a person's place. */
export class Prompts implements vscode.Disposable {
  readonly #log: Log;
  readonly #place: () => string;
  readonly #boxes = new BoxStack();
  readonly #status = new StatusMessages();
  readonly #away: Away = { lastWork: undefined, offer: (text, remedies) => this.#offerBox(text, remedies) };

  /** @param place Gives a text that tells where the window is: buttons of an old message do nothing elsewhere. */
  constructor(log: Log, place = (): string => '') {
    this.#log = log;
    this.#place = place;
  }

  /** @param place Where the window was when the remedy was offered. */
  async #run(remedy: Exclude<Remedy, 'retry'>, place: string): Promise<void> {
    if (this.#place() === place || !OF_A_PLACE.has(remedy)) return runRemedy(remedy);
    await this.notify('warning', otherConnectionText());
  }

  /** Shows an input box and does the work behind it; `undefined` when the person gave up. */
  input<T>(options: InputBoxOptions<T>): Promise<T | undefined> {
    return new InputBoxRun(options, this.#log, this.#boxes, this.#away).run();
  }

  /** Asks one question after the other, with Back; `undefined` when the person gave up. */
  askInTurn(title: string, questions: readonly Question[]): Promise<Answers | undefined> {
    return askInTurn(title, questions);
  }

  /** Watches over the work of the input box that was accepted last, also once that is done. */
  get lastWork(): AttentionWatch | undefined {
    return this.#away.lastWork;
  }

  /** Tells a person who turned away what a box would say; any other help leaves the way back to the box open. */
  async #offerBox(text: string, remedies: readonly Remedy[]): Promise<boolean> {
    const tryAgain = vscode.l10n.t('Try Again');
    const offered = remedies.filter((remedy) => remedy !== 'retry');
    const labels = offered.map(remedyLabel);
    const place = this.#place();
    for (;;) {
      const chosen = await this.notify('error', text, tryAgain, ...labels);
      const remedy = offered[labels.indexOf(chosen ?? '')];
      if (remedy === undefined) return chosen === tryAgain;
      await this.#run(remedy, place);
    }
  }

  /** Has one item picked; `undefined` when none was. */
  async pick<T>({ title, placeholder, ready, items, otherwise }: PickOptions<T>): Promise<T | undefined> {
    const box = vscode.window.createQuickPick<PickItem<T> | vscode.QuickPickItem>();
    const outcome = Promise.withResolvers<T | undefined>();
    let best: PickItem<T> | undefined;
    /** How often there were new hits, and which of these lists VS Code is known to show. */
    let made = 0;
    let shown = 0;
    const show = (query: string): void => {
      if (box.busy) return;
      // These are hits by our own search: VS Code's filter of labels must not hide any.
      const found = items(query).map((item) => ({ ...item, alwaysShow: true }));
      [best] = found;
      const other = found.length > 0 ? undefined : otherwise?.(query);
      const none = { label: other?.none ?? vscode.l10n.t('No matching results'), alwaysShow: true };
      const instead = other === undefined ? [none] : [none, { ...other.item, alwaysShow: true }];
      box.items = found.length > 0 ? withSeparators(found) : instead;
      // It may sort them by where the typed text stands in their labels, too, and makes active what comes first then.
      box.activeItems = box.items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator).slice(0, 1);
      const own = ++made;
      void handedOver().then(() => (shown = own));
    };
    box.title = title;
    box.placeholder = placeholder;
    box.onDidChangeValue(show);
    const pick = (picked: PickItem<T> | vscode.QuickPickItem | undefined): void => {
      if (picked !== undefined && 'value' in picked) outcome.resolve(picked.value);
    };
    // VS Code tells items by their position. Until it shows this list that is a position in an earlier one.
    box.onDidAccept(() => {
      if (shown === made) pick(box.selectedItems[0]);
      else pick(best);
    });
    box.onDidHide(() => outcome.resolve(undefined));
    box.busy = ready !== undefined;
    ready?.then(() => {
      box.busy = false;
      show(box.value);
    }, outcome.reject);
    show('');
    box.show();
    try {
      return await outcome.promise;
    } finally {
      box.dispose();
    }
  }

  /** Has a place for a file chosen; VS Code asks before an existing file is replaced. `undefined` when none was chosen. */
  async saveFile(options: vscode.SaveDialogOptions): Promise<vscode.Uri | undefined> {
    return vscode.window.showSaveDialog(options);
  }

  /** Has any number of items picked, those with `picked` at first; `undefined` when the person gave up. */
  async pickSeveral<T>({ title, placeholder, items }: SeveralOptions<T>): Promise<readonly T[] | undefined> {
    const picked = await vscode.window.showQuickPick(items, { title, placeHolder: placeholder, canPickMany: true });
    return picked?.map(({ value }) => value);
  }

  /** Asks in a modal dialog; `true` only when the action's button was chosen. */
  async confirm({ message, detail, action, isTurnedAway = false }: Confirmation): Promise<boolean> {
    if (isTurnedAway) {
      const decide = vscode.l10n.t({ message: 'Review…', comment: 'Button of a message that leads to a question.' });
      if ((await this.notify('warning', sentences(message, detail), decide)) !== decide) return false;
    }
    return (await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) === action;
  }

  /** Says in the status bar that something was done. */
  announce(text: string): void {
    this.#status.success(text);
  }

  /** Shows a message with buttons, and returns the one chosen. Do Not Disturb shows errors alone: warnings are in the status bar, too. */
  async notify(
    severity: 'info' | 'warning' | 'error',
    text: string,
    ...buttons: string[]
  ): Promise<string | undefined> {
    const message = withoutLinks(text);
    switch (severity) {
      case 'info':
        return vscode.window.showInformationMessage(message, ...buttons);
      case 'warning': {
        const chosen = vscode.window.showWarningMessage(message, ...buttons);
        this.#status.warning(text, chosen);
        return chosen;
      }
      case 'error':
        return vscode.window.showErrorMessage(message, ...buttons);
    }
  }

  /**
   * Shows a message with buttons, one of which opens a text and leaves the others where they are.
   *
   * @param more Its button and the text; `undefined` for none.
   * @returns One of `buttons`.
   */
  async notifyWithText(
    severity: 'info' | 'warning' | 'error',
    text: string,
    more: { readonly label: string; readonly content: string } | undefined,
    ...buttons: string[]
  ): Promise<string | undefined> {
    if (more === undefined) return this.notify(severity, text, ...buttons);
    const chosen = await this.notify(severity, text, ...buttons, more.label);
    if (chosen !== more.label) return chosen;
    await this.showText(more.content);
    return buttons.length === 0 ? undefined : this.notify(severity, text, ...buttons);
  }

  /** Opens text in an untitled editor. */
  async showText(content: string, language = 'plaintext'): Promise<void> {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
  }

  /**
   * Says what failed and why, with the buttons that help.
   *
   * @param what For example "“Acme” was not deleted."
   * @param retry Does the same again; left out where that cannot help.
   * @param advice Why, and what helps, where the general explanation of the error is not the best one.
   */
  async fail(
    what: string,
    error: unknown,
    retry?: () => unknown,
    { text, remedies }: Advice = explain(error),
  ): Promise<void> {
    this.#log.error(what, error);
    const offered = remedies.filter((remedy) => remedy !== 'retry' || retry !== undefined);
    const labels = offered.map(remedyLabel);
    const place = this.#place();
    const chosen = await this.notify('error', `${what} ${text}`, ...labels);
    const remedy = offered[labels.indexOf(chosen ?? '')];
    if (remedy === 'retry') await retry?.();
    else if (remedy !== undefined) await this.#run(remedy, place);
  }

  dispose(): void {
    this.#status.dispose();
  }
}
