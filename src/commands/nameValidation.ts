import { l10n } from 'vscode';
import { cleanName, nameProblem } from '../model/hierarchy/clientName';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import type { Validation } from '../platform/inputBox';
import { longNameProblem, quoted } from '../view/labels';

/**
 * Judges a name that is being typed for a client below `parentId` (`null`: at top level). Takes ids and not clients: a refresh
 * makes all clients anew, and one of before would keep its whole hierarchy in memory.
 *
 * @param hierarchy The clients of now; `undefined` where there are none: then only the name itself is judged.
 * @param selfId The client itself when it is renamed.
 */
export function validateName(
  typed: string,
  hierarchy: Hierarchy | undefined,
  parentId: string | null,
  selfId?: string,
): Validation | undefined {
  const problem = nameProblem(typed);
  if (problem !== undefined) return { message: longNameProblem(problem), severity: 'error' };
  const parent = parentId === null ? null : hierarchy?.get(parentId);
  // Where the client above went away meanwhile, the service says so.
  if (hierarchy === undefined || parent === undefined) return undefined;
  const self = selfId === undefined ? undefined : hierarchy.get(selfId);
  const name = cleanName(typed);
  if (hierarchy.namesakes(name, parent, self).length === 0) {
    const other = hierarchy.alike(name, parent, self);
    if (other === undefined) return undefined;
    return {
      message: l10n.t(
        'The name can be mistaken for {0} at the same level. Press Enter to use the name anyway.',
        quoted(other.name),
      ),
      severity: 'warning',
    };
  }
  const message =
    parent === null
      ? l10n.t('A client named {0} already exists at the top level. Press Enter to use the name anyway.', quoted(name))
      : l10n.t({
          message: 'A client named {0} already exists under {1}. Press Enter to use the name anyway.',
          args: [quoted(name), quoted(parent.name)],
          comment: '{0} and {1} are quoted names of clients; {1} is the parent.',
        });
  return { message, severity: 'warning' };
}
