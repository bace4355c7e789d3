import { l10n } from 'vscode';
import type { Connection } from '../api/connection';
import { EditError } from '../model/edits/clientEdits';
import { cleanName } from '../model/hierarchy/clientName';
import { formatPath, quoted, titleIn } from '../view/labels';
import { latestHierarchy, type CommandContext, type Invocation } from './context';
import { validateName } from './nameValidation';
import { tellApplied } from './report';
import { explainEdit } from './support/editFailures';
import { targetClient } from './targets';

/** Gives the client that is meant another name. */
export async function renameClient(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClient(context, given, l10n.t('Rename Client'));
  if (target === undefined) return;
  const { connection, hierarchy, node } = target;
  const { id, name, parent } = node;
  const above = parent === null ? null : { id: parent.id, path: formatPath(hierarchy.path(parent)) };
  // Not awaited: this function would keep the hierarchy in memory for as long as the box is open.
  return rename(context, connection, { id, name, above }, given.goOn);
}

/** A client as it was shown. No part of the hierarchy, which a refresh replaces while the box is open. */
interface Renamed {
  readonly id: string;
  readonly name: string;
  /** The client that it is below: its id, and its path as it is shown. */
  readonly above: { readonly id: string; readonly path: string } | null;
}

/** @param goOn Goes on elsewhere than in the tree. */
async function rename(
  context: CommandContext,
  connection: Connection,
  { id, name, above }: Renamed,
  goOn: Invocation['goOn'],
): Promise<void> {
  const { store, edits, view, prompts } = context;
  /** The name that the person knows of: after being told of another's edit, that one. */
  let known = name;
  let tried = name;
  let isTurnedAway = (): boolean => false;
  const outcome = await prompts.input({
    title: titleIn(
      connection,
      l10n.t({ message: 'Rename {0}', args: [quoted(name)], comment: 'Title of a box. {0} is a quoted client name.' }),
    ),
    prompt:
      above === null
        ? l10n.t('New name of the top-level client')
        : l10n.t({
            message: 'New name of the client under {0}',
            args: [above.path],
            comment: '{0} is the path of the parent, as in Group > Nordics.',
          }),
    value: name,
    busy: l10n.t('Renaming the client…'),
    validate: (typed) =>
      typed === name ? undefined : validateName(typed, latestHierarchy(context, connection), above?.id ?? null, id),
    submit: async (typed, task) => {
      const { call } = task;
      ({ isTurnedAway } = task);
      if (typed === known) return undefined;
      tried = cleanName(typed);
      return edits.rename(id, known, tried, { connection, ...call });
    },
    explain: (error) => {
      const advice = explainEdit(error, known);
      if (!(error instanceof EditError) || error.obstacle.kind !== 'renamed') return advice;
      known = error.obstacle.name;
      const choice = l10n.t('Press Enter to replace that name with yours, or Escape to keep it.');
      return { ...advice, text: `${advice.text} ${choice}` };
    },
  });
  if (outcome?.applied?.kind !== 'renamed') {
    const kept = outcome?.node?.name;
    if (kept === known && known !== tried)
      void prompts.notify(
        'warning',
        l10n.t({ message: 'The service kept the name {0}.', args: [quoted(kept)], comment: '{0} is a quoted name.' }),
      );
    return;
  }
  const { from, to } = outcome.applied;
  tellApplied(context, connection, l10n.t('{0} was renamed to {1}.', quoted(from), quoted(to)), outcome);
  // Among very many siblings it may be in another range now.
  if (store.connection === connection) await view.selectFirstOf([id], goOn !== undefined || isTurnedAway());
  await goOn?.(isTurnedAway());
}
