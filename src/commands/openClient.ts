import { l10n, type Uri } from 'vscode';
import type { Connection } from '../api/connection';
import { HttpStatusError } from '../api/errors';
import { runCancellable, type Task } from '../platform/progress';
import { quoted } from '../view/labels';
import { openNamed } from '../view/tabNames';
import { isCurrent, tellOtherConnection, type CommandContext, type Invocation } from './context';
import { targetClient, type Target } from './targets';

/** Opens the document of the client that is meant. */
export async function openClient(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClient(context, given, l10n.t('Open Client'));
  if (target === undefined) return;
  const { connection } = target;
  const { id, name } = target.node;
  await readClient(context, target, {
    title: l10n.t({ message: 'Opening {0}…', args: [quoted(name)], comment: '{0} is a quoted client name.' }),
    failed: l10n.t('{0} was not opened.', quoted(name)),
    read: async ({ call, isElsewhere }) => {
      const uri = await context.files.prepare(connection, id, call);
      if (!isCurrent(context, connection)) tellOtherConnection(context);
      else if (isElsewhere()) void offerToOpen(context, connection, uri, name);
      else await openNamed(uri, name, { preview: false });
    },
  });
}

/** For a person who uses another editor by now: the document would take their keys. */
async function offerToOpen(context: CommandContext, connection: Connection, uri: Uri, name: string): Promise<void> {
  const open = l10n.t('Open');
  const text = l10n.t({
    message: '{0} is ready to open.',
    args: [quoted(name)],
    comment: '{0} is a quoted client name.',
  });
  if ((await context.prompts.notify('info', text, open)) !== open) return;
  // The address of a document does not tell accounts apart whose tokens do not tell them.
  if (!isCurrent(context, connection)) tellOtherConnection(context);
  else await openNamed(uri, name, { preview: false });
}

/** Reads the client that is meant again, and with it what it owns. */
export async function refreshClient(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClient(context, given, l10n.t('Refresh Client'));
  if (target === undefined) return;
  const { store, entities, files } = context;
  const { id, name } = target.node;
  let read: string | undefined;
  await readClient(context, target, {
    title: l10n.t({ message: 'Refreshing {0}…', args: [quoted(name)], comment: '{0} is a quoted client name.' }),
    failed: l10n.t('{0} was not refreshed.', quoted(name)),
    read: async ({ call }) => {
      const onResource = (resource: string): void => void (read = resource);
      await store.reread(target.connection, id, { ...call, onResource });
      if (read !== undefined) files.update(target.connection, id, read);
      if (isCurrent(context, target.connection)) entities.drop(id);
    },
  });
}

interface Reading {
  readonly title: string;
  readonly failed: string;
  read(task: Task): Promise<void>;
}

/** Reads something of a client, and says what went wrong. A client that turns out to be gone is taken out. */
async function readClient(context: CommandContext, target: Target, reading: Reading): Promise<void> {
  const { store, prompts } = context;
  const { connection } = target;
  const { id, name } = target.node;
  // The Retry of a message that stood there for long.
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  try {
    await runCancellable(reading.title, (task) => reading.read(task));
  } catch (error) {
    if (!isCurrent(context, connection)) {
      tellOtherConnection(context);
    } else if (error instanceof HttpStatusError && error.isGone) {
      store.forget(connection, id);
      void prompts.notify('info', l10n.t('{0} no longer exists. It was deleted elsewhere.', quoted(name)));
    } else {
      await prompts.fail(reading.failed, error, () => readClient(context, target, reading));
    }
  }
}
