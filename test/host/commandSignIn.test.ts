import assert from 'node:assert/strict';
import { ecPair, jwkOf, spki } from '../support/keys';
import { SIGNING_TOOL_NAMES, SIGNING_TOOLS } from '../support/signingTools';
import { run } from './support/actions';
import { CLIENTS, rowOf } from './support/clients';
import { commandEntry, exchangesOf, tokenOutput, usePrograms } from './support/programs';
import { useStage, type StagedService } from './support/stage';
import { leaks, traces } from './support/traces';

const TOKEN_COMMAND = ['print-token', '--account', 'mine'];

describe('Signing in with a command', () => {
  const stage = useStage();

  const signIn = async (): Promise<void> => {
    stage.script.consent(true);
    await run('signIn');
  };
  const serve = (): Promise<StagedService> => stage.serve({ clients: CLIENTS });

  for (const tool of SIGNING_TOOL_NAMES) {
    it(`signs in with the signature that ${tool} prints, and shows before what is run and where it goes`, async () => {
      const service = await serve();
      const programs = usePrograms(stage);
      const pair = ecPair();
      programs.putSigningTools(pair);
      const { d, ...publicJwk } = jwkOf(pair.privateKey);
      const key = { ...service.registerKey(publicJwk), publicKey: publicJwk };
      await stage.environments([commandEntry(service, SIGNING_TOOLS[tool], { key })], 'Commanded');
      await signIn();
      assert.notEqual(stage.parts.store.hierarchy, undefined, stage.script.troubles.join('\n'));
      assert.deepEqual([programs.runs, exchangesOf(service)], [[tool], 1]);
      const [asked, ...more] = stage.script.confirmations;
      assert.ok(asked);
      assert.deepEqual(more, []);
      assert.equal(asked.message, 'Run this program to sign in to Commanded?');
      const [file = '', ...lines] = asked.detail.split('\n');
      assert.match(file, new RegExp(`/second/${tool}$`));
      const args = SIGNING_TOOLS[tool].slice(1).map((arg) => `    “${arg}”`);
      assert.deepEqual(lines.slice(0, args.length), args);
      for (const url of [service.url, service.tokenUrl]) assert.ok(asked.detail.includes(` ${url}.`), url);
      assert.deepEqual(leaks(traces(stage), d ?? ''), []);
    });
  }

  it('runs a token command once more after a 401, and goes on with what was under way', async () => {
    const expired = new Set<string | undefined>();
    const service = await stage.serve({
      clients: CLIENTS,
      intercept: (request) => {
        const { authorization } = request.headers;
        if (expired.has(authorization)) request.headers.authorization = 'Bearer no';
        if (authorization === 'Bearer second-canary-token') request.headers.authorization = `Bearer ${service.token}`;
        return false;
      },
    });
    const programs = usePrograms(stage);
    programs.put('print-token', tokenOutput(service.token));
    await stage.environments([commandEntry(service, TOKEN_COMMAND, { tokenUrl: undefined })], 'Commanded');
    await signIn();
    assert.match(stage.tree.view.description ?? '', / · signed in until /);
    const { sessions } = stage.parts;
    const connection = sessions.current;
    expired.add(`Bearer ${service.token}`);
    programs.put('print-token', tokenOutput('second-canary-token'));
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, 'empty'));
    assert.equal(service.data.get('empty')?.name, 'Renamed');
    assert.equal(sessions.current, connection);
    assert.deepEqual(programs.runs, ['print-token', 'print-token']);
    assert.equal(exchangesOf(service), 0);
    assert.deepEqual(leaks(traces(stage), service.token, 'second-canary-token'), []);
  });

  it('runs nothing before the person agreed to it, nor after they declined', async () => {
    const service = await serve();
    const programs = usePrograms(stage);
    programs.put('print-token', tokenOutput(service.token));
    await stage.environments([commandEntry(service, TOKEN_COMMAND)], 'Commanded');
    await stage.parts.loader.load({ interactive: true });
    assert.equal(stage.parts.sessions.current, undefined);
    stage.script.consent(false);
    await run('signIn');
    await stage.parts.sessions.sync();
    assert.equal(stage.parts.sessions.current, undefined);
    assert.deepEqual([programs.runs, service.requests.length], [[], 0]);
  });

  it('does not send what another key than the public key in the settings has signed', async () => {
    const service = await serve();
    const programs = usePrograms(stage);
    const pair = ecPair();
    programs.putSigningTools(pair);
    const key = { ...service.registerKey(jwkOf(pair.publicKey)), publicKey: spki(ecPair()) };
    await stage.environments([commandEntry(service, SIGNING_TOOLS.vault, { key })], 'Commanded');
    await signIn();
    assert.match(
      stage.script.troubles.join('\n'),
      /uses a key that does not match the public key in the settings\. Nothing was sent\./,
    );
    assert.equal(service.requests.length, 0);
  });
});
