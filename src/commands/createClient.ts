import { l10n } from 'vscode';
import { cleanName } from '../model/clientName';
import type { ClientNode } from '../model/clientNode';
import type { Hierarchy } from '../model/hierarchy';
import type { Done } from '../model/undoStack';
import { shownRetry } from '../platform/progress';
import { quoted, shownPath } from '../view/labels';
import type { Row } from '../view/rows';
import { readyHierarchy, targetClient, validateName, type CommandContext } from './context';
import { explainEdit } from './editFailures';
import { tellDone } from './undo';

/** Creates a client below the one that is meant. */
export async function createClient(context: CommandContext, row?: Row): Promise<void> {
  const target = await targetClient(context, row, l10n.t('New Client: Choose Its Parent'));
  if (target !== undefined) await create(context, target.hierarchy, target.node);
}

/** Creates a client at top level. */
export async function createTopLevelClient(context: CommandContext): Promise<void> {
  const hierarchy = await readyHierarchy(context);
  if (hierarchy !== undefined) await create(context, hierarchy, null);
}

async function create(context: CommandContext, hierarchy: Hierarchy, parent: ClientNode | null): Promise<void> {
  const { store, edits, view, prompts } = context;
  const { service } = edits;
  let tried = '';
  const changes: Done[] = [];
  const outcome = await prompts.input({
    title: parent === null ? l10n.t('New Top-Level Client') : l10n.t('New Client under {0}', quoted(parent.name)),
    prompt:
      parent === null
        ? l10n.t('Name of the new client at top level')
        : l10n.t('Name of the new client under {0}', shownPath(hierarchy.path(parent))),
    placeholder: l10n.t('Name'),
    busy: l10n.t('Creating the client…'),
    validate: (typed) => validateName(typed, store.hierarchy ?? hierarchy, parent),
    submit: (typed, signal, report) => {
      tried = cleanName(typed);
      return edits.create(tried, parent?.id ?? null, {
        service,
        signal,
        onRetry: (notice) => report(shownRetry(notice)),
        onDone: (change) => changes.push(change),
      });
    },
    explain: (error) => explainEdit(error, tried),
  });
  if (outcome === undefined) return;
  tellDone(context, l10n.t('{0} was created.', quoted(tried)), outcome, changes);
  if (outcome.node !== undefined) await view.reveal(outcome.node);
}
