import { commands } from 'vscode';
import type { ClientsView } from '../view/clientsView';
import type { Row } from '../view/rows';

/**
 * Detects the row under the keyboard focus, which after arrow keys is not the selected one, and which VS Code tells nobody: it
 * is the one by which toggling it changes the selection, which afterwards is as it was. (`list.select` would tell it too, but
 * expands and collapses rows and runs their commands.)
 */
export class FocusedRow {
  readonly #view: ClientsView;
  /** The detection that was begun last: keys can follow each other faster than one takes. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(view: ClientsView) {
    this.#view = view;
  }

  detect(): Promise<Row | undefined> {
    // Two at a time would each see what the other one toggled.
    const detection = this.#last.then(() => this.#detect());
    this.#last = detection.catch(() => undefined);
    return detection;
  }

  async #detect(): Promise<Row | undefined> {
    // Only what VS Code has answered is compared: it may have more to tell of what was selected before the first question.
    await commands.executeCommand('list.toggleSelection');
    const toggled = this.#view.selectedRows;
    await commands.executeCommand('list.toggleSelection');
    const restored = this.#view.selectedRows;
    return toggled.find((each) => !restored.includes(each)) ?? restored.find((each) => !toggled.includes(each));
  }
}
