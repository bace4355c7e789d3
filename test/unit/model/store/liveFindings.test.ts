import assert from 'node:assert/strict';
import type { ClientRecord } from '../../../../src/api/jsonApi';
import { findingKey } from '../../../../src/model/hierarchy/findings';
import { ClientStore } from '../../../../src/model/store/clientStore';
import { LiveFindings } from '../../../../src/model/store/liveFindings';
import { connectionOf, connectionTo } from '../../../support/connections';
import { MemoryApi } from '../../support/memoryApi';
import { record } from '../../support/records';

const { signal } = new AbortController();
const options = { signal };

const TWINS = [record('a', { name: 'Acme' }), record('b', { name: 'ACME' }), record('c', { name: 'Other' })];

async function live(records: readonly ClientRecord[] = TWINS) {
  const api = new MemoryApi(records);
  const store = new ClientStore('en');
  const connection = connectionTo(api);
  store.connect(connection);
  await store.load(options);
  const reported: unknown[] = [];
  const findings = new LiveFindings(store, connection, (error) => reported.push(error));
  await findings.check(signal);
  /** Resolves with the keys of what is found after the next check that a change begins. */
  const next = (): Promise<string[]> =>
    new Promise((resolve) => {
      const listener = findings.onDidChange(() => {
        listener.dispose();
        resolve(keys(findings));
      });
    });
  return { api, store, connection, findings, reported, next };
}

const keys = ({ all }: LiveFindings): string[] => all.map(findingKey);

describe('Findings that are kept', () => {
  it('lose what a new name settles, and have what another makes', async () => {
    const { store, connection, findings, next } = await live();
    assert.deepEqual(keys(findings), ['confusableName:a', 'confusableName:b']);
    const settled = next();
    await store.rename(connection, 'b', 'Better', options);
    assert.deepEqual(await settled, []);
    const made = next();
    await store.rename(connection, 'c', 'Better', options);
    assert.deepEqual(await made, ['sameName:b', 'sameName:c']);
  });

  it('lose those of a client that is deleted, and of its twin', async () => {
    const { store, connection, next } = await live();
    const settled = next();
    await store.remove(connection, 'a', options);
    assert.deepEqual(await settled, []);
  });

  it('have those that a refresh brings', async () => {
    const { api, store, next } = await live();
    await api.create('Other', null, options);
    const found = next();
    await store.load(options);
    assert.equal((await found).filter((key) => key.startsWith('sameName:')).length, 2);
  });

  it('are of the clients of now where many change during one check, and are checked once more for all of them', async () => {
    const records = Array.from({ length: 3_000 }, (_, at) => record(String(at), { name: `Name ${at} ` }));
    const { store, connection, findings, reported } = await live(records);
    assert.equal(findings.all.length, records.length);
    let checks = 0;
    const done = new Promise<void>((resolve) => {
      findings.onDidChange(() => {
        checks++;
        if (findings.all.length === records.length - 100) resolve();
      });
    });
    // The first begins a check, which looks at no more than a slice of them before the others go.
    for (let at = 0; at < 100; at++) store.forget(connection, String(at));
    await done;
    assert.deepEqual([new Set(keys(findings)).size, checks <= 2, reported], [2_900, true, []]);
  });

  it('are settled once every change so far was answered', async () => {
    const { store, connection, findings } = await live(TWINS.map((each) => ({ ...each, name: `${each.id} ` })));
    assert.equal(findings.all.length, 3);
    for (const { id } of TWINS) store.forget(connection, id);
    await findings.settled();
    assert.deepEqual(findings.all, []);
  });

  it('are none once disposed, also where a check was under way', async () => {
    const { store, connection, findings, reported } = await live();
    store.forget(connection, 'c');
    findings.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([findings.all, reported], [[], []]);
  });

  it('are never those of another connection', async () => {
    const { store, findings, connection } = await live();
    const before = findings.all;
    store.connect(connectionTo(new MemoryApi([record('x', { name: ' x' })]), 'other'));
    await store.load(options);
    await findings.check(signal);
    assert.notEqual(connectionOf(store), connection);
    assert.equal(findings.all, before);
  });

  it('can be given up while they are looked for', async () => {
    const { findings } = await live(Array.from({ length: 20_000 }, (_, at) => record(String(at))));
    const controller = new AbortController();
    const checking = findings.check(controller.signal);
    controller.abort(new Error('given up'));
    await assert.rejects(checking, /given up/);
  });
});
