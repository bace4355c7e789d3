import { l10n } from 'vscode';
import { EditError } from '../../model/edits/clientEdits';
import { quoted } from '../../view/labels';
import { explainEdit } from './editFailures';
import { listed } from './listed';

/** One of many edits that was not made. */
export interface FailedEdit {
  readonly name: string;
  readonly error: unknown;
}

/** Whether an edit may have been made all the same. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof EditError && error.obstacle.kind === 'outcomeUnknown';

/** How many reasons, and names for one reason, a message has; all of them go into a document. */
const MAX_SHOWN = 3;

/** Why edits were not made, in a message and in full. */
export interface FailureSummary {
  /** One sentence or two for each reason; names that are too many are counted. */
  readonly short: string;
  /** One line for each edit. */
  readonly full: string;
  /** Whether `short` leaves nothing out. */
  readonly isWhole: boolean;
}

/** Sums up why edits were not made: edits that failed for the same reason are named together. */
export function summarize(failed: readonly FailedEdit[]): FailureSummary {
  const names = new Map<string, string[]>();
  for (const { name, error } of failed) {
    const reason = explainEdit(error, name).text;
    const same = names.get(reason);
    if (same === undefined) names.set(reason, [quoted(name)]);
    else same.push(quoted(name));
  }
  const reasons = [...names];
  const short = reasons.slice(0, MAX_SHOWN).map(([reason, same]) => `${listed(same, MAX_SHOWN)}: ${reason}`);
  if (reasons.length > MAX_SHOWN)
    short.push(
      l10n.t({
        message: 'More clients failed for other reasons.',
        comment: 'Follows a list of clients and the reasons why they failed.',
      }),
    );
  return {
    short: short.join(' '),
    full: reasons.flatMap(([reason, same]) => same.map((name) => `${name}: ${reason}`)).join('\n'),
    isWhole: reasons.length <= MAX_SHOWN && reasons.every(([, same]) => same.length <= MAX_SHOWN),
  };
}
