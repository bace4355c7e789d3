import type { Connection } from '../../api/connection';
import { HttpStatusError, type AletaError } from '../../api/errors';
import { DEFAULT_RETRY, retry, type RetryPolicy } from '../../api/retry';
import { sleep } from '../../base/sleep';
import type { ClientStore } from '../store/clientStore';
import type { EditOptions } from './clientEdits';
import { EditError } from './editError';

const isRefused = (error: AletaError): boolean => error instanceof HttpStatusError && error.isRateLimited;

const { baseMs, budgetMs } = DEFAULT_RETRY;

/** Of an edit by itself: as long as a read. Its own reads had their time when they fail. */
const ONE: RetryPolicy & { readonly maxWaitMs: number } = {
  ...{ attempts: Infinity, baseMs, budgetMs, maxWaitMs: budgetMs },
  isRepeated: (error) => error.method !== 'GET' && isRefused(error),
};

/**
 * Of one of many: as long as it is asked for, up to 5 minutes at a time. Who lets them run may be elsewhere: half an hour
 * in which the service takes nothing is the end.
 */
const ONE_OF_MANY: RetryPolicy & { readonly maxWaitMs: number } = {
  ...{ attempts: Infinity, baseMs, budgetMs: 30 * 60_000, maxWaitMs: 5 * 60_000 },
  isRepeated: isRefused,
};

const policyOf = ({ pace }: EditOptions) => (pace === undefined ? ONE : ONE_OF_MANY);

/**
 * Makes an edit, and makes it again, from its beginning, as long as the service asks for fewer requests (429), since nothing
 * was done then. Others may have changed the client during the wait: so it is read again as well.
 *
 * @throws What `edit` throws; the reason of `signal`, and EditError `otherConnection`, where they end the waiting, with
 * nothing in doubt.
 */
export function repeatRefused<T>(store: ClientStore, options: EditOptions, edit: () => Promise<T>): Promise<T> {
  const { connection, signal, pace, onRetry } = options;
  return whileOn(store, connection, signal, async (until) => {
    if (pace !== undefined) await pace.pause(until);
    const made = await retry(edit, policyOf(options), until, onRetry);
    pace?.noteTaken();
    return made;
  });
}

/**
 * Waits as a service that may have carried out a write asks for (`Retry-After`), before it is asked what became of that; for
 * no longer than a 429 is waited for. Whoever cancels wants to know now.
 *
 * @param error How the write failed.
 */
export async function waitToLook(store: ClientStore, options: EditOptions, error: unknown): Promise<void> {
  const asked = error instanceof HttpStatusError ? (error.retryAfterMs ?? 0) : 0;
  if (!(error instanceof HttpStatusError) || asked <= 0) return;
  const { connection, signal, onRetry } = options;
  const delayMs = Math.min(asked, policyOf(options).maxWaitMs);
  onRetry?.({ attempt: 1, attempts: 1, delayMs, error });
  await whileOn(store, connection, signal, (until) => sleep(delayMs, until)).catch(() => undefined);
}

/** Passes a signal that is aborted as `signal` is, and when another connection is turned to. */
async function whileOn<T>(
  store: ClientStore,
  connection: Connection,
  signal: AbortSignal,
  run: (until: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const look = (): void => {
    if (store.connection !== connection) ended.abort(new EditError({ kind: 'otherConnection' }));
  };
  look();
  const listener = store.onDidChangeState(look);
  try {
    ended.signal.throwIfAborted();
    return await run(AbortSignal.any([signal, ended.signal]));
  } finally {
    listener.dispose();
  }
}
