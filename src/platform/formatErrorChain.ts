import { AletaError, DefectError } from '../api/errors';
import { errorChain } from '../base/errorChain';
import { plainText } from '../base/plainText';

/** Most errors in one line of the log, causes and all. */
const MAX_ERRORS = 8;

/** Names of expected errors beside `AletaError`. By name, since not all of their classes can be imported here. */
const EXPECTED_NAMES = new Set([
  ...['AbortError', 'EditError', 'SecretStorageError', 'LazyPartError'],
  ...['ProgramError', 'SigningError', 'TokenOutputError', 'TokenRefusedError'],
]);

/** `error` and what caused it, on one line. A stack only of an error that is not expected, which is a bug. */
export function formatErrorChain(error: unknown): string {
  const texts: string[] = [];
  let seen = 0;
  for (const each of errorChain(error)) {
    if (seen++ === MAX_ERRORS) break;
    texts.push(nameOf(each));
    // A defect says in which request it showed, and its cause what it is.
    const isFirst = seen === 1 || (seen === 2 && error instanceof DefectError);
    if (isFirst && each instanceof Error && !isExpected(each)) texts.push(each.stack ?? '');
  }
  return texts.map((text) => plainText(text, 2_000)).join(' <- ');
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? ` [${error.code}]` : '';
  return `${error.name}${code}: ${error.message}`;
}

const isExpected = (error: Error): boolean => error instanceof AletaError || EXPECTED_NAMES.has(error.name);
