import assert from 'node:assert/strict';
import { run } from './support/actions';
import { CLIENTS } from './support/clients';
import { hasten } from './support/clock';
import { commandEntry, tokenOutput, usePrograms, type Programs } from './support/programs';
import { useStage, type StagedService } from './support/stage';

const COMMAND = ['print-token', '--account', 'mine'];

describe('A run of a command', () => {
  const stage = useStage();
  let service: StagedService;
  let programs: Programs;

  beforeEach(async () => {
    service = await stage.serve({ clients: CLIENTS });
    programs = usePrograms(stage);
    await stage.environments([commandEntry(service, COMMAND)], 'Commanded');
  });

  const told = (): string => stage.script.troubles.join('\n');

  it('is one for all who wait for its token', async () => {
    const program = programs.putWaiting('print-token', tokenOutput(service.token));
    const started = program.started();
    stage.script.consent(true);
    const signingIn = run('signIn');
    await started;
    const refreshing = run('refreshClients');
    await stage.parts.sessions.sync();
    await program.goOn();
    await Promise.all([signingIn, refreshing]);
    assert.notEqual(stage.parts.store.hierarchy, undefined);
    assert.deepEqual(programs.runs, ['print-token']);
    assert.equal(told(), '');
  });

  it('is ended by Cancel, without a word, and begun anew by a person', async () => {
    const program = programs.putWaiting('print-token', tokenOutput(service.token));
    const started = program.started();
    stage.script.consent(true);
    const signingIn = run('signIn');
    await started;
    await run('cancelLoad');
    await signingIn;
    assert.equal(stage.parts.store.hierarchy, undefined);
    assert.deepEqual([programs.runs.length, service.requests.length, told()], [1, 0, '']);
    programs.put('print-token', tokenOutput(service.token));
    await run('refreshClients');
    assert.notEqual(stage.parts.store.hierarchy, undefined);
    assert.equal(programs.runs.length, 2);
  });

  it('is ended when it takes too long, and that is told', async () => {
    programs.putWaiting('print-token', tokenOutput(service.token));
    hasten(stage);
    stage.script.consent(true);
    await run('signIn');
    assert.match(told(), /The program .*\/print-token took too long and was stopped\. Check "command" in the setting/);
    assert.equal(service.requests.length, 0);
  });

  it('is not begun for a script of Windows, and the message leads to the line for Windows', async () => {
    // In the form of a path of the network, which is one here, too.
    const file = `/${programs.put('az.cmd', tokenOutput(service.token))}`;
    await stage.environments([commandEntry(service, [file])], 'Commanded');
    const { platform } = process;
    Object.defineProperty(process, 'platform', { value: 'win32' });
    stage.later(() => Object.defineProperty(process, 'platform', { value: platform }));
    await run('signIn');
    assert.equal(
      told(),
      `You were not signed in to Commanded. The file ${file} is a script that only a shell can run. ` +
        'See the README for the command to use on Windows.',
    );
    assert.deepEqual([stage.script.confirmations, programs.runs], [[], []]);
  });
});
