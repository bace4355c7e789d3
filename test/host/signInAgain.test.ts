import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { intercepts } from '../support/faults';
import { countOf, firstOf, open, run } from './support/actions';
import { rowOf } from './support/clients';
import { quickRetries } from './support/clock';
import { useStage, type Stage, type StagedService } from './support/stage';

interface Action {
  /** Does it, as far as the box for the token, where it types that. */
  readonly act: (stage: Stage, token: string) => Promise<unknown>;
  /** Requests of this method meet the refusal. */
  readonly method: string;
  /** What is told at the end. */
  readonly told: readonly string[];
  readonly isDone: (stage: Stage, service: StagedService) => boolean;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  'refreshing all clients': {
    act: async ({ script }, token) => {
      script.type(token);
      await run('refreshClients');
    },
    method: 'GET',
    told: [],
    isDone: ({ parts: { store } }) => store.failure === undefined && store.hierarchy !== undefined,
  },
  'refreshing one client': {
    act: async (stage, token) => {
      stage.script.type(token);
      await run('refreshClient', rowOf(stage, 'empty'));
    },
    method: 'GET',
    told: [],
    isDone: () => true,
  },
  'copying a client': {
    act: async (stage, token) => {
      await vscode.env.clipboard.writeText('');
      stage.script.type(token);
      await run('copyClientJson', rowOf(stage, 'empty'));
      assert.match(await vscode.env.clipboard.readText(), /"Empty"/);
    },
    method: 'GET',
    told: [],
    isDone: () => true,
  },
  'creating a client': {
    act: async ({ script }, token) => {
      script.type('As typed');
      script.type(token);
      await run('createTopLevelClient');
    },
    method: 'POST',
    told: ['“As typed” was created.'],
    isDone: (_, { data }) => data.list().filter(({ name }) => name === 'As typed').length === 1,
  },
  'renaming a client': {
    act: async (stage, token) => {
      stage.script.type('As typed');
      stage.script.type(token);
      await run('renameClient', rowOf(stage, 'empty'));
    },
    method: 'PATCH',
    told: ['“Empty” was renamed to “As typed”.'],
    isDone: (_, { data }) => data.get('empty')?.name === 'As typed',
  },
  'deleting a client': {
    act: async (stage, token) => {
      stage.script.consent(true);
      stage.script.type(token);
      await run('deleteClient', rowOf(stage, 'empty'));
    },
    method: 'DELETE',
    told: ['“Empty” was deleted.'],
    isDone: (_, { data }) => data.get('empty') === undefined,
  },
};

describe('A token that is refused in the middle of an action', () => {
  const stage = useStage();

  for (const [what, { act, method, told, isDone }] of Object.entries(ACTIONS)) {
    it(`is asked for again, and ${what} goes on with what was typed`, async () => {
      let isRefusing = false;
      const refusal = firstOf(method, intercepts['HTTP 401']);
      const service = await open(stage, (request, response) => isRefusing && refusal(request, response));
      isRefusing = true;
      await act(stage, service.token);
      const box = stage.script.inputs.at(-1);
      assert.equal(box?.title, 'Sign In to Aleta');
      assert.match(box.prompt, /^Your token is no longer accepted\. Sign in again to continue\. /);
      assert.deepEqual(stage.script.messages, told);
      assert.deepEqual(
        stage.script.inputs.flatMap(({ said }) => said),
        [],
      );
      assert.ok(isDone(stage, service));
      if (method !== 'GET') assert.equal(countOf(service, method), 2, 'refused once, and then done once');
    });
  }
});

describe('A client that could not be read', () => {
  const stage = useStage();
  const table: [command: string, message: RegExp][] = [
    ['openClient', /^“Empty” was not opened\. The Aleta service failed \(HTTP 500\)\./],
    ['refreshClient', /^“Empty” was not refreshed\. The Aleta service failed \(HTTP 500\)\./],
    [
      'copyClientJson',
      /^Nothing was copied because “Empty” could not be read\. The Aleta service failed \(HTTP 500\)\./,
    ],
  ];
  for (const [command, message] of table) {
    it(`is named by ${command}, and Retry reads it`, async () => {
      quickRetries(stage);
      let left = 4;
      let isBroken = false;
      await open(stage, (request, response) => {
        const isFailing = isBroken && request.url?.endsWith('/clients/empty') === true && left-- > 0;
        return isFailing && intercepts['HTTP 500'](request, response);
      });
      isBroken = true;
      stage.script.choose('Retry');
      await run(command, rowOf(stage, 'empty'));
      assert.equal(stage.script.told.length, 1);
      assert.match(stage.script.messages[0] ?? '', message);
      assert.deepEqual(stage.script.told[0]?.buttons, ['Retry', 'Show Log']);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });
  }
});
