import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RenewedAccount } from '../../src/auth/renewedAccount';
import { jwt } from '../support/jwt';
import { run } from './support/actions';
import { accepting } from './support/changingToken';
import { until, useStage } from './support/stage';

const exp = Math.floor(Date.now() / 1000) + 3600;
const anna = jwt({ iss: 'https://auth.example', sub: 'anna', exp });
const bo = jwt({ iss: 'https://auth.example', sub: 'bo', exp });

describe('The account of a token command', () => {
  const stage = useStage();

  it('has no JWT of another subject, also where an opaque token came between', () => {
    const obtain = (): Promise<never> => Promise.reject(new TypeError());
    const account = new RenewedAccount({ kind: 'renewed', account: 'digest', obtain });
    assert.equal(account.take(anna), true);
    assert.equal(account.take('opaque'), true);
    assert.equal(account.take(bo), false);
    assert.equal(account.take(anna), true);
  });

  it('is another one, with a key of its own for documents and recent clients, once its tokens are of another subject', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aleta-token-'));
    stage.later(() => rm(folder, { recursive: true }));
    const file = join(folder, 'token');
    const print = async (token: string): Promise<void> => writeFile(file, JSON.stringify({ access_token: token }));
    let accepted = anna;
    await print(anna);
    const service = await stage.serve(accepting(() => accepted));
    const script = 'process.stdout.write(require("fs").readFileSync(process.argv[1]))';
    const command = [process.execPath, '-e', script, file];
    const entry = { name: 'Told', apiUrl: service.url, signIn: 'command', command };
    await stage.environments([entry], 'Told');
    stage.script.consent(true);
    await run('signIn');
    const { sessions, store } = stage.parts;
    const before = sessions.current;
    assert.ok(before);
    assert.notEqual(store.hierarchy, undefined);
    await print(bo);
    accepted = bo;
    await run('refreshClients');
    await until(store, () => store.connection === sessions.current && !store.isLoading);
    assert.notEqual(store.hierarchy, undefined);
    assert.notEqual(sessions.current, before);
    assert.notEqual(sessions.current.key, before.key);
  });
});
