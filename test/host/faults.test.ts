import assert from 'node:assert/strict';
import * as tls from 'node:tls';
import type { Remedy } from '../../src/platform/failures';
import { formatTime } from '../../src/view/labels';
import { connectionOf } from '../support/connections';
import { FAULT_NAMES, startFaulty, type FaultName, type FaultyService, type Hits } from '../support/faultyService';
import { record } from '../unit/support/records';
import { run } from './support/actions';
import { rowOf } from './support/clients';
import { hasten, quickRetries } from './support/clock';
import { FAULT_TEXTS, type Row, type Text } from './support/faultTexts';
import type { Told } from './support/script';
import { useStage, type Stage } from './support/stage';

const TOKEN = 'canary-token-9c04';
const GONE = '“Leaf” no longer exists. It was deleted elsewhere.';
const NOTHING_CHANGED = 'A second request confirmed that nothing was changed. You can try again.';
const CARRIED_OUT = 'A second request confirmed that the change was made.';
const UNKNOWN = 'The outcome for “New” is unknown. Refresh before you try again.';

const join = (...parts: string[]): string => parts.filter((part) => part !== '').join(' ');
const shown = ({ happened, advice }: Text): string => join(happened, advice);
const title = (said: Text | 'fine' | 'gone'): string => (typeof said === 'string' ? `nothing (${said})` : shown(said));
const info = (message: string, ...buttons: string[]): Told => ({ severity: 'info', message, buttons });
const trouble = (what: string, { buttons, ...text }: Text): Told => ({
  severity: 'error',
  message: join(what, shown(text as Text)),
  buttons,
});

/** An account on a service that is as `name` says for the requests that `hits` names. Time flies there. */
async function meet(stage: Stage, name: FaultName, hits: Hits): Promise<FaultyService> {
  quickRetries(stage);
  const service = await startFaulty(name, TOKEN, hits);
  stage.later(() => service.close());
  if (service.ca !== undefined) trust(stage, service.ca);
  hasten(stage);
  // A token goes to nowhere but this machine without TLS, not even to a host that does not exist.
  await stage.connect({ url: service.url.replace('http://nowhere', 'https://nowhere'), token: TOKEN });
  return service;
}

function trust(stage: Stage, authorities: readonly string[]): void {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, ...authorities]);
  stage.later(() => tls.setDefaultCACertificates(before));
}

const isThere = ({ state }: FaultyService): boolean => state() !== undefined;

const KNOWN = [
  record('root', { name: 'Root', childIds: ['leaf'] }),
  record('leaf', { name: 'Leaf', parentId: 'root' }),
];

/** Shows the clients as they are now; of a place that cannot be reached, those of a time when it could. */
async function showClients({ parts: { store, loader } }: Stage, service: FaultyService): Promise<void> {
  const { api } = connectionOf(store);
  if (!isThere(service)) {
    api.list = (sink) => {
      for (const each of KNOWN) sink.add(each);
      return Promise.resolve();
    };
  }
  await loader.load({ interactive: false });
  Reflect.deleteProperty(api, 'list');
  assert.ok(store.hierarchy);
}

/** What is told while `act` runs. */
async function toldBy({ script }: Stage, act: () => Thenable<unknown>): Promise<Told[]> {
  const before = script.told.length;
  await act();
  return script.told.slice(before);
}

/** Who is asked to sign in does not want to. */
function leaveSignIn({ script }: Stage, name: FaultName): void {
  if (name === 'HTTP 401') script.type();
}

describe('What is read of clients', () => {
  const stage = useStage();

  for (const name of FAULT_NAMES) {
    const { list, get } = FAULT_TEXTS[name];
    it(`after ${name}: ${title(list)}`, async () => {
      let isBroken = true;
      const service = await meet(stage, name, () => isBroken);
      assert.equal(stage.contextKeys.get('aleta.failure'), list === 'fine' ? '' : list.kind);
      assert.deepEqual(stage.script.told, [], 'the view says so by itself');

      isBroken = false;
      await showClients(stage, service);
      isBroken = true;
      leaveSignIn(stage, name);
      const ofOne = await toldBy(stage, () => run('refreshClient', rowOf(stage, 'leaf')));
      assert.deepEqual(
        ofOne,
        get === 'fine' ? [] : get === 'gone' ? [info(GONE)] : [trouble('“Leaf” was not refreshed.', get)],
      );

      leaveSignIn(stage, name);
      const { loadedAt = new Date(0) } = stage.parts.store;
      const ofAll = await toldBy(stage, () => run('refreshClients'));
      const message = stage.tree.view.message ?? '';
      if (list === 'fine') {
        assert.deepEqual(ofAll, []);
        assert.doesNotMatch(message, /Not refreshed/);
      } else {
        assert.deepEqual(ofAll, [trouble('The clients were not refreshed.', list)]);
        assert.equal(message, `Not refreshed. Showing the clients as of ${formatTime(loadedAt)}. ${shown(list)}`);
        assert.ok(stage.parts.store.hierarchy?.get('root'), 'the clients stay');
      }
    });
  }
});

/** What comes of a write that is told to go on until it is done: what was said below its box, and what was told. */
interface Course {
  readonly said: readonly string[];
  readonly buttons: readonly string[];
  readonly told: readonly Told[];
  /** Requests that write. */
  readonly writes: number;
}

const LABELS: Record<Remedy, string> = {
  signIn: 'Sign In',
  retry: 'Retry',
  refresh: 'Refresh',
  openSettings: 'Open Settings',
  openEnvironments: 'Edit Environments',
  openProxySettings: 'Open Settings',
  reloadWindow: 'Reload Window',
  showLog: 'Show Log',
};

const writesOf = ({ requests }: FaultyService): number => requests.filter((line) => !line.startsWith('GET ')).length;

/** How it goes in a box, which keeps what was typed: a second Enter sends it again. */
async function courseInBox(stage: Stage, service: FaultyService, act: () => Thenable<unknown>): Promise<Course> {
  const before = writesOf(service);
  const told = await toldBy(stage, act);
  const [box] = stage.script.inputs.filter(({ password }) => !password).slice(-1);
  const { said = [], remedies = [] } = box ?? {};
  return { said, buttons: remedies.map((remedy) => LABELS[remedy]), told, writes: writesOf(service) - before };
}

/** Where the fault was met once, by the first write, and the person then tried again. */
function courseOf(written: Row['create'] | Row['edit'], what: string): Course {
  // What was never in doubt is said in the status bar.
  const success = (...more: string[]): Told[] =>
    more.length === 0 ? [{ severity: 'status', message: what, buttons: [] }] : [info(join(what, ...more), 'Undo')];
  if (written === 'fine') return { said: [], buttons: [], told: success(), writes: 1 };
  if (written === 'gone') return { said: [GONE], buttons: [], told: success(), writes: 2 };
  const { text, came } = written;
  switch (came) {
    case 'refused':
      return { said: [shown(text)], buttons: text.buttons, told: success(), writes: 2 };
    case 'repeated':
      return { said: [], buttons: [], told: success(), writes: 2 };
    case 'notDone':
      return {
        ...{ said: [join(text.happened, NOTHING_CHANGED)], buttons: ['Retry', 'Show Log'] },
        ...{ told: success(), writes: 2 },
      };
    case 'done':
      return { said: [], buttons: [], told: success(text.happened, CARRIED_OUT), writes: 1 };
  }
}

/** As `courseOf`, but a creation without an answer is never known to be ours. */
function creationOf(written: Row['create']): Course {
  const course = courseOf(written, '“New” was created.');
  if (typeof written === 'string' || written.came !== 'done') return course;
  const message = join(written.text.happened, 'A client named “New” now exists. Someone else may have created it.');
  return { ...course, told: [{ severity: 'warning', message, buttons: ['Undo…'] }] };
}

/** What is told of a deletion; the person presses Retry where there is such a button. */
function deletionOf(written: Row['edit'], name: string): readonly Told[] {
  const success = (...more: string[]): Told => info(join(`${name} was deleted.`, ...more), 'Undo');
  if (written === 'fine') return [success()];
  if (written === 'gone') return [info(`${name} no longer exists. It was deleted elsewhere.`)];
  const { text, came } = written;
  const what = `${name} was not deleted.`;
  switch (came) {
    case 'refused':
      return [trouble(what, text), ...(text.buttons.includes('Retry') ? [success()] : [])];
    case 'repeated':
      return [success()];
    case 'notDone':
      return [trouble(what, { ...text, advice: NOTHING_CHANGED, buttons: ['Retry', 'Show Log'] }), success()];
    case 'done':
      return [success(text.happened, CARRIED_OUT)];
  }
}

describe('What is read of a write', () => {
  const stage = useStage();
  const title = (written: Row['edit']): string =>
    typeof written === 'string' ? written : `${written.text.happened} (${written.came})`;

  for (const name of FAULT_NAMES) {
    const { create, edit, get } = FAULT_TEXTS[name];
    it(`after ${name}: ${title(create)}`, async () => {
      let left = 0;
      const service = await meet(stage, name, (method) => method !== 'GET' && left-- > 0);
      const { script } = stage;
      if (!isThere(service)) {
        await showClients(stage, service);
        await readsOfAPlace(create, get);
        return;
      }

      left = 1;
      script.type('New', 'New');
      leaveSignIn(stage, name);
      const created = await courseInBox(stage, service, () => run('createClient', rowOf(stage, 'root')));
      assert.deepEqual(created, creationOf(create));

      left = 1;
      script.type('Other', 'Other');
      leaveSignIn(stage, name);
      const renamed = await courseInBox(stage, service, () => run('renameClient', rowOf(stage, 'leaf')));
      // An answer that says nothing is found out by reading again: the name is what it was.
      const isKept = name === 'HTTP 204 for everything';
      const told: Told[] = [{ severity: 'warning', message: 'The service kept the name “Leaf”.', buttons: [] }];
      const kept: Course = { said: [], buttons: [], told, writes: 1 };
      assert.deepEqual(renamed, isKept ? kept : courseOf(edit, '“Leaf” was renamed to “Other”.'));

      // An answer without a word of what was done is taken for what it says.
      await showClients(stage, service);
      const leaf = rowOf(stage, 'leaf');
      const shownName = `“${'name' in leaf ? leaf.name : ''}”`;
      const deletion = deletionOf(edit, shownName);
      left = 1;
      script.consent(true);
      leaveSignIn(stage, name);
      if (deletion.length > 1) script.choose('Retry');
      assert.deepEqual(await toldBy(stage, () => run('deleteClient', leaf)), deletion);
    });
  }

  /** Nothing can be read there either, so that only what is created is sent at all. */
  async function readsOfAPlace(create: Row['create'], get: Row['get']): Promise<void> {
    assert.ok(typeof create === 'object' && typeof get === 'object');
    const { script } = stage;
    const { text, came } = create;
    const isKnown = came === 'refused';
    script.type('New');
    await run('createClient', rowOf(stage, 'root'));
    script.type('Other');
    await run('renameClient', rowOf(stage, 'leaf'));
    script.consent(true);
    await run('deleteClient', rowOf(stage, 'leaf'));
    assert.deepEqual(
      script.inputs.map(({ said, remedies }) => [said, remedies.map((remedy) => LABELS[remedy])]),
      [
        [[isKnown ? shown(text) : join(text.happened, UNKNOWN)], isKnown ? text.buttons : ['Refresh', 'Show Log']],
        [[shown(get)], get.buttons],
      ],
    );
    assert.deepEqual(script.told, [trouble('“Leaf” was not deleted.', get)]);
  }

  const doubtful = FAULT_NAMES.filter((name) => {
    const { create } = FAULT_TEXTS[name];
    return typeof create === 'object' && (create.came === 'notDone' || create.came === 'done');
  });
  for (const name of doubtful) {
    const { create, list } = FAULT_TEXTS[name];
    assert.ok(typeof create === 'object');
    const { text, came } = create;
    const isFoundOut = list === 'fine';
    it(`after ${name}, where ${isFoundOut ? 'reading still tells' : 'reading again meets the same'}`, async () => {
      let isBroken = false;
      const service = await meet(stage, name, (method) => (isBroken ||= method !== 'GET'));
      if (!isThere(service)) await showClients(stage, service);
      stage.script.type('New');
      const course = await courseInBox(stage, service, () => run('createClient', rowOf(stage, 'root')));
      assert.deepEqual(course, {
        said: [join(text.happened, isFoundOut ? NOTHING_CHANGED : UNKNOWN)],
        buttons: isFoundOut ? ['Retry', 'Show Log'] : ['Refresh', 'Show Log'],
        told: [],
        writes: 1,
      });
      assert.notEqual(isFoundOut && came, 'done');
    });
  }
});
