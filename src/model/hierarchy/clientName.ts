import { isUnseen } from '../../base/skeleton';

/** What is wrong with a name that was typed for a client. Pure. */
export type NameProblem = 'empty' | 'blank' | 'controlCharacter';

/** The name as it is sent: without white space around it, which people type by mistake. */
export const cleanName = (typed: string): string => typed.trim();

export function nameProblem(typed: string): NameProblem | undefined {
  if (typed === '') return 'empty';
  if (isUnseen(typed)) return 'blank';
  return /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(typed) ? 'controlCharacter' : undefined;
}
