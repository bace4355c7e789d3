import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { HttpStatusError } from '../../src/api/errors';
import { formatRetry } from '../../src/platform/progress';
import { intercepts, type Intercept } from '../support/faults';
import { countOf, firstOf, open, run } from './support/actions';
import { rowOf } from './support/clients';
import { hasten, quickRetries } from './support/clock';
import { openClient, replace } from './support/documents';
import { useStage, type StagedService } from './support/stage';

/** In short steps, so that what VS Code takes of a time limit is little of it, on a busy machine too. */
const STEP_MS = 50;
const NOTHING_CHANGED = 'A second request confirmed that nothing was changed. You can try again.';

/** Answers with 429, and asks for a wait. */
const tooMany =
  (seconds: number): Intercept =>
  (_request, response) => {
    response.writeHead(429, { 'Retry-After': `${seconds}` }).end();
    return true;
  };

/** A service that takes four writes in 1.5 s, by the clock of this process. */
function fourWritesIn1500Ms(): { intercept: Intercept; refusals: number } {
  let taken: number[] = [];
  const limit = {
    refusals: 0,
    intercept: ((request, response) => {
      if (request.method === 'GET') return false;
      const now = performance.now();
      taken = taken.filter((at) => at > now - 1_500);
      if (taken.length === 4) {
        limit.refusals++;
        return tooMany(2)(request, response);
      }
      taken.push(now);
      return false;
    }) satisfies Intercept,
  };
  return limit;
}

const BRANCH = [
  { id: 'top', name: 'Top' },
  ...Array.from({ length: 20 }, (_, at) => ({ id: `c${at}`, name: `Client ${at}`, parentId: 'top' })),
];

describe('A service that asks for fewer requests (HTTP 429)', () => {
  const stage = useStage();

  async function openBranch(intercept: Intercept): Promise<StagedService> {
    const service = await stage.open({ clients: BRANCH, intercept });
    service.requests.length = 0;
    return service;
  }

  it('has a branch of 21 deleted whole, and created again, though it takes four writes in 1.5 s', async () => {
    const limit = fourWritesIn1500Ms();
    const service = await openBranch(limit.intercept);
    hasten(stage, STEP_MS);
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'top'));
    assert.deepEqual(stage.script.messages, ['Deleted 21 clients.']);
    assert.deepEqual(service.data.list(), []);
    assert.ok(limit.refusals <= 5, `${limit.refusals} refusals`);
    await run('undoLastChange');
    assert.equal(stage.script.messages[1], 'Undone: 21 clients created again, with new IDs.');
    assert.equal(service.data.list().length, 21);
  });

  it('is given up after more than 5 minutes are asked for, with what was done, what was left, and Retry', async () => {
    let left = 5;
    let isOver = false;
    const service = await openBranch(
      (request, response) => request.method === 'DELETE' && !isOver && left-- <= 0 && tooMany(301)(request, response),
    );
    stage.script.consent(true);
    stage.script.choose('Retry');
    const listener = stage.parts.edits.undo.onDidChange(() => (isOver = true));
    stage.later(() => listener.dispose());
    await run('deleteClient', rowOf(stage, 'top'));
    const [first, second] = stage.script.messages;
    assert.match(
      first ?? '',
      /^Stopped because the service is limiting requests\. Deleted 5 of 21 clients\. Not deleted: .*\(HTTP 429\)\. Try again in 6 minutes\. Not tried: /,
    );
    assert.equal(second, 'Deleted 16 clients.');
    assert.deepEqual(service.data.list(), []);
  });

  it('is waited for by a creation, a new name and a deletion, each sent once more', async () => {
    hasten(stage, STEP_MS);
    for (const [method, act] of [
      ['POST', () => (stage.script.type('New'), run('createClient', rowOf(stage, 'group')))],
      ['PATCH', () => (stage.script.type('Other'), run('renameClient', rowOf(stage, 'empty')))],
      ['DELETE', () => (stage.script.consent(true), run('deleteClient', rowOf(stage, 'empty')))],
    ] as const) {
      const service = await open(stage, firstOf(method, tooMany(10)));
      await act();
      assert.equal(countOf(service, method), 2);
    }
    assert.deepEqual(stage.script.messages, [
      '“New” was created.',
      '“Empty” was renamed to “Other”.',
      '“Empty” was deleted.',
    ]);
  });

  it('leaves a document with the name that was saved, though it was refused once and could not be read after', async () => {
    let writes = 0;
    let isOver = false;
    const service = await open(stage, (request, response) => {
      if (request.method === 'PATCH') return ++writes === 1 && tooMany(10)(request, response);
      return writes === 2 && !isOver && intercepts['HTTP 422'](request, response);
    });
    const document = await openClient(stage, 'leaf');
    hasten(stage, STEP_MS);
    await replace(document, '"Leaf"', '"Lea"');
    assert.equal(await document.save(), true);
    isOver = true;
    assert.equal(service.data.get('leaf')?.name, 'Lea');
    assert.match(String(await vscode.workspace.fs.readFile(document.uri)), /"name": "Lea"/);
    assert.match(document.getText(), /"name": "Lea"/);
  });

  it('leaves a box with its text and the reason once 45 s are over', async () => {
    const service = await open(
      stage,
      (request, response) => request.method === 'POST' && tooMany(20)(request, response),
    );
    hasten(stage, STEP_MS);
    stage.script.type('New');
    await run('createClient', rowOf(stage, 'group'));
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'The Aleta service is limiting requests (HTTP 429). Try again in 20 seconds.',
    ]);
    assert.equal(countOf(service, 'POST'), 3);
  });

  it('says in the box how long it is waited for', async () => {
    const service = await open(stage, firstOf('PATCH', tooMany(30)));
    Reflect.deleteProperty(stage.parts.prompts, 'input');
    const shown = new Promise<vscode.InputBox>((resolve) => stage.boxEvents.once('shown', resolve));
    const renamed = run('renameClient', rowOf(stage, 'empty'));
    const box = await shown;
    box.value = 'Other';
    await vscode.commands.executeCommand('quickInput.accept');
    hasten(stage, STEP_MS);
    while (box.prompt !== 'The service is limiting requests. Continuing in 30 s…') await nextTurn();
    await renamed;
    assert.equal(countOf(service, 'PATCH'), 2);
  });

  it('is sent nothing more once demo data is turned to during the wait', async () => {
    const service = await open(stage, (request, response) => {
      if (request.method !== 'DELETE') return false;
      response.on('finish', () => void run('exploreDemo'));
      return tooMany(30)(request, response);
    });
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.messages, [
      'You switched to another account or service meanwhile. Nothing was changed.',
    ]);
    assert.equal(countOf(service, 'DELETE'), 1);
  });

  it('is signed in to again where the token is refused after the wait', async () => {
    let writes = 0;
    const service = await open(stage, (request, response) => {
      if (request.method !== 'PATCH') return false;
      writes++;
      if (writes === 1) return tooMany(5)(request, response);
      return writes === 2 && intercepts['HTTP 401'](request, response);
    });
    hasten(stage, STEP_MS);
    stage.script.type('Other');
    stage.script.type(service.token);
    await run('renameClient', rowOf(stage, 'empty'));
    assert.deepEqual(stage.script.messages, ['“Empty” was renamed to “Other”.']);
    assert.equal(writes, 3);
  });
});

describe('A write that HTTP 503 leaves in doubt', () => {
  const stage = useStage();

  it('is not sent again, and looked for only after the wait that the service asks for', async () => {
    quickRetries(stage);
    const at: number[] = [];
    let isRefused = false;
    const service = await open(stage, (request, response) => {
      if (isRefused) at.push(performance.now());
      if (request.method !== 'PATCH') return false;
      isRefused = true;
      at.push(performance.now());
      response.writeHead(503, { 'Retry-After': '20' }).end();
      return true;
    });
    hasten(stage, STEP_MS);
    stage.script.type('Other');
    await run('renameClient', rowOf(stage, 'empty'));
    const [write = 0, look = 0] = at;
    assert.ok(look - write >= 20_000, `${look - write} ms`);
    assert.equal(countOf(service, 'PATCH'), 1);
    assert.deepEqual(stage.script.inputs[0]?.said, [
      `The Aleta service is temporarily unavailable (HTTP 503). ${NOTHING_CHANGED}`,
    ]);
  });
});

describe('What is said of a wait', () => {
  const error = (method: string, status: number) => new HttpStatusError({ method, path: '' }, status, []);
  for (const [what, failure, delayMs, text] of [
    ['of a read', error('GET', 503), 2_400, 'No answer yet. Trying again in 2 s (attempt 2 of 4)…'],
    ['that fewer requests need', error('GET', 429), 90_000, 'The service is limiting requests. Continuing in 90 s…'],
    ['of minutes', error('PATCH', 429), 300_000, 'The service is limiting requests. Continuing in 5 min…'],
    ['in doubt', error('PATCH', 503), 10_000, 'No clear answer. Checking the outcome in 10 s…'],
  ] as const) {
    it(`${what} is: ${text}`, () => {
      assert.equal(formatRetry({ attempt: 2, attempts: 4, delayMs, error: failure }), text);
    });
  }
});
