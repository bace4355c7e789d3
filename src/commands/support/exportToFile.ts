import { homedir } from 'node:os';
import { l10n, Uri, workspace } from 'vscode';
import type { Connection } from '../../api/connection';
import { plainText } from '../../base/plainText';
import { sentences } from '../../base/text';
import { runTimeSliced } from '../../base/timeSlices';
import { writeExport, type FileFormat } from '../../model/documents/exportFile';
import type { CsvSeparator } from '../../model/documents/exports';
import { MAX_CELL, MAX_ROWS } from '../../model/documents/sheetXml';
import type { ClientNode } from '../../model/hierarchy/clientNode';
import type { Hierarchy } from '../../model/hierarchy/hierarchy';
import { walk } from '../../model/hierarchy/traversal';
import type { Advice } from '../../platform/failures';
import { runCancellable } from '../../platform/progress';
import { explainWriting, writeTarget } from '../../platform/writeTarget';
import { formatCount } from '../../view/labels';
import { isCurrent, latestHierarchy, tellOtherConnection, type CommandContext } from '../context';
import { describeFormat } from './exportQuestions';
import { offerFile } from './offerFile';

/** After how many clients it is said how many there are so far. */
export const REPORT_EVERY = 10_000;

/** What is exported, from whom, and how. */
export interface ExportJob {
  /** The connection on which the export was begun. */
  readonly connection: Connection;
  /** The clients to begin with, among those of now. */
  readonly tops: (hierarchy: Hierarchy) => readonly ClientNode[];
  readonly format: FileFormat;
  readonly separator: CsvSeparator;
  readonly title: string;
  /** Of the file that is offered first, without its extension. */
  readonly fileName: string;
}

/** Another account or service was turned to while a file was written. */
class OtherConnectionError extends Error {
  constructor() {
    super('another connection was turned to');
    this.name = 'OtherConnectionError';
  }
}

/** Asks for a file, writes it in pieces, and says so. Until it is complete, an existing file is as it was. */
export async function exportToFile(context: CommandContext, job: ExportJob): Promise<void> {
  const { prompts, exportChoices } = context;
  const hierarchy = clientsOf(context, job);
  if (hierarchy === undefined || (job.format === 'xlsx' && !(await fitsSheet(context, job, hierarchy)))) return;
  const { label, extension } = describeFormat(job.format);
  const folder = await defaultFolder(exportChoices.folder);
  const target = await prompts.saveFile({
    title: job.title,
    saveLabel: l10n.t('Export'),
    defaultUri: Uri.joinPath(folder, `${job.fileName}.${extension}`),
    filters: { [label]: [extension] },
  });
  if (target === undefined) return;
  exportChoices.remember({ folder: Uri.joinPath(target, '..') });
  await writeFile(context, job, target);
}

/** The clients of now; says so where they are of another connection. */
function clientsOf(context: CommandContext, { connection }: ExportJob): Hierarchy | undefined {
  const hierarchy = isCurrent(context, connection) ? latestHierarchy(context, connection) : undefined;
  if (hierarchy === undefined) tellOtherConnection(context);
  return hierarchy;
}

/** Where the last file went, if that is still there, else the folder that is open, else the person's own. */
async function defaultFolder(last: Uri | undefined): Promise<Uri> {
  const isThere =
    last !== undefined &&
    (await workspace.fs.stat(last).then(
      () => true,
      () => false,
    ));
  return isThere ? last : (workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir()));
}

async function fitsSheet(context: CommandContext, job: ExportJob, hierarchy: Hierarchy): Promise<boolean> {
  const count = await runTimeSliced(countSteps(hierarchy, job.tops(hierarchy)));
  if (count < MAX_ROWS) return true;
  await context.prompts.notify('warning', tooManyText(count));
  return false;
}

const tooManyText = (count: number): string =>
  l10n.t({
    message:
      'Nothing was exported. An Excel sheet has room for {0}, but there are {1}. Export a branch, or export as CSV.',
    args: [formatCount(MAX_ROWS - 1), formatCount(count)],
    comment: '{0} and {1} are counts of clients.',
  });

function* countSteps(hierarchy: Hierarchy, tops: readonly ClientNode[]): Generator<undefined, number> {
  const visits = walk(hierarchy, tops);
  let count = 0;
  while (visits.next().done !== true) {
    count++;
    yield;
  }
  return count;
}

async function writeFile(context: CommandContext, job: ExportJob, target: Uri): Promise<void> {
  const hierarchy = clientsOf(context, job);
  if (hierarchy === undefined) return;
  const name = plainText(target.path.split('/').at(-1) ?? '');
  try {
    const written = await runCancellable(l10n.t('Exporting clients…'), ({ signal, report }) =>
      write(context, job, hierarchy, target, signal, report),
    );
    if (written === undefined) return;
    const done = l10n.t({
      message: 'Exported {0} to {1}.',
      args: [formatCount(written.count), name],
      comment: '{0} is a count of clients, {1} the name of a file.',
    });
    const cut = cutText(written.cut);
    await offerFile(context, cut === '' ? 'info' : 'warning', sentences(done, cut), target, job.format);
  } catch (error) {
    if (error instanceof OtherConnectionError) {
      tellOtherConnection(context);
      return;
    }
    const what = l10n.t({
      message: 'The clients were not exported to {0}.',
      args: [name],
      comment: '{0} is the name of a file. The reason follows.',
    });
    await context.prompts.fail(what, error, () => writeFile(context, job, target), explainExport(error));
  }
}

function explainExport(error: unknown): Advice {
  // The workbook's file has a class of its own for it.
  const isFull = error instanceof Error && error.name === 'WorkbookLimitError';
  if (!isFull) return explainWriting(error);
  const text = l10n.t('The clients do not fit in an Excel sheet. Export a branch, or export as CSV.');
  return { text, remedies: ['showLog'] };
}

function cutText(count: number): string {
  if (count === 0) return '';
  const most = MAX_CELL.toLocaleString();
  return count === 1
    ? l10n.t({
        message: '1 cell was cut to the {0} characters that Excel allows.',
        args: [most],
        comment: '{0} is a number.',
      })
    : l10n.t({
        message: '{0} cells were cut to the {1} characters that Excel allows.',
        args: [count.toLocaleString(), most],
        comment: '{0} and {1} are numbers.',
      });
}

async function write(
  context: CommandContext,
  job: ExportJob,
  hierarchy: Hierarchy,
  target: Uri,
  signal: AbortSignal,
  report: (text: string) => void,
): Promise<{ readonly count: number; readonly cut: number }> {
  const { format, separator, connection } = job;
  const tops = job.tops(hierarchy);
  const total = await runTimeSliced(countSteps(hierarchy, tops), signal);
  const check = (): void => {
    signal.throwIfAborted();
    if (!isCurrent(context, connection)) throw new OtherConnectionError();
  };
  check();
  let count = 0;
  const onClient = (soFar: number): void => {
    count = soFar;
    if (soFar % REPORT_EVERY === 0)
      report(
        l10n.t({
          message: '{0} of {1}',
          args: [soFar.toLocaleString(), formatCount(total)],
          comment: 'Progress. {0} is a number, {1} a count of clients.',
        }),
      );
  };
  const options = { noName: l10n.t({ message: '(no name)', comment: 'In place of a name.' }), separator, onClient };
  const fill = (put: (bytes: Uint8Array) => Promise<void>): Promise<number> =>
    writeExport(hierarchy, tops, format, options, (bytes) => {
      check();
      return put(bytes);
    });
  const cut = await writeTarget(target, fill, check);
  return { count, cut };
}
