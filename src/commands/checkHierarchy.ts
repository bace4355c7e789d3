import { l10n } from 'vscode';
import { isBadRecord, type BadRecord } from '../api/jsonApi';
import { plainText, withoutIcons } from '../base/plainText';
import { runTimeSliced } from '../base/timeSlices';
import type { ClientNode } from '../model/hierarchy/clientNode';
import { findingSteps, type Finding } from '../model/hierarchy/findings';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import { runCancellable } from '../platform/progress';
import { badLabel, badReason, formatPath, longIssue, pickLabel } from '../view/labels';
import { isCurrent, ready, tellGone, tellOtherConnection, type CommandContext, type Invocation } from './context';

/** Most findings that are listed at a time. */
const MAX_LISTED = 1_000;

/** Lists what is wrong or suspicious; choosing a finding reveals its row. */
export async function checkHierarchy(context: CommandContext, given: Invocation): Promise<void> {
  const begun = await ready(context, given);
  if (begun === undefined) return;
  const { connection, hierarchy } = begun;
  const { prompts, store, view } = context;
  const checked = await runCancellable(l10n.t('Checking the hierarchy…'), async (task) => ({
    found: await runTimeSliced(findingSteps(hierarchy), task.signal),
    isTaken: task.isElsewhere(),
  }));
  if (checked === undefined) return;
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  const { found, isTaken } = checked;
  const total = found.length + hierarchy.badRecords.length;
  if (total === 0) {
    await prompts.notify('info', l10n.t('Nothing wrong or suspicious was found among {0} clients.', hierarchy.size));
    return;
  }
  const show = l10n.t('Show');
  // A list of findings would take the keys of a person who uses an editor by now.
  if (isTaken && (await prompts.notify('info', l10n.t('The hierarchy was checked.'), show)) !== show) return;
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  const all = [
    ...hierarchy.badRecords.map((record) => ({ ...describeBad(record), value: record })),
    ...found.map((finding) => ({ ...describe(finding, hierarchy), value: finding.node })),
  ];
  const chosen = await prompts.pick<ClientNode | BadRecord>({
    title: total === 1 ? l10n.t('Check Hierarchy: 1 Finding') : l10n.t('Check Hierarchy: {0} Findings', total),
    placeholder: l10n.t('Choose one to see its row in the tree'),
    items: (query) => {
      if (!isCurrent(context, connection)) return [];
      const wanted = query.trim().toLowerCase();
      return all
        .filter(({ label, description, detail }) => `${label} ${description} ${detail}`.toLowerCase().includes(wanted))
        .slice(0, MAX_LISTED);
    },
  });
  if (chosen === undefined) return;
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  if (isBadRecord(chosen)) {
    await view.revealBadRecord(chosen);
    return;
  }
  const current = store.hierarchy?.get(chosen.id);
  if (current === undefined) tellGone(context, chosen.name);
  else await view.reveal(current);
}

interface Described {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

const describeBad = (record: BadRecord): Described => ({
  label: `$(error) ${badLabel(record)}`,
  description: withoutIcons(plainText(record.id ?? '')),
  detail: withoutIcons(badReason(record)),
});

function describe({ node, issue }: Finding, hierarchy: Hierarchy): Described {
  return {
    label: `$(warning) ${pickLabel(node.name)}`,
    description: withoutIcons(formatPath(hierarchy.path(node).slice(0, -1))),
    detail: withoutIcons(longIssue(issue, hierarchy)),
  };
}
