/** Runs the command of an environment. */
import { createHash } from 'node:crypto';
import { filledArguments, takesInputFile, type CommandLine } from './commandLine';
import { withInputFile } from './inputFile';
import type { ResolvedProgram } from './resolveProgram';
import { runProgram, type ProgramRun } from './runProgram';

/** How a command is run: see `ProgramRun`. */
export type RunOptions = Omit<ProgramRun, 'file' | 'args'>;

/**
 * Runs a signing command.
 *
 * @param program What `command.program` stands for, as the person agreed to it.
 * @param message What is to be signed: `header.payload` of a JWT, in ASCII.
 * @returns What it printed: a signature in one of several forms.
 * @throws ProgramError, an error of the file system, or the reason of `signal` when aborted.
 */
export async function runSigningCommand(
  command: CommandLine,
  program: ResolvedProgram,
  message: string,
  options: RunOptions,
): Promise<Buffer> {
  const digest = createHash('sha256').update(message).digest('base64');
  const run = (inputFile: string): Promise<Buffer> =>
    runProgram({ ...options, file: program.file, args: filledArguments(command, { digest, inputFile }) });
  return takesInputFile(command) ? withInputFile(message, run) : run('');
}

/**
 * Runs a token command.
 *
 * @param program What `command.program` stands for, as the person agreed to it.
 * @returns What it printed: see `parseTokenOutput`.
 * @throws ProgramError, or the reason of `signal` when aborted.
 */
export const runTokenCommand = (command: CommandLine, program: ResolvedProgram, options: RunOptions): Promise<Buffer> =>
  runProgram({ ...options, file: program.file, args: command.args });
