import type { ClientNode } from '../hierarchy/clientNode';
import type { Hierarchy } from '../hierarchy/hierarchy';
import { topmost, walk } from '../hierarchy/traversal';

/** A client to be deleted, as it was when that was agreed to. */
export interface DeleteStep {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  /** How far it is below the first of those above it that are deleted too, from 0. */
  readonly level: number;
}

/** A client that keeps itself and those above it from being deleted. */
export interface Blocker {
  readonly node: ClientNode;
  readonly legalEntities: number;
  readonly reportingEntities: number;
  /** Clients that it owns and that are not shown below it. */
  readonly hiddenClients: number;
}

/** A chosen client that cannot be deleted. */
export interface BlockedClient {
  readonly node: ClientNode;
  /** The first of those that are in the way, which may be the client itself. */
  readonly blocker: Blocker;
  /** How many are in the way. */
  readonly count: number;
}

export interface DeletePlan {
  /** Children before their parents. */
  readonly steps: readonly DeleteStep[];
  /** Chosen clients that own something other than clients, or have such a client somewhere below. */
  readonly blocked: readonly BlockedClient[];
}

/**
 * How to delete clients with all that are below them. A chosen client is deleted as a whole branch or not at all; one that
 * is chosen as well as a client above it may be deleted where the other is blocked.
 */
export function planDelete(hierarchy: Hierarchy, chosen: Iterable<ClientNode>): DeletePlan {
  const isChosen = new Set(chosen);
  const branch = [...walk(hierarchy, topmost(isChosen))].map(({ node }) => node);
  const blocked = blockedOf(hierarchy, branch);
  const levels = new Map<ClientNode, number>();
  const steps: DeleteStep[] = [];
  for (const node of branch) {
    const above = node.parent === null ? undefined : levels.get(node.parent);
    if (above === undefined && (!isChosen.has(node) || blocked.has(node))) continue;
    const level = above === undefined ? 0 : above + 1;
    levels.set(node, level);
    steps.push({ id: node.id, name: node.name, parentId: node.parentId, level });
  }
  return {
    steps: steps.reverse(),
    blocked: branch.filter((node) => isChosen.has(node)).flatMap((node) => blocked.get(node) ?? []),
  };
}

/** Those of `branch`, which has parents before children, that cannot be deleted with all that are below them. */
function blockedOf(hierarchy: Hierarchy, branch: readonly ClientNode[]): Map<ClientNode, BlockedClient> {
  const owners = ownersAbove(hierarchy, branch);
  const blocked = new Map<ClientNode, BlockedClient>();
  for (const node of branch.toReversed()) {
    const below = blocked.get(node);
    const own = blockerOf(hierarchy, node, owners.has(node) ? 1 : 0);
    const here = own === undefined ? below : { node, blocker: own, count: (below?.count ?? 0) + 1 };
    if (here === undefined) continue;
    blocked.set(node, here);
    const { parent } = node;
    if (parent === null) continue;
    const count = (blocked.get(parent)?.count ?? 0) + here.count;
    blocked.set(parent, { node: parent, blocker: here.blocker, count });
  }
  return blocked;
}

function blockerOf(hierarchy: Hierarchy, node: ClientNode, ownsAbove: number): Blocker | undefined {
  const { clients, legalEntities, reportingEntities } = hierarchy.owned(node);
  const hiddenClients = clients - hierarchy.childCount(node) + ownsAbove;
  if (legalEntities + reportingEntities + hiddenClients === 0) return undefined;
  return { node, legalEntities, reportingEntities, hiddenClients };
}

/** Clients that own, by way of a cycle, a client that is shown above them. */
function ownersAbove(hierarchy: Hierarchy, branch: readonly ClientNode[]): Set<ClientNode> {
  const owners = new Set<ClientNode>();
  const seen = new Set<ClientNode>();
  for (const node of branch) {
    let root = node;
    for (; root.parent !== null && !seen.has(root); root = root.parent) seen.add(root);
    if (seen.has(root)) continue;
    seen.add(root);
    const owner = root.parentId === null ? undefined : hierarchy.get(root.parentId);
    if (owner !== undefined) owners.add(owner);
  }
  return owners;
}
