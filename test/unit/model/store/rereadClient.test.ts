import assert from 'node:assert/strict';
import { ClientStore } from '../../../../src/model/store/clientStore';
import { connectionOf, connectionTo } from '../../../support/connections';
import { MemoryApi } from '../../support/memoryApi';
import { record } from '../../support/records';

const signal = new AbortController().signal;

describe('A client that is read again', () => {
  it('is drawn again only when it is another than was shown', async () => {
    const api = new MemoryApi([record('a', { legalEntities: 2 })]);
    const store = new ClientStore('en');
    store.connect(connectionTo(api));
    await store.load({ signal });
    let drawn = 0;
    store.onDidChangeClients(() => drawn++);
    await store.reread(connectionOf(store), 'a', { signal });
    assert.equal(drawn, 0);
    api.server.rename('a', 'Theirs');
    await store.reread(connectionOf(store), 'a', { signal });
    assert.equal(drawn, 1);
    assert.equal(store.hierarchy?.get('a')?.name, 'Theirs');
  });
});
