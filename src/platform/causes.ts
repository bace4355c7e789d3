import { AletaError } from '../api/errors';
import { plainText } from './plainText';

/** How many errors are told of, causes and all. */
const MAX_TOLD = 8;

/** Errors that are expected and none of `AletaError`: by name, since not all of their classes are known here. */
const EXPECTED_NAMES = new Set(['AbortError', 'EditError']);

/** `error` and what caused it, on one line. A stack only of an error that is not expected: it is a bug of ours. */
export function causes(error: unknown): string {
  const texts: string[] = [];
  tell(error, texts, new Set());
  return texts.map((text) => plainText(text, 2_000)).join(' <- ');
}

function tell(error: unknown, texts: string[], told: Set<unknown>): void {
  if (error === undefined || told.has(error) || told.size === MAX_TOLD) return;
  const isFirst = told.size === 0;
  told.add(error);
  if (!(error instanceof Error)) {
    texts.push(typeof error === 'string' ? error : typeof error);
    return;
  }
  const code = 'code' in error && typeof error.code === 'string' ? ` [${error.code}]` : '';
  texts.push(`${error.name}${code}: ${error.message}`);
  const isExpected = error instanceof AletaError || EXPECTED_NAMES.has(error.name);
  if (isFirst && !isExpected) texts.push(error.stack ?? '');
  // As of a host with several addresses, none of which can be reached.
  if (error instanceof AggregateError) for (const each of error.errors) tell(each, texts, told);
  tell(error.cause, texts, told);
}
