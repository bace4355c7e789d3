/**
 * Why a program gave nothing. Before it was started: `missing`, there is no such file; `relativePath`, a path that depends
 * on the current folder; `folder`; `notExecutable`; `windowsScript`, which only a shell of Windows could run. Then:
 * `notStarted`, the system refused to start it; `failed`, it ended with another exit code than 0, or by a signal;
 * `timedOut`; `tooMuchOutput`.
 */
export type ProgramFailure =
  | 'missing'
  | 'relativePath'
  | 'folder'
  | 'notExecutable'
  | 'windowsScript'
  | 'notStarted'
  | 'failed'
  | 'timedOut'
  | 'tooMuchOutput';

/** A program of the person's own that was not found, did not start, or did not end well. */
export class ProgramError extends Error {
  readonly reason: ProgramFailure;
  /** As it was looked for or started: a name, or an absolute path. */
  readonly program: string;
  /** Exit code, name of the signal that ended it, or code of the system's error, as in `1`, `SIGKILL` and `E2BIG`. */
  readonly code: string | undefined;
  /** Private, so that nothing that writes all members of an error writes it too. */
  readonly #lastLine: string;

  /** @param lastLine Of what it wrote to stderr, fit to be shown; `''` where it wrote nothing. */
  constructor(
    reason: ProgramFailure,
    program: string,
    { code, lastLine = '' }: { code?: string; lastLine?: string } = {},
  ) {
    super(`${program}: ${reason}${code === undefined ? '' : ` (${code})`}`);
    this.name = new.target.name;
    this.reason = reason;
    this.program = program;
    this.code = code;
    this.#lastLine = lastLine;
  }

  /** The last line of stderr, for the person alone: not for the log. `''` where there is none. */
  get lastLine(): string {
    return this.#lastLine;
  }
}
