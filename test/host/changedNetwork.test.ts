import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type * as os from 'node:os';
import { Network } from '../../src/platform/network';
import { CLIENTS } from './support/clients';
import { useStage } from './support/stage';

const ORIGIN = 'http://127.0.0.1:1';

/** Where its members can be replaced for all who use them. */
const system = createRequire(__filename)('node:os') as { networkInterfaces: typeof os.networkInterfaces };

describe('Connections that are kept', () => {
  const stage = useStage();
  let network: Network;
  const agent = async (): Promise<object> => network.dispatcher(ORIGIN);

  beforeEach(() => {
    network = new Network();
    stage.later(() => network.dispose());
  });

  it('are used again by the next request', async () => {
    assert.equal(await agent(), await agent());
  });

  it('are not used again behind a sleep of the machine', async () => {
    const before = await agent();
    const { now } = Date;
    stage.later(() => (Date.now = now));
    Date.now = () => now() + 3_600_000;
    const after = await agent();
    assert.notEqual(after, before);
    assert.equal(await agent(), after);
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal('closed' in before && before.closed, true);
  });

  it('are not used again once the machine has another address, as behind a VPN', async () => {
    const before = await agent();
    const { networkInterfaces } = system;
    stage.later(() => (system.networkInterfaces = networkInterfaces));
    const [loopback] = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    assert.ok(loopback);
    const vpn = [{ ...loopback, address: '10.8.0.2', internal: false }];
    system.networkInterfaces = () => ({ ...networkInterfaces(), tun0: vpn });
    const after = await agent();
    assert.notEqual(after, before);
    assert.equal(await agent(), after);
  });

  it('and are closed behind a sleep let what is under way on them come to its end', async () => {
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<unknown>();
    const { promise: released, resolve: release } = Promise.withResolvers<unknown>();
    let isHeld = false;
    const service = await stage.open({
      clients: CLIENTS,
      intercept: async (request) => {
        if (isHeld && request.url?.endsWith('/clients') === true) {
          isHeld = false;
          onAsked(undefined);
          await released;
        }
        return false;
      },
    });
    isHeld = true;
    service.requests.length = 0;
    const loading = stage.parts.loader.load({ interactive: true });
    await asked;
    const { now } = Date;
    stage.later(() => (Date.now = now));
    Date.now = () => now() + 3_600_000;
    const { connection } = stage.parts.store;
    await connection?.api.get('leaf', { signal: new AbortController().signal });
    release(undefined);
    await loading;
    assert.deepEqual(service.seen, ['GET /api/v2/clients', 'GET /api/v2/clients/leaf']);
    assert.equal(stage.parts.store.failure, undefined);
  });
});
