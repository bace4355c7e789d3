import { l10n } from 'vscode';
import type { Connection } from '../api/connection';
import { cleanName } from '../model/hierarchy/clientName';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import { formatPath, quoted, titleIn } from '../view/labels';
import { latestHierarchy, ready, type CommandContext, type Invocation, type Ready } from './context';
import { validateName } from './nameValidation';
import { tellApplied, tellFound } from './report';
import { explainEdit } from './support/editFailures';
import { targetClient } from './targets';

/** Where a client is created. No part of the hierarchy, which a refresh replaces while the box is open. */
interface Parent {
  readonly id: string;
  readonly name: string;
  /** As it is shown. */
  readonly path: string;
}

/**
 * Creates a client of a name that was typed elsewhere, and can be gone on with.
 *
 * @param parent The client to create it below; `null` for the top level.
 */
export function createNamed(
  context: CommandContext,
  { connection, hierarchy }: Ready,
  parent: ClientNode | null,
  name: string,
): Promise<void> {
  return create(context, connection, parent === null ? null : parentOf(parent, hierarchy), name);
}

/** Creates a client below the one that is meant. */
export async function createClient(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClient(context, given, l10n.t('New Client: Select Parent'));
  if (target === undefined) return;
  const { connection, hierarchy, node } = target;
  // Not awaited: this function would keep the hierarchy in memory for as long as the box is open.
  return create(context, connection, parentOf(node, hierarchy));
}

const parentOf = (node: ClientNode, hierarchy: Hierarchy): Parent => ({
  id: node.id,
  name: node.name,
  path: formatPath(hierarchy.path(node)),
});

/** Creates a client at top level. */
export async function createTopLevelClient(context: CommandContext, given: Invocation): Promise<void> {
  const begun = await ready(context, given);
  if (begun !== undefined) return create(context, begun.connection, null);
}

/** @param name What the box has at first, as typed by the person. */
async function create(
  context: CommandContext,
  connection: Connection,
  parent: Parent | null,
  name = '',
): Promise<void> {
  const { store, edits, view, prompts } = context;
  let tried = '';
  let isTurnedAway = (): boolean => false;
  const outcome = await prompts.input({
    title: titleIn(
      connection,
      parent === null
        ? l10n.t('New Top-Level Client')
        : l10n.t({
            message: 'New Client under {0}',
            args: [quoted(parent.name)],
            comment: 'Title of a box. {0} is the quoted name of the parent.',
          }),
    ),
    prompt:
      parent === null
        ? l10n.t('Name of the new top-level client')
        : l10n.t({
            message: 'Name of the new client under {0}',
            args: [parent.path],
            comment: '{0} is the path of the parent, as in Group > Nordics.',
          }),
    value: name,
    isTyped: true,
    placeholder: l10n.t('Name'),
    busy: l10n.t('Creating the client…'),
    validate: (typed) => validateName(typed, latestHierarchy(context, connection), parent?.id ?? null),
    submit: (typed, task) => {
      tried = cleanName(typed);
      ({ isTurnedAway } = task);
      return edits.create(tried, parent?.id ?? null, { connection, ...task.call });
    },
    explain: (error) => explainEdit(error, tried),
  });
  if (outcome === undefined) return;
  const { node, mayBeOthers } = outcome;
  if (node !== undefined && mayBeOthers) void tellFound(context, connection, node, outcome);
  else tellApplied(context, connection, l10n.t('{0} was created.', quoted(node?.name ?? tried)), outcome);
  if (node !== undefined && store.connection === connection) await view.selectFirstOf([node.id], isTurnedAway());
}
