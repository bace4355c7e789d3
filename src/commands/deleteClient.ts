import { l10n } from 'vscode';
import type { Connection } from '../api/connection';
import { plainText } from '../base/plainText';
import { joinParts, sentences } from '../base/text';
import { EditError } from '../model/edits/clientEdits';
import {
  planDelete,
  type BlockedClient,
  type Blocker,
  type DeletePlan,
  type DeleteStep,
} from '../model/edits/deletePlan';
import type { ClientNode } from '../model/hierarchy/clientNode';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import { runCancellable } from '../platform/progress';
import { formatCount, formatName, formatOwned, formatPath, longIssue, longPlace, quoted } from '../view/labels';
import { isCurrent, type CommandContext, type Invocation } from './context';
import { deleteMany } from './deleteMany';
import { tellApplied } from './report';
import { explainEdit } from './support/editFailures';
import { confirmDeletion } from './support/guard';
import { lines, listed } from './support/listed';
import { targetClients } from './targets';

/** How many names a confirmation has. */
const MAX_NAMES = 10;
/** How many clients that are in the way a message names. */
const MAX_BLOCKED = 3;

/**
 * Deletes the clients that are meant, with all clients below them, after asking. One that owns legal or reporting
 * entities, or has such a client below it, is named and left: the service would refuse it.
 */
export async function deleteClient(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClients(context, given, l10n.t('Delete Client'));
  if (target === undefined) return;
  const { connection, hierarchy, nodes } = target;
  const plan = planDelete(hierarchy, nodes);
  const next = given.goOn !== undefined ? [] : neighbours(hierarchy, nodes, plan);
  const [first] = plan.steps;
  if (first === undefined) {
    await notifyWithRefresh(context, formatBlocked(hierarchy, plan.blocked));
  } else if (plan.steps.length === 1 && plan.blocked.length === 0) {
    const { id, name } = first;
    const [node] = nodes;
    const about = node === undefined ? '' : described(hierarchy, node);
    if (await confirmed(context, connection, about, name, '', false))
      await remove(context, { id, name, about, connection, next, goOn: given.goOn });
  } else {
    const question = confirmation(connection, hierarchy, plan, nodes.length);
    const tops = plan.steps.filter(({ level }) => level === 0);
    const typed = nodes.length === 1 && tops[0] !== undefined ? tops[0].name : plan.steps.length;
    if (!(await confirmDeletion(context, connection, question, typed))) return;
    await deleteMany(context, plan.steps, { connection, next });
  }
}

/** Where a client is, and what is unusual about it: it may not be the one that is meant. */
function described(hierarchy: Hierarchy, node: ClientNode): string {
  const issues = hierarchy.issues(node).map((issue) => longIssue(issue, hierarchy));
  return [
    ...(node.parent === null ? [] : [formatPath(hierarchy.path(node))]),
    ...(issues.length === 0 ? [] : [l10n.t('ID: {0}', plainText(node.id)), ...issues]),
  ].join('\n');
}

/** Ids of the clients whose rows are next to what is deleted, the likeliest to be gone on with first. */
function neighbours(hierarchy: Hierarchy, nodes: readonly ClientNode[], { steps }: DeletePlan): string[] {
  const going = new Set(steps.map(({ id }) => id));
  const last = nodes.findLast(({ id }) => going.has(id));
  if (last === undefined) return [];
  const siblings = hierarchy.children(last.parent);
  const at = siblings.indexOf(last);
  const stays = ({ id }: ClientNode): boolean => !going.has(id);
  const around = [siblings.slice(at + 1).find(stays), siblings.slice(0, at).findLast(stays), last.parent];
  return around.filter((node) => node != null).map(({ id }) => id);
}

async function notifyWithRefresh({ prompts, loader }: CommandContext, message: string): Promise<void> {
  const refresh = l10n.t('Refresh');
  if ((await prompts.notify('warning', message, refresh)) === refresh) await loader.load({ interactive: true });
}

function formatBlocked(hierarchy: Hierarchy, blocked: readonly BlockedClient[]): string {
  const [one] = blocked;
  if (one === undefined || blocked.length > 1) {
    const shown = blocked.map((each) => `${quoted(each.node.name)} (${formatReason(each)})`);
    return l10n.t({
      message:
        'None of the selected clients can be deleted: {0}. Remove what they own first, or refresh if that was done elsewhere.',
      args: [listed(shown, MAX_BLOCKED)],
      comment: '{0} is a list of clients, each with a reason in parentheses.',
    });
  }
  const owned = one.blocker.node === one.node ? formatOwned(hierarchy.owned(one.node)) : undefined;
  return owned === undefined
    ? l10n.t({
        message:
          '{0} cannot be deleted with the clients below it: {1}. Remove what they own first, or refresh if that was done elsewhere.',
        args: [quoted(one.node.name), formatReason(one)],
        comment: '{0} is a quoted client name, {1} a reason such as "“Trust” owns 1 legal entity; 2 more below".',
      })
    : l10n.t({
        message:
          '{0} cannot be deleted because it still owns {1}. Remove what it owns first, or refresh if that was done elsewhere.',
        args: [quoted(one.node.name), owned],
        comment: '{0} is a quoted client name, {1} a list of what it owns.',
      });
}

/** What is in the way, as in "“Trust 1” owns 1 legal entity, and 2 more". */
function formatReason({ node, blocker, count }: BlockedClient): string {
  const owned = formatBlockerOwned(blocker);
  const first =
    blocker.node === node
      ? l10n.t({
          message: 'owns {0}',
          args: [owned],
          comment: 'Part of a list in parentheses, after the name of a client. {0} is a list of what it owns.',
        })
      : l10n.t({
          message: '{0} owns {1}',
          args: [quoted(blocker.node.name), owned],
          comment: 'Part of a list in parentheses. {0} is a quoted client name, {1} a list of what it owns.',
        });
  return count > 1
    ? l10n.t({
        message: '{0}; {1} more below',
        args: [first, (count - 1).toLocaleString()],
        comment:
          '{0} is a reason such as "“Trust” owns 1 legal entity", {1} the number of other clients with such a reason.',
      })
    : first;
}

function formatBlockerOwned({ legalEntities, reportingEntities, hiddenClients }: Blocker): string {
  const hidden =
    hiddenClients === 0
      ? ''
      : l10n.t({
          message: '{0} not visible to you',
          args: [formatCount(hiddenClients)],
          comment: 'Part of a list after "owns". {0} is a count of clients.',
        });
  const entities = formatOwned({ clients: 0, legalEntities, reportingEntities });
  return joinParts(', ', hidden, entities);
}

function confirmation(
  connection: Connection,
  hierarchy: Hierarchy,
  { steps, blocked }: DeletePlan,
  chosen: number,
): { message: string; detail: string; action: string } {
  const count = formatCount(steps.length);
  const tops = steps.filter(({ level }) => level === 0);
  const [top] = tops;
  const isBranch = chosen === 1 && top !== undefined;
  const detail = [
    blocked.length === 0
      ? ''
      : l10n.t({
          message: 'These clients cannot be deleted:\n{0}',
          args: [
            lines(
              blocked.map((each) => `    ${formatName(each.node.name)} (${formatReason(each)})`),
              MAX_NAMES,
            ),
          ],
          comment: '{0} is a list with one client on each line.',
        }),
    [
      ...(blocked.length === 0 ? [] : [l10n.t('These clients will be deleted:')]),
      lines(steps.toReversed().map(formatStep), MAX_NAMES),
    ].join('\n'),
    steps.length === tops.length
      ? l10n.t('The clients own nothing. They can be created again, but with new IDs.')
      : l10n.t('None of the clients owns legal or reporting entities. They can be created again, but with new IDs.'),
    longPlace(connection),
  ];
  return {
    message: isBranch
      ? l10n.t({
          message: 'Delete {0} and {1} below it?',
          args: [quoted(top.name), formatCount(steps.length - 1)],
          comment: '{0} is a quoted client name, {1} a count of clients.',
        })
      : blocked.length > 0
        ? l10n.t({
            message: '{0} of {1} cannot be deleted. Delete the others?',
            args: [blocked.length, formatCount(chosen)],
            comment: '{0} is a number, {1} a count of clients.',
          })
        : l10n.t({ message: 'Delete {0}?', args: [count], comment: '{0} is a count of clients.' }),
    detail: joinParts('\n\n', ...detail),
    action: l10n.t({ message: 'Delete {0}', args: [count], comment: 'Button. {0} is a count of clients.' }),
  };

  function formatStep({ id, name, level }: DeleteStep): string {
    const node = level === 0 ? hierarchy.get(id) : undefined;
    const path = node?.parent == null ? '' : ` (${formatPath(hierarchy.path(node.parent))})`;
    return `${'    '.repeat(level + 1)}${formatName(name)}${path}`;
  }
}

/** A client as it was when the person agreed to delete it. */
interface Agreed {
  readonly id: string;
  readonly name: string;
  /** Where it is, and what is unusual about it. */
  readonly about: string;
  readonly connection: Connection;
  /** Ids of the clients to go on with. */
  readonly next: readonly string[];
  /** Goes on elsewhere than in the tree. */
  readonly goOn: Invocation['goOn'];
}

function confirmed(
  { prompts }: CommandContext,
  connection: Connection,
  about: string,
  name: string,
  reason: string,
  isTurnedAway: boolean,
): Promise<boolean> {
  return prompts.confirm({
    isTurnedAway,
    message: l10n.t('Delete the client {0}?', quoted(name)),
    detail: joinParts(
      '\n',
      reason,
      about,
      l10n.t('The client owns nothing. It can be created again, but with a new ID.'),
      longPlace(connection),
    ),
    action: l10n.t('Delete'),
  });
}

async function remove(context: CommandContext, agreed: Agreed): Promise<void> {
  const { id, name, connection, next, goOn } = agreed;
  const client = quoted(name);
  let isTurnedAway = (): boolean => false;
  try {
    const outcome = await runCancellable(
      l10n.t({
        message: 'Deleting {0}…',
        args: [client],
        comment: '{0} is a quoted client name, or a count of clients.',
      }),
      (task) => {
        ({ isTurnedAway } = task);
        return context.edits.remove(id, name, { connection, ...task.call });
      },
    );
    if (outcome === undefined) return;
    tellApplied(context, connection, l10n.t('{0} was deleted.', client), outcome);
    if (isCurrent(context, connection)) await context.view.selectFirstOf(next, isTurnedAway());
    await goOn?.(isTurnedAway());
  } catch (error) {
    await explain(context, agreed, error, isTurnedAway());
  }
}

async function explain(context: CommandContext, agreed: Agreed, error: unknown, isTurnedAway: boolean): Promise<void> {
  const { name, about, connection } = agreed;
  const again = (): Promise<void> => remove(context, agreed);
  const client = quoted(name);
  if (!(error instanceof EditError)) {
    await context.prompts.fail(l10n.t('{0} was not deleted.', client), error, again);
    return;
  }
  const { obstacle } = error;
  const advice = explainEdit(error, name);
  const { text } = advice;
  switch (obstacle.kind) {
    case 'renamed':
      if (await confirmed(context, connection, about, obstacle.name, text, isTurnedAway))
        await remove(context, { ...agreed, name: obstacle.name });
      return;
    case 'notApplied':
      await context.prompts.fail(l10n.t('{0} was not deleted.', client), error, again, advice);
      return;
    case 'outcomeUnknown':
      await context.prompts.fail(l10n.t('{0} may have been deleted.', client), error, undefined, advice);
      return;
    case 'deletedElsewhere':
      void context.prompts.notify('info', text);
      return;
    case 'parentGone':
    case 'otherConnection':
      void context.prompts.notify('warning', text);
      return;
    case 'notEmpty':
      await notifyWithRefresh(context, sentences(text, l10n.t('Refresh, then remove what the client owns.')));
  }
}
