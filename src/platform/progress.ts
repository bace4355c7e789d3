import { l10n, ProgressLocation, window } from 'vscode';
import type { RetryNotice } from '../api/retry';
import { withoutLinks } from './plainText';

/** How long (ms) work goes on before a person is told of it: most of it is done sooner. */
const PATIENCE_MS = 700;

/** What work that takes a while can say and be told. */
export interface Work {
  readonly signal: AbortSignal;
  readonly report: (text: string) => void;
}

/**
 * Runs `task`, with the progress bar of a view from the start, and with a notification that can cancel it once it takes
 * a while. Passes on what `task` returns or throws.
 */
export function withCancellableProgress<T>(
  title: string,
  viewId: string,
  task: (work: Work) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  /** What was reported before there was anything to show it on. */
  let early: string | undefined;
  let tell = (text: string): void => void (early = text);
  const running = task({ signal: controller.signal, report: (text) => tell(text) });
  const settled = running.then(
    () => undefined,
    () => undefined,
  );
  void window.withProgress({ location: { viewId } }, () => settled);
  const timer = setTimeout(() => {
    const options = { location: ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
    void window.withProgress(options, (progress, token) => {
      tell = (message) => progress.report({ message: withoutLinks(message) });
      if (early !== undefined) tell(early);
      token.onCancellationRequested(() => controller.abort());
      return settled;
    });
  }, PATIENCE_MS);
  void settled.then(() => clearTimeout(timer));
  return running;
}

/** That a read failed and is being repeated, for progress texts. */
export function shownRetry({ attempt, attempts, delayMs }: RetryNotice): string {
  const seconds = Math.max(1, Math.round(delayMs / 1000));
  return l10n.t('No luck yet; trying again in {0} s ({1} of {2})…', seconds, attempt, attempts);
}
