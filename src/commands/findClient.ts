import { l10n } from 'vscode';
import { withoutIcons } from '../base/plainText';
import { cleanName } from '../model/hierarchy/clientName';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import type { PickItem } from '../platform/prompts';
import { quoted } from '../view/labels';
import { isCurrent, ready, tellGone, tellOtherConnection, type CommandContext, type Invocation } from './context';
import { createNamed } from './createClient';
import { MAX_PICKS, onlySelected, pickItem } from './targets';

/** A client that was found; or the name of one to be created, since there is none. */
type Found = ClientNode | { readonly newName: string };

/** Has a client searched and picked by name, path or id, and selects its row. */
export async function findClient(context: CommandContext, given: Invocation): Promise<void> {
  const begun = await ready(context, given);
  if (begun === undefined) return;
  const { connection, hierarchy } = begun;
  const { store, view, prompts, recent } = context;
  // As selected now: the pick has the focus, and says which one it is.
  const parent = onlySelected(context) ?? null;
  const picked = await prompts.pick<Found>({
    title: l10n.t('Find Client'),
    placeholder: l10n.t('Type parts of the name or path, or the start of the ID'),
    ready: store.prepareSearch(),
    items: (query) => {
      if (!isCurrent(context, connection)) return [];
      const found = store.search?.search(query, MAX_PICKS) ?? [];
      const first = query.trim() === '' ? recentClients(recent.ids(connection), hierarchy) : [];
      if (first.length === 0) return found.map((each) => pickItem(each, hierarchy));
      const others = found.filter((each) => !first.includes(each));
      return [
        ...first.map((each) => ({
          ...pickItem(each, hierarchy),
          section: l10n.t({ message: 'recently found', comment: 'Separator in a list of clients.' }),
        })),
        ...others.map((each) => ({
          ...pickItem(each, hierarchy),
          section: l10n.t({ message: 'clients', comment: 'Separator in a list of clients, below "recently found".' }),
        })),
      ];
    },
    otherwise: (query) => {
      const newName = cleanName(query);
      if (!isCurrent(context, connection) || connection.access === 'readOnly' || newName === '') return undefined;
      return {
        none: withoutIcons(
          l10n.t({
            message: '{0} was not found',
            args: [quoted(newName)],
            comment: 'In a list. {0} is a quoted client name.',
          }),
        ),
        item: newItem(newName, parent),
      };
    },
  });
  if (picked === undefined) return;
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  const { hierarchy: latest } = store;
  if (latest === undefined) return;
  if ('newName' in picked) {
    const owner = parent === null ? undefined : latest.get(parent.id);
    if (parent !== null && owner === undefined) tellGone(context, parent.name);
    // Also where the parent is gone: the box says that it is for the top level, and has what was typed.
    await createNamed(context, { connection, hierarchy: latest }, owner ?? null, picked.newName);
    return;
  }
  const found = latest.get(picked.id);
  if (found === undefined) {
    tellGone(context, picked.name);
    return;
  }
  recent.add(connection, found.id);
  await view.reveal(found);
}

const newItem = (newName: string, parent: ClientNode | null): PickItem<Found> => ({
  label: `$(add) ${withoutIcons(l10n.t({ message: 'New Client {0}', args: [quoted(newName)], comment: 'In a list: creates a client. {0} is the quoted name.' }))}`,
  description:
    parent === null
      ? l10n.t({ message: 'at the top level', comment: 'After "New Client" and its name in a list.' })
      : withoutIcons(
          l10n.t({
            message: 'under {0}',
            args: [quoted(parent.name)],
            comment: 'After "New Client" and its name in a list. {0} is the quoted name of the parent.',
          }),
        ),
  value: { newName },
});

const recentClients = (ids: readonly string[], hierarchy: Hierarchy): ClientNode[] =>
  ids.map((id) => hierarchy.get(id)).filter((node) => node !== undefined);
