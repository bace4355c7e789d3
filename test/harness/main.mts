// What the npm scripts do once run.mjs has made sure of the tools.
import { join } from 'node:path';
import { writeBundle } from './l10n.mts';
import { root } from './paths.mts';
import { createCleanup, endRunning, run, type Cleanup } from './processes.mts';
import { start } from './start.mts';
import { checks, floor, host, pack, transpile, ui, unit, type Counts } from './suites.mts';

type Step = (cleanup: Cleanup) => Promise<Counts>;

async function test(suite: string | undefined, pass: readonly string[]): Promise<number> {
  const steps: Record<string, Step> = {
    checks,
    unit: (cleanup) => unit(cleanup, pass),
    host: (cleanup) => host(cleanup, pass),
    ui: (cleanup) => ui(cleanup, pass, process.env.ALETA_VSIX),
    desktop: (cleanup) => host(cleanup, pass, 'desktop'),
    floor: (cleanup) => floor(cleanup, pass),
  };
  const chosen = suite === undefined ? ['checks', 'unit', 'host', 'ui'] : [suite];
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const lines: string[] = [];
  for (const name of chosen) {
    const step = steps[name];
    if (!step) throw new Error(`There is no suite "${name}": ${Object.keys(steps).join(', ')}.`);
    console.log(`\n=== ${name}`);
    const begun = Date.now();
    const counts = await attempt(step);
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
    lines.push(`${name}: ${describe(counts)} (${Math.round((Date.now() - begun) / 1000)} s)`);
  }
  if (total.passed + total.failed + total.skipped === 0) {
    console.error('No test matched.');
    total.failed++;
  }
  console.log(`\n${lines.join('\n')}\n\n${describe(total)}`);
  return total.failed === 0 ? 0 : 1;
}

/** A step that breaks is a failure of its own, and never keeps the next ones from running. */
async function attempt(step: Step): Promise<Counts> {
  const cleanup = createCleanup();
  atExit = cleanup;
  try {
    return await step(cleanup);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    await cleanup.run();
  }
}

const describe = ({ passed, failed, skipped }: Counts) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

async function main([command, ...rest]: string[]): Promise<number> {
  switch (command) {
    case 'test': {
      const named = rest[0]?.startsWith('-') === false;
      return test(named ? rest[0] : undefined, named ? rest.slice(1) : rest);
    }
    case 'package':
      console.log(await pack());
      return 0;
    case 'l10n':
      await writeBundle();
      return 0;
    case 'bench':
    case 'soak':
      await transpile();
      return run(process.execPath, [
        '--expose-gc',
        '--enable-source-maps',
        join(root, `out/test/${command}/main.js`),
        ...rest,
      ]);
    case 'start':
      atExit = createCleanup();
      return start(atExit, stopped);
    case undefined:
    default:
      throw new Error(`There is no command "${String(command)}".`);
  }
}

let atExit: Cleanup | undefined;
let stop: () => void = () => undefined;
const stopped = new Promise<void>((resolve) => (stop = resolve));
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The same Ctrl+C arrives twice: from the terminal and through run.mjs.
    if (stopping) return;
    stopping = true;
    stop();
    endRunning();
    // For `start` this is the ordinary end.
    const code = process.argv[2] === 'start' ? 0 : 130;
    void (atExit?.run() ?? Promise.resolve()).finally(() => process.exit(code));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await atExit?.run();
}
