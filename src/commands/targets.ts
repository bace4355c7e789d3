import { l10n } from 'vscode';
import { withoutIcons } from '../base/plainText';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import { inTreeOrder } from '../model/hierarchy/traversal';
import type { PickItem } from '../platform/prompts';
import { formatPath, pickLabel } from '../view/labels';
import { isClientRow } from '../view/rows';
import {
  isCurrent,
  ready,
  tellGone,
  tellOtherConnection,
  type CommandContext,
  type Invocation,
  type Ready,
} from './context';

/** The client that a command is for, on its connection. */
export interface Target extends Ready {
  readonly node: ClientNode;
}

/** The clients that a command is for, on their connection: at least one, each once, in the order of the tree. */
export interface Targets extends Ready {
  readonly nodes: readonly ClientNode[];
}

/** Most clients that a quick pick shows at a time; typing narrows them down. */
export const MAX_PICKS = 200;

/** The selected clients, where the person can see them. */
const selected = ({ view }: CommandContext): ClientNode[] => (view.isVisible ? view.selection : []);

/** The client whose row is the only one that is selected, where the person can see it. */
export function onlySelected(context: CommandContext): ClientNode | undefined {
  const [only, ...others] = selected(context);
  return others.length === 0 ? only : undefined;
}

/**
 * The client that a command is for: the row it was given on, else the only one that is selected, else one that is picked.
 *
 * @param title Of the pick.
 * @returns `undefined` where there is none; the person is told why.
 */
export async function targetClient(
  context: CommandContext,
  given: Invocation,
  title: string,
): Promise<Target | undefined> {
  const { row } = given;
  const target = row !== undefined && isClientRow(row) ? row : onlySelected(context);
  if (target !== undefined && !context.view.isOfNow(target)) {
    tellOtherConnection(context);
    return;
  }
  const begun = await ready(context, given);
  if (begun === undefined) return undefined;
  if (target === undefined) return pickClient(context, begun, title);
  const node = begun.hierarchy.get(target.id);
  if (node !== undefined) return { ...begun, node };
  tellGone(context, target.name);
  return undefined;
}

/**
 * The clients that a command for several is for: the rows of a selection that was clicked in, else the row it was given on,
 * else all that are selected, else one that is picked.
 *
 * @param title Of the pick.
 * @returns `undefined` where there is none; the person is told why.
 */
export async function targetClients(
  context: CommandContext,
  given: Invocation,
  title: string,
): Promise<Targets | undefined> {
  const { row, rows } = given;
  const clicked = (rows ?? (row === undefined ? [] : [row])).filter(isClientRow);
  const targets = clicked.length > 0 ? clicked : selected(context);
  const [first] = targets;
  if (first === undefined || targets.length === 1) {
    const target = await targetClient(context, { connection: given.connection, row: first }, title);
    return target === undefined ? undefined : { ...target, nodes: [target.node] };
  }
  if (!targets.every((each) => context.view.isOfNow(each))) {
    tellOtherConnection(context);
    return;
  }
  const begun = await ready(context, given);
  if (begun === undefined) return undefined;
  const { hierarchy } = begun;
  const nodes = new Set(targets.map(({ id }) => hierarchy.get(id)).filter((node) => node !== undefined));
  if (nodes.size > 0) return { ...begun, nodes: inTreeOrder(hierarchy, nodes) };
  void context.prompts.notify('warning', l10n.t('The selected clients no longer exist.'));
  return undefined;
}

/** A client as a quick pick shows it: its name, and where it is. */
export const pickItem = (node: ClientNode, hierarchy: Hierarchy): PickItem<ClientNode> => ({
  label: pickLabel(node.name),
  description: withoutIcons(formatPath(hierarchy.path(node).slice(0, -1))),
  value: node,
});

async function pickClient(context: CommandContext, begun: Ready, title: string): Promise<Target | undefined> {
  const { store, prompts } = context;
  const { connection, hierarchy } = begun;
  const picked = await prompts.pick({
    title,
    placeholder: l10n.t('Select a client by name or ID'),
    ready: store.prepareSearch(),
    items: (query) => {
      if (!isCurrent(context, connection)) return [];
      return (store.search?.search(query, MAX_PICKS) ?? []).map((each) => pickItem(each, hierarchy));
    },
  });
  if (picked === undefined) return undefined;
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  // The clients may have been loaded again while it was open.
  const node = store.hierarchy?.get(picked.id);
  if (store.hierarchy !== undefined && node !== undefined) return { connection, hierarchy: store.hierarchy, node };
  tellGone(context, picked.name);
  return undefined;
}
