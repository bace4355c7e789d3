/** `npm run soak -- --seed N --actions N`: the soak for as long as one likes. */
import { parseArgs } from 'node:util';
import { soak } from './soak';

const { values } = parseArgs({ options: { seed: { type: 'string' }, actions: { type: 'string', default: '5000' } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
console.log(`seed ${seed}, ${values.actions} actions`);
process.on('unhandledRejection', (error) => {
  console.error(`A promise was left unhandled (seed ${seed}):`, error);
  process.exitCode = 1;
});
soak(seed, Number(values.actions)).then(
  (report) => console.log(JSON.stringify(report, undefined, 2)),
  (error: unknown) => {
    console.error(`Failed with --seed ${seed} --actions ${values.actions}:`, error);
    process.exitCode = 1;
  },
);
