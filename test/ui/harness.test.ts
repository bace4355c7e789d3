import assert from 'node:assert/strict';

describe('The VS Code that tests are served from', () => {
  it('opens for nobody who does not know its token: it runs code as this user', async () => {
    const { url, connectionToken } = JSON.parse(process.env['ALETA_UI'] ?? '{}') as Record<string, string>;
    const statusOf = async (query: string): Promise<number> =>
      (await fetch(`${url ?? ''}/?${query}`, { redirect: 'manual' })).status;
    assert.equal(await statusOf('ew=true'), 403);
    assert.equal(await statusOf(`ew=true&tkn=${'0'.repeat(32)}`), 403);
    assert.notEqual(await statusOf(`ew=true&tkn=${connectionToken ?? ''}`), 403);
  });
});
