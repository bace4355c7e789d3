/** Time limits for what cannot be cancelled. */

/** What was waited for did not come in time. It may still come. */
export class WaitedTooLongError extends Error {
  constructor(limitMs: number) {
    super(`nothing came within ${limitMs} ms`);
    this.name = 'WaitedTooLongError';
  }
}

/**
 * What `promise` gives, if it does so in time. Nobody hears of what it does later.
 *
 * @param limitMs Infinity for no limit.
 * @param signal Ends the waiting, which then throws its reason.
 * @throws WaitedTooLongError
 */
export function within<T>(promise: PromiseLike<T>, limitMs: number, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => end(() => reject(signal?.reason as Error));
    const timer = Number.isFinite(limitMs)
      ? setTimeout(() => end(() => reject(new WaitedTooLongError(limitMs))), limitMs)
      : undefined;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    signal?.addEventListener('abort', onAbort);
    promise.then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error)))),
    );
  });
}
