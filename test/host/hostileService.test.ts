import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { JSON_TYPE } from '../support/faults';
import { quickRetries } from './support/clock';
import { useStage } from './support/stage';

describe('A service that is not as it should be', () => {
  const stage = useStage();

  it('is told by each request which extension and which VS Code ask', async () => {
    const agents = new Set<string | undefined>();
    await stage.open({
      intercept: ({ headers }) => {
        agents.add(headers['user-agent']);
        return false;
      },
    });
    const { version } = stage.context.extension.packageJSON as { version: string };
    assert.deepEqual([...agents], [`aleta-clients/${version} vscode/${vscode.version}`]);
  });

  it('cannot fill the log with a link to the next page', async () => {
    quickRetries(stage);
    const body = JSON.stringify({ data: [], links: { next: `?page=${'x'.repeat(3_000_000)}` } });
    const before = stage.log.length;
    await stage.open({
      intercept: (_request, response) => {
        response.writeHead(200, { 'Content-Type': JSON_TYPE }).end(body);
        return true;
      },
    });
    assert.equal(stage.contextKeys.get('aleta.failure'), 'notUnderstood');
    assert.ok(stage.log.slice(before).join('\n').length < 10_000);
  });

  it('has the number of its request in the log', async () => {
    await stage.open({
      intercept: (_request, response) => {
        response.setHeader('X-Request-Id', 'number-of-the-request');
        return false;
      },
    });
    assert.match(stage.log.join('\n'), /GET \/api\/v2\/clients: 200, .*, request number-of-the-request/);
  });

  it('is sent no token that no header can carry: the view asks to sign in', async () => {
    const service = await stage.serve();
    await stage.connect({ url: service.url, token: 'damaged-tøken\u0000' });
    assert.equal(stage.contextKeys.get('aleta.failure'), 'signIn');
    assert.deepEqual(service.seen, []);
  });
});
