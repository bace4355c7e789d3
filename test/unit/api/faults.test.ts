import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Timeouts } from '../../../src/api/dispatcher';
import { AletaError, HttpStatusError } from '../../../src/api/errors';
import type { Exchange } from '../../../src/api/transport';
import { CALL_NAMES, calls, isRead, openApi, settle, summary, type CallName, type Outcome } from '../../support/calls';
import { FAULT_NAMES, startFaulty, type FaultName } from '../../support/faultyService';

const TOKEN = 'canary-token-5b1f';
const TRIES = 2;
/** Nothing here takes a tenth of it. */
const WATCHDOG_MS = 20_000;

interface Expected {
  /** What `list` and `get` throw, as `summary` says it. */
  readonly read: string;
  readonly get?: string;
  readonly list?: string;
  /** What `create`, `rename` and `remove` throw. */
  readonly write: string;
  readonly edit?: string;
  /** Where they differ from 1, or from `TRIES` after a transient failure. */
  readonly triesOfRead?: number;
  readonly requestsOfRead?: number;
  readonly timeouts?: Partial<Timeouts>;
}

/** The request did not get through, or was refused: nothing was done. */
const nothingDone = (what: string, more: Partial<Expected> = {}): Expected => ({ read: what, write: what, ...more });

/** The request got through, and what became of it is not known. */
const inDoubt = (what: string, more: Partial<Expected> = {}): Expected => ({
  read: what,
  write: `${what}, outcome unknown`,
  ...more,
});

const DRIP = { timeouts: { total: 400, listFirstByte: 400 } };
const SILENT = { timeouts: { headers: 150, listFirstByte: 150 } };
const RESET = inDoubt('NetworkError reset, transient');
const MALFORMED = inDoubt('ProtocolError malformed, transient');
const NOT_JSON = inDoubt('ProtocolError notJson');
const UNEXPECTED = inDoubt('ProtocolError unexpected');
const TOO_LARGE = inDoubt('ProtocolError tooLarge');
const NO_BODY: Expected = {
  read: 'ProtocolError malformed, transient',
  get: 'ProtocolError unexpected',
  write: 'ProtocolError unexpected, outcome unknown',
  edit: 'fine',
};

const EXPECTED: Readonly<Record<FaultName, Expected>> = {
  'connection refused': nothingDone('NetworkError refused, transient', { requestsOfRead: 0 }),
  'a host that does not exist': nothingDone('NetworkError dns, transient', { requestsOfRead: 0 }),
  'a certificate nobody vouches for': nothingDone('NetworkError certificate', { requestsOfRead: 0 }),
  'HTTP where TLS was expected': nothingDone('NetworkError tls', { requestsOfRead: 0 }),
  'reset before it was sent': nothingDone('NetworkError reset, transient', { requestsOfRead: 0 }),
  'TLS that breaks after it was sent': inDoubt('NetworkError reset, transient'),
  'a handshake that is never answered': nothingDone('TimeoutError connect, transient', {
    requestsOfRead: 0,
    timeouts: { connect: 150 },
  }),
  'reset before it was read': RESET,
  'reset after it was carried out': RESET,
  'connection closed without an answer': RESET,
  'no answer': inDoubt('TimeoutError headers, transient', SILENT),
  'no answer after it was carried out': inDoubt('TimeoutError headers, transient', SILENT),
  'an answer cut half-way': RESET,
  'an answer that falls silent half-way': inDoubt('TimeoutError body, transient', { timeouts: { bodyIdle: 150 } }),
  'a slow drip': inDoubt('TimeoutError total, transient', DRIP),
  'a slow drip of headers': inDoubt('TimeoutError total, transient', {
    ...DRIP,
    list: 'TimeoutError headers, transient',
  }),
  'a slow drip that unpacks to nothing': inDoubt('TimeoutError total, transient', DRIP),
  'a slow drip of an error': inDoubt('HttpStatusError 500, transient', DRIP),
  'HTTP that is none': MALFORMED,
  'headers that never end': MALFORMED,
  'more bytes than announced': MALFORMED,
  'HTTP 400': nothingDone('HttpStatusError 400'),
  'HTTP 401': nothingDone('SignInRequiredError'),
  'HTTP 403': nothingDone('HttpStatusError 403'),
  'HTTP 404': nothingDone('HttpStatusError 404'),
  'HTTP 405': nothingDone('HttpStatusError 405'),
  'HTTP 408': nothingDone('HttpStatusError 408, transient'),
  'HTTP 409': nothingDone('HttpStatusError 409'),
  'HTTP 413 with an HTML body': nothingDone('HttpStatusError 413'),
  'HTTP 422': nothingDone('HttpStatusError 422'),
  'HTTP 429': nothingDone('HttpStatusError 429, transient'),
  'HTTP 429 with Retry-After in seconds': nothingDone('HttpStatusError 429, transient', { triesOfRead: 1 }),
  'HTTP 429 with Retry-After as a date': nothingDone('HttpStatusError 429, transient', { triesOfRead: 1 }),
  'HTTP 500': inDoubt('HttpStatusError 500, transient'),
  'HTTP 502 with an HTML body': inDoubt('HttpStatusError 502, transient'),
  'HTTP 503 with an HTML body': inDoubt('HttpStatusError 503, transient'),
  'HTTP 503 with Retry-After': inDoubt('HttpStatusError 503, transient', { triesOfRead: 1 }),
  'HTTP 504 with an HTML body': inDoubt('HttpStatusError 504, transient'),
  'HTTP 500 with an endless body': inDoubt('HttpStatusError 500, transient'),
  'a redirect to the same origin': { read: 'fine', write: 'ProtocolError redirect', requestsOfRead: 2 },
  'a redirect with 303': { read: 'fine', write: 'ProtocolError redirect, outcome unknown', requestsOfRead: 2 },
  'a redirect in a circle': inDoubt('ProtocolError redirect', { requestsOfRead: 4 }),
  'a redirect without a Location': inDoubt('ProtocolError redirect'),
  'a redirect to an address with the token': nothingDone('ProtocolError redirect'),
  'a redirect to another origin': inDoubt('ProtocolError redirect'),
  'a redirect to another origin with 308': nothingDone('ProtocolError redirect'),
  'HTTP 200 with an HTML body': NOT_JSON,
  'truncated JSON': MALFORMED,
  'JSON of the wrong shape': UNEXPECTED,
  'JSON null': UNEXPECTED,
  'another resource than asked for': UNEXPECTED,
  'an empty body': MALFORMED,
  'HTTP 204 for everything': NO_BODY,
  'a wrong Content-Type': NOT_JSON,
  'a Content-Type that repeats the token': NOT_JSON,
  'no Content-Type': NOT_JSON,
  'a body over the size limit': TOO_LARGE,
  'a compressed bomb': TOO_LARGE,
  'gzip that is none': MALFORMED,
  'gzip cut short': MALFORMED,
  'an encoding nobody asked for': MALFORMED,
};

const expectedOf = (call: CallName, { read, get, list, write, edit }: Expected): string => {
  if (isRead(call)) return (call === 'get' ? get : list) ?? read;
  return call === 'create' ? write : (edit ?? write);
};

interface Trial {
  readonly outcome: Outcome;
  readonly exchanges: readonly Exchange[];
  readonly requests: readonly string[];
  readonly elsewhere: readonly string[];
  readonly isChanged: boolean;
}

async function tryOut(fault: FaultName, call: CallName): Promise<Trial> {
  const exchanges: Exchange[] = [];
  const service = await startFaulty(fault, TOKEN);
  const { api, close } = await openApi(service.url, {
    token: TOKEN,
    network: { ca: service.ca },
    limits: { bodyBytes: 1_000_000, listBytes: 1_000_000 },
    timeouts: EXPECTED[fault].timeouts ?? {},
    retry: { attempts: TRIES, baseMs: 1, budgetMs: 20_000 },
    onExchange: (exchange) => exchanges.push(exchange),
  });
  try {
    const before = service.state();
    const outcome = await settle(calls[call](api, { signal: new AbortController().signal }));
    const { requests, elsewhere } = service;
    return { outcome, exchanges, requests: [...requests], elsewhere, isChanged: service.state() !== before };
  } finally {
    await close();
    await service.close();
  }
}

/** All that is in `error`, in its causes and in what hangs on them. */
const contents = (value: unknown): string => inspect(value, { depth: 20, showHidden: true, maxStringLength: null });

const METHODS: Readonly<Record<CallName, string>> = {
  list: 'GET /api/v2/clients',
  get: 'GET /api/v2/clients/root',
  create: 'POST /api/v2/clients',
  rename: 'PATCH /api/v2/clients/leaf',
  remove: 'DELETE /api/v2/clients/leaf',
};

describe('faults', function () {
  this.timeout(WATCHDOG_MS);

  for (const fault of FAULT_NAMES) {
    describe(`after ${fault}`, () => {
      const expected = EXPECTED[fault];
      const trials = new Map<CallName, Trial>();

      // Side by side, since some of them take their time to time out.
      before(async () => {
        await Promise.all(CALL_NAMES.map(async (call) => trials.set(call, await tryOut(fault, call))));
      });

      for (const call of CALL_NAMES) {
        const text = expectedOf(call, expected);
        it(`${call} gives: ${text}`, () => {
          const trial = trials.get(call);
          assert.ok(trial);
          const { outcome, exchanges, requests, elsewhere, isChanged } = trial;
          const { error } = outcome;
          assert.equal(summary(outcome), text, contents(error));

          const isTransient = error instanceof AletaError && error.transient;
          const tries = isRead(call) ? (expected.triesOfRead ?? (isTransient ? TRIES : 1)) : 1;
          const reached = isRead(call) ? (expected.requestsOfRead ?? tries) : expected.requestsOfRead === 0 ? 0 : 1;
          assert.equal(requests.length, reached, `requests: ${requests.join(', ')}`);
          assert.deepEqual(elsewhere, [], 'nothing goes to another origin');

          const [method = '', path = ''] = METHODS[call].split(' ');
          if (error !== undefined) {
            assert.ok(error instanceof AletaError);
            assert.deepEqual([error.method, error.path], [method, path]);
          }
          if (isChanged && error !== undefined) {
            assert.ok(error instanceof AletaError && error.outcomeUnknown, 'the write was carried out');
          }

          assert.deepEqual(
            exchanges.map((exchange) => [exchange.method, exchange.path]),
            Array.from({ length: tries }, () => [method, path]),
          );
          const status = /^HTTP (\d{3})/.exec(fault)?.[1];
          if (status !== undefined) assert.equal(exchanges[0]?.status, Number(status));
          // A refusal is read as far as one says anything; the rest of it is not waited for.
          if (fault !== 'a body over the size limit' && fault !== 'a compressed bomb') {
            assert.ok(exchanges.every(({ bytes }) => bytes < 200_000));
          }
          if (reached === 0) assert.equal(exchanges[0]?.status, undefined);

          assert.doesNotMatch(contents([error, exchanges]), new RegExp(TOKEN), 'the token is not passed on');
        });
      }
    });
  }

  it('shows what a refusal says, without the token that it repeats', async () => {
    const { outcome } = await tryOut('HTTP 409', 'remove');
    assert.ok(outcome.error instanceof HttpStatusError);
    assert.equal(outcome.error.errors[0]?.detail, 'No. You sent Bearer •••');
  });

  for (const [fault, leastMs] of [
    ['HTTP 429 with Retry-After in seconds', 120_000],
    ['HTTP 503 with Retry-After', 120_000],
    // A date has no fractions of a second, and some time has passed.
    ['HTTP 429 with Retry-After as a date', 90_000],
  ] as const) {
    it(`says how long to wait after ${fault}, when it is longer than we would`, async () => {
      for (const call of CALL_NAMES) {
        const { error } = (await tryOut(fault, call)).outcome;
        assert.ok(error instanceof HttpStatusError);
        const ms = error.retryAfterMs ?? 0;
        assert.ok(ms >= leastMs && ms <= 120_000, `${ms} ms`);
      }
    });
  }
});
