/** Edits in the model, one by one, beside copying its index and building it anew. */
import { figure, inTurn } from './alone';
import { growth, target, type Target } from './targets';

const ROUNDS = 5;
const LIMIT_US = 25;
/** An edit and the next look at its 100,000 siblings: two splices, of 800 KB each at the most. Sorted blocks took 3,200. */
const FLAT_LIMIT_US = 500;
/** For a hundred times as many clients: 0.2 is two and a half times as long. */
const MOST_GROWTH = 0.2;

const p99 = async (n: number, shape: 'tree' | 'flat', way: 'ours' | 'drawn' = 'ours'): Promise<number> =>
  figure((await inTurn('editsChild', [way], [n, shape], ROUNDS))[way], 'p99');

export async function edits(n: number): Promise<Target[]> {
  const small = await p99(n / 100, 'tree');
  const middle = await p99(n / 10, 'tree');
  const flat = await p99(n, 'flat');
  const drawn = await p99(n, 'tree', 'drawn');
  const flatDrawn = await p99(n, 'flat', 'drawn');
  const { ours, copied, rebuilt } = await inTurn('editsChild', ['ours', 'copied', 'rebuilt'], [n, 'tree'], ROUNDS);
  const large = figure(ours, 'p99');
  const limit = ['ours', LIMIT_US] as const;
  const flatLimit = ['ours', FLAT_LIMIT_US] as const;
  return [
    target('edit, p99', n / 100, [small, null], 'µs', limit),
    target('edit, p99', n / 10, [middle, null], 'µs', limit),
    target('edit, p99, to copying the index', n, [large, figure(copied, 'median')], 'µs', limit),
    target('edit, p99, to building anew', n, [large, figure(rebuilt, 'median')], 'µs', limit),
    target('edit among siblings all at one level, p99', n, [flat, figure(copied, 'median')], 'µs', flatLimit),
    target('edit where all rows were drawn, p99', n, [drawn, null], 'µs', limit),
    target('edit among drawn siblings all at one level, p99', n, [flatDrawn, null], 'µs', flatLimit),
    target(`edit, growth from ${n / 100} clients`, n, [growth([n / 100, small], [n, large]), null], 'exponent', [
      'ours',
      MOST_GROWTH,
    ]),
  ];
}
