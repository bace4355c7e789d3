import { l10n } from 'vscode';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import { isCurrent, ready, tellGone, tellOtherConnection, type CommandContext, type Invocation } from './context';
import { MAX_PICKS, pickItem } from './targets';

/** Has a client searched and picked by name, path or id, and selects its row. */
export async function findClient(context: CommandContext, given: Invocation): Promise<void> {
  const begun = await ready(context, given);
  if (begun === undefined) return;
  const { connection, hierarchy } = begun;
  const { store, view, prompts, recent } = context;
  const node = await prompts.pick({
    title: l10n.t('Find a Client'),
    placeholder: l10n.t('Type parts of its name, of its path, or the start of its id'),
    ready: store.prepareSearch(),
    items: (query) => {
      if (!isCurrent(context, connection)) return [];
      const found = store.search?.search(query, MAX_PICKS) ?? [];
      const first = query.trim() === '' ? recentClients(recent.ids(connection), hierarchy) : [];
      return [
        ...first.map((each) => ({ ...pickItem(each, hierarchy), description: l10n.t('recently found') })),
        ...found.filter((each) => !first.includes(each)).map((each) => pickItem(each, hierarchy)),
      ];
    },
  });
  if (node === undefined) return;
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  const found = store.hierarchy?.get(node.id);
  if (found === undefined) {
    tellGone(context, node.name);
    return;
  }
  recent.add(connection, found.id);
  await view.reveal(found);
}

const recentClients = (ids: readonly string[], hierarchy: Hierarchy): ClientNode[] =>
  ids.map((id) => hierarchy.get(id)).filter((node) => node !== undefined);
