import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { newTask } from '../../src/platform/progress';
import { isClientRow, isRangeRow } from '../../src/view/rows';
import { jwt } from '../support/jwt';
import { run } from './support/actions';
import { CLIENTS, nodeOf, rowOf } from './support/clients';
import { keyOf, until, useStage, type Stage, type StagedService } from './support/stage';

const INSIDE = 'the-services-own-token';
const anna = (exp: number): string => jwt({ iss: 'https://auth.example', sub: 'anna', exp });
const bo = jwt({ iss: 'https://auth.example', sub: 'bo' });
const TURNED = 'You switched to another account or service meanwhile. Nothing was done.';

interface Accounts {
  readonly service: StagedService;
  /** Tokens that are refused from now on. */
  readonly refused: Set<string>;
}

/** A service that lets every token in, but for those that are refused, and the first of them signed in. */
async function signedIn(stage: Stage, token: string): Promise<Accounts> {
  const refused = new Set<string>();
  const service = await stage.serve({
    token: INSIDE,
    clients: CLIENTS,
    intercept: (request) => {
      const given = request.headers.authorization?.replace('Bearer ', '') ?? '';
      request.headers.authorization = refused.has(given) ? 'Bearer no' : `Bearer ${INSIDE}`;
      return false;
    },
  });
  await stage.connect({ url: service.url, token });
  service.requests.length = 0;
  return { service, refused };
}

/** What another window does that signs in. */
async function storeElsewhere(stage: Stage, { origin }: StagedService, token: string): Promise<void> {
  const before = stage.parts.sessions.current;
  const turned = new Promise<void>((resolve) => {
    const listener = stage.parts.sessions.onDidChange(() => {
      listener.dispose();
      resolve();
    });
  });
  await stage.store(origin, token);
  await turned;
  await until(stage.parts.store, () => !stage.parts.store.isLoading);
  assert.ok(before);
}

const writesOf = ({ requests }: StagedService): string[] =>
  requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, authorization }) => `${method} ${authorization ?? ''}`);

describe('Another account on the same address', () => {
  const stage = useStage();

  it('has nothing of the account before: no clients, no filter and nothing to undo, even when its load fails', async () => {
    const { service, refused } = await signedIn(stage, anna(1));
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, 'empty'));
    const { store, edits, view, sessions } = stage.parts;
    view.filter('group');
    assert.equal(edits.undo.size, 1);
    const before = sessions.current;
    refused.add(bo);
    await storeElsewhere(stage, service, bo);
    assert.notEqual(sessions.current, before);
    assert.deepEqual(
      {
        hierarchy: store.hierarchy,
        undo: edits.undo.size,
        filter: view.filterQuery,
        failed: store.failure !== undefined,
      },
      { hierarchy: undefined, undo: 0, filter: '', failed: true },
    );
  });

  it('does not get back, by the button of an old message, what was deleted in the account before', async () => {
    const { service } = await signedIn(stage, anna(1));
    const answered = Promise.withResolvers<undefined>();
    const { prompts } = stage.parts;
    const tell = prompts.notify.bind(prompts);
    prompts.notify = async (severity, text, ...buttons) => {
      const chosen = await tell(severity, text, ...buttons);
      if (!buttons.includes('Undo')) return chosen;
      await answered.promise;
      return 'Undo';
    };
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'empty'));
    await storeElsewhere(stage, service, bo);
    service.requests.length = 0;
    const told = new Promise<void>((resolve) => {
      prompts.notify = (_, text) => {
        assert.equal(text, TURNED);
        resolve();
        return Promise.resolve(undefined);
      };
    });
    answered.resolve(undefined);
    await told;
    assert.deepEqual(writesOf(service), []);
  });

  it('is not sent a creation whose box was open, which keeps its text and says why', async () => {
    const { service } = await signedIn(stage, anna(1));
    stage.script.answer(async (flow, typed) => {
      await storeElsewhere(stage, service, bo);
      await assert.rejects(
        async () => {
          const { signal } = new AbortController();
          await flow.submit(
            'Typed for Anna',
            newTask(
              signal,
              () => undefined,
              () => false,
            ),
          );
        },
        (error: unknown) => {
          typed.said.push(flow.explain(error).text);
          return true;
        },
      );
      return undefined;
    });
    await run('createTopLevelClient');
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'You switched to another account or service meanwhile. Nothing was changed.',
    ]);
    assert.deepEqual(writesOf(service), []);
  });

  for (const [what, token] of [
    ['of another subject', bo],
    ['that is opaque', 'an-opaque-token'],
  ] as const) {
    it(`ends the connection by a token ${what} in the storage, before a request is sent with it`, async () => {
      const { service } = await signedIn(stage, anna(1));
      const { sessions, store } = stage.parts;
      const connection = sessions.current;
      assert.ok(connection);
      const { signal } = new AbortController();
      // The window has not heard of it: it is read for the request.
      await stage.store(service.origin, token);
      await assert.rejects(connection.api.create('For Anna', null, { signal }), /another account or service/);
      assert.notEqual(sessions.current, connection);
      await until(store, () => !store.isLoading && store.hierarchy !== undefined);
      assert.deepEqual(writesOf(service), []);
    });
  }

  it('is not asked for, nor sent what the account before was refused, after that signed out', async () => {
    const { service, refused } = await signedIn(stage, anna(1));
    refused.add(anna(1));
    stage.script.answer(async (flow, typed) => {
      const { signal } = new AbortController();
      const creating = flow.submit(
        'Typed for Anna',
        newTask(
          signal,
          () => undefined,
          () => false,
        ),
      );
      // Handled from the start: it is refused before the command has ended.
      const refusing = assert.rejects(creating, (error: unknown) => {
        typed.said.push(flow.explain(error).text);
        return true;
      });
      await run('signOut');
      await refusing;
      return undefined;
    });
    await run('createTopLevelClient');
    assert.equal(stage.script.inputs.length, 1, 'no box for a token was opened');
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'You switched to another account or service meanwhile. Nothing was changed.',
    ]);
    assert.ok(writesOf(service).length <= 1);
    assert.equal(
      service.data.list().some(({ name }) => name === 'Typed for Anna'),
      false,
    );
  });

  it('stops a bulk deletion in the middle, with nothing more deleted by either', async () => {
    const { service } = await signedIn(stage, anna(1));
    const { data } = service;
    let deletions = 0;
    const remove = data.remove.bind(data);
    data.remove = (id: string) => {
      deletions++;
      void stage.store(service.origin, bo);
      remove(id);
    };
    stage.script.consent(true);
    await run('deleteClient', rowOf(stage, 'group'));
    assert.equal(deletions, 1);
    assert.deepEqual(new Set(writesOf(service)), new Set([`DELETE Bearer ${anna(1)}`]));
    assert.match(
      stage.script.messages.at(-1) ?? '',
      /^Stopped because you switched to another account or service\. Deleted 1 of 4/,
    );
    assert.equal(stage.parts.edits.undo.size, 0);
  });
});

describe('The same account with a newer token', () => {
  const stage = useStage();

  it('keeps its connection, its clients and what can be undone', async () => {
    const { service } = await signedIn(stage, anna(1));
    const { sessions, edits } = stage.parts;
    stage.script.type('Renamed');
    await run('renameClient', rowOf(stage, 'empty'));
    const before = sessions.current;
    await storeElsewhere(stage, service, anna(2));
    assert.equal(sessions.current, before);
    assert.equal(edits.undo.size, 1);
    await run('undoLastChange');
    assert.equal(service.data.get('empty')?.name, 'Empty');
    assert.equal(service.requests.at(-1)?.authorization, `Bearer ${anna(2)}`);
  });

  it('is also an opaque one that is typed where this connection asked for it, and its clients are loaded afresh', async () => {
    const { service, refused } = await signedIn(stage, 'opaque-token-one');
    const { sessions, store, edits } = stage.parts;
    const before = sessions.current;
    refused.add('opaque-token-one');
    stage.script.type('As typed');
    stage.script.type('opaque-token-two');
    await run('renameClient', rowOf(stage, 'empty'));
    await until(store, () => !store.isLoading);
    assert.equal(sessions.current, before);
    assert.equal(service.data.get('empty')?.name, 'As typed');
    assert.equal(edits.undo.size, 1);
    assert.ok(service.seen.includes('GET /api/v2/clients'));
    assert.equal(await stage.context.secrets.get(keyOf(service.origin)), 'opaque-token-two');
  });

  it('is not a JWT of another subject that is typed there: what was under way is refused', async () => {
    const { service, refused } = await signedIn(stage, anna(1));
    refused.add(anna(1));
    const before = stage.parts.sessions.current;
    stage.script.type('As typed');
    stage.script.type(bo);
    await run('renameClient', rowOf(stage, 'empty'));
    await until(stage.parts.store, () => !stage.parts.store.isLoading);
    assert.notEqual(stage.parts.sessions.current, before);
    assert.equal(service.data.get('empty')?.name, 'Empty');
    assert.deepEqual(writesOf(service), []);
    assert.deepEqual(stage.script.inputs[0]?.said, [
      'You switched to another account or service meanwhile. Nothing was changed.',
    ]);
  });
});

describe('A JWT that is typed where a connection asks for a token', () => {
  const stage = useStage();

  it('is of another account when an earlier token of it was, although an opaque one was typed in between', async () => {
    const { service, refused } = await signedIn(stage, anna(1));
    const { sessions, store } = stage.parts;
    const before = sessions.current;
    for (const [gone, next] of [
      [anna(1), 'an-opaque-token'],
      ['an-opaque-token', bo],
    ] as const) {
      assert.equal(sessions.current, before);
      refused.add(gone);
      stage.script.type(next);
      await run('copyClientJson', rowOf(stage, 'empty'));
      await until(store, () => !store.isLoading);
    }
    assert.equal(await stage.context.secrets.get(keyOf(service.origin)), bo);
    assert.notEqual(sessions.current, before);
  });
});

describe('A pick of one connection', () => {
  const stage = useStage();
  const commands = [
    'renameClient',
    'deleteClient',
    'createClient',
    'openClient',
    'copyClientJson',
    'copyClientId',
    'findClient',
  ];

  for (const command of commands) {
    it(`does nothing on another that was turned to while it was open, for ${command}`, async () => {
      const { service } = await signedIn(stage, anna(1));
      const other = await stage.serve({ clients: CLIENTS });
      await stage.store(other.origin, other.token);
      const { prompts, store, view } = stage.parts;
      Object.defineProperties(view, {
        selected: { value: undefined, configurable: true },
        selection: { value: [], configurable: true },
      });
      stage.later(() => {
        for (const name of ['selected', 'selection']) Reflect.deleteProperty(view, name);
      });
      await vscode.env.clipboard.writeText('before');
      prompts.pick = async (flow) => {
        await flow.ready;
        const [item] = flow.items('Empty').filter(({ label }) => label === 'Empty');
        await stage.set('aleta.apiUrl', other.url);
        await until(store, () => store.connection?.service.href === other.url && store.hierarchy !== undefined);
        assert.deepEqual(flow.items('Empty'), [], 'it offers nothing any more');
        return item?.value;
      };
      await run(command);
      assert.deepEqual(stage.script.messages, [TURNED]);
      assert.deepEqual([...writesOf(service), ...writesOf(other)], []);
      assert.deepEqual(
        other.seen.filter((line) => line !== 'GET /api/v2/clients'),
        [],
      );
      assert.equal(await vscode.env.clipboard.readText(), 'before');
      assert.equal(vscode.window.activeTextEditor, undefined);
    });
  }
});

describe('A row of one connection', () => {
  const stage = useStage();

  it('that is still selected is none of another that was turned to', async () => {
    await signedIn(stage, anna(1));
    await run('clients.focus');
    await stage.parts.view.reveal(nodeOf(stage, 'empty'));
    const { view } = stage.parts;
    assert.equal(view.selected?.id, 'empty');
    const rows = view.selectedRows;
    await stage.open({ clients: CLIENTS });
    const real = Object.getOwnPropertyDescriptor(stage.tree.view, 'selection');
    assert.ok(real?.configurable);
    Object.defineProperty(stage.tree.view, 'selection', { value: rows, configurable: true });
    stage.later(() => Object.defineProperty(stage.tree.view, 'selection', real));
    assert.deepEqual([view.selected, view.selection], [undefined, []]);
  });

  it('that is a range has no clients on another that was turned to, in whatever order VS Code asks', async () => {
    const many = Array.from({ length: 5_001 }, (_, at) => ({ id: `c${at}`, name: `Of Anna ${at}` }));
    await stage.open({ clients: many });
    const { provider } = stage.tree;
    const [range] = (await provider.getChildren()) ?? [];
    assert.ok(range && isRangeRow(range));
    const [first] = range.nodes;
    assert.ok(first);
    await stage.open({ clients: [{ id: first.id, name: 'Of Bo' }] });
    const names = ((await provider.getChildren(range)) ?? []).filter(isClientRow).map(({ name }) => name);
    assert.equal(names.includes(first.name), false);
    assert.equal(stage.parts.view.isOfNow(first), false);
  });

  for (const command of [
    'renameClient',
    'deleteClient',
    'createClient',
    'openClient',
    'copyClientId',
    'exportBranch',
  ]) {
    it(`does nothing on another that has a client of the same id, for ${command}`, async () => {
      await signedIn(stage, anna(1));
      const row = rowOf(stage, 'empty');
      const other = await stage.open({ clients: CLIENTS });
      other.requests.length = 0;
      await run(command, row);
      assert.deepEqual(stage.script.messages, [TURNED]);
      assert.deepEqual(other.seen, []);
    });
  }
});
