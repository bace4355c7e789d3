import { AletaError } from '../api/errors';
import { errorChain } from '../base/errorChain';
import { plainText } from '../base/plainText';

/** Most errors in one line of the log, causes and all. */
const MAX_ERRORS = 8;

/** Names of expected errors beside `AletaError`. By name, since not all of their classes can be imported here. */
const EXPECTED_NAMES = new Set(['AbortError', 'EditError']);

/** `error` and what caused it, on one line. A stack only of an error that is not expected: it is a bug of ours. */
export function formatErrorChain(error: unknown): string {
  const texts: string[] = [];
  let seen = 0;
  for (const each of errorChain(error)) {
    if (seen++ === MAX_ERRORS) break;
    texts.push(nameOf(each));
    if (seen === 1 && each instanceof Error && !isExpected(each)) texts.push(each.stack ?? '');
  }
  return texts.map((text) => plainText(text, 2_000)).join(' <- ');
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? ` [${error.code}]` : '';
  return `${error.name}${code}: ${error.message}`;
}

const isExpected = (error: Error): boolean => error instanceof AletaError || EXPECTED_NAMES.has(error.name);
