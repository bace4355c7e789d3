import { env, ExtensionMode, workspace, type ExtensionContext, type Memento } from 'vscode';
import { Services } from './auth/services';
import { Sessions } from './auth/sessions';
import { TokenStore } from './auth/tokenStore';
import { registerCommands } from './commands';
import type { CommandContext } from './commands/context';
import { nameSaver } from './commands/saveClientName';
import { ClientEdits } from './model/clientEdits';
import { ClientStore } from './model/clientStore';
import { EntityStore } from './model/entityStore';
import { Log } from './platform/log';
import { Network } from './platform/network';
import { Prompts } from './platform/prompts';
import { ClientFileProblems } from './view/clientFileProblems';
import { ClientFiles } from './view/clientFiles';
import { ClientsView } from './view/clientsView';
import { SCHEME } from './view/clientUri';

/** Wires the extension. Host tests get the parts, so that they can answer prompts in a person's place. */
export function activate(context: ExtensionContext): CommandContext | undefined {
  const log = new Log();
  const network = new Network();
  const prompts = new Prompts(log);
  const sessions = new Sessions(new Services(network, log), new TokenStore(context.secrets), prompts);
  const store = new ClientStore(env.language);
  const entities = new EntityStore(store, env.language);
  const view = new ClientsView(store, entities, sessions, prompts, log);
  const edits = new ClientEdits(store);
  const files = new ClientFiles(sessions, store, nameSaver({ edits, prompts, log }));
  const parts: CommandContext = {
    store,
    entities,
    edits,
    sessions,
    view,
    files,
    prompts,
    log,
    recent: recentClients(context.globalState),
  };
  context.subscriptions.push(
    ...[log, network, sessions, view, files, new ClientFileProblems(files)],
    workspace.registerFileSystemProvider(SCHEME, files, { isCaseSensitive: true }),
    ...registerCommands(parts),
  );
  // Not waited for: reading secrets takes longer than all else here.
  sessions.restore().catch((error: unknown) => log.error('The session was not restored', error));
  return context.extensionMode === ExtensionMode.Test ? parts : undefined;
}

const RECENT = 'aleta.recentClients';

/** Ids of clients found lately, kept by VS Code. */
const recentClients = (state: Memento): CommandContext['recent'] => ({
  get ids() {
    return state.get<readonly string[]>(RECENT, []);
  },
  set ids(ids) {
    void state.update(RECENT, ids);
  },
});
