import { l10n } from 'vscode';
import { explain } from '../platform/failures';
import { isCurrent, ready, type CommandContext, type Invocation } from './context';

/** Narrows the tree while a person types; Enter keeps the filter, Escape brings back what was before. */
export async function filterClients(context: CommandContext, given: Invocation): Promise<void> {
  const begun = await ready(context, given);
  if (begun === undefined) return;
  const { store, view, prompts } = context;
  await store.prepareSearch();
  const before = view.filterQuery;
  /** What was typed for one connection is not meant for another one that was turned to meanwhile. */
  const filter = (query: string): void => {
    if (isCurrent(context, begun.connection)) view.filter(query);
  };
  const kept = await prompts.input({
    title: l10n.t('Filter Clients'),
    prompt: l10n.t('Shows only clients that match, and those above them. Nothing typed shows all.'),
    placeholder: l10n.t('Parts of the name, of the path, or the start of the id'),
    value: before,
    busy: '',
    validate: (query) => {
      filter(query.trim());
      return undefined;
    },
    explain,
    submit: (query) => Promise.resolve(query.trim()),
  });
  filter(kept ?? before);
}
