import { l10n, ProgressLocation, window } from 'vscode';
import type { ClientNode } from '../model/clientNode';
import type { Hierarchy } from '../model/hierarchy';
import { shownOwned, shownPath } from '../view/labels';
import type { Row } from '../view/rows';
import { quoted, targetClient, type CommandContext } from './context';

/** Deletes the client that is meant, after asking. One that owns anything is not sent to the server, which refuses it. */
export async function deleteClient(context: CommandContext, row?: Row): Promise<void> {
  const target = await targetClient(context, row, l10n.t('Delete a Client'));
  if (target === undefined) return;
  const { hierarchy, node } = target;
  const owned = shownOwned(hierarchy.owned(node));
  if (owned !== '') {
    await explainOwned(context, node, owned);
  } else if (await confirmed(context, hierarchy, node)) {
    await remove(context, node);
  }
}

async function explainOwned({ prompts, view }: CommandContext, node: ClientNode, owned: string): Promise<void> {
  const refresh = l10n.t('Refresh');
  const message = l10n.t(
    '{0} cannot be deleted: it still owns {1}. Delete or move those first; if that was done elsewhere, refresh.',
    quoted(node.name),
    owned,
  );
  if ((await prompts.tell('warning', message, refresh)) === refresh) await view.load({ interactive: true });
}

function confirmed({ prompts }: CommandContext, hierarchy: Hierarchy, node: ClientNode): Promise<boolean> {
  return prompts.confirm({
    message: l10n.t('Delete the client {0}?', quoted(node.name)),
    detail: l10n.t('{0}\nIt owns nothing. Deleting it cannot be undone.', shownPath(hierarchy.path(node))),
    action: l10n.t('Delete'),
  });
}

async function remove(context: CommandContext, node: ClientNode): Promise<void> {
  const { store, prompts } = context;
  const { id, name } = node;
  const title = l10n.t('Deleting {0}…', quoted(name));
  const controller = new AbortController();
  try {
    await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
      token.onCancellationRequested(() => controller.abort());
      return store.remove(id, { signal: controller.signal });
    });
  } catch (error) {
    if (controller.signal.aborted) return;
    await prompts.fail(l10n.t('{0} was not deleted.', quoted(name)), error, () => remove(context, node));
  }
}
