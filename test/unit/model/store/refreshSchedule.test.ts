import assert from 'node:assert/strict';
import { RefreshSchedule } from '../../../../src/model/store/refreshSchedule';

const MINUTE = 60_000;
/** Any time of day will do, but for 0. */
const NOON = 1_700_000_000_000;

describe('The schedule of refreshes', () => {
  const waitMs = (age: number, { minutes = 10, schedule = new RefreshSchedule(), now = NOON } = {}) =>
    schedule.waitMs({ minutes, loadedAt: now - age * MINUTE, now });

  it('has none due where they are off', () => {
    for (const minutes of [0, -1, Number.NaN]) assert.equal(waitMs(1_000, { minutes }), undefined);
  });

  it('has one due as soon as the clients have the age, and not before', () => {
    assert.equal(waitMs(10), 0);
    assert.equal(waitMs(1_000), 0, 'also after a night');
    assert.equal(waitMs(10 - 1 / MINUTE), 1);
    assert.equal(waitMs(9.5), MINUTE / 2);
  });

  it('is looked at each minute, since timers stop while a machine sleeps', () => {
    assert.equal(waitMs(0), MINUTE);
    assert.equal(waitMs(0, { minutes: 1_440 }), MINUTE);
  });

  it('repeats a refresh that failed no sooner than one that did not', () => {
    const schedule = new RefreshSchedule();
    schedule.noteAttempt(NOON);
    assert.equal(waitMs(10, { schedule }), MINUTE);
    assert.equal(waitMs(19.5, { schedule, now: NOON + 9.5 * MINUTE }), MINUTE / 2);
    assert.equal(waitMs(20, { schedule, now: NOON + 10 * MINUTE }), 0);
  });

  it('is not put off by a clock that was put back', () => {
    assert.equal(waitMs(-600), 0, 'the clients are as of the future');
    const schedule = new RefreshSchedule();
    schedule.noteAttempt(NOON);
    assert.equal(waitMs(0, { schedule, now: NOON - 600 * MINUTE }), MINUTE, 'the attempt was in the future');
    assert.equal(waitMs(10, { schedule, now: NOON - 590 * MINUTE }), 0);
  });
});
