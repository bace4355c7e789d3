import assert from 'node:assert/strict';
import { HttpStatusError, NetworkError } from '../../../../src/api/errors';
import type { RetryNotice } from '../../../../src/api/retry';
import { Pace } from '../../../../src/model/edits/pace';
import { fly, goOn, restoreTheClock, stopTheClock } from '../../support/stoppedClock';

const FACTS = { method: 'DELETE', path: '/clients/1' };
const refusal = (delayMs: number): RetryNotice => ({
  ...{ attempt: 2, attempts: Infinity, delayMs },
  error: new HttpStatusError(FACTS, 429, [], delayMs),
});
const { signal } = new AbortController();

/** How long (ms) a pause before the next edit is. */
const pauseOf = async (pace: Pace): Promise<number> => (await fly(pace.pause(signal), 1)).tookMs;

describe('The pace of many edits', () => {
  beforeEach(stopTheClock);
  afterEach(restoreTheClock);

  it('has no pauses while the service takes all of them', async () => {
    const pace = new Pace();
    for (let edit = 0; edit < 100; edit++) {
      assert.equal(await pauseOf(pace), 0);
      pace.noteTaken();
    }
  });

  it('is the rate at which the service took them, the wait it asked for included', async () => {
    const pace = new Pace();
    for (let edit = 0; edit < 4; edit++) {
      await pace.pause(signal);
      goOn(125);
      pace.noteTaken();
    }
    await pace.pause(signal);
    pace.onRetry(refusal(1_500));
    goOn(1_500);
    // 4 in 2,000 ms; the one that was refused begins anew at once.
    assert.equal(await pauseOf(pace), 500);
  });

  it('gets faster with each edit that the service takes', async () => {
    const pace = new Pace();
    pace.noteTaken();
    pace.onRetry(refusal(1_000));
    goOn(1_000);
    const pauses: number[] = [];
    for (let edit = 0; edit < 30; edit++) {
      pauses.push(await pauseOf(pace));
      pace.noteTaken();
    }
    assert.deepEqual(pauses.slice(0, 3), [1_000, 900, 810]);
    assert.ok((pauses.at(-1) ?? 0) < 60);
  });

  it('has no pause of a length that nobody asked for, however long the service wanted to be left alone', async () => {
    const pace = new Pace();
    pace.onRetry(refusal(300_000));
    goOn(300_000);
    assert.equal(await pauseOf(pace), 15_000);
  });

  it('takes no notice of failures of another kind', async () => {
    const pace = new Pace();
    const error = new NetworkError(FACTS, 'refused', undefined);
    pace.onRetry({ attempt: 2, attempts: 4, delayMs: 5_000, error });
    assert.equal(await pauseOf(pace), 0);
  });

  it('tells of waits, and of pauses that a person would wonder about', async () => {
    const told: number[] = [];
    const pace = new Pace(({ delayMs }) => told.push(delayMs));
    pace.onRetry(refusal(1_050));
    goOn(1_050);
    await pauseOf(pace);
    pace.noteTaken();
    await pauseOf(pace);
    assert.deepEqual(told, [1_050, 1_050]);
  });

  it('ends a pause at once when it is cancelled', async () => {
    const pace = new Pace();
    pace.onRetry(refusal(10_000));
    goOn(10_000);
    await assert.rejects(pace.pause(AbortSignal.abort(new Error('enough'))), /enough/);
  });
});
