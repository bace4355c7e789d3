import { l10n, window, type Disposable } from 'vscode';
import type { ListOptions } from '../api/listPages';
import type { Sessions } from '../auth/sessions';
import { Emitter } from '../base/emitter';
import type { ClientStore } from '../model/store/clientStore';
import { AttentionWatch } from '../platform/attention';
import { ContextKey } from '../platform/contextKey';
import { formatRetry, VIEW_ID } from '../platform/progress';
import type { Prompts } from '../platform/prompts';
import { formatProgress } from './labels';

/** After how long (ms) a load says how far it is and can be cancelled; most are done sooner. */
const STATUS_DELAY_MS = 1_000;
/** How often (ms) it says so. VS Code holds back rows that come less than 200 ms after a message. */
const STATUS_INTERVAL_MS = 1_000;

export interface LoadOptions {
  readonly interactive: boolean;
  readonly afresh?: boolean;
  readonly isQuiet?: boolean;
}

/** Loads the clients of the connection of now, and again when it changes. */
export class ClientLoader implements Disposable {
  readonly #store: ClientStore;
  readonly #sessions: Sessions;
  readonly #prompts: Prompts;
  readonly #statusChanged: Emitter<void>;
  readonly #isLoading = new ContextKey<boolean>('aleta.isLoading');
  readonly #listener: { dispose(): void };
  #cancellation = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #status = '';
  /** How many calls wait for a load. */
  #waiting = 0;

  /** @param report Told what a listener threw. */
  constructor(store: ClientStore, sessions: Sessions, prompts: Prompts, report: (error: unknown) => void) {
    this.#store = store;
    this.#sessions = sessions;
    this.#prompts = prompts;
    this.#statusChanged = new Emitter(report);
    this.#listener = sessions.onDidChange(() => {
      this.#following = this.#sessionChanged();
    });
  }

  /** How far a load that takes a while is; `''` for none. */
  get status(): string {
    return this.#status;
  }

  get onDidChangeStatus() {
    return this.#statusChanged.event;
  }

  /**
   * Loads all clients, with progress in the view. Never throws: what went wrong is shown.
   *
   * @param options `afresh`: with a request that is sent from now on, not one that is under way. `isQuiet`: without progress,
   * and what went wrong is shown above the tree alone.
   */
  async load({ interactive, afresh = false, isQuiet = false }: LoadOptions): Promise<void> {
    const { connection } = this.#store;
    if (connection === undefined) return;
    const { signal } = this.#cancellation;
    if (isQuiet) {
      await this.#store.load({ signal, interactive: () => interactive });
      return;
    }
    // Begun at once, before anything else is asked: see `TokenSource.takeOpened`.
    const loading = this.#loadWithStatus(signal, interactive, afresh);
    await window.withProgress({ location: { viewId: VIEW_ID } }, () => loading);
    const { failure, hierarchy } = this.#store;
    if (signal.aborted || this.#store.connection !== connection || failure === undefined) return;
    if (!interactive && hierarchy === undefined) return;
    const what = hierarchy ? l10n.t('The clients were not refreshed.') : l10n.t('The clients were not loaded.');
    void this.#prompts.fail(what, failure, () => this.load({ interactive: true }));
  }

  /** Resolves when the load is done that the last change of the session brought. */
  get following(): Promise<void> {
    return this.#following;
  }

  /** Gives up a load that is under way; what was shown before stays. */
  cancel(): void {
    this.#cancellation.abort();
    this.#cancellation = new AbortController();
  }

  async #loadWithStatus(signal: AbortSignal, interactive: boolean, afresh: boolean): Promise<void> {
    let isSlow = false;
    let shownAt = 0;
    let status = l10n.t('Loading clients…');
    const show = (): void => {
      shownAt = performance.now();
      this.#setStatus(status);
    };
    const timer = setTimeout(() => {
      isSlow = true;
      this.#isLoading.set(true);
      show();
    }, STATUS_DELAY_MS);
    this.#waiting++;
    const watch = new AttentionWatch();
    try {
      const options: ListOptions = {
        signal,
        interactive: () => interactive && !watch.isElsewhere,
        onProgress: (progress) => {
          status = formatProgress(progress);
          if (isSlow && performance.now() - shownAt >= STATUS_INTERVAL_MS) show();
        },
        onRetry: (notice) => {
          status = formatRetry(notice);
          if (isSlow) show();
        },
      };
      await (afresh ? this.#store.loadAfresh(options) : this.#store.load(options));
    } finally {
      clearTimeout(timer);
      watch.dispose();
      if (--this.#waiting === 0) {
        this.#isLoading.set(false);
        this.#setStatus('');
      }
    }
  }

  #setStatus(status: string): void {
    this.#status = status;
    this.#statusChanged.fire();
  }

  async #sessionChanged(): Promise<void> {
    const { current } = this.#sessions;
    if (current !== this.#store.connection) {
      this.cancel();
      this.#store.connect(current);
    }
    await this.load({ interactive: false });
  }

  dispose(): void {
    this.#cancellation.abort();
    this.#listener.dispose();
    this.#statusChanged.dispose();
  }
}
