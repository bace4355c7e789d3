/** A fresh process that measures one way once: `child.js <way> <base URL> <measure>`. Sends a `Sample` and ends. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, type Measure, type Sample } from './targets';
import { ways, type Load, type WayName } from './ways';

const LATER_LOADS = 5;

const collect = () => {
  if (globalThis.gc === undefined) throw new Error('needs --expose-gc');
  globalThis.gc();
};

async function timed(load: Load): Promise<number> {
  collect();
  await sleep(20);
  const begun = performance.now();
  await load();
  return performance.now() - begun;
}

async function time(load: Load): Promise<Sample> {
  const first = await timed(load);
  const later: number[] = [];
  while (later.length < LATER_LOADS) later.push(await timed(load));
  return { first, later: median(later) };
}

async function hold(load: Load): Promise<Sample> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  collect();
  await sleep(100);
  delay.reset();
  await load();
  // The delay of the last turn is seen in the next one.
  await sleep(5);
  delay.disable();
  return { hold: delay.max / 1e6 };
}

async function memory(load: Load): Promise<Sample> {
  collect();
  const before = process.memoryUsage();
  const result = await load();
  const peak = (process.resourceUsage().maxRSS * 1024 - before.rss) / 1e6;
  await sleep(100);
  collect();
  collect();
  const kept = process.memoryUsage().heapUsed - before.heapUsed;
  return { peak, kept: result === undefined ? 0 : kept };
}

async function main([way, url = '', measure]: string[]): Promise<void> {
  const load = await ways[way as WayName](url);
  const sample = await { time, hold, memory }[measure as Measure](load);
  process.send?.(sample, () => process.exit());
}

process.on('disconnect', () => process.exit());
void main(process.argv.slice(2));
