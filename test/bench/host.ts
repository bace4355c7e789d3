/** What a person waits for in the real workbench, beside a bare provider and an empty extension in the same host. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareRows, BROAD_PARENTS, broadName, dataSet, type DataSet } from './hostData';
import { Host } from './hostWindow';
import { build } from './records';
import { median, target, type Target } from './targets';

const OURS = 'aleta.aleta-clients';
const EMPTY = 'aleta.aleta-bench-empty';
const BARE = 'aleta.aleta-bench-bare';
const STARTS = 8;
const ROUNDS = 5;
const say = (text: string) => process.stderr.write(`${text}\n`);
/** VS Code collects changes of a tree that come so soon (ms, with some to spare) after another. */
const COLLECTING_MS = 300;
const TOKEN = 'a-token-that-only-the-bench-knows';

interface Changed {
  readonly at: number;
  readonly all: boolean;
}

/** All that has to be measured in the real workbench. */
export async function host(n: number): Promise<Target[]> {
  const service = fork(join(__dirname, 'hostService.js'), [String(n)]);
  const [origin] = (await once(service, 'message')) as [string];
  const of = (set: DataSet): string => `${origin}/${set}/api/v2`;
  const window = await Host.start();
  try {
    const start = await starts(window, of('tree'));
    const tree = await inTree(window, of('tree'), n);
    const expand = await expanding(window, of('broad'), n);
    const flat = await atOneLevel(window, of('flat'), n);
    return [...tree, ...expand, ...flat, ...start];
  } finally {
    await window.end();
    service.disconnect();
  }
}

/** In a new host each time, signed out; ours and the empty one take turns at being first. */
async function starts(window: Host, url: string): Promise<Target[]> {
  say('workbench: start');
  const times: Record<string, number[]> = { [OURS]: [], [EMPTY]: [] };
  const modules: number[] = [];
  let undici = 0;
  for (let round = 0; round < STARTS; round++) {
    await (round === 0 ? window.open(url) : window.reload());
    for (const id of round % 2 === 0 ? [OURS, EMPTY] : [EMPTY, OURS]) {
      times[id]?.push((await window.order('activate', id)) as number);
      if (id === OURS) modules.push((await window.order('moduleTime')) as number);
    }
    if ((await window.order('hasUndici')) === true) undici++;
  }
  const [ours, empty] = [median(times[OURS] ?? []), median(times[EMPTY] ?? [])];
  say(`of which the module takes ${median(modules).toFixed(1)} ms to load`);
  return [
    target('start, beyond an empty extension', 0, [ours - empty, empty], 'ms', ['ours', 30]),
    target('start, windows with undici loaded', 0, [undici, null], 'windows', ['ours', 0]),
  ];
}

async function signIn({ workbench }: Host): Promise<void> {
  await workbench.view.clickWelcome('Sign In');
  await workbench.input.waitFor('Sign In to Aleta');
  await workbench.input.type(TOKEN);
  await workbench.input.accept();
}

/** When the store last had other clients before `painted`. */
async function changedAt(window: Host, painted: number): Promise<number> {
  const changes = (await window.order('changes')) as Changed[];
  const last = changes.filter(({ at, all }) => all && at <= painted).at(-1);
  if (last === undefined) throw new Error('The store said nothing.');
  return last.at;
}

/** Leaves the service for the demo data and returns to it: a first load and a first paint again. */
async function loadAnew(window: Host, label: string): Promise<number> {
  await window.execute('aleta.exploreDemo');
  await window.painted('Prospects 2026');
  await window.order('changes');
  await window.order('startHold');
  const painted = window.painted(label);
  await window.execute('aleta.leaveDemo');
  return painted;
}

async function inTree(window: Host, url: string, n: number): Promise<Target[]> {
  say('workbench: first paint and hold');
  await window.workbench.openAletaView();
  await signIn(window);
  const hierarchy = build(dataSet('tree', n));
  const [first, second] = hierarchy.children(null).map(({ name }) => name);
  if (first === undefined || second === undefined) throw new Error('no clients');
  await window.painted(first);
  if ((await window.order('hasUndici')) !== true) throw new Error('The probe does not see undici once it is loaded.');
  await window.order('activate', BARE);
  const rows = bareRows(hierarchy, null, 1);

  const [paints, holds, naive, bare]: [number[], number[], number[], number[]] = [[], [], [], []];
  const bareHolds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await window.execute('aleta.clients.focus');
    const painted = await loadAnew(window, first);
    paints.push(painted - (await changedAt(window, painted)));
    holds.push((await window.order('hold')) as number);
    bare.push(await bareShows(window, rows, first));
    bareHolds.push((await window.order('hold')) as number);
    await window.order('startHold');
    await window.order('naive', url, TOKEN);
    naive.push((await window.order('hold')) as number);
  }
  await window.execute('aleta.clients.focus');
  await window.painted(first);
  return [
    target('first paint, to a bare provider', n, [median(paints), median(bare)], 'ms', ['ours', 100]),
    target('longest hold in the host', n, [median(holds), median(naive)], 'ms', ['ours', 22]),
    target('longest hold in the host, to showing bare rows', n, [median(holds), median(bareHolds)], 'ms', ['ratio', 1]),
    ...(await refreshing(window, n)),
  ];
}

/** How long a bare provider takes to have other rows painted. */
async function bareShows(window: Host, rows: unknown, first: string): Promise<number> {
  await window.execute('aletaBench.rows.focus');
  await window.order('show', []);
  await window.paintedNo(first);
  await sleep(COLLECTING_MS);
  const painted = window.painted(first);
  await window.order('startHold');
  const begun = (await window.order('show', rows)) as number;
  return (await painted) - begun;
}

async function refreshing(window: Host, n: number): Promise<Target[]> {
  say('workbench: refresh');
  const rowsChanged = await window.watchRows();
  await window.order('startCount');
  await window.order('changes');
  await window.execute('aleta.refreshClients');
  const made = (await window.order('count')) as Record<string, number>;
  const asked = Object.values(made).reduce((sum, count) => sum + count, 0);
  const drawn = await rowsChanged();
  return [target('rows asked for or redrawn, nothing changed', n, [asked + drawn, null], 'rows', ['ours', 0])];
}

async function expanding(window: Host, url: string, n: number): Promise<Target[]> {
  say('workbench: expand');
  const rows = bareRows(build(dataSet('broad', n)), null, 2);
  const parents = Array.from({ length: BROAD_PARENTS }, (_, parent) => broadName(parent));
  const [first = ''] = parents;
  await window.turnTo(url);
  await window.painted(first);
  await bareShows(window, rows, first);
  const times: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  for (const [parent, label] of parents.entries()) {
    for (const way of ['ours', 'bare'] as const) {
      await window.execute(way === 'ours' ? 'aleta.clients.focus' : 'aletaBench.rows.focus');
      await window.painted(label);
      const child = rows[parent]?.children[0]?.label ?? '';
      const time = await window.expand(label, child);
      // The first of each way warms up.
      if (parent > 0) times[way].push(time);
      await window.workbench.view.collapse(label);
      await window.paintedNo(child);
    }
  }
  const children = rows[0]?.children.length ?? 0;
  const leaf = rows[0]?.children.find(({ state }) => state === 0)?.label ?? '';
  await window.execute('aleta.clients.focus');
  await window.painted(first);
  await window.expand(first, leaf);
  return [
    target('expanding, to a bare provider', children, [median(times.ours), median(times.bare)], 'ms', ['ratio', 1.2]),
    ...(await renaming(window, children, leaf)),
  ];
}

/** Renames of a client without rows below it that leave the order as it is, as a person makes them. */
async function renaming(window: Host, siblings: number, label: string): Promise<Target[]> {
  say('workbench: rename');
  const { view, input } = window.workbench;
  const paints: number[] = [];
  const counts: number[] = [];
  let name = label;
  for (let round = 0; round < ROUNDS; round++) {
    const next = `${name}x`;
    await view.select(name);
    await window.workbench.press('F2');
    await input.waitFor();
    await input.type(next);
    await window.order('changes');
    await sleep(COLLECTING_MS);
    await window.order('startCount');
    const painted = window.painted(next);
    await input.accept();
    const at = await painted;
    const changes = (await window.order('changes')) as Changed[];
    paints.push(at - (changes.at(-1)?.at ?? Number.NaN));
    const made = (await window.order('count')) as Record<string, number>;
    counts.push(Object.values(made).reduce((sum, count) => sum + count, 0));
    name = next;
  }
  return [
    target('rows asked for after one rename', siblings, [median(counts), null], 'rows', ['ours', 1]),
    target('paint after one rename', siblings, [median(paints), null], 'ms', ['ours', 100]),
  ];
}

/** All clients at top level: ours shows ranges of them. */
async function atOneLevel(window: Host, url: string, n: number): Promise<Target[]> {
  say('workbench: one level');
  const rows = bareRows(build(dataSet('flat', n)), null, 1);
  const first = rows[0]?.label ?? '';
  const range = `${first} – ${rows[999]?.label ?? ''}`;
  await window.execute('aleta.clients.focus');
  await window.turnTo(url);
  await window.painted(range);
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round++) {
    await window.execute('aleta.clients.focus');
    const painted = await loadAnew(window, range);
    ours.push(painted - (await changedAt(window, painted)));
    bare.push(await bareShows(window, rows, first));
  }
  return [target('paint of all at one level', n, [median(ours), median(bare)], 'ms', ['ratio', 1])];
}
