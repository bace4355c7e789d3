import { l10n } from 'vscode';
import { isAbort } from '../api/errors';
import { EditError } from '../model/clientEdits';
import type { ClientNode } from '../model/clientNode';
import type { Hierarchy } from '../model/hierarchy';
import { shownRetry, withCancellableProgress } from '../platform/progress';
import { VIEW_ID } from '../view/clientsView';
import { quoted, shownOwned, shownPath } from '../view/labels';
import type { Row } from '../view/rows';
import { targetClient, type CommandContext } from './context';
import { explainEdit, tellDoubtful } from './editFailures';

/** Deletes the client that is meant, after asking. One that owns anything is not sent to the server, which refuses it. */
export async function deleteClient(context: CommandContext, row?: Row): Promise<void> {
  const target = await targetClient(context, row, l10n.t('Delete a Client'));
  if (target === undefined) return;
  const { hierarchy, node } = target;
  const owned = shownOwned(hierarchy.owned(node));
  if (owned !== '') {
    await tellWithRefresh(
      context,
      l10n.t(
        '{0} cannot be deleted: it still owns {1}. Remove those first; if that was done elsewhere, refresh.',
        quoted(node.name),
        owned,
      ),
    );
  } else if (await confirmed(context, hierarchy, node, '')) {
    await remove(context, hierarchy, node, node.name);
  }
}

async function tellWithRefresh({ prompts, view }: CommandContext, message: string): Promise<void> {
  const refresh = l10n.t('Refresh');
  if ((await prompts.tell('warning', message, refresh)) === refresh) await view.load({ interactive: true });
}

function confirmed(
  { prompts }: CommandContext,
  hierarchy: Hierarchy,
  node: ClientNode,
  news: string,
): Promise<boolean> {
  return prompts.confirm({
    message: l10n.t('Delete the client {0}?', quoted(node.name)),
    detail: [news, shownPath(hierarchy.path(node)), l10n.t('It owns nothing. Deleting it cannot be undone.')]
      .filter((line) => line !== '')
      .join('\n'),
    action: l10n.t('Delete'),
  });
}

/** @param name The name that the person agreed to delete. */
async function remove(context: CommandContext, hierarchy: Hierarchy, node: ClientNode, name: string): Promise<void> {
  const { edits, prompts } = context;
  const client = quoted(name);
  let cancelled: AbortSignal | undefined;
  try {
    const outcome = await withCancellableProgress(l10n.t('Deleting {0}…', client), VIEW_ID, ({ signal, report }) => {
      cancelled = signal;
      return edits.remove(node.id, name, { signal, onRetry: (notice) => report(shownRetry(notice)) });
    });
    tellDoubtful(outcome, prompts, l10n.t('{0} was deleted.', client));
  } catch (error) {
    if (cancelled !== undefined && isAbort(error, cancelled)) return;
    await explain(context, hierarchy, node, name, error);
  }
}

async function explain(
  context: CommandContext,
  hierarchy: Hierarchy,
  node: ClientNode,
  name: string,
  error: unknown,
): Promise<void> {
  const again = (): Promise<void> => remove(context, hierarchy, node, name);
  const text = explainEdit(error, name);
  if (!(error instanceof EditError) || text === undefined) {
    await context.prompts.fail(l10n.t('{0} was not deleted.', quoted(name)), error, again);
    return;
  }
  switch (error.obstacle.kind) {
    case 'renamed':
      if (await confirmed(context, hierarchy, node, text)) await remove(context, hierarchy, node, node.name);
      return;
    case 'notDone': {
      const retry = l10n.t('Retry');
      if ((await context.prompts.tell('error', text, retry)) === retry) await again();
      return;
    }
    case 'gone':
      void context.prompts.tell('info', text);
      return;
    case 'owns':
    case 'unknown':
      await tellWithRefresh(context, text);
  }
}
