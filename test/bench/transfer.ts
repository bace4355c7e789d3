/** Loading a compressed list over a link: it is decoded and read as it comes. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { figure, inTurn } from './alone';
import { target, type Target } from './targets';
import type { Encoding } from './transferServer';

const BYTES_PER_SECOND = 50_000_000;
const ROUNDS = 3;
/** What is decoded as a stream is read long before it has all come: after this part of the time at most. */
const FIRST_PART = 0.25;

export async function transfer(n: number): Promise<Target[]> {
  const server = fork(join(__dirname, 'transferServer.js'), [String(n), String(BYTES_PER_SECOND)]);
  try {
    const [origin] = (await once(server, 'message')) as [string];
    const over = async (encoding: Encoding) =>
      (await inTurn('transferChild', ['ours'], [`${origin}/${encoding}`], ROUNDS)).ours;
    const plain = figure(await over('identity'), 'time');
    const targets: Target[] = [];
    for (const encoding of ['gzip', 'br'] as const) {
      const ours = await over(encoding);
      const time = figure(ours, 'time');
      targets.push(
        target(`${encoding} over it, to plain`, n, [time, plain], 'ms', ['ratio', 1]),
        target(`${encoding}, first clients, to all`, n, [figure(ours, 'firstRecords'), time], 'ms', [
          'ratio',
          FIRST_PART,
        ]),
        target(`${encoding}, longest hold`, n, [figure(ours, 'hold'), null], 'ms', ['ours', 22]),
      );
    }
    return targets;
  } finally {
    server.disconnect();
  }
}
