import { l10n } from 'vscode';
import { EditError } from '../model/edits/clientEdits';
import { cleanName } from '../model/hierarchy/clientName';
import { quoted, formatPath } from '../view/labels';
import { latestHierarchy, type CommandContext, type Invocation } from './context';
import { explainEdit } from './support/editFailures';
import { validateName } from './nameValidation';
import { tellApplied } from './report';
import { targetClient } from './targets';

/** Gives the client that is meant another name. */
export async function renameClient(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClient(context, given, l10n.t('Rename a Client'));
  if (target === undefined) return;
  const { edits, prompts } = context;
  const { connection, hierarchy, node } = target;
  const { id, name, parent } = node;
  /** The name that the person knows of: after being told of another's edit, that one. */
  let known = name;
  let tried = name;
  const outcome = await prompts.input({
    title: l10n.t('Rename {0}', quoted(name)),
    prompt:
      parent === null
        ? l10n.t('New name of the client at top level')
        : l10n.t('New name of the client under {0}', formatPath(hierarchy.path(parent))),
    value: name,
    busy: l10n.t('Renaming the client…'),
    validate: (typed) =>
      typed === name ? undefined : validateName(typed, latestHierarchy(context, target), parent, node),
    submit: async (typed, { call }) => {
      if (typed === known) return undefined;
      tried = cleanName(typed);
      return edits.rename(id, known, tried, { connection, ...call });
    },
    explain: (error) => {
      const advice = explainEdit(error, known);
      if (!(error instanceof EditError) || error.obstacle.kind !== 'renamed') return advice;
      known = error.obstacle.name;
      const choice = l10n.t('Press Enter to replace that name with yours, or Escape to leave it.');
      return { ...advice, text: `${advice.text} ${choice}` };
    },
  });
  if (outcome?.applied?.kind !== 'renamed') {
    const kept = outcome?.node?.name;
    if (kept === known && known !== tried)
      void prompts.notify('info', l10n.t('The service kept the name {0}.', quoted(kept)));
    return;
  }
  const { from, to } = outcome.applied;
  tellApplied(context, connection, l10n.t('{0} was renamed to {1}.', quoted(from), quoted(to)), outcome);
}
