/** What a person agrees to before a command is first run. Pure. */
import { createHash } from 'node:crypto';
import { plainText, visibleControls } from '../../base/plainText';
import type { ResolvedProgram } from './resolveProgram';

/** A command as it would be run, and where what it prints is sent. */
export interface ConsentSubject {
  readonly program: ResolvedProgram;
  /** With placeholders: what stands for them differs with each run. */
  readonly args: readonly string[];
  /** Where the token goes. */
  readonly apiUrl: string;
  /** Where the signed assertion of a signing command goes; `undefined` where the environment has no token endpoint. */
  readonly tokenUrl: string | undefined;
}

/**
 * SHA-256 of all of `subject`, in hex: to be remembered once the person agreed, and asked for anew where it differs.
 * JSON keeps its parts apart: no two subjects have the same.
 */
export const consentDigest = ({ program, args, apiUrl, tokenUrl }: ConsentSubject): string =>
  createHash('sha256')
    .update(JSON.stringify([program.file, program.realFile, args, apiUrl, tokenUrl ?? null]))
    .digest('hex');

/** What the person is shown. Each text is on one line, with everything in it visible. */
export interface ShownCommand {
  readonly program: string;
  /** The file that `program` leads to, where that is another one. */
  readonly realFile: string | undefined;
  /** In quotation marks, so that spaces at their ends and empty ones are seen. */
  readonly args: readonly string[];
  readonly apiUrl: string;
  readonly tokenUrl: string | undefined;
}

export const shownCommand = ({ program, args, apiUrl, tokenUrl }: ConsentSubject): ShownCommand => ({
  program: visible(program.file),
  realFile: program.realFile === program.file ? undefined : visible(program.realFile),
  args: args.map((arg) => `“${visible(arg)}”`),
  apiUrl: visible(apiUrl),
  tokenUrl: tokenUrl === undefined ? undefined : visible(tokenUrl),
});

/** Nothing is left out: `parseCommandLine` limits the length. */
const visible = (text: string): string => plainText(visibleControls(text), Infinity);
