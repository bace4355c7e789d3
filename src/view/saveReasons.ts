import {
  languages,
  TabInputText,
  TextDocumentSaveReason,
  window,
  workspace,
  type Disposable,
  type TextDocument,
  type Uri,
} from 'vscode';
import { LANGUAGE_ID, SCHEME } from './clientUri';

/** Why documents of clients are saved, and their language, which keeps Auto Save off. */
export class SaveReasons implements Disposable {
  /** By address; of saves that have begun. */
  readonly #reasons = new Map<string, TextDocumentSaveReason>();
  readonly #subscriptions: readonly Disposable[];

  constructor() {
    const keepLanguage = (document: TextDocument): void => {
      if (document.uri.scheme !== SCHEME || document.languageId === LANGUAGE_ID) return;
      void languages.setTextDocumentLanguage(document, LANGUAGE_ID);
    };
    this.#subscriptions = [
      workspace.onWillSaveTextDocument(({ document: { uri }, reason }) => {
        if (uri.scheme === SCHEME) this.#reasons.set(uri.toString(), reason);
      }),
      workspace.onDidSaveTextDocument(({ uri }) => this.#reasons.delete(uri.toString())),
      // Choosing another language opens a document again.
      workspace.onDidOpenTextDocument(keepLanguage),
    ];
    workspace.textDocuments.forEach(keepLanguage);
  }

  /** Whether the save that is under way is none of Auto Save's. What tasks and debugging save has the reason of a person. */
  takeIsByPerson(uri: Uri): boolean {
    const reason = this.#reasons.get(uri.toString());
    this.#reasons.delete(uri.toString());
    return reason === undefined || reason === TextDocumentSaveReason.Manual;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/**
 * Whether a client's document is the one before the person. Tasks and debugging save all editors just as Save All does, with
 * the same reason, and are begun from another editor: then a person has to say that they mean it.
 */
export function isClientInFront(): boolean {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText && input.uri.scheme === SCHEME;
}
