import { env, l10n, window } from 'vscode';
import type { Connection } from '../api/connection';
import { fileName } from '../base/fileName';
import { runTimeSliced } from '../base/timeSlices';
import { exportSteps, type ExportFormat } from '../model/documents/exports';
import { topmost } from '../model/hierarchy/traversal';
import { runCancellable, type Task } from '../platform/progress';
import { formatCount } from '../view/labels';
import {
  isCurrent,
  latestHierarchy,
  ready,
  tellOtherConnection,
  type CommandContext,
  type Invocation,
} from './context';
import { chosen, describeFormat, exportQuestions } from './support/exportQuestions';
import { exportToFile, REPORT_EVERY, type ExportJob } from './support/exportToFile';
import { targetClients } from './targets';

/** How long (ms) the status bar says what was copied. */
const STATUS_MS = 3_000;

/** What a command exports, before it is asked how. */
type Subject = Pick<ExportJob, 'connection' | 'tops' | 'title' | 'fileName'>;

/** Exports all clients. The rows that a title menu hands over, too, are not what is meant. */
export async function exportClients(context: CommandContext, given: Invocation): Promise<void> {
  const begun = await ready(context, given);
  if (begun === undefined) return;
  await exportAs(context, {
    connection: begun.connection,
    tops: (hierarchy) => hierarchy.children(null),
    title: l10n.t('Export All Clients As'),
    fileName: 'clients',
  });
}

/** Exports the branches of the clients that are meant, in the order of the tree. */
export async function exportBranch(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClients(context, given, l10n.t('Export Branch'));
  if (target === undefined) return;
  const [first, ...others] = topmost(new Set(target.nodes));
  const ids = target.nodes.map(({ id }) => id);
  await exportAs(context, {
    connection: target.connection,
    // They may have been loaded again while a person chose.
    tops: (hierarchy) => topmost(new Set(ids.map((id) => hierarchy.get(id)).filter((node) => node !== undefined))),
    title: l10n.t('Export Branch As'),
    fileName: first === undefined || others.length > 0 ? 'clients' : fileName(first.name, 'clients'),
  });
}

async function exportAs(context: CommandContext, subject: Subject): Promise<void> {
  const { prompts, exportChoices } = context;
  const { last } = exportChoices;
  const answers = await prompts.askInTurn(subject.title, exportQuestions(last));
  if (answers === undefined) return;
  const choices = chosen(answers, last);
  exportChoices.remember(choices);
  const { format, destination, separator } = choices;
  const job = { ...subject, format, separator };
  if (format === 'xlsx' || destination === 'file') await exportToFile(context, job);
  else await exportText(context, job, format, destination);
}

/** Makes all of the text, and shows it in an editor or copies it. */
async function exportText(
  context: CommandContext,
  job: ExportJob,
  format: ExportFormat,
  destination: 'editor' | 'clipboard',
): Promise<void> {
  const { connection } = job;
  const hierarchy = isCurrent(context, connection) ? latestHierarchy(context, connection) : undefined;
  if (hierarchy === undefined) {
    tellOtherConnection(context);
    return;
  }
  let count = 0;
  await exportMade(context, {
    connection,
    language: describeFormat(format).language,
    copied:
      destination === 'clipboard'
        ? () =>
            l10n.t({
              message: 'Copied {0}.',
              args: [formatCount(count)],
              comment: 'Shown in the status bar. {0} is a count of clients.',
            })
        : undefined,
    tooLong: () => offerFileInstead(context, job),
    make: ({ signal, report }) => {
      const onClient = (soFar: number): void => {
        count = soFar;
        if (soFar % REPORT_EVERY === 0) report(formatCount(soFar));
      };
      const steps = exportSteps(hierarchy, job.tops(hierarchy), format, {
        noName: l10n.t({ message: '(no name)', comment: 'In place of a name.' }),
        onClient,
      });
      return runTimeSliced(steps, signal);
    },
  });
}

/** A text to be made of what is on `connection`. */
export interface TextExport {
  readonly connection: Connection;
  /** Identifier of the language that an editor shows it in. */
  readonly language: string;
  /** What is said when it was copied; `undefined` to show the text in an untitled editor instead. */
  readonly copied?: (() => string) | undefined;
  /** Gives `undefined` where the text would be longer than VS Code can show. */
  make(task: Task): Promise<string | undefined>;
  tooLong(): Promise<unknown>;
}

/** Makes a text, and shows or copies it unless the connection has changed meanwhile. */
export async function exportMade(context: CommandContext, wanted: TextExport): Promise<void> {
  const { connection, copied } = wanted;
  const outcome = await runCancellable(l10n.t('Exporting…'), async (task) => ({
    content: await wanted.make(task),
    isTaken: task.isElsewhere(),
  }));
  if (outcome === undefined) return;
  const { content, isTaken } = outcome;
  if (isCurrent(context, connection) && content === undefined) {
    await wanted.tooLong();
    return;
  }
  if (isCurrent(context, connection) && copied === undefined && isTaken && !(await isWanted(context))) return;
  // Also when that happened while the message was there.
  if (content === undefined || !isCurrent(context, connection)) {
    tellOtherConnection(context);
  } else if (copied === undefined) {
    await context.prompts.showText(content, wanted.language);
  } else {
    await env.clipboard.writeText(content);
    window.setStatusBarMessage(copied(), STATUS_MS);
  }
}

/** Asks a person who uses another editor by now: the text would take their keys. */
async function isWanted({ prompts }: CommandContext): Promise<boolean> {
  const open = l10n.t('Open');
  return (await prompts.notify('info', l10n.t('The export is ready.'), open)) === open;
}

async function offerFileInstead(context: CommandContext, job: ExportJob): Promise<void> {
  const toFile = l10n.t('Export to File…');
  const text = l10n.t(
    'Nothing was exported. The text would exceed the 50 MB that VS Code can show. A file can have any size.',
  );
  if ((await context.prompts.notify('warning', text, toFile)) === toFile) await exportToFile(context, job);
}
