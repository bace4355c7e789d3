/** A `TokenRenewer` under the control of a test. */
import assert from 'node:assert/strict';
import type { AccessToken } from '../../../src/api/tokenEndpoint';
import { TokenRenewer, type ObtainOptions } from '../../../src/auth/keys/tokenRenewer';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** One call to obtain a token, to be answered by the test. */
interface Call extends ObtainOptions {
  give(token: Partial<AccessToken>): void;
  fail(error: Error): void;
}

/** A renewer with clocks that only the test moves, and the calls it makes. */
export function setUp() {
  const now = { wall: Date.parse('2026-11-25T12:00:00Z'), monotonic: 5_000 };
  const calls: Call[] = [];
  const obtain = (options: ObtainOptions): Promise<AccessToken> =>
    new Promise((resolve, reject) => {
      options.signal.addEventListener('abort', () => reject(options.signal.reason as Error));
      const give = (token: Partial<AccessToken>): void =>
        resolve({ token: `T${calls.length}`, expiresAtMs: now.wall + HOUR, ...token });
      calls.push({ ...options, give, fail: reject });
    });
  const clock = { wallMs: () => now.wall, monotonicMs: () => now.monotonic };
  const renewer = new TokenRenewer(obtain, { clock });
  const call = (index: number): Call => calls[index] ?? assert.fail(`there is no call ${index}`);
  const pass = (ms: number): void => {
    now.wall += ms;
    now.monotonic += ms;
  };
  /** A token that is obtained now. */
  const obtained = async (token: Partial<AccessToken> = {}): Promise<string> => {
    const getting = renewer.get(forEver);
    await settled();
    calls.at(-1)?.give(token);
    return getting;
  };
  return { renewer, now, calls, call, pass, obtained };
}

export const forEver = new AbortController().signal;

/** Until all that can go on without a timer or the system has gone on. */
export const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
