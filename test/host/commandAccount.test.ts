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

  /** Signs in with a command that prints a token of Anna. @returns `print`: makes it print another, which alone is accepted then. */
  async function signIn(): Promise<{ print: (token: string) => Promise<void>; entry: object }> {
    stage.later(() => stage.context.globalState.update('aleta.subjects', undefined));
    const folder = await mkdtemp(join(tmpdir(), 'aleta-token-'));
    stage.later(() => rm(folder, { recursive: true }));
    const file = join(folder, 'token');
    let accepted = anna;
    const print = async (token: string): Promise<void> => {
      accepted = token;
      await writeFile(file, JSON.stringify({ access_token: token }));
    };
    await print(anna);
    const service = await stage.serve(accepting(() => accepted));
    const script = 'process.stdout.write(require("fs").readFileSync(process.argv[1]))';
    const command = [process.execPath, '-e', script, file];
    const entry = { name: 'Told', apiUrl: service.url, signIn: 'command', command };
    await stage.environments([entry], 'Told');
    stage.script.consent(true);
    await run('signIn');
    return { print, entry };
  }

  it('has no JWT of another subject, also where an opaque token came between', () => {
    const obtain = (): Promise<never> => Promise.reject(new TypeError());
    const account = new RenewedAccount({ kind: 'renewed', account: 'digest', obtain });
    assert.equal(account.take(anna), true);
    assert.equal(account.take('opaque'), true);
    assert.equal(account.take(bo), false);
    assert.equal(account.take(anna), true);
  });

  it('is another one, with a key of its own for documents and recent clients, once its tokens are of another subject', async () => {
    const { print } = await signIn();
    const { sessions, store } = stage.parts;
    const before = sessions.current;
    assert.ok(before);
    assert.notEqual(store.hierarchy, undefined);
    await print(bo);
    await run('refreshClients');
    await until(store, () => store.connection === sessions.current && !store.isLoading);
    assert.notEqual(store.hierarchy, undefined);
    assert.notEqual(sessions.current, before);
    assert.notEqual(sessions.current.key, before.key);
  });

  it('is told from another subject’s also after the session ended, as with a reload, and is the same once it is back', async () => {
    const { print, entry } = await signIn();
    const keyOfNow = (): string | undefined => stage.parts.sessions.current?.key;
    const keys = [keyOfNow()];
    for (const token of [bo, bo, anna]) {
      await stage.environments([], 'Told');
      assert.equal(keyOfNow(), undefined);
      await print(token);
      await stage.environments([entry], 'Told');
      await run('refreshClients');
      keys.push(keyOfNow());
    }
    const [ofAnna, ofBo, again, back] = keys;
    assert.notEqual(ofBo, ofAnna);
    assert.deepEqual({ again, back }, { again: ofBo, back: ofAnna });
  });
});
