import { errorChain } from '../base/errorChain';

/** The codes of `error`, its causes and, where several addresses were tried, each of their errors. */
export function errorCodes(error: unknown): string[] {
  const codes: string[] = [];
  for (const each of errorChain(error)) {
    if (!(each instanceof Error)) continue;
    if ('code' in each && typeof each.code === 'string') codes.push(each.code);
    // The only one of undici's that comes without a code.
    else if (each.name === 'HTTPParserError') codes.push(each.name);
  }
  return codes;
}
