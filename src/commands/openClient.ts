import { l10n, window } from 'vscode';
import { HttpStatusError, isAbort } from '../api/errors';
import { shownRetry, withCancellableProgress, type Work } from '../platform/progress';
import { VIEW_ID } from '../view/clientsView';
import { quoted } from '../view/labels';
import type { Row } from '../view/rows';
import { targetClient, type CommandContext } from './context';

/** Opens the document of the client that is meant. */
export async function openClient(context: CommandContext, row?: Row): Promise<void> {
  const target = await targetClient(context, row, l10n.t('Open a Client'));
  if (target === undefined) return;
  const { id, name } = target.node;
  await readClient(context, id, name, {
    title: l10n.t('Opening {0}…', quoted(name)),
    failed: l10n.t('{0} was not opened.', quoted(name)),
    read: async ({ signal, report }) => {
      const uri = await context.files.prepare(id, { signal, onRetry: (notice) => report(shownRetry(notice)) });
      await window.showTextDocument(uri, { preview: false });
    },
  });
}

/** Reads the client that is meant again, and with it what it owns. */
export async function refreshClient(context: CommandContext, row?: Row): Promise<void> {
  const target = await targetClient(context, row, l10n.t('Refresh a Client'));
  if (target === undefined) return;
  const { store, entities } = context;
  const { id, name } = target.node;
  await readClient(context, id, name, {
    title: l10n.t('Refreshing {0}…', quoted(name)),
    failed: l10n.t('{0} was not refreshed.', quoted(name)),
    read: async ({ signal, report }) => {
      await store.reread(id, { signal, onRetry: (notice) => report(shownRetry(notice)) });
      entities.drop(id);
    },
  });
}

interface Reading {
  readonly title: string;
  readonly failed: string;
  read(work: Work): Promise<void>;
}

/** Reads something of a client, and says what went wrong. A client that turns out to be gone is taken out. */
async function readClient(context: CommandContext, id: string, name: string, reading: Reading): Promise<void> {
  const { store, prompts } = context;
  const { api } = store;
  let cancelled: AbortSignal | undefined;
  try {
    await withCancellableProgress(reading.title, VIEW_ID, (work) => {
      cancelled = work.signal;
      return reading.read(work);
    });
  } catch (error) {
    if (store.api !== api || (cancelled !== undefined && isAbort(error, cancelled))) return;
    if (error instanceof HttpStatusError && error.status === 404) {
      store.forget(id);
      void prompts.tell('info', l10n.t('{0} is no longer there: it was deleted elsewhere.', quoted(name)));
    } else {
      await prompts.fail(reading.failed, error, () => readClient(context, id, name, reading));
    }
  }
}
