/** What is measured, and what it should come to. */

export type Measure = 'time' | 'hold' | 'memory';

/** What one process measured: `time` gives the first two, `memory` the last two. */
export interface Sample {
  /** First load of the process and median of later ones, ms. */
  readonly first?: number;
  readonly later?: number;
  /** Longest delay of the event loop during a first load, ms. */
  readonly hold?: number;
  /** Highest resident memory of a first load above that at its start, MB. */
  readonly peak?: number;
  /** Heap that the result keeps alive, bytes. */
  readonly kept?: number;
}

export interface Target {
  readonly name: string;
  /** Number of clients. */
  readonly n: number;
  readonly ours: number;
  /** `null` where there is nothing to compare with. */
  readonly baseline: number | null;
  /** `ours / baseline` */
  readonly ratio: number | null;
  /** The most that is allowed of what `of` says. */
  readonly target: number;
  readonly of: 'ours' | 'ratio';
  /** Of `ours` and `baseline`. */
  readonly unit: string;
  readonly met: boolean;
}

export function target(
  name: string,
  n: number,
  [ours, baseline]: readonly [number, number | null],
  unit: string,
  [of, limit]: readonly ['ours' | 'ratio', number],
): Target {
  const ratio = baseline === null ? null : ours / baseline;
  return {
    name,
    n,
    ours,
    baseline,
    ratio,
    target: limit,
    of,
    unit,
    met: (of === 'ours' ? ours : (ratio ?? NaN)) <= limit,
  };
}

/** How time grows with the number of clients: 1 is in proportion. */
export const growth = (small: readonly [number, number], large: readonly [number, number]): number =>
  Math.log(large[1] / small[1]) / Math.log(large[0] / small[0]);

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** A table for people, one line a target. */
export function table(targets: readonly Target[]): string {
  const number = (value: number | null) =>
    value === null
      ? ''
      : value.toLocaleString('en', value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
  const rows = targets.map(({ name, n, ours, baseline, ratio, target: limit, of, unit, met }) => [
    name,
    number(n),
    `${number(ours)} ${unit}`,
    baseline === null ? '' : `${number(baseline)} ${unit}`,
    number(ratio),
    `<= ${number(limit)} ${of === 'ours' ? unit : 'x'}`,
    met ? 'met' : 'NOT MET',
  ]);
  const all = [['', 'clients', 'ours', 'baseline', 'ratio', 'target', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}
