import { l10n } from 'vscode';
import { cleanName, nameProblem } from '../model/hierarchy/clientName';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import type { Validation } from '../platform/inputBox';
import { longNameProblem, quoted } from '../view/labels';

/** Judges a name that is being typed for a client below `parent`; `self` is the client itself when it is renamed. */
export function validateName(
  typed: string,
  hierarchy: Hierarchy,
  parent: ClientNode | null,
  self?: ClientNode,
): Validation | undefined {
  const problem = nameProblem(typed);
  if (problem !== undefined) return { message: longNameProblem(problem), severity: 'error' };
  const name = cleanName(typed);
  if (hierarchy.namesakes(name, parent, self).length === 0) {
    const other = hierarchy.alike(name, parent, self);
    if (other === undefined) return undefined;
    return {
      message: l10n.t('This can be taken for {0} beside it. Press Enter to have both.', quoted(other.name)),
      severity: 'warning',
    };
  }
  const message =
    parent === null
      ? l10n.t('There is already a client {0} at top level. Press Enter to have two.', quoted(name))
      : l10n.t('There is already a client {0} under {1}. Press Enter to have two.', quoted(name), quoted(parent.name));
  return { message, severity: 'warning' };
}
