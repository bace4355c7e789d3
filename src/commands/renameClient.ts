import { l10n } from 'vscode';
import { cleanName } from '../model/clientName';
import type { Row } from '../view/rows';
import { placeOf, quoted, targetClient, validateName, type CommandContext } from './context';

/** Gives the client that is meant another name. */
export async function renameClient(context: CommandContext, row?: Row): Promise<void> {
  const target = await targetClient(context, row, l10n.t('Rename a Client'));
  if (target === undefined) return;
  const { store, prompts } = context;
  const { hierarchy, node } = target;
  const { id, name, parent } = node;
  await prompts.input({
    title: l10n.t('Rename {0}', quoted(name)),
    prompt: l10n.t('New name of the client {0}', placeOf(hierarchy, parent)),
    value: name,
    busy: l10n.t('Renaming the client…'),
    validate: (typed) => (typed === name ? undefined : validateName(typed, store.hierarchy ?? hierarchy, parent, node)),
    submit: async (typed, signal) => {
      if (typed !== name) await store.rename(id, cleanName(typed), { signal });
    },
  });
}
