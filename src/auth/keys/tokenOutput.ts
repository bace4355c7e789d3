/** What a token command printed. Pure. */
import type { AccessToken } from '../../api/tokenEndpoint';
import { isObject, parsed } from '../../base/json';
import { tokenExpiryMs, tokenProblem } from '../token';

/**
 * `empty`: nothing was printed; `notJson`; `notAnObject`; `noToken`: no member `access_token` with text; `badToken`: no
 * header can carry it; `noExpiry`: it is not said until when the token can be used; `badExpiry`: said in another form;
 * `expired`: only until now or earlier.
 */
export type TokenOutputFailure =
  'empty' | 'notJson' | 'notAnObject' | 'noToken' | 'badToken' | 'noExpiry' | 'badExpiry' | 'expired';

/** What a token command printed cannot be used. Nothing of it is in the error. */
export class TokenOutputError extends Error {
  readonly reason: TokenOutputFailure;

  constructor(reason: TokenOutputFailure) {
    super(`the output of the token command cannot be used: ${reason}`);
    this.name = new.target.name;
    this.reason = reason;
  }
}

/**
 * The token in `output`: JSON with the members `access_token` and `expires_in` (seconds) or `expires_at` (ISO 8601 with
 * an offset, or seconds since 1970). The numbers may be texts. Where both are there the earlier one counts, and where
 * none is, the claim `exp` of a JWT.
 *
 * @param output UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it.
 * @param nowMs When it was printed (ms since 1970).
 * @throws TokenOutputError
 */
export function parseTokenOutput(output: Uint8Array, nowMs: number): AccessToken {
  const text = decoded(output).trim();
  if (text === '') throw new TokenOutputError('empty');
  const value = parsed(text);
  if (value === undefined) throw new TokenOutputError('notJson');
  if (!isObject(value)) throw new TokenOutputError('notAnObject');
  const token = value['access_token'];
  if (typeof token !== 'string' || token === '') throw new TokenOutputError('noToken');
  if (tokenProblem(token) !== undefined) throw new TokenOutputError('badToken');
  const times = [secondsFrom(value['expires_in'], nowMs), timeOf(value['expires_at'])].filter((ms) => ms !== undefined);
  const expiresAtMs = times.length > 0 ? Math.min(...times) : tokenExpiryMs(token);
  if (expiresAtMs === undefined) throw new TokenOutputError('noExpiry');
  if (expiresAtMs <= nowMs) throw new TokenOutputError('expired');
  return { token, expiresAtMs };
}

/** Without its byte order mark, if it has one. */
function decoded(output: Uint8Array): string {
  const isUtf16 = output[0] === 0xff && output[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(output);
}

/** Greatest number of seconds since 1970 (in the year 5138): greater ones are of ms, and would last for ever. */
const MAX_SECONDS = 1e11;

const NUMBER = /^-?\d+(\.\d+)?$/;

/** @throws TokenOutputError */
function secondsOf(value: unknown): number {
  const isText = typeof value === 'string' && NUMBER.test(value.trim());
  const seconds = isText ? Number(value) : value;
  if (typeof seconds !== 'number' || !(Math.abs(seconds) < MAX_SECONDS)) throw new TokenOutputError('badExpiry');
  return seconds;
}

/** Programs write `null` where they know nothing. */
const isThere = (value: unknown): boolean => value !== undefined && value !== null;

const secondsFrom = (value: unknown, nowMs: number): number | undefined =>
  isThere(value) ? nowMs + secondsOf(value) * 1000 : undefined;

/** ISO 8601 with an offset: without one it would be the time of one place or another. */
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9}))?(Z|[+-]\d\d(?::?\d\d)?)$/i;

/** @throws TokenOutputError */
function timeOf(value: unknown): number | undefined {
  if (!isThere(value)) return undefined;
  const iso = typeof value === 'string' ? ISO.exec(value.trim()) : null;
  if (iso === null) return secondsOf(value) * 1000;
  const [, date = '', minutes = '', seconds = ':00', fraction = '0', offset = ''] = iso;
  const zone = /^z$/i.test(offset) ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`;
  const ms = Date.parse(`${date}T${minutes}${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
  if (Number.isNaN(ms)) throw new TokenOutputError('badExpiry');
  return ms;
}
