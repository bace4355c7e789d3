import { l10n } from 'vscode';
import type { ClientNode } from '../model/clientNode';
import type { Hierarchy } from '../model/hierarchy';
import { MAX_PICKS, pickItem, readyHierarchy, type CommandContext } from './context';

/** How many found clients are offered again. */
const MAX_RECENT = 10;

/** Has a client searched and picked by name, path or id, and selects its row. */
export async function findClient(context: CommandContext): Promise<void> {
  const hierarchy = await readyHierarchy(context);
  if (hierarchy === undefined) return;
  const { store, view, prompts, recent } = context;
  const service = store.api;
  const node = await prompts.pick({
    title: l10n.t('Find a Client'),
    placeholder: l10n.t('Type parts of its name, of its path, or the start of its id'),
    ready: store.prepareSearch(),
    items: (query) => {
      const found = store.search?.search(query, MAX_PICKS) ?? [];
      const first = query.trim() === '' ? recentClients(recent.ids, hierarchy) : [];
      return [
        ...first.map((each) => ({ ...pickItem(each, hierarchy), description: l10n.t('recently found') })),
        ...found.filter((each) => !first.includes(each)).map((each) => pickItem(each, hierarchy)),
      ];
    },
  });
  const found = node === undefined || store.api !== service ? undefined : store.hierarchy?.get(node.id);
  if (found === undefined) return;
  recent.ids = [found.id, ...recent.ids.filter((id) => id !== found.id)].slice(0, MAX_RECENT);
  await view.reveal(found);
}

const recentClients = (ids: readonly string[], hierarchy: Hierarchy): ClientNode[] =>
  ids.map((id) => hierarchy.get(id)).filter((node) => node !== undefined);
