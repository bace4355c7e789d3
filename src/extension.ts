import { env, ExtensionMode, version, workspace, type ExtensionContext } from 'vscode';
import { ApiFactory } from './auth/apiFactory';
import { Credentials } from './auth/credentials';
import { EnvironmentChoice } from './auth/environmentChoice';
import { SecretKeeper } from './auth/secretKeeper';
import { SecretSlots } from './auth/secretSlots';
import { Sessions } from './auth/sessions';
import { lazyPart } from './base/lazyPart';
import { registerCommands } from './commands';
import type { CommandContext } from './commands/context';
import { offerSwitch } from './commands/environments';
import { RecentClients } from './commands/recentClients';
import { ExportChoices } from './commands/support/exportChoices';
import { nameSaver } from './commands/support/saveClientName';
import { ClientEdits } from './model/edits/clientEdits';
import { ClientStore } from './model/store/clientStore';
import { EntityStore } from './model/store/entityStore';
import { Log } from './platform/log';
import { Network } from './platform/network';
import { Prompts } from './platform/prompts';
import { ClientDiagnostics } from './view/clientDiagnostics';
import { ClientFileSystem } from './view/clientFileSystem';
import { ClientLoader } from './view/clientLoader';
import { ClientsView } from './view/clientsView';
import { SCHEME } from './view/clientUri';
import { EnvironmentStatus } from './view/environmentStatus';
import { FocusSync } from './view/focusSync';
import { QuietRefresh } from './view/quietRefresh';
import { TabNames } from './view/tabNames';

/** Wires the extension. Host tests get the parts, so that they can answer prompts in a person's place. */
export function activate(context: ExtensionContext): CommandContext | undefined {
  const log = new Log();
  const network = new Network();
  const environments = new EnvironmentChoice(context.workspaceState);
  const prompts = new Prompts(log, () => environments.place);
  const report = (error: unknown): void => log.error('A listener failed', error);
  const slots = {
    tokens: new SecretSlots(context.secrets, 'aleta.token:'),
    keys: new SecretSlots(context.secrets, 'aleta.key:'),
    newKeys: new SecretSlots(context.secrets, 'aleta.newKey:'),
  };
  const apis = new ApiFactory(network, log, userAgent(context));
  const credentials = new Credentials(apis, slots, context.globalState);
  const secrets = new SecretKeeper(credentials, environments, prompts, report);
  const sessions = new Sessions(apis, credentials, secrets, prompts, environments, report);
  const store = new ClientStore(env.language, report);
  const entities = new EntityStore(store, env.language, report);
  const loader = new ClientLoader(store, sessions, prompts, report);
  const view = new ClientsView(store, entities, sessions, environments, loader, log);
  const edits = new ClientEdits(store, report);
  const files = new ClientFileSystem(
    ...([sessions, store, environments, nameSaver({ edits, store, view, prompts, log })] as const),
    (id) => void offerSwitch(parts, id).catch(report),
  );
  const quietRefresh = new QuietRefresh(store, loader, edits, view);
  const recent = new RecentClients(context.globalState);
  const exportChoices = new ExportChoices(context.globalState);
  const findings = lazyPart('The view of findings', async () => {
    const { FindingsView } = await import('./view/findingsView');
    const made = new FindingsView(store, view, report);
    context.subscriptions.push(made);
    return made;
  });
  const parts: CommandContext = {
    ...{
      store,
      entities,
      edits,
      apis,
      sessions,
      secrets,
      credentials,
      environments,
      loader,
      view,
      quietRefresh,
      files,
      prompts,
      log,
      recent,
      exportChoices,
      findings,
    },
  };
  context.subscriptions.push(
    ...[
      log,
      network,
      prompts,
      ...Object.values(slots),
      environments,
      sessions,
      loader,
      view,
      quietRefresh,
      files,
      new ClientDiagnostics(files),
    ],
    new EnvironmentStatus(environments, sessions),
    new FocusSync(sessions, view, report),
    new TabNames(store),
    workspace.registerFileSystemProvider(SCHEME, files, { isCaseSensitive: true }),
    ...registerCommands(parts),
  );
  // Not waited for: reading secrets takes longer than all else here.
  sessions.sync().catch((error: unknown) => log.error('The session was not restored', error));
  return context.extensionMode === ExtensionMode.Test ? parts : undefined;
}

const userAgent = ({ extension }: ExtensionContext): string => {
  const { version: own } = extension.packageJSON as { version: string };
  return `aleta-clients/${own} vscode/${version}`;
};
