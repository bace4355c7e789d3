import { l10n } from 'vscode';
import { runTimeSliced } from '../base/timeSlices';
import { findingsCsvSteps, type FindingLine } from '../model/documents/findingsCsv';
import { FINDING_KINDS, type Finding, type FindingKind } from '../model/hierarchy/findings';
import type { Hierarchy } from '../model/hierarchy/hierarchy';
import { LiveFindings } from '../model/store/liveFindings';
import { runCancellable } from '../platform/progress';
import { findingReason, formatFindings, formatKind } from '../view/findingRows';
import { isBadRow, isClientRow } from '../view/rows';
import { isCurrent, ready, tellGone, tellOtherConnection, type CommandContext, type Invocation } from './context';
import { exportMade } from './exportClients';

/** Checks all clients, and lists what is wrong or suspicious in a view of its own. */
export async function checkHierarchy(context: CommandContext, given: Invocation): Promise<void> {
  const begun = await ready(context, given);
  if (begun === undefined) return;
  const { connection } = begun;
  const { prompts, store, log } = context;
  const view = await context.findings();
  const live = new LiveFindings(store, connection, (error) => log.error('The hierarchy was not checked', error));
  const checked = await runCancellable(l10n.t('Checking the hierarchy…'), async (task) => {
    await live.check(task.signal);
    return { isTaken: task.isElsewhere() };
  });
  if (checked === undefined || !isCurrent(context, connection)) {
    live.dispose();
    if (checked !== undefined) tellOtherConnection(context);
    return;
  }
  view.open(live);
  const show = l10n.t('Show');
  // The view would take the keys of a person who uses an editor by now.
  if (checked.isTaken && (await prompts.notify('info', l10n.t('The hierarchy was checked.'), show)) !== show) return;
  if (!isCurrent(context, connection)) tellOtherConnection(context);
  else if (view.live === live) await view.focus();
}

/** Shows the row in the tree of what a finding is about. The keyboard focus stays in the list of findings. */
export async function showFinding(context: CommandContext, { row }: Invocation): Promise<void> {
  const { store, view } = context;
  if (row === undefined) return;
  if (isBadRow(row)) {
    await view.revealBadRecord(row, false);
  } else if (isClientRow(row)) {
    const node = view.isOfNow(row) ? store.hierarchy?.get(row.id) : undefined;
    if (node !== undefined) await view.reveal(node, false);
    else if (view.isOfNow(row)) tellGone(context, row.name);
    else tellOtherConnection(context);
  }
}

/** Has the kinds chosen that are listed. */
export async function filterFindings(context: CommandContext): Promise<void> {
  const view = await context.findings();
  const { live, hiddenKinds } = view;
  if (live === undefined) return;
  const counts = new Map<FindingKind, number>();
  for (const { kind } of live.all) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = FINDING_KINDS.filter((kind) => counts.has(kind) || hiddenKinds.has(kind));
  const chosen = await context.prompts.pickSeveral({
    title: l10n.t('Filter Findings'),
    placeholder: l10n.t('Select the kinds of findings to show'),
    items: kinds.map((value) => ({
      label: formatKind(value),
      description: (counts.get(value) ?? 0).toLocaleString(),
      picked: !hiddenKinds.has(value),
      value,
    })),
  });
  if (chosen === undefined) return;
  if (view.live !== live) tellOtherConnection(context);
  else view.hide(kinds.filter((kind) => !chosen.includes(kind)));
}

/** Opens the findings that are listed as a table in an editor. */
export async function exportFindings(context: CommandContext, given: Invocation): Promise<void> {
  const { shown, live } = await context.findings();
  const { hierarchy } = context.store;
  if (live === undefined || hierarchy === undefined || given.connection !== live.connection) return;
  await exportMade(context, {
    connection: live.connection,
    language: 'csv',
    tooLong: () =>
      context.prompts.notify(
        'warning',
        l10n.t(
          'Nothing was exported. The text would exceed the 50 MB that VS Code can show. Filter the findings first.',
        ),
      ),
    make: ({ signal, report }) => {
      const lines = linesOf(shown, hierarchy, (count) => report(formatFindings(count)));
      return runTimeSliced(findingsCsvSteps(lines), signal);
    },
  });
}

/** After how many findings it is said how many there are so far. */
const REPORT_EVERY = 10_000;

function* linesOf(
  findings: readonly Finding[],
  hierarchy: Hierarchy,
  onLines: (count: number) => void,
): Generator<FindingLine, undefined> {
  for (const [at, finding] of findings.entries()) {
    if (at > 0 && at % REPORT_EVERY === 0) onLines(at);
    const kind = formatKind(finding.kind);
    const detail = findingReason(finding, hierarchy);
    if (finding.kind === 'badRecord') {
      yield { kind, id: finding.record.id ?? '', name: '', path: '', detail };
    } else {
      const { id, name } = finding.node;
      const path = hierarchy.path(finding.node).map((each) => each.name);
      yield { kind, id, name, path: path.join(' > '), detail };
    }
  }
  return undefined;
}

export async function closeFindings(context: CommandContext): Promise<void> {
  (await context.findings()).close();
}
