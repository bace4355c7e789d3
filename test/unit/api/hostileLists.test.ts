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

  const LIMITS = { pages: 10, records: 1_000_000, bytesOfRecord: 2 ** 25, textLength: 2 ** 28 };
  const named = (name: string): string => JSON.stringify(resource('2', name));

  for (const [title, name, isGood] of [
    ['of 64 KB', 'x'.repeat(65_536), true],
    ['of 64 KB, written as escapes', '\n'.repeat(65_536), true],
    ['of 64 KB in UTF-8', 'é'.repeat(32_768), true],
    ['of more than 64 KB', 'x'.repeat(65_537), false],
    ['of more than 64 KB in UTF-8', 'é'.repeat(32_769), false],
    ['of megabytes', 'x'.repeat(5_000_000), false],
  ] as const) {
    it(`shows a record with a name ${title} as a ${isGood ? 'client' : 'bad record'}`, async () => {
      answer(`{"data":[${GOOD},${named(name)},${GOOD}]}`);
      const [, record] = await listAll(await service.open(), { signal });
      assert.ok(record);
      if (!isBadRecord(record)) assert.equal(record.name, name);
      assert.equal(isBadRecord(record), !isGood);
      if (isBadRecord(record)) assert.deepEqual([record.pointer, record.id], ['/attributes/name', '2']);
    });
  }

  it('shows a record with an id of more than 64 KB as a bad record without an id', async () => {
    answer(`{"data":[${JSON.stringify(resource('x'.repeat(65_537), 'A'))}]}`);
    const [record] = await listAll(await service.open(), { signal });
    assert.ok(record && isBadRecord(record));
    assert.deepEqual([record.pointer, record.id], ['/id', undefined]);
  });

  it('has no more than a hundred faults noted of one record', async () => {
    const children = `{"data":[${'1,'.repeat(200_000)}1]}`;
    answer(`{"data":[{"id":"2","type":"client","attributes":{"name":"B"},"relationships":{"children":${children}}}]}`);
    const [record] = await listAll(await service.open(), { signal });
    assert.ok(record && !isBadRecord(record));
    assert.equal(record.problems.length, 100);
  });

  const many = (text: string): string => `{"data":[${Array.from({ length: 200 }, () => text).join()}]}`;
  const linked = (id: string): string =>
    JSON.stringify({ ...resource('2'), relationships: { children: { data: [{ type: 'client', id }] } } });
  for (const [title, body] of [
    ['names', many(named('x'.repeat(1_000)))],
    ['ids of children', many(linked('x'.repeat(1_000)))],
    ['bad records', many(`"${'x'.repeat(3_000)}"`)],
  ] as const) {
    it(`is refused when all its ${title} together would fill the memory`, async () => {
      answer(body);
      const tight = await service.open({ list: { ...LIMITS, textLength: 100_000 } });
      await assert.rejects(listAll(tight, { signal }), { name: 'ProtocolError', reason: 'tooLarge', transient: false });
      assert.equal(service.seen.length, 1);
      const wide = await service.open({ list: { ...LIMITS, textLength: 1_000_000 } });
      assert.equal((await listAll(wide, { signal })).length, 200);
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
