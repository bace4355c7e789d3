/** A clock that can be put forward, for all who tell the time by `setTimeout` and `performance.now`. */
import { spoil } from './secrets';
import type { Stage } from './stage';

/** undici's own clock: a single timer of this length, which it begins again (`refresh`) at each tick. */
const UNDICI_TICK_MS = 499;
/** How far the clock goes at each turn of the event loop, or nearly so: half a minute has 120 turns. */
const STEP_MS = 250;

const { setTimeout, clearTimeout, performance } = globalThis;

/** What is due at a time of the clock that is put forward; `undefined` while time goes as ever. */
let waiting: Map<NodeJS.Timeout, { readonly due: number; readonly run: () => void }> | undefined;
let now = 0;
let stride = STEP_MS;
let turn: NodeJS.Timeout | undefined;
/** How many answers of VS Code's secret storage, which has its own clock, are on their way. */
let asked = 0;

function set(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout {
  const timer = setTimeout(() => {
    waiting?.delete(timer);
    run(...args);
  }, ms);
  const isTick = ms === UNDICI_TICK_MS;
  const fire = () => {
    // A timer that was cleared cannot be begun again.
    if (!isTick) clearTimeout(timer);
    run(...args);
  };
  const wait = () => waiting?.set(timer, { due: now + ms, run: fire });
  wait();
  if (isTick) {
    const refresh = timer.refresh.bind(timer);
    timer.refresh = () => {
      wait();
      return refresh();
    };
  }
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
  turn = setTimeout(step, 1);
  if (asked > 0) return;
  now += stride;
  for (const [timer, { due, run }] of waiting) {
    if (due > now) continue;
    waiting.delete(timer);
    run();
  }
}

/**
 * Has time fly until the test is over. Time limits are the real ones then, and are waited for in full, however busy the
 * machine is: the clock goes no faster than the event loop, and stands still while VS Code looks for a secret.
 *
 * @param stepMs How far it goes at each turn: less, where much is asked of VS Code, which has time limits as well.
 */
export function hasten(stage: Stage, stepMs = STEP_MS): void {
  stride = stepMs;
  now = performance.now();
  waiting = new Map();
  performance.now = () => now;
  holdForSecrets(stage);
  step();
  stage.later(() => {
    clearTimeout(turn);
    waiting = undefined;
    Reflect.deleteProperty(performance, 'now');
  });
}

/** A secret storage that a test has put in the place of VS Code's is not waited for: it may never answer. */
function holdForSecrets(stage: Stage): void {
  const { secrets } = stage.context;
  const hold = async <T>(answer: Thenable<T>): Promise<T> => {
    asked++;
    try {
      return await answer;
    } finally {
      asked--;
    }
  };
  if (!Object.hasOwn(secrets, 'get')) {
    const get = secrets.get.bind(secrets);
    spoil(stage, 'get', (key) => hold(get(key)));
  }
  if (!Object.hasOwn(secrets, 'store')) {
    const store = secrets.store.bind(secrets);
    spoil(stage, 'store', (key, value) => hold(store(key, value)));
  }
  if (!Object.hasOwn(secrets, 'delete')) {
    const remove = secrets.delete.bind(secrets);
    spoil(stage, 'delete', (key) => hold(remove(key)));
  }
}

/** Waits between repeated reads are a random share of some time: none of it. */
export function quickRetries(stage: Stage): void {
  const { random } = Math;
  Math.random = () => 0;
  stage.later(() => (Math.random = random));
}
