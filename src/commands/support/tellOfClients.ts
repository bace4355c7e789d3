import { l10n, workspace } from 'vscode';
import type { Connection } from '../../api/connection';
import { sentences } from '../../base/text';
import type { ClientNode } from '../../model/hierarchy/clientNode';
import type { ClientStore } from '../../model/store/clientStore';
import type { Prompts } from '../../platform/prompts';
import type { ClientsView } from '../../view/clientsView';
import { quoted } from '../../view/labels';
import { tellOtherConnection } from '../context';

interface Parts {
  readonly store: ClientStore;
  readonly view: ClientsView;
  readonly prompts: Prompts;
}

/** What was done to clients of `connection`, as a message says it. */
export interface News {
  readonly connection: Connection;
  readonly severity: 'info' | 'warning';
  readonly text: string;
  /** The clients as they are now, if they are there. */
  readonly nodes: readonly ClientNode[];
  /** Whether the tree shows what was done: the status bar says it then, unless `aleta.notifications` wants a message. */
  readonly isSeen?: boolean;
}

/**
 * Says what was done to clients, in a message or in the status bar. Where the filter of the tree hides some of them the message says so, and has the button Show,
 * which clears the filter and selects the first of those; the filter stays on until then.
 *
 * @returns One of `buttons`, which are offered again after Show.
 */
export async function tellOfClients(parts: Parts, news: News, ...buttons: string[]): Promise<string | undefined> {
  const { store, prompts, view } = parts;
  const { connection, severity, text, nodes, isSeen = false } = news;
  const hidden = store.connection === connection ? nodes.filter((node) => view.isHidden(node)) : [];
  const [first] = hidden;
  if (first === undefined) {
    if (!isSeen || store.connection !== connection || wantsMessages())
      return prompts.notify(severity, text, ...buttons);
    prompts.announce(text);
    return undefined;
  }
  const hint =
    nodes.length === 1
      ? l10n.t({ message: 'The filter hides the client.', comment: 'Follows a sentence such as "“Acme” was created."' })
      : l10n.t({
          message: 'The filter hides {0} of the clients.',
          args: [hidden.length.toLocaleString()],
          comment: 'Follows a sentence on several clients. {0} is a number.',
        });
  const show = l10n.t('Show');
  const chosen = await prompts.notify(severity, sentences(text, hint), ...buttons, show);
  if (chosen !== show) return chosen;
  await showClient(parts, connection, first);
  return buttons.length === 0 ? undefined : prompts.notify(severity, text, ...buttons);
}

const wantsMessages = (): boolean => workspace.getConfiguration('aleta').get<unknown>('notifications') === 'all';

async function showClient(parts: Parts, connection: Connection, { id, name }: ClientNode): Promise<void> {
  const { store, prompts, view } = parts;
  if (store.connection !== connection) {
    tellOtherConnection(parts);
    return;
  }
  const node = store.hierarchy?.get(id);
  if (node === undefined)
    void prompts.notify(
      'info',
      l10n.t({ message: '{0} no longer exists.', args: [quoted(name)], comment: '{0} is a quoted client name.' }),
    );
  else await view.reveal(node);
}
