import { window, type Disposable } from 'vscode';
import type { Sessions } from '../auth/sessions';
import type { ClientsView } from './clientsView';
import { SCHEME } from './clientUri';

/**
 * Looks whether another window signed in or out, since not every host tells this one of secrets that another one changed:
 * when this window gets the focus, and something of ours is in sight or comes into sight later. Each look reads the secret,
 * for which a keyring may ask the person.
 */
export class FocusSync implements Disposable {
  readonly #sessions: Sessions;
  readonly #view: ClientsView;
  readonly #report: (error: unknown) => void;
  readonly #listeners: readonly { dispose(): void }[];
  /** Whether the window got the focus since the last look. */
  #isDue = false;

  /** @param report Told what a look threw. */
  constructor(sessions: Sessions, view: ClientsView, report: (error: unknown) => void) {
    this.#sessions = sessions;
    this.#view = view;
    this.#report = report;
    const look = (): void => this.#lookIfDue();
    this.#listeners = [
      window.onDidChangeWindowState(({ focused }) => {
        if (!focused) return;
        this.#isDue = true;
        look();
      }),
      view.onDidChangeVisibility(look),
      window.onDidChangeVisibleTextEditors(look),
    ];
  }

  #lookIfDue(): void {
    if (!this.#isDue || !this.#isInSight) return;
    this.#isDue = false;
    void this.#sessions.sync().catch(this.#report);
  }

  get #isInSight(): boolean {
    return this.#view.isVisible || window.visibleTextEditors.some(({ document }) => document.uri.scheme === SCHEME);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }
}
