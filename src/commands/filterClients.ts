import { l10n } from 'vscode';
import { explain } from '../platform/failures';
import { isCurrent, ready, type CommandContext, type Invocation } from './context';

/** Narrows the tree while a person types; Enter keeps the filter, Escape brings back what was before. */
export async function filterClients(context: CommandContext, given: Invocation): Promise<void> {
  const begun = await ready(context, given);
  if (begun === undefined) return;
  const { store, view, prompts } = context;
  const searching = store.prepareSearch();
  const before = view.filterQuery;
  let typed = before;
  /** What the filter was set to last from here. */
  let set = before;
  /** What was typed for one connection is not meant for another one that was turned to meanwhile. */
  const filter = async (query: string): Promise<void> => {
    typed = query;
    await searching;
    if (!isCurrent(context, begun.connection) || query !== typed) return;
    set = query;
    view.filter(query);
  };
  const kept = await prompts.input({
    title: l10n.t('Filter Clients'),
    prompt: l10n.t('Show only matching clients and the clients above them. Leave empty to show all clients.'),
    placeholder: l10n.t('Parts of the name or path, or the start of the ID'),
    value: before,
    busy: '',
    validate: (query) => {
      void filter(query.trim());
      return undefined;
    },
    explain,
    submit: (query) => Promise.resolve(query.trim()),
  });
  if (kept !== undefined) await filter(kept);
  // Cleared meanwhile, as by a message's Show, it stays so.
  else if (view.filterQuery === set) await filter(before);
}
