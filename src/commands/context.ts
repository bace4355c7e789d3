import { l10n } from 'vscode';
import type { Sessions } from '../auth/sessions';
import type { ClientNode } from '../model/clientNode';
import { cleanName, nameProblem } from '../model/clientName';
import type { ClientEdits } from '../model/clientEdits';
import type { ClientStore } from '../model/clientStore';
import type { EntityStore } from '../model/entityStore';
import type { Hierarchy } from '../model/hierarchy';
import type { Validation } from '../platform/inputFlow';
import type { Log } from '../platform/log';
import type { PickItem, Prompts } from '../platform/prompts';
import { inTreeOrder } from '../model/treeOrder';
import type { ClientFiles } from '../view/clientFiles';
import type { ClientsView } from '../view/clientsView';
import { longNameProblem, pickLabel, quoted, shownPath } from '../view/labels';
import { withoutIcons } from '../platform/plainText';
import { isClientRow, type Row } from '../view/rows';

/** What commands work with. */
export interface CommandContext {
  readonly store: ClientStore;
  readonly entities: EntityStore;
  readonly edits: ClientEdits;
  readonly sessions: Sessions;
  readonly view: ClientsView;
  readonly files: ClientFiles;
  readonly prompts: Prompts;
  readonly log: Log;
  /** Clients found lately, the last first. Ids only: they are kept on disk by VS Code. */
  readonly recent: { ids: readonly string[] };
}

/** Most clients that a quick pick shows at a time; typing narrows them down. */
export const MAX_PICKS = 200;

/** The loaded hierarchy. Signs in and loads first where that has not been done; `undefined` where it cannot be. */
export async function readyHierarchy({
  store,
  sessions,
  view,
  prompts,
}: CommandContext): Promise<Hierarchy | undefined> {
  await sessions.restore();
  if (sessions.current === undefined && (await sessions.signIn()) === undefined) return undefined;
  if (store.hierarchy === undefined) await view.load({ interactive: true });
  if (store.hierarchy === undefined && store.failure === undefined) {
    await prompts.tell('info', l10n.t('The clients are not loaded.'));
  }
  return store.hierarchy;
}

/**
 * The client that a command is meant for: the clicked row, else the selected one, else one that is picked.
 *
 * @param row What VS Code hands a command from a menu; `undefined` from a key or the palette.
 */
export async function targetClient(
  context: CommandContext,
  row: Row | undefined,
  title: string,
): Promise<{ hierarchy: Hierarchy; node: ClientNode } | undefined> {
  const hierarchy = await readyHierarchy(context);
  if (hierarchy === undefined) return undefined;
  const meant = row !== undefined && isClientRow(row) ? row : context.view.selected;
  if (meant === undefined) {
    const node = await pickClient(context, hierarchy, title);
    return node === undefined ? undefined : { hierarchy, node };
  }
  const node = hierarchy.get(meant.id);
  if (node !== undefined) return { hierarchy, node };
  void context.prompts.tell('warning', l10n.t('{0} is no longer among the clients.', quoted(meant.name)));
  return undefined;
}

/**
 * The clients that a command for several is meant for: the rows of a selection that was clicked in, else the clicked row,
 * else all that are selected, else one that is picked.
 *
 * @param row What VS Code hands a command from a menu; `undefined` from a key or the palette.
 * @param rows The whole selection where `row` belongs to one of several; `undefined` where `row` alone is meant.
 * @returns Each client once, in the order of the tree, those that are gone left out; at least one.
 */
export async function targetClients(
  context: CommandContext,
  row: Row | undefined,
  rows: readonly Row[] | undefined,
  title: string,
): Promise<{ hierarchy: Hierarchy; nodes: readonly ClientNode[] } | undefined> {
  const hierarchy = await readyHierarchy(context);
  if (hierarchy === undefined) return undefined;
  const clicked = (rows ?? (row === undefined ? [] : [row])).filter(isClientRow);
  const meant = clicked.length > 0 ? clicked : context.view.selection;
  const [first] = meant;
  if (first === undefined || meant.length === 1) {
    const target = await targetClient(context, first, title);
    return target === undefined ? undefined : { hierarchy: target.hierarchy, nodes: [target.node] };
  }
  const nodes = new Set(meant.map(({ id }) => hierarchy.get(id)).filter((node) => node !== undefined));
  if (nodes.size > 0) return { hierarchy, nodes: inTreeOrder(hierarchy, nodes) };
  void context.prompts.tell('warning', l10n.t('The selected clients are no longer there.'));
  return undefined;
}

/** A client as a quick pick shows it: its name, and where it is. */
export const pickItem = (node: ClientNode, hierarchy: Hierarchy): PickItem<ClientNode> => ({
  label: pickLabel(node.name),
  description: withoutIcons(shownPath(hierarchy.path(node).slice(0, -1))),
  value: node,
});

function pickClient(
  { store, prompts }: CommandContext,
  hierarchy: Hierarchy,
  title: string,
): Promise<ClientNode | undefined> {
  return prompts.pick({
    title,
    placeholder: l10n.t('Choose a client by its name or id'),
    ready: store.prepareSearch(),
    items: (query) => (store.search?.search(query, MAX_PICKS) ?? []).map((node) => pickItem(node, hierarchy)),
  });
}

/** Judges a name that is being typed for a client below `parent`; `self` is the client itself when it is renamed. */
export function validateName(
  typed: string,
  hierarchy: Hierarchy,
  parent: ClientNode | null,
  self?: ClientNode,
): Validation | undefined {
  const problem = nameProblem(typed);
  if (problem !== undefined) return { message: longNameProblem(problem), severity: 'error' };
  const name = cleanName(typed);
  if (hierarchy.namesakes(name, parent, self).length === 0) {
    const other = hierarchy.alike(name, parent, self);
    if (other === undefined) return undefined;
    return {
      message: l10n.t('This can be taken for {0} beside it. Press Enter to have both.', quoted(other.name)),
      severity: 'warning',
    };
  }
  const message =
    parent === null
      ? l10n.t('There is already a client {0} at top level. Press Enter to have two.', quoted(name))
      : l10n.t('There is already a client {0} under {1}. Press Enter to have two.', quoted(name), quoted(parent.name));
  return { message, severity: 'warning' };
}
