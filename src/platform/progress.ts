import { l10n, ProgressLocation, window } from 'vscode';
import { HttpStatusError, isAbort } from '../api/errors';
import type { RetryNotice } from '../api/retry';
import { withoutLinks } from '../base/plainText';
import { AttentionWatch } from './attention';

/** The view of the extension: its progress bar runs while something is under way. */
export const VIEW_ID = 'aleta.clients';

/** How long (ms) work runs before its notification is shown: most work is done by then. */
const PROGRESS_DELAY_MS = 700;

/** Work that a person waits for: what it can say, and how it is told to stop. */
export interface Task {
  /** Aborted when the person cancels. */
  readonly signal: AbortSignal;
  /** Shows how far the work is, in place of what was reported before. */
  readonly report: (text: string) => void;
  /** To be spread into the options of an API call: it can be cancelled, and says when it is repeated. */
  readonly call: {
    readonly signal: AbortSignal;
    readonly onRetry: (notice: RetryNotice) => void;
    /** Asked after a 401: whoever uses an editor or a terminal by then is not asked for a token in a box. */
    readonly interactive: () => boolean;
  };
  /** Whether the person turned to something else since the work began: then nothing may take the keyboard focus. */
  readonly isTurnedAway: () => boolean;
  /** Whether the person used an editor or a terminal since, or left the work in another way. */
  readonly isElsewhere: () => boolean;
}

export function newTask(
  signal: AbortSignal,
  report: (text: string) => void,
  isTurnedAway: () => boolean,
  isElsewhere = isTurnedAway,
): Task {
  const onRetry = (notice: RetryNotice): void => report(formatRetry(notice));
  return { signal, report, isTurnedAway, isElsewhere, call: { signal, onRetry, interactive: () => !isElsewhere() } };
}

/**
 * Runs `work`, with the progress bar of the view from the start, and with a notification that can cancel it once it takes
 * a while.
 *
 * @returns What `work` returns; `undefined` when it ended because the person cancelled it.
 * @throws What `work` throws.
 */
export async function runCancellable<T>(title: string, work: (task: Task) => Promise<T>): Promise<T | undefined> {
  const controller = new AbortController();
  const { signal } = controller;
  /** What was reported last before the notification was shown. */
  let early: string | undefined;
  let show = (text: string): void => void (early = text);
  const watch = new AttentionWatch();
  const running = work(
    newTask(
      signal,
      (text) => show(text),
      () => watch.isTurnedAway,
      () => watch.isElsewhere,
    ),
  );
  const settled = running.then(
    () => undefined,
    () => undefined,
  );
  void window.withProgress({ location: { viewId: VIEW_ID } }, () => settled);
  const timer = setTimeout(() => {
    const options = { location: ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
    void window.withProgress(options, (progress, token) => {
      show = (message) => progress.report({ message: withoutLinks(message) });
      if (early !== undefined) show(early);
      token.onCancellationRequested(() => controller.abort());
      return settled;
    });
  }, PROGRESS_DELAY_MS);
  try {
    return await running;
  } catch (error) {
    if (isAbort(error, signal)) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    watch.dispose();
  }
}

/**
 * The text that reports a wait, as in "No luck yet; trying again in 2 s (2 of 4)…", and why, where that is known: the
 * service asks for fewer requests, or for some time until it can say what became of a write.
 */
export function formatRetry({ attempt, attempts, delayMs, error }: RetryNotice): string {
  const seconds = Math.max(1, Math.round(delayMs / 1000));
  const time =
    seconds <= 90
      ? l10n.t({ message: '{0} s', args: [seconds], comment: 'A time. {0} is a number of seconds.' })
      : l10n.t({ message: '{0} min', args: [Math.ceil(seconds / 60)], comment: 'A time. {0} is a number of minutes.' });
  if (error instanceof HttpStatusError && error.isRateLimited) {
    return l10n.t({
      message: 'The service is limiting requests. Continuing in {0}…',
      args: [time],
      comment: '{0} is a time such as "2 s" or "5 min".',
    });
  }
  if (error.outcomeUnknown)
    return l10n.t({
      message: 'No clear answer. Checking the outcome in {0}…',
      args: [time],
      comment: 'It is not known whether a change was made. {0} is a time such as "2 s" or "5 min".',
    });
  return l10n.t({
    message: 'No answer yet. Trying again in {0} (attempt {1} of {2})…',
    args: [time, attempt, attempts],
    comment: '{0} is a time such as "2 s" or "5 min".',
  });
}
