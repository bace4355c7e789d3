/** A clock that goes on only as the test says, for all who tell the time by `setTimeout` and `performance.now`. */
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

/** The time (ms) of `performance.now` while the clock stands still. */
let nowMs = 0;

export function stopTheClock(): void {
  mock.timers.enable({ apis: ['setTimeout'] });
  mock.method(performance, 'now', () => nowMs);
}

export function restoreTheClock(): void {
  mock.timers.reset();
  mock.restoreAll();
}

export function goOn(ms: number): void {
  nowMs += ms;
  mock.timers.tick(ms);
}

/**
 * Lets time fly until `work` is done, in steps of `stepMs`.
 *
 * @returns What it gave or threw, and how long (ms) it took.
 */
export async function fly(work: Promise<unknown>, stepMs = 50): Promise<{ result: unknown; tookMs: number }> {
  const startMs = nowMs;
  const state = { isDone: false };
  const settled = work
    .catch((error: unknown) => error)
    .finally(() => {
      state.isDone = true;
    });
  await turn();
  while (!state.isDone) {
    goOn(stepMs);
    await turn();
  }
  return { result: await settled, tookMs: nowMs - startMs };
}
