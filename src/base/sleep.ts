import { within } from './within';

/**
 * Waits for `ms`.
 *
 * @param signal Ends the waiting at once, which then throws its reason.
 */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  try {
    await within(over, Infinity, signal);
  } finally {
    clearTimeout(timer);
  }
}
