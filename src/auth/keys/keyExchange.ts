/** How the token of an environment is obtained: an assertion by a key or a program for one, or a program alone. */
import type { AccessToken, TokenEndpoint } from '../../api/tokenEndpoint';
import { assertion, BACKDATED_S, signingInput, signWith, VALID_S, type AssertionSubject } from './assertion';
import type { CommandLine } from './commandLine';
import type { PublicJwk } from './jwk';
import type { PrivateKey } from './privateKey';
import type { ResolvedProgram } from './resolveProgram';
import { runSigningCommand, runTokenCommand } from './runCommand';
import { ATTENDED_TIMEOUT_MS } from './runProgram';
import { readSignature, verify, type SignatureProblem } from './signature';
import { parseTokenOutput } from './tokenOutput';
import type { Obtain, ObtainOptions } from './tokenRenewer';

/**
 * Why there is no signature although the program ended well: what it printed is none; `wrongKey`: it is not that of the
 * environment's public key; `tooSlow`: twice, the assertion would have expired before it could be sent.
 */
export type SigningFailure = SignatureProblem | 'wrongKey' | 'tooSlow';

/** A signing program gave nothing that can be used. Nothing of what it printed is in the error. */
export class SigningError extends Error {
  readonly reason: SigningFailure;

  constructor(reason: SigningFailure) {
    super(`the signing command gave no signature that can be used: ${reason}`);
    this.name = new.target.name;
    this.reason = reason;
  }
}

/**
 * Signs `input`, `header.payload` of a JWT, with ES256.
 *
 * @returns r and s, 64 bytes.
 */
export type Sign = (input: string, options: ObtainOptions) => Promise<Uint8Array>;

export const signByKey =
  ({ key }: PrivateKey): Sign =>
  (input) =>
    Promise.resolve(signWith(key, input));

/**
 * @param command One to sign.
 * @param program What `command.program` stands for, as the person agreed to it.
 * @param publicKey That of the environment, where it is known: a signature by another key is then not sent.
 * @returns A function that throws SigningError, or as `runSigningCommand` does.
 */
export const signByCommand =
  (command: CommandLine, program: ResolvedProgram, publicKey?: PublicJwk): Sign =>
  async (input, options) => {
    const signature = readSignature(await runSigningCommand(command, program, input, runOptions(options)));
    if (typeof signature === 'string') throw new SigningError(signature);
    if (publicKey !== undefined && !verify(publicKey, input, signature)) throw new SigningError('wrongKey');
    return signature;
  };

const runOptions = ({ signal, attended }: ObtainOptions) => ({
  signal,
  ...(attended ? { timeoutMs: ATTENDED_TIMEOUT_MS } : {}),
});

/** How long after it was begun an assertion can be sent (ms): the rest of its time is for the way to the endpoint. */
const SENDABLE_MS = (VALID_S - BACKDATED_S - 10) * 1000;

export interface KeyExchangeOptions {
  readonly endpoint: TokenEndpoint;
  readonly subject: AssertionSubject;
  readonly sign: Sign;
  /** Time since 1970 (ms) by the clock of this machine. `Date.now` where left out. */
  readonly now?: () => number;
}

/**
 * Exchanges an assertion for a token, for a `TokenRenewer`.
 *
 * @returns A function that throws what `sign` and `TokenEndpoint.exchange` throw; SigningError for a program that is too
 * slow; or the reason of the signal when aborted.
 */
export const obtainByAssertion =
  ({ endpoint, subject, sign, now = Date.now }: KeyExchangeOptions): Obtain =>
  async (options) => {
    // A program that had a person sign in first is quick when it is run again.
    const signed =
      (await signedInTime(subject, sign, now, options)) ?? (await signedInTime(subject, sign, now, options));
    if (signed === undefined) throw new SigningError('tooSlow');
    return endpoint.exchange(signed, options.signal);
  };

/** A signed assertion; `undefined` where that took so long that it is of no use any more. */
async function signedInTime(
  subject: AssertionSubject,
  sign: Sign,
  now: () => number,
  options: ObtainOptions,
): Promise<string | undefined> {
  const beganMs = now();
  const input = signingInput(subject, beganMs);
  const signature = await sign(input, options);
  options.signal.throwIfAborted();
  return now() - beganMs > SENDABLE_MS ? undefined : assertion(input, signature);
}

/**
 * Has a program print a token, for a `TokenRenewer`.
 *
 * @param command A token command.
 * @param program What `command.program` stands for, as the person agreed to it.
 * @returns A function that throws TokenOutputError, or as `runTokenCommand` does.
 */
export const obtainByCommand =
  (command: CommandLine, program: ResolvedProgram, now: () => number = Date.now): Obtain =>
  async (options): Promise<AccessToken> =>
    parseTokenOutput(await runTokenCommand(command, program, runOptions(options)), now());
