import {
  commands,
  TabInputText,
  window,
  type Disposable,
  type Tab,
  type TextDocumentShowOptions,
  type Uri,
} from 'vscode';
import { plainText } from '../base/plainText';
import type { ClientStore } from '../model/store/clientStore';
import { readClientUri } from './clientUri';
import { formatName } from './labels';

/** Longest name in a tab or in the window's title, in UTF-16 code units. */
const MAX_LENGTH = 60;

/** Opens the document of a client, in a tab that has its name. */
export const openNamed = (uri: Uri, name: string, options: TextDocumentShowOptions): Thenable<unknown> =>
  // A label is what only this command takes; without one the tab has the file's name, which is the id.
  commands.executeCommand('vscode.open', uri, options, tabLabel(name));

const tabLabel = (name: string): string => plainText(formatName(name), MAX_LENGTH);

/**
 * Gives tabs in front the names that their clients have now: after a rename, and where a document was opened without us. VS
 * Code has no other way to name a tab than opening its document, so a tab behind another gets the name when it comes in front.
 */
export class TabNames implements Disposable {
  readonly #store: ClientStore;
  /** The label that each open document was given last, by URI: one that VS Code does not take is not given again and again. */
  readonly #given = new Map<string, string>();
  readonly #listeners: readonly { dispose(): void }[];

  constructor(store: ClientStore) {
    this.#store = store;
    const update = (): void => this.#update();
    this.#listeners = [
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const { input } of closed) if (input instanceof TabInputText) this.#given.delete(input.uri.toString());
        update();
      }),
      store.onDidChangeClients(update),
      store.onDidChangeState(update),
    ];
    update();
  }

  #update(): void {
    const tabs = window.tabGroups.all.flatMap(({ activeTab }) => activeTab ?? []);
    for (const tab of tabs) this.#name(tab);
  }

  #name({ input, label, isPreview, group }: Tab): void {
    if (!(input instanceof TabInputText)) return;
    const { uri } = input;
    const { hierarchy, connection } = this.#store;
    const address = readClientUri(uri);
    if (address === undefined || address.key !== connection?.key) return;
    const node = hierarchy?.get(address.id);
    if (node === undefined) return;
    const wanted = tabLabel(node.name);
    const key = uri.toString();
    const isGiven = this.#given.get(key) === wanted;
    this.#given.set(key, wanted);
    if (label === wanted || isGiven) return;
    void openNamed(uri, node.name, { preview: isPreview, preserveFocus: true, viewColumn: group.viewColumn });
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }
}
