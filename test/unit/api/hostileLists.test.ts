import assert from 'node:assert/strict';
import { DefectError } from '../../../src/api/errors';
import { isBadRecord } from '../../../src/api/jsonApi';
import { listAll } from '../../support/calls';
import { JSON_TYPE } from '../../support/faults';
import { resource, scriptedService } from '../../support/scriptedService';

const GOOD = JSON.stringify(resource('1'));
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('A hostile list', () => {
  const service = scriptedService();
  const { signal } = new AbortController();

  const answer = (body: string): void => {
    service.answer = (response) => response.writeHead(200, { 'Content-Type': JSON_TYPE }).end(body);
  };

  const deepRecords = {
    'in place of a record': (deep: string) => deep,
    'as its name': (deep: string) => `{"id":"2","type":"client","attributes":{"name":${deep}}}`,
    'as its type': (deep: string) => `{"id":"2","type":${deep}}`,
    'in a member that nobody needs': (deep: string) => `{"id":"2","type":"entity","meta":${deep}}`,
    'as its parent': (deep: string) =>
      `{"id":"2","type":"client","attributes":{"name":"B"},"relationships":{"parent":${deep}}}`,
    'as its children': (deep: string) =>
      `{"id":"2","type":"client","attributes":{"name":"B"},"relationships":{"children":{"data":${deep}}}}`,
  };
  for (const [title, record] of Object.entries(deepRecords)) {
    it(`is loaded all the same when one of its records is nested deeply ${title}`, async () => {
      for (const levels of [5_000, 500_000]) {
        answer(`{"data":[${GOOD},${record(nested(levels))},${GOOD}],"meta":${nested(levels)}}`);
        const records = await listAll(await service.open(), { signal });
        assert.equal(records.length, 3);
        assert.ok(records.slice(1, 2).every((each) => isBadRecord(each) || each.problems.length === 1));
      }
      assert.equal(service.seen.length, 2);
    });
  }

  for (const [title, error] of [
    ['without a code', new RangeError('Maximum call stack size exceeded')],
    ['with the code of a broken connection', Object.assign(new Error('x'), { code: 'ECONNRESET' })],
  ] as const) {
    it(`whose reading throws an error of ours ${title} is asked for once, and the error is told as the defect it is`, async () => {
      answer(`{"data":[${GOOD}]}`);
      const logged: unknown[] = [];
      const api = await service.open({ onExchange: (exchange) => logged.push(exchange.error) });
      const sink = {
        restart: () => undefined,
        add: () => {
          throw error;
        },
      };
      await assert.rejects(api.list(sink, { signal }), (thrown) => {
        assert.ok(thrown instanceof DefectError);
        assert.equal(thrown.cause, error);
        assert.deepEqual(logged, [thrown]);
        return true;
      });
      assert.equal(service.seen.length, 1);
    });
  }
});
