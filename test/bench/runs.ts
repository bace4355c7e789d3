/** Runs measurements in turn, each in a process of its own, against a server in another. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Serving } from './server';
import { median, type Measure, type Sample } from './targets';
import type { WayName } from './ways';

/** Serves `count` clients, at most `bytesPerSecond` of them, while `use` runs. */
export async function serving<T>(
  count: number,
  bytesPerSecond: number,
  use: (serving: Serving) => Promise<T>,
): Promise<T> {
  const server = fork(join(__dirname, 'server.js'), [String(count), String(bytesPerSecond)]);
  try {
    return await use((await message(server)) as Serving);
  } finally {
    server.disconnect();
  }
}

/** The first thing that `child` says. Throws when it ends without a word. */
async function message(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnargs.slice(-3).join(' ')} ended with ${String(code)}`);
  });
  const [said] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
  ended.catch(() => undefined);
  return said;
}

async function sample(way: WayName, url: string, measure: Measure): Promise<Sample> {
  const child = fork(join(__dirname, 'child.js'), [way, url, measure], { execArgv: ['--expose-gc'] });
  const said = (await message(child)) as Sample;
  if (child.exitCode === null) await once(child, 'exit');
  return said;
}

/** Medians of `rounds` processes a way; the ways take turns, so that what else the machine does hits all. */
export async function compare<Name extends WayName>(
  names: readonly Name[],
  url: string,
  measure: Measure,
  rounds: number,
): Promise<Record<Name, Required<Sample>>> {
  const samples = names.map((): Sample[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, name] of names.entries()) samples[at]?.push(await sample(name, url, measure));
  }
  const medians = names.map((name, at) => {
    const own = samples[at] ?? [];
    const of = (key: keyof Sample) => median(own.map((each) => each[key] ?? Number.NaN));
    const sums: Required<Sample> = {
      first: of('first'),
      later: of('later'),
      hold: of('hold'),
      peak: of('peak'),
      kept: of('kept'),
    };
    return [name, sums] as const;
  });
  return Object.fromEntries(medians) as Record<Name, Required<Sample>>;
}
