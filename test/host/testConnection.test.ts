import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import * as tls from 'node:tls';
import * as vscode from 'vscode';
import { createAuthority } from '../support/certificates';
import { intercepts } from '../support/faults';
import { refusingOrigin, startHttp, startHttps, startProxy } from '../support/servers';
import { listing, run } from './support/actions';
import { CLIENTS } from './support/clients';
import { commandEntry, tokenOutput, usePrograms } from './support/programs';
import { pressCancel } from './support/progress';
import { useStage, type Stage } from './support/stage';

const TOKEN = 'canary-token-8d1f';
const HOST = 'api.aleta.test';

/** What the command said last: the failing step in short, and its buttons; with the steps of the details. */
async function tested(stage: Stage): Promise<{ message: string; buttons: readonly string[]; steps: string[] }> {
  stage.script.told.length = 0;
  stage.later(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));
  stage.script.choose('Show Details');
  await run('testConnection');
  const { message = '', buttons = [] } = stage.script.told[0] ?? {};
  const text = vscode.window.activeTextEditor?.document.getText() ?? '';
  assert.ok(!text.includes(TOKEN) && !message.includes(TOKEN));
  return { message, buttons, steps: text.split('\n').filter((line) => /^[✓✗–] /.test(line)) };
}

/** Sign and name of each step, for example `✓ Proxy`. */
const outcomes = (steps: readonly string[]): string[] => steps.map((step) => step.replace(/:.*/, ''));

const ALL_GOOD = ['✓ Proxy', '✓ Host name', '✓ Connection', '✓ Sign-in', '✓ List of clients'];

/** The first `count` steps passed, the next one failed. */
const failingAt = (count: number): string[] =>
  ALL_GOOD.map((step, index) =>
    index < count ? step : index === count ? step.replace('✓', '✗') : step.replace('✓', '–'),
  );

/** An account at an address whose list cannot be loaded. */
async function accountAt(stage: Stage, url: string): Promise<void> {
  await stage.connect({ url, token: TOKEN });
}

describe('Test Connection', () => {
  const stage = useStage();

  it('passes all steps on a service that works, with two GETs of which the first has no token', async () => {
    const service = await stage.open({ clients: CLIENTS });
    service.requests.length = 0;
    const { message, buttons, steps } = await tested(stage);
    assert.equal(message, `The connection to ${new URL(service.url).host} works.`);
    assert.deepEqual(buttons, ['Show Details']);
    assert.deepEqual(outcomes(steps), ALL_GOOD);
    assert.deepEqual(
      service.requests.map(({ method, path, authorization }) => [method, path, authorization]),
      [
        ['GET', '/api/v2/clients', undefined],
        ['GET', '/api/v2/clients', `Bearer ${service.token}`],
      ],
    );
    assert.ok(stage.log.some((line) => line.includes('✓ List of clients')));
  });

  it('fails at the name of a host that nobody knows', async () => {
    await accountAt(stage, 'https://nowhere.invalid/api/v2');
    const { message, buttons, steps } = await tested(stage);
    assert.equal(
      message,
      'The connection to nowhere.invalid failed at step 2 of 5 (Host name). The host name of the Aleta service could not be resolved. ' +
        'Check your network, VPN and the setting aleta.apiUrl.',
    );
    assert.deepEqual(buttons, ['Retry', 'Open Settings', 'Show Log', 'Show Details']);
    assert.deepEqual(outcomes(steps), failingAt(1));
  });

  it('fails at the connection where nothing listens', async () => {
    await accountAt(stage, `${await refusingOrigin()}/api/v2`);
    const { message, steps } = await tested(stage);
    assert.match(message, /failed at step 3 of 5 \(Connection\)\. The Aleta service cannot be reached\./);
    assert.deepEqual(outcomes(steps), failingAt(2));
  });

  for (const [what, settings, said] of [
    ['refuses', { onConnect: true }, /The proxy refused the connection to the Aleta service \(HTTP 403\)/],
    ['wants other credentials', { authorization: 'Basic eDp5' }, /requires different credentials/],
  ] as const) {
    it(`fails at a proxy that ${what}`, async () => {
      const proxy = await startProxy({
        route: () => 1,
        ...('authorization' in settings
          ? settings
          : { onConnect: (socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n') }),
      });
      stage.later(() => proxy.close());
      await stage.set('http.proxy', proxy.origin);
      await accountAt(stage, `https://${HOST}/api/v2`);
      const { message, buttons, steps } = await tested(stage);
      assert.match(message, /failed at step 1 of 5 \(Proxy\)\. /);
      assert.match(message, said);
      assert.deepEqual(buttons, ['Retry', 'Open Settings', 'Show Log', 'Show Details']);
      assert.deepEqual(outcomes(steps), failingAt(0));
    });
  }

  it('fails at a certificate that nobody vouches for, and sends no request at all', async () => {
    const seen: IncomingMessage[] = [];
    const server = await startHttps(createAuthority().issue(['127.0.0.1']), (request) => seen.push(request));
    stage.later(() => server.close());
    await accountAt(stage, `${server.origin}/api/v2`);
    const { message, steps } = await tested(stage);
    assert.match(
      message,
      /failed at step 3 of 5 \(Connection\)\. .*The certificate of the Aleta service is not trusted on this machine\. Check your system/,
    );
    assert.deepEqual(outcomes(steps), failingAt(2));
    assert.equal(seen.length, 0);
  });

  it('says that a proxy leads there, and that the connection behind it is secure', async () => {
    const authority = createAuthority();
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, authority.cert]);
    stage.later(() => tls.setDefaultCACertificates(before));
    const server = await startHttps(authority.issue([HOST]), ({ headers }, response) => {
      const isIn = headers.authorization === `Bearer ${TOKEN}`;
      response.writeHead(isIn ? 200 : 401, { 'Content-Type': 'application/json' }).end('{"data":[]}');
    });
    stage.later(() => server.close());
    const proxy = await startProxy({ route: () => server.port });
    stage.later(() => proxy.close());
    await stage.set('http.proxy', proxy.origin);
    await accountAt(stage, `https://${HOST}/api/v2`);
    const { steps } = await tested(stage);
    assert.deepEqual(steps.slice(0, 2), [
      '✓ Proxy: http, from the setting http.proxy',
      `✓ Host name: ${HOST} is resolved by the proxy`,
    ]);
    assert.match(steps[2] ?? '', /^✓ Connection: secure, with a trusted certificate; .*\(HTTP 401 without a token\)$/);
    assert.deepEqual(outcomes(steps), ALL_GOOD);
  });

  for (const [fault, step, said] of [
    ['HTTP 401', 3, /\(Sign-in\)\. The Aleta service no longer accepts your token/],
    ['HTTP 403', 4, /\(List of clients\)\. Your token is valid but does not have permission for this request/],
    ['HTTP 500', 4, /\(List of clients\)\. The Aleta service failed \(HTTP 500\)/],
    [
      'HTTP 200 with an HTML body',
      4,
      /\(List of clients\)\. The server that answered is not the Aleta API\. It may be a gateway/,
    ],
    [
      'JSON of the wrong shape',
      4,
      /\(List of clients\)\. The answer from the Aleta service does not match the request/,
    ],
    ['a redirect without a Location', 4, /\(List of clients\)\. /],
  ] as const) {
    it(`says at which step it fails where the service answers: ${fault}`, async () => {
      await stage.open({ clients: CLIENTS, intercept: intercepts[fault] });
      const { message, steps } = await tested(stage);
      assert.match(message, said);
      assert.deepEqual(outcomes(steps), failingAt(step));
      assert.deepEqual(stage.script.inputs, [], 'no token is asked for');
    });
  }

  it('never follows a redirect to another origin with the token', async () => {
    const elsewhere: IncomingMessage[] = [];
    const other = await startHttp((request, response) => {
      elsewhere.push(request);
      response.end();
    });
    stage.later(() => other.close());
    await stage.open({
      clients: CLIENTS,
      intercept: (request, response) => {
        response.writeHead(302, { Location: `${other.origin}${request.url ?? ''}` }).end();
        return true;
      },
    });
    const { steps } = await tested(stage);
    assert.deepEqual(outcomes(steps), failingAt(4));
    assert.equal(elsewhere.length, 0);
  });

  it('fails at signing in where nobody is signed in, and offers that', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    await stage.set('aleta.apiUrl', service.url);
    const { message, buttons, steps } = await tested(stage);
    assert.match(
      message,
      /failed at step 4 of 5 \(Sign-in\)\. You are not signed in to Aleta\. Sign in to continue\.$/,
    );
    assert.deepEqual(buttons, ['Sign In', 'Show Log', 'Show Details']);
    assert.deepEqual(outcomes(steps), failingAt(3));
    assert.deepEqual(service.seen, ['GET /api/v2/clients']);
  });

  it('fails at the connection where nobody is signed in and a page answers in place of the API', async () => {
    const server = await startHttp((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Welcome</html>');
    });
    stage.later(() => server.close());
    await stage.set('aleta.apiUrl', `${server.origin}/api/v2`);
    const { message, steps } = await tested(stage);
    assert.match(message, /step 3 of 5 \(Connection\)\. The server that answered is not the Aleta API/);
    assert.deepEqual(outcomes(steps), failingAt(2));
  });

  it('tests how far the service of the settings can be reached while demo data is shown', async () => {
    const service = await stage.serve({ clients: CLIENTS });
    await stage.set('aleta.apiUrl', service.url);
    await run('exploreDemo');
    const { message, steps } = await tested(stage);
    assert.match(message, /can be reached\. Sign-in was not tested because demo data is shown\.$/);
    assert.deepEqual(outcomes(steps), ['✓ Proxy', '✓ Host name', '✓ Connection', '– Sign-in', '– List of clients']);
  });

  it('runs no command that was not agreed to, nor one that was changed since', async () => {
    let isRefused = false;
    const service = await stage.serve({
      clients: CLIENTS,
      intercept: (request) => {
        if (isRefused) request.headers.authorization = 'Bearer no';
        return false;
      },
    });
    const programs = usePrograms(stage);
    programs.put('print-token', tokenOutput(service.token));
    const entry = commandEntry(service, ['print-token'], { tokenUrl: undefined });
    await stage.environments([entry], 'Commanded');
    assert.match((await tested(stage)).message, /step 4 of 5 \(Sign-in\)\. You are not signed in/);
    assert.deepEqual(programs.runs, []);
    stage.script.consent(true);
    await run('signIn');
    const count = programs.runs.length;
    // Another program of that name now comes first on the PATH, and the token has to be replaced.
    programs.putBefore('print-token', tokenOutput('stolen'));
    isRefused = true;
    const { steps } = await tested(stage);
    assert.deepEqual(outcomes(steps), failingAt(3));
    assert.equal(programs.runs.length, count);
    assert.deepEqual(stage.script.confirmations.length, 1);
  });

  it('leads to the environments where a named one has a wrong address', async () => {
    await stage.environments([{ name: 'Far', apiUrl: 'https://nowhere.invalid/api/v2' }], 'Far');
    const { message, buttons } = await tested(stage);
    assert.match(message, /^The connection to Far on nowhere\.invalid failed at step 2 of 5 \(Host name\)\./);
    assert.deepEqual(buttons, ['Retry', 'Edit Environments', 'Show Log', 'Show Details']);
  });

  it('says nothing once it is cancelled', async () => {
    const asked = Promise.withResolvers<undefined>();
    let isSilent = false;
    await stage.open({
      clients: CLIENTS,
      intercept: () => {
        if (isSilent) asked.resolve(undefined);
        return isSilent;
      },
    });
    isSilent = true;
    const titles = pressCancel(stage, asked.promise);
    await run('testConnection');
    assert.deepEqual(titles, ['Testing the connection…']);
    assert.deepEqual(stage.script.told, []);
  });

  it('tests again with Retry', async () => {
    const service = await stage.serve({ clients: CLIENTS, intercept: listing({ data: 'none' }) });
    await stage.connect(service);
    service.requests.length = 0;
    stage.script.choose('Retry');
    await run('testConnection');
    assert.equal(service.requests.length, 4);
  });
});
