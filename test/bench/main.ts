/**
 * `npm run bench`: every target beside its baseline, measured in the same run.
 *
 * `-- --n 100000` sets the number of clients (for some, ten times as many and a tenth are measured too), `-- --json`
 * prints an array of targets instead of the table, `-- --only search,edits` measures only these parts.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { edits } from './edits';
import { host } from './host';
import { compare, serving } from './runs';
import { search } from './search';
import { growth, table, target, type Target } from './targets';
import { transfer } from './transfer';

const MB = 1_000_000;
const LINK_BYTES_PER_SECOND = 50 * MB;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    n: { type: 'string', default: '100000' },
    only: { type: 'string', default: 'load,transfer,edits,search,host' },
  },
});
const n = Number(values.n);
if (!Number.isSafeInteger(n) || n < 1_000) throw new RangeError('--n is a number of clients, at least 1000');

const say = (text: string) => process.stderr.write(`${text}\n`);

async function atSize(): Promise<{ targets: Target[]; ours: number; floor: number }> {
  return serving(n, Infinity, async ({ url, bytes }) => {
    say(`${n} clients, ${(bytes / MB).toFixed(1)} MB`);
    await compare(['transfer'], url, 'time', 1);
    const time = await compare(['floor', 'naive', 'ours'], url, 'time', 7);
    const hold = await compare(['naive', 'ours'], url, 'hold', 5);
    const memory = await compare(['naive', 'ours'], url, 'memory', 3);
    const kept = [memory.ours.kept / n, memory.naive.kept / n] as const;
    const targets = [
      target('first load, to one JSON.parse', n, [time.ours.first, time.floor.first], 'ms', ['ratio', 1.05]),
      target('later loads, to one JSON.parse', n, [time.ours.later, time.floor.later], 'ms', ['ratio', 1.25]),
      target('first load, to body.json() and build', n, [time.ours.first, time.naive.first], 'ms', ['ratio', 0.8]),
      target('longest hold of the event loop', n, [hold.ours.hold, hold.naive.hold], 'ms', ['ours', 22]),
      target('longest hold, to body.json() and build', n, [hold.ours.hold, hold.naive.hold], 'ms', ['ratio', 1 / 25]),
      target('kept a client', n, kept, 'bytes', ['ours', 220]),
      target('peak memory, to the body', n, [memory.ours.peak, bytes / MB], 'MB', ['ratio', 2.5]),
    ];
    return { targets, ours: time.ours.later, floor: time.floor.later };
  });
}

const small = (): Promise<Target> =>
  serving(n / 10, Infinity, async ({ url }) => {
    say(`${n / 10} clients`);
    const { naive, ours } = await compare(['naive', 'ours'], url, 'hold', 5);
    return target('longest hold of the event loop', n / 10, [ours.hold, naive.hold], 'ms', ['ours', 14]);
  });

const smallest = () =>
  serving(n / 100, Infinity, async ({ url }) => {
    say(`${n / 100} clients`);
    const { floor, ours } = await compare(['floor', 'ours'], url, 'time', 5);
    return { ours: ours.later, floor: floor.later };
  });

const large = () =>
  serving(n * 10, Infinity, async ({ url }) => {
    say(`${n * 10} clients`);
    const { ours: time } = await compare(['ours'], url, 'time', 1);
    const { ours } = await compare(['ours'], url, 'hold', 3);
    const hold = target('longest hold of the event loop', n * 10, [ours.hold, null], 'ms', ['ours', 45]);
    return { hold, ours: time.later };
  });

const overLink = () =>
  serving(n, LINK_BYTES_PER_SECOND, async ({ url }) => {
    say(`${n} clients at ${LINK_BYTES_PER_SECOND / MB} MB/s`);
    const { transfer, ours } = await compare(['transfer', 'ours'], url, 'time', 3);
    return target('beyond the transfer at 50 MB/s', n, [ours.first - transfer.first, null], 'ms', ['ours', 100]);
  });

async function load(): Promise<Target[]> {
  const base = await atSize();
  const targets = [...base.targets, await small(), await overLink()];
  const least = await smallest();
  const most = await large();
  const exponents = [
    growth([n / 100, least.ours], [n * 10, most.ours]),
    growth([n / 100, least.floor], [n, base.floor]),
  ] as const;
  targets.push(most.hold, target(`growth from ${n / 100} clients`, n * 10, exponents, 'exponent', ['ours', 1.05]));
  return targets;
}

const PARTS: Readonly<Record<string, (n: number) => Promise<Target[]>>> = { load, transfer, edits, search, host };

async function main(): Promise<void> {
  const targets: Target[] = [];
  for (const name of values.only.split(',')) {
    const part = PARTS[name];
    if (part === undefined) throw new RangeError(`--only takes ${Object.keys(PARTS).join(', ')}`);
    say(`measuring ${name}`);
    targets.push(...(await part(n)));
  }
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  console.log(values.json === true ? JSON.stringify(targets, undefined, 2) : `${machine}\n\n${table(targets)}`);
}

void main();
