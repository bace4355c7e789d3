import assert from 'node:assert/strict';
import { generateKeyPair } from '../../src/auth/keys/privateKey';
import { run } from './support/actions';
import { CLIENTS } from './support/clients';
import { commandEntry, tokenOutput, usePrograms, type Printed } from './support/programs';
import { until, useStage, type StagedService } from './support/stage';
import { leaks, traces } from './support/traces';

const COMMAND = ['print-token', '--account', 'mine'];

describe('Signing in with a command that fails, or another one', () => {
  const stage = useStage();
  let service: StagedService;
  let programs: ReturnType<typeof usePrograms>;

  const settled = async (): Promise<void> => {
    const { sessions, store } = stage.parts;
    await sessions.sync();
    await until(store, () => store.connection === sessions.current && !store.isLoading);
  };
  const signIn = async (): Promise<void> => {
    stage.script.consent(true);
    await run('signIn');
  };
  const set = async (...entries: readonly object[]): Promise<void> => {
    await stage.set('aleta.environments', entries);
    await settled();
  };
  const begin = async (printed?: Printed, command: readonly string[] = COMMAND): Promise<void> => {
    service = await stage.serve({ clients: CLIENTS });
    programs = usePrograms(stage);
    if (printed !== undefined) programs.put('print-token', printed);
    await stage.environments([commandEntry(service, command)], 'Commanded');
  };
  const told = (): string => stage.script.troubles.join('\n');

  it('shows the last line that a failed command wrote to the person alone, and sticks until a person tries again', async () => {
    await begin({ stdout: 'canary-of-stdout', stderr: 'Look:\nPlease run canary-login first.\n', code: 3 });
    await signIn();
    assert.match(
      told(),
      /The program .*\/print-token failed \(3\)\. Last line of the output: Please run canary-login first\./,
    );
    assert.match(told(), /Check "command" in the setting aleta\.environments\./);
    assert.deepEqual(programs.runs, ['print-token']);
    await stage.parts.loader.load({ interactive: false });
    await settled();
    assert.deepEqual(programs.runs, ['print-token'], 'nobody tried again');
    assert.deepEqual(leaks(traces(stage), 'canary-login', 'canary-of-stdout'), []);
    programs.put('print-token', tokenOutput(service.token));
    await run('refreshClients');
    assert.equal(programs.runs.length, 2);
    assert.notEqual(stage.parts.store.hierarchy, undefined);
  });

  it('runs a failed command again, once, for a person who signs in again', async () => {
    await begin({ code: 1 });
    await signIn();
    assert.equal(programs.runs.length, 1);
    programs.put('print-token', tokenOutput(service.token));
    await signIn();
    assert.equal(programs.runs.length, 2);
    assert.notEqual(stage.parts.store.hierarchy, undefined);
  });

  it('says which program of a command is missing, before anything is asked', async () => {
    await begin(undefined, ['no-such-canary', 'x']);
    await run('signIn');
    assert.match(
      told(),
      /You were not signed in to Commanded\. The program no-such-canary was not found on the PATH\./,
    );
    assert.match(told(), /Check "command" in the setting aleta\.environments\./);
    assert.deepEqual(stage.script.confirmations, []);
  });

  it('says what is wrong with what a token command printed, without a word of it', async () => {
    await begin({ stdout: 'canary-rubbish' });
    await signIn();
    assert.match(told(), /The token command did not print a JSON object\. Check "command" in the setting/);
    assert.deepEqual(leaks(traces(stage), 'canary-rubbish'), []);
    assert.doesNotMatch(told(), /canary/);
    assert.equal(service.requests.length, 0);
  });

  it('says that a signing command printed no signature', async () => {
    await begin({ stdout: 'canary-rubbish' });
    const key = service.registerKey(generateKeyPair().publicJwk);
    await set(commandEntry(service, [...COMMAND, '${digest}'], { key }));
    await signIn();
    assert.match(
      told(),
      /The output of the signing command is not an ES256 signature\. Check "command" in the setting/,
    );
    assert.equal(service.requests.length, 0);
  });

  it('runs no other command than the one that was agreed to, until a person agreed to that', async () => {
    await begin();
    programs.put('print-token', tokenOutput(service.token));
    await signIn();
    assert.equal(programs.runs.length, 1);
    await set(commandEntry(service, [...COMMAND, '--more']));
    assert.equal(stage.parts.sessions.current, undefined, 'a person has to sign in');
    assert.equal(programs.runs.length, 1);
    await signIn();
    assert.equal(programs.runs.length, 2);
    assert.match(stage.script.confirmations[1]?.detail ?? '', /“--more”/);
  });

  it('asks again when another file is behind the name of the program', async () => {
    await begin();
    programs.put('print-token', tokenOutput(service.token));
    await signIn();
    programs.putBefore('print-token', tokenOutput(service.token));
    // The access token of now ends with the settings that it is of.
    await set();
    await set(commandEntry(service, COMMAND));
    assert.equal(programs.runs.length, 1);
    assert.equal(stage.parts.store.hierarchy, undefined);
    await run('refreshClients');
    assert.match(told(), /is not the command that you allowed\. It was not run\. Sign in to review the command\./);
    assert.equal(programs.runs.length, 1);
    await signIn();
    assert.match(stage.script.confirmations[1]?.detail ?? '', /\/first\/print-token\n/);
    assert.equal(programs.runs.length, 2);
    assert.notEqual(stage.parts.store.hierarchy, undefined);
  });

  it('asks again when the token goes to another address, or what is signed to another endpoint', async () => {
    await begin();
    programs.put('print-token', tokenOutput(service.token));
    await signIn();
    const other = await stage.serve({ clients: CLIENTS, token: service.token });
    await set(commandEntry(other, COMMAND));
    assert.equal(stage.parts.sessions.current, undefined);
    assert.deepEqual([programs.runs.length, other.requests.length], [1, 0]);
    await set(commandEntry({ ...service, url: `${service.url}/v0` }, COMMAND));
    await run('refreshClients');
    assert.match(told(), /is not the command that you allowed/);
    assert.equal(programs.runs.length, 1);
    const key = { id: 'k', issuer: 'i', subject: 's' };
    const signing = [...COMMAND, '${digest}'];
    await set(commandEntry(service, signing, { key }));
    await signIn();
    assert.equal(programs.runs.length, 2);
    const { origin } = new URL(service.tokenUrl);
    await set(commandEntry(service, signing, { key, tokenUrl: `${origin}/other/token` }));
    assert.equal(stage.parts.sessions.current, undefined);
    assert.equal(programs.runs.length, 2);
  });

  it('asks again when another token endpoint is given, also for a command that prints tokens', async () => {
    await begin();
    programs.put('print-token', tokenOutput(service.token));
    await signIn();
    assert.match(
      stage.script.confirmations[0]?.detail ?? '',
      new RegExp(`The token endpoint ${service.tokenUrl} is not used\\.`),
    );
    const { origin } = new URL(service.tokenUrl);
    await set();
    await set(commandEntry(service, COMMAND, { tokenUrl: `${origin}/other/token` }));
    await run('refreshClients');
    assert.match(told(), /is not the command that you allowed/);
    assert.equal(programs.runs.length, 1);
    await signIn();
    assert.match(stage.script.confirmations[1]?.detail ?? '', /\/other\/token is not used/);
    assert.equal(programs.runs.length, 2);
  });

  it('forgets with signing out that a command was agreed to', async () => {
    await begin(undefined);
    programs.put('print-token', tokenOutput(service.token));
    await signIn();
    await run('signOut');
    await settled();
    assert.equal(stage.parts.sessions.current, undefined);
    assert.equal(programs.runs.length, 1);
    await signIn();
    assert.deepEqual([programs.runs.length, stage.script.confirmations.length], [2, 2]);
  });

  it('has the same command agreed to for each environment by itself', async () => {
    await begin();
    programs.put('print-token', tokenOutput(service.token));
    await signIn();
    const entry = commandEntry(service, COMMAND);
    await set(entry, { ...entry, name: 'Another' });
    await stage.environments([entry, { ...entry, name: 'Another' }], 'Another');
    assert.equal(stage.parts.environments.find('Another')?.signIn, 'command');
    assert.deepEqual([stage.parts.sessions.current, programs.runs.length], [undefined, 1]);
    await signIn();
    assert.equal(stage.script.confirmations[1]?.message, 'Run this program to sign in to Another?');
    assert.equal(programs.runs.length, 2);
  });
});
