/** Random actions of a person, with random faults, while others edit the same clients; and what must hold all the same. */
import assert from 'node:assert/strict';
import { AletaError } from '../../src/api/errors';
import { startDemoService } from '../../src/demo/demoService';
import { ClientEdits, EditError } from '../../src/model/edits/clientEdits';
import type { ClientNode } from '../../src/model/hierarchy/clientNode';
import { walk } from '../../src/model/hierarchy/traversal';
import { ClientStore } from '../../src/model/store/clientStore';
import { openApi } from '../support/calls';
import { connectionTo } from '../support/connections';
import { intercepts, type InterceptName } from '../support/faults';

export interface SoakReport {
  readonly actions: number;
  readonly faults: number;
  /** Edits made by others behind the extension's back. */
  readonly others: number;
  /** How often each outcome was seen. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Faults that do not lie: a request that is answered with a refusal was not carried out. */
const FAULTS: readonly InterceptName[] = [
  'reset before it was read',
  'reset after it was carried out',
  'connection closed without an answer',
  'an answer cut half-way',
  'no answer after it was carried out',
  'HTTP 400',
  'HTTP 401',
  'HTTP 403',
  'HTTP 409',
  'HTTP 422',
  'HTTP 429',
  'HTTP 429 with Retry-After in seconds',
  'HTTP 500',
  'HTTP 502 with an HTML body',
  'HTTP 503 with an HTML body',
  'HTTP 200 with an HTML body',
  'truncated JSON',
  'an empty body',
  'a wrong Content-Type',
  'gzip cut short',
];

const TOKEN = 'canary-token-of-the-soak';
/** How likely a request meets a fault, another's edit happens while it is on its way, and a person cancels an action. */
const RATES = { fault: 0.2, others: 0.15, cancel: 0.05 };

/** mulberry32: small, and the same on every machine for a seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Runs `actions` random actions.
 *
 * @throws AssertionError when a promise is broken; the message names the action.
 */
export async function soak(seed: number, actions: number): Promise<SoakReport> {
  const random = randomOf(seed);
  const isTime = (rate: number): boolean => random() < rate;
  const oneOf = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const outcomes: Record<string, number> = {};
  let faults = 0;
  let others = 0;
  let names = 0;
  let writes = 0;
  let isCalm = true;

  const service = await startDemoService({
    token: TOKEN,
    intercept: (request, response) => {
      if (request.method !== 'GET') writes++;
      if (isCalm) return false;
      if (isTime(RATES.others)) editBehindOurBack();
      const fault = isTime(RATES.fault) ? oneOf(FAULTS) : undefined;
      if (fault === undefined) return false;
      faults++;
      // Nothing is done then, and it is sent again.
      if (fault.startsWith('HTTP 429') && request.method !== 'GET') writes--;
      return intercepts[fault](request, response);
    },
  });
  function editBehindOurBack(): void {
    others++;
    const { data } = service;
    const client = oneOf(data.list());
    const kind = random();
    if (kind < 0.4 || client === undefined) data.create(`Theirs ${++names}`, kind < 0.3 ? client?.id : undefined);
    else if (kind < 0.7) data.rename(client.id, `Renamed by them ${++names}`);
    else if (data.childIds(client.id).length === 0) data.remove(client.id);
  }

  const { api, close } = await openApi(service.url, {
    token: TOKEN,
    timeouts: { headers: 60, listFirstByte: 60, bodyIdle: 60, total: 500 },
  });
  const store = new ClientStore('en');
  const edits = new ClientEdits(store);
  const connection = connectionTo(api);
  store.connect(connection);
  await store.load({ signal: new AbortController().signal });

  /** What an edit came to, in a word; and whether it may, or must, have been carried out. */
  async function outcomeOf(edit: Promise<unknown>): Promise<'done' | 'notDone' | 'unknown'> {
    const { word, verdict } = await edit.then(
      () => ({ word: 'done', verdict: 'done' as const }),
      (error: unknown) => {
        if (error instanceof EditError) {
          const { kind } = error.obstacle;
          return { word: kind, verdict: kind === 'outcomeUnknown' ? ('unknown' as const) : ('notDone' as const) };
        }
        assert(error instanceof AletaError || (error instanceof Error && error.name === 'AbortError'), String(error));
        assert(!(error instanceof AletaError && error.outcomeUnknown), `an outcome was left unknown: ${error.message}`);
        return { word: error.name, verdict: 'notDone' as const };
      },
    );
    outcomes[word] = (outcomes[word] ?? 0) + 1;
    return verdict;
  }

  async function act(): Promise<void> {
    const clients = [...(store.hierarchy?.all() ?? [])];
    const node: ClientNode | undefined = oneOf(clients);
    const controller = new AbortController();
    const { signal } = controller;
    const options = { connection, signal };
    if (isTime(RATES.cancel)) setImmediate(() => controller.abort());
    // Somebody may press Refresh at any time.
    const refresh = isTime(0.2) ? store.load({ signal: new AbortController().signal }) : undefined;
    const kind = random();
    writes = 0;
    if (kind < 0.4 || node === undefined) {
      const name = `Ours ${++names}`;
      const verdict = await outcomeOf(edits.create(name, kind < 0.1 ? null : (node?.id ?? null), options));
      const there = service.data.list().filter((client) => client.name === name).length;
      const isGone = verdict === 'done' && there === 0;
      assert(there <= 1, `${name} was created ${there} times`);
      assert(verdict !== 'notDone' || there === 0, `${name} was created, and the person told that it was not`);
      // Others may have renamed or deleted it since.
      assert(!isGone || others > 0, `${name} was not created, and the person told that it was`);
    } else if (kind < 0.75) {
      const to = `Renamed ${++names}`;
      const verdict = await outcomeOf(edits.rename(node.id, node.name, to, options));
      const isRenamed = service.data.get(node.id)?.name === to;
      assert(verdict !== 'notDone' || !isRenamed, `${to} was set, and the person told that it was not`);
    } else {
      const verdict = await outcomeOf(edits.remove(node.id, node.name, options));
      assert(verdict !== 'done' || service.data.get(node.id) === undefined, 'not deleted, and told that it was');
    }
    assert(writes <= 1, `an action sent ${writes} writes`);
    await refresh;
  }

  try {
    isCalm = false;
    for (let action = 1; action <= actions; action++) {
      try {
        await act();
      } catch (error) {
        if (error instanceof assert.AssertionError) error.message = `action ${action}, seed ${seed}: ${error.message}`;
        throw error;
      }
    }
    isCalm = true;
    assert.equal(await store.loadAfresh({ signal: new AbortController().signal }), true);
    assert.deepEqual(shown(store), held(service.data.list()));
    return { actions, faults, others, outcomes };
  } finally {
    await close();
    await service.close();
  }
}

type Fact = [id: string, name: string, parentId: string | null];

const byId = (a: Fact, b: Fact): number => (a[0] < b[0] ? -1 : 1);

function shown({ hierarchy }: ClientStore): Fact[] {
  assert(hierarchy);
  const steps = [...walk(hierarchy, hierarchy.children(null))];
  return steps.map(({ node }): Fact => [node.id, node.name, node.parentId]).sort(byId);
}

const held = (clients: readonly { id: string; name: string; parentId: string | null }[]): Fact[] =>
  clients.map(({ id, name, parentId }): Fact => [id, name, parentId]).sort(byId);
