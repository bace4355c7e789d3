import assert from 'node:assert/strict';
import * as diagnostics from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import { isAbort } from '../../../src/api/errors';
import { CALL_NAMES, calls, isRead, openApi, settle } from '../../support/calls';
import { startFaulty } from '../../support/faultyService';

const TOKEN = 'canary-token-5b1f';

describe('cancelling', function () {
  this.timeout(20_000);

  /** Tells when the headers of an answer have arrived. */
  const headersChannel = new EventEmitter();
  const onHeaders = (): void => void headersChannel.emit('headers');
  before(() => diagnostics.subscribe('undici:request:headers', onHeaders));
  after(() => void diagnostics.unsubscribe('undici:request:headers', onHeaders));

  for (const call of CALL_NAMES) {
    for (const [fault, hasHeaders] of [
      ['no answer', false],
      ['an answer that falls silent half-way', true],
      ['a slow drip of an error', true],
    ] as const) {
      it(`ends ${call} at once during ${fault}, with the reason given`, async () => {
        const controller = new AbortController();
        const service = await startFaulty(fault, TOKEN);
        const { api, close } = await openApi(service.url, { token: TOKEN });
        try {
          const gotHeaders = once(headersChannel, 'headers');
          const running = settle(calls[call](api, { signal: controller.signal }));
          if (hasHeaders) await gotHeaders;
          else while (service.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
          controller.abort(new Error('the person changed their mind'));
          const { error } = await running;
          assert.ok(isAbort(error, controller.signal));
          assert.equal(service.requests.length, 1);
        } finally {
          await close();
          await service.close();
        }
      });
    }

    it(`sends nothing of ${call} when it was cancelled before`, async () => {
      const signal = AbortSignal.abort();
      const service = await startFaulty('HTTP 500', TOKEN);
      const { api, close } = await openApi(service.url, { token: TOKEN });
      try {
        const { error } = await settle(calls[call](api, { signal }));
        assert.ok(isAbort(error, signal));
        assert.deepEqual(service.requests, []);
      } finally {
        await close();
        await service.close();
      }
    });
  }

  for (const call of CALL_NAMES.filter(isRead)) {
    it(`ends ${call} at once while it waits to ask again`, async () => {
      const controller = new AbortController();
      const service = await startFaulty('HTTP 429 with Retry-After in seconds', TOKEN);
      const retry = { attempts: 2, baseMs: 1, budgetMs: 1_000_000 };
      const { api, close } = await openApi(service.url, { token: TOKEN, retry });
      try {
        const onRetry = (): void => controller.abort();
        const { error } = await settle(calls[call](api, { signal: controller.signal, onRetry }));
        assert.ok(isAbort(error, controller.signal));
        assert.equal(service.requests.length, 1);
      } finally {
        await close();
        await service.close();
      }
    });
  }
});
