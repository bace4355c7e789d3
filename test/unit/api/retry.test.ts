import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import {
  HttpStatusError,
  NetworkError,
  ProtocolError,
  SignInRequiredError,
  TimeoutError,
} from '../../../src/api/errors';
import { DEFAULT_RETRY, parseRetryAfter, retry, type RetryNotice, type RetryPolicy } from '../../../src/api/retry';
import { TokenEndpointError } from '../../../src/api/tokenEndpointError';
import { listAll } from '../../support/calls';
import { JSON_TYPE } from '../../support/faults';
import { bare, json, resource, scriptedService } from '../../support/scriptedService';
import { goOn, restoreTheClock, stopTheClock } from '../support/stoppedClock';

const FACTS = { method: 'GET', path: '/clients' };
const NOW = Date.parse('2026-03-01T12:00:00Z');

const busy = (retryAfterMs?: number) => new HttpStatusError(FACTS, 429, [], retryAfterMs);
const { signal } = new AbortController();

/** Runs a read that fails with each of `failures` in turn, and then succeeds. The clock goes on by each wait. */
async function run(failures: readonly unknown[], policy: Partial<RetryPolicy> = {}, abort = signal) {
  const notices: RetryNotice[] = [];
  let tries = 0;
  const read = (): Promise<string> => {
    const failure = failures[tries++];
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- anything may be thrown
    return failure === undefined ? Promise.resolve('read') : Promise.reject(failure);
  };
  const onRetry = (notice: RetryNotice): void => {
    notices.push(notice);
    // Behind the turn in which the wait begins. No timer of Node's is shorter than 1 ms.
    setImmediate(() => goOn(Math.max(1, notice.delayMs)));
  };
  const result = await retry(read, { attempts: 4, baseMs: 0, budgetMs: 60_000, ...policy }, abort, onRetry).catch(
    (error: unknown) => error,
  );
  return { result, tries, notices };
}

describe('Retry-After', () => {
  const rows: readonly (readonly [value: string | undefined, ms: number | undefined])[] = [
    ['0', 0],
    ['1', 1_000],
    [' 120 ', 120_000],
    ['0005', 5_000],
    ['Sun, 01 Mar 2026 12:01:30 GMT', 90_000],
    ['Sunday, 01-Mar-26 12:01:30 GMT', 90_000],
    ['Sun Mar  1 12:01:30 2026', 90_000],
    ['Sun, 01 Mar 2026 11:59:00 GMT', 0],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Sat, 01 Mar 2036 12:00:00 GMT', 3_653 * 86_400_000],
    ['99999999999999999999999', Number.MAX_SAFE_INTEGER],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
    ['', undefined],
    [undefined, undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['10, 20', 20_000],
    ['20, soon', 20_000],
    ['soon', undefined],
    ['in 5 minutes', undefined],
    ['2026-03-01', undefined],
    ['Sun, 99 Foo 2026 12:00:00 GMT', undefined],
    ['Sunny 12:00:00', undefined],
  ];
  for (const [value, ms] of rows) {
    it(`${value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 40)} is ${ms ?? 'not understood'}`, () => {
      assert.equal(parseRetryAfter(value, NOW), ms);
    });
  }
});

describe('Several Retry-After headers', () => {
  const service = scriptedService();

  it('ask for the longest of the waits that they say', async () => {
    const inTwoMinutes = new Date(Date.now() + 120_000).toUTCString();
    for (const [values, leastMs, mostMs] of [
      [['60', '120'], 120_000, 120_000],
      [['120', '60'], 120_000, 120_000],
      [['60', inTwoMinutes], 100_000, 120_000],
      [[inTwoMinutes, '60'], 100_000, 120_000],
      [['soon', '60'], 60_000, 60_000],
      [['30, 60', '45'], 60_000, 60_000],
    ] as const) {
      service.answer = (response) => response.writeHead(429, { 'Retry-After': [...values] }).end();
      const api = await service.open();
      await assert.rejects(api.get('1', { signal: new AbortController().signal }), (error: unknown) => {
        const { retryAfterMs = 0 } = error as { retryAfterMs?: number };
        return retryAfterMs >= leastMs && retryAfterMs <= mostMs;
      });
    }
  });
});

describe('repeating a read', () => {
  const random = Math.random;
  beforeEach(stopTheClock);
  afterEach(() => {
    Math.random = random;
    restoreTheClock();
  });

  it('returns the first success, and says nothing', async () => {
    assert.deepEqual(await run([]), { result: 'read', tries: 1, notices: [] });
  });

  const transient = [
    new HttpStatusError(FACTS, 408, []),
    new HttpStatusError(FACTS, 429, []),
    new HttpStatusError(FACTS, 500, []),
    new HttpStatusError(FACTS, 503, []),
    new NetworkError(FACTS, 'refused', undefined),
    new NetworkError(FACTS, 'dns', undefined),
    new NetworkError(FACTS, 'reset', undefined),
    new NetworkError(FACTS, 'other', undefined),
    new TimeoutError(FACTS, 'connect'),
    new TimeoutError(FACTS, 'headers'),
    new TimeoutError(FACTS, 'body'),
    new TimeoutError(FACTS, 'total'),
    new ProtocolError(FACTS, 'malformed', 'x'),
  ];
  for (const error of transient) {
    it(`asks again after ${error.message}`, async () => {
      const { result, tries, notices } = await run([error]);
      assert.deepEqual([result, tries], ['read', 2]);
      assert.deepEqual(notices, [{ attempt: 2, attempts: 4, delayMs: 0, error }]);
    });
  }

  const final = [
    ...[400, 403, 404, 409, 422].map((status) => new HttpStatusError(FACTS, status, [])),
    new SignInRequiredError(FACTS, 401),
    new NetworkError(FACTS, 'certificate', undefined),
    new NetworkError(FACTS, 'tls', undefined),
    new NetworkError(FACTS, 'proxy', undefined),
    ...(['notJson', 'unexpected', 'tooLarge', 'redirect', 'nextLink'] as const).map(
      (reason) => new ProtocolError(FACTS, reason, reason),
    ),
    new TypeError('a bug of ours'),
    'a string',
  ];
  for (const error of final) {
    it(`does not ask again after ${error instanceof Error ? error.message : error}`, async () => {
      assert.deepEqual(await run([error]), { result: error, tries: 1, notices: [] });
    });
  }

  it('gives up after so many tries, with the last failure', async () => {
    const failures = [1, 2, 3, 4, 5].map((id) => new HttpStatusError(FACTS, 500 + id, []));
    const { result, tries, notices } = await run(failures, { attempts: 4 });
    assert.equal(result, failures[3]);
    assert.equal(tries, 4);
    assert.deepEqual(
      notices.map(({ attempt, attempts, error }) => [attempt, attempts, error]),
      failures.slice(0, 3).map((error, position) => [position + 2, 4, error]),
    );
  });

  it('passes on a failure that is final, though earlier ones were not', async () => {
    const last = new HttpStatusError(FACTS, 404, []);
    assert.equal((await run([busy(), last])).result, last);
  });

  for (const [luck, delays] of [
    [0, [0, 0, 0]],
    [0.5, [2, 4, 8]],
    [0.999_999, [4, 8, 16]],
  ] as const) {
    it(`waits up to twice as long each time, by chance: ${luck}`, async () => {
      Math.random = () => luck;
      const { notices } = await run([busy(), busy(), busy()], { baseMs: 4 });
      assert.deepEqual(
        notices.map(({ delayMs }) => Math.round(delayMs)),
        delays,
      );
    });
  }

  it('waits as long as the server asks, or longer', async () => {
    Math.random = () => 0.5;
    const { notices } = await run([busy(0), busy(3), busy(30)], { baseMs: 10 });
    assert.deepEqual(
      notices.map(({ delayMs }) => delayMs),
      [5, 10, 30],
    );
  });

  it('waits as long as a token endpoint asks', async () => {
    const failure = new TokenEndpointError({ method: 'POST', path: '/token' }, { host: 'auth.example' }, busy(7_000));
    const { result, notices } = await run([failure]);
    assert.equal(result, 'read');
    assert.deepEqual(
      notices.map(({ delayMs }) => delayMs),
      [7_000],
    );
  });

  it('asks again when the wait is over, and not before', async () => {
    let tries = 0;
    const read = (): Promise<string> => (++tries === 1 ? Promise.reject(busy(40)) : Promise.resolve('read'));
    const running = retry(read, { attempts: 4, baseMs: 0, budgetMs: 60_000 }, signal);
    await turn();
    goOn(39);
    await turn();
    assert.equal(tries, 1);
    goOn(1);
    assert.equal(await running, 'read');
  });

  for (const [title, failures, tries] of [
    ['does not wait for longer than its budget, but says how long', [busy(1_001)], 1],
    ['does not wait for a year', [busy(365 * 86_400_000)], 1],
    ['adds up what it has waited', [busy(600), busy(600)], 2],
  ] as const) {
    it(title, async () => {
      const last = failures.at(-1);
      const { result, tries: made } = await run(failures, { budgetMs: 1_000 });
      assert.equal(result, last);
      assert.equal(made, tries);
    });
  }

  it('does not begin a wait that is longer than one may be', async () => {
    const last = busy(51);
    const { result, tries } = await run([busy(50), last], { maxWaitMs: 50 });
    assert.deepEqual([result, tries], [last, 2]);
  });

  it('never waits for longer than half a minute that nobody asked for', async () => {
    Math.random = () => 0.999_999;
    const { notices } = await run(Array<unknown>(20).fill(busy()), { attempts: 99, baseMs: 500, budgetMs: Infinity });
    assert.equal(Math.round(Math.max(...notices.map(({ delayMs }) => delayMs))), 30_000);
  });

  it('repeats such failures only as its policy names, and for as often as it likes', async () => {
    const isRepeated = (error: unknown): boolean => error instanceof HttpStatusError && error.isRateLimited;
    const policy = { attempts: Infinity, isRepeated };
    assert.equal((await run(Array<unknown>(30).fill(busy(1)), policy)).tries, 31);
    const last = new HttpStatusError(FACTS, 503, []);
    assert.equal((await run([busy(), last], policy)).result, last);
  });

  it('counts the time of the tries towards the budget', async () => {
    let tries = 0;
    const slow = (): Promise<never> => {
      tries++;
      goOn(60);
      return Promise.reject(busy());
    };
    await assert.rejects(retry(slow, { attempts: 9, baseMs: 0, budgetMs: 50 }, signal), HttpStatusError);
    assert.equal(tries, 1);
  });

  it('ends at once when it is cancelled while waiting', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const read = (): Promise<never> => Promise.reject(busy(3_600_000));
    const policy = { attempts: 4, baseMs: 0, budgetMs: Infinity };
    const running = retry(read, policy, controller.signal, () => setImmediate(() => controller.abort(reason)));
    await assert.rejects(running, reason);
  });

  it('does not begin to wait when it was cancelled during the try', async () => {
    const { result, tries, notices } = await run(
      [busy(3_600_000)],
      { budgetMs: Infinity },
      AbortSignal.abort('enough'),
    );
    assert.deepEqual([result, tries, notices], ['enough', 1, []]);
  });

  it('has a policy of its own that a person can sit out', () => {
    assert.ok(DEFAULT_RETRY.attempts >= 3 && DEFAULT_RETRY.attempts <= 6);
    assert.ok(DEFAULT_RETRY.budgetMs >= 10_000 && DEFAULT_RETRY.budgetMs <= 60_000);
  });
});

describe('repeating over the wire', () => {
  const service = scriptedService();

  it('waits for Retry-After of a list and of a client, and then goes on', async function () {
    this.timeout(20_000);
    const api = await service.open();
    const delays: number[] = [];
    const onRetry = ({ delayMs }: RetryNotice): void => void delays.push(delayMs);
    service.answer = (response, request) =>
      service.urls().filter((url) => url === request.url).length === 1
        ? response.writeHead(503, { 'Retry-After': '1', 'Content-Type': JSON_TYPE }).end()
        : json({ data: request.url.endsWith('/clients') ? [resource('1')] : resource('1') })(response, request);
    const reads = [listAll(api, { signal, onRetry }), api.get('1', { signal, onRetry })] as const;
    const [records, record] = await Promise.all(reads);
    assert.deepEqual([records.length, record.id], [1, '1']);
    assert.deepEqual(delays, [1_000, 1_000]);
    assert.equal(service.seen.length, 4);
  });

  for (const status of [429, 500, 503]) {
    it(`never sends a write again by itself, here after ${status} with Retry-After: 0`, async () => {
      const api = await service.open();
      const onRetry = (): void => assert.fail('a write was repeated');
      service.answer = (response, request) => {
        response.setHeader('Retry-After', '0');
        bare(status)(response, request);
      };
      await assert.rejects(api.create('x', null, { signal, onRetry }), { status, transient: true, retryAfterMs: 0 });
      await assert.rejects(api.rename('1', 'x', { signal, onRetry }), { status });
      await assert.rejects(api.remove('1', { signal, onRetry }), { status });
      assert.equal(service.seen.length, 3);
    });
  }
});
