/** Runs a script of this folder in a process of its own: what one measures, no other has warmed up or filled. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { median } from './targets';

/** What one process measured, by name. */
export type Figures = Readonly<Record<string, number>>;

/** What `script` sends first. Throws when it ends without a word. */
export async function alone(script: string, args: readonly (string | number)[]): Promise<unknown> {
  const child = fork(join(__dirname, `${script}.js`), args.map(String), { execArgv: ['--expose-gc'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${script} ${args.join(' ')} ended with ${String(code)}`);
  });
  ended.catch(() => undefined);
  const [said] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
  if (child.exitCode === null) await once(child, 'exit');
  return said;
}

/**
 * Medians of what `rounds` processes of `script` measure for each way, which is their first argument. The ways take
 * turns, so that what else the machine does hits all.
 */
export async function inTurn<Way extends string>(
  script: string,
  ways: readonly Way[],
  args: readonly (string | number)[],
  rounds: number,
): Promise<Record<Way, Figures>> {
  const samples = ways.map((): Figures[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, way] of ways.entries()) samples[at]?.push((await alone(script, [way, ...args])) as Figures);
  }
  return Object.fromEntries(ways.map((way, at) => [way, medians(samples[at] ?? [])])) as Record<Way, Figures>;
}

const medians = (samples: readonly Figures[]): Figures =>
  Object.fromEntries(
    Object.keys(samples[0] ?? {}).map((name) => [name, median(samples.map((each) => each[name] ?? Number.NaN))]),
  );

/** Sends what this process measured to the one that started it, and ends. */
export function report(figures: Figures): void {
  process.send?.(figures, () => process.exit());
}

/** A figure by its name. Throws where it was not measured. */
export function figure(figures: Figures, name: string): number {
  const value = figures[name];
  if (value === undefined) throw new RangeError(`${name} was not measured: ${Object.keys(figures).join(', ')}`);
  return value;
}

/** The value that all but one in a hundred do not exceed. */
export const percentile99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;
