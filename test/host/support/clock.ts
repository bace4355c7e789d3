/** A clock that can be put forward, for all who tell the time by `setTimeout` and `performance.now`. */
import type { Stage } from './stage';

/** undici's own clock: one timer that begins again and again, and so would not be told of another time. */
const UNDICI_TICK_MS = 499;
/** How far the clock goes at each turn of the event loop, or nearly so: half a minute has 120 turns. */
const STEP_MS = 250;

const { setTimeout, clearTimeout, performance } = globalThis;

/** What is due at a time of the clock that is put forward; `undefined` while time goes as ever. */
let waiting: Map<NodeJS.Timeout, { readonly due: number; readonly run: () => void }> | undefined;
let now = 0;
let turn: NodeJS.Timeout | undefined;

function set(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout {
  const timer = setTimeout(run, ms, ...args);
  waiting?.set(timer, { due: now + ms, run: () => run(...args) });
  // Where it cannot begin again, undici makes another one.
  if (ms === UNDICI_TICK_MS) Object.defineProperty(timer, 'refresh', { value: undefined });
  return timer;
}

function clear(timer: NodeJS.Timeout | undefined): void {
  if (timer !== undefined) waiting?.delete(timer);
  clearTimeout(timer);
}

// Before the first request: undici makes its timer then.
globalThis.setTimeout = Object.assign(set, setTimeout);
globalThis.clearTimeout = clear as typeof clearTimeout;

function step(): void {
  if (waiting === undefined) return;
  now += STEP_MS;
  for (const [timer, { due, run }] of waiting) {
    if (due > now) continue;
    clear(timer);
    run();
  }
  turn = setTimeout(step, 1);
}

/**
 * Has time fly until the test is over. Time limits are the real ones then, and are waited for in full, however busy the
 * machine is: the clock goes no faster than the event loop.
 */
export function hasten(stage: Stage): void {
  now = performance.now();
  waiting = new Map();
  performance.now = () => now;
  step();
  stage.later(() => {
    clearTimeout(turn);
    waiting = undefined;
    Reflect.deleteProperty(performance, 'now');
  });
}

/** Waits between repeated reads are a random share of some time: none of it. */
export function quickRetries(stage: Stage): void {
  const { random } = Math;
  Math.random = () => 0;
  stage.later(() => (Math.random = random));
}
