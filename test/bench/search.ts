/** Searching while typing, beside a scan of all names for each key. */
import { figure, inTurn } from './alone';
import { serving } from './runs';
import { target, type Target } from './targets';

const ROUNDS = 3;

export async function search(n: number): Promise<Target[]> {
  const { ours, scanned } = await inTurn('searchChild', ['ours', 'scanned'], [n], ROUNDS);
  const { memory } = await serving(n, Infinity, ({ url }) => inTurn('searchChild', ['memory'], [url], ROUNDS));
  const key = (what: string, name: string, limit: number): Target =>
    target(what, n, [figure(ours, name), figure(scanned, name)], 'ms', ['ours', limit]);
  return [
    key('find, a key', 'find', 2.5),
    key('find, the worst key', 'findWorst', 4),
    key('filter, a key', 'filter', 2.5),
    key('filter, the worst key', 'filterWorst', 4),
    key('find with one typo, a key', 'typo', 2.5),
    key('find with one typo, the worst key', 'typoWorst', 10),
    target(
      'kept a client with the search',
      n,
      [figure(memory, 'prepared') / n, figure(memory, 'loaded') / n],
      'bytes',
      ['ours', 285],
    ),
  ];
}
