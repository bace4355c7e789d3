/** The command of an environment: a program and its arguments, with placeholders for what is to be signed. Pure. */

/** `signing` where the arguments have a placeholder: it prints a signature. `token`: it prints a token. */
export type CommandKind = 'signing' | 'token';

export interface CommandLine {
  readonly kind: CommandKind;
  /** A name, looked for on the PATH, or an absolute path. */
  readonly program: string;
  /** With placeholders. */
  readonly args: readonly string[];
}

/** What is wrong with a command as the settings have it. */
export type CommandLineProblem =
  /** No list, as a line for a shell would be. */
  | { readonly problem: 'notAList' }
  | { readonly problem: 'noProgram' }
  | { readonly problem: 'placeholderInProgram' }
  /** `index`: its position in the list, from 0. */
  | { readonly problem: 'notText' | 'badCharacter'; readonly index: number }
  | { readonly problem: 'tooLong' }
  /** `placeholder`: as it is written, with `${` and, where there is one, `}`. */
  | { readonly problem: 'unknownPlaceholder'; readonly placeholder: string };

/** Most UTF-16 code units of program and arguments: all of it is shown before it is first run, and Windows has a limit too. */
const MAX_LENGTH = 8_000;

const PLACEHOLDER = /\$\{[^}]*\}?/g;

/** What stands for a placeholder when the program is run. */
export interface Placeholders {
  /** SHA-256 of what is to be signed, in standard base64 with padding. */
  readonly digest: string;
  /** Absolute path of a file that has what is to be signed in it. */
  readonly inputFile: string;
}

const NAMES: Readonly<Record<string, keyof Placeholders>> = { '${digest}': 'digest', '${inputFile}': 'inputFile' };

/** `value`, which came from the settings, as a command. */
export function parseCommandLine(value: unknown): CommandLine | CommandLineProblem {
  if (!Array.isArray(value)) return { problem: 'notAList' };
  const texts: string[] = [];
  for (const [index, each] of (value as unknown[]).entries()) {
    if (typeof each !== 'string') return { problem: 'notText', index };
    // The end of a text for the system; and half of a character, which it would be given as another one.
    if (each.includes('\0') || !each.isWellFormed()) return { problem: 'badCharacter', index };
    texts.push(each);
  }
  const [program = '', ...args] = texts;
  if (program.trim() === '') return { problem: 'noProgram' };
  if (program.includes('${')) return { problem: 'placeholderInProgram' };
  if (texts.join(' ').length > MAX_LENGTH) return { problem: 'tooLong' };
  const placeholders = args.flatMap((arg) => arg.match(PLACEHOLDER) ?? []);
  const unknown = placeholders.find((placeholder) => !Object.hasOwn(NAMES, placeholder));
  if (unknown !== undefined) return { problem: 'unknownPlaceholder', placeholder: unknown };
  return { kind: placeholders.length > 0 ? 'signing' : 'token', program, args };
}

/** Whether the arguments have `${inputFile}` in them. */
export const takesInputFile = ({ args }: CommandLine): boolean => args.some((arg) => arg.includes('${inputFile}'));

/** The arguments with `values` in place of the placeholders. A placeholder may be a part of an argument. */
export const filledArguments = ({ args }: CommandLine, values: Placeholders): readonly string[] =>
  args.map((arg) =>
    arg.replace(PLACEHOLDER, (placeholder) => {
      const name = NAMES[placeholder];
      return name === undefined ? placeholder : values[name];
    }),
  );
