import { release } from 'node:os';
import { env, ExtensionKind, extensions, l10n, UIKind, version } from 'vscode';
import { within } from '../base/within';
import { explain } from '../platform/failures';
import { describeNetwork } from '../platform/networkFacts';
import { runCancellable } from '../platform/progress';
import type { CommandContext } from './context';

const EXTENSION_ID = 'aleta.aleta-clients';

/** Kinds of remote windows that are told; another one may be named by anyone. */
const REMOTES = ['ssh-remote', 'wsl', 'dev-container', 'attached-container', 'codespaces', 'tunnel'];
const APP_HOSTS = ['desktop', 'web', 'codespaces', 'github.dev', 'server-distro'];

/** Copies what a support request needs to the clipboard. No name, id, address or secret is in it. */
export async function copyDiagnostics(context: CommandContext): Promise<void> {
  const { prompts } = context;
  // Only the certificates take time.
  const text = await runCancellable(l10n.t('Collecting diagnostics…'), ({ signal }) =>
    within(diagnostics(context), Infinity, signal),
  );
  if (text === undefined) return;
  await env.clipboard.writeText(text);
  const open = l10n.t('Open');
  const copied = l10n.t(
    'Diagnostics were copied. They contain no names of clients, accounts, environments, servers or folders, and no tokens or keys.',
  );
  if ((await prompts.notify('info', copied, open)) === open) await prompts.showText(text);
}

/** In English: it is for whoever answers the request, like the log. */
async function diagnostics(context: CommandContext): Promise<string> {
  const lines = context.log.requests.lines();
  return [
    'Aleta Clients: diagnostics',
    `Time: ${new Date().toISOString()}`,
    '',
    ...describeVersions(),
    '',
    ...(await describeNetwork(originOf(context))),
    '',
    ...describeSession(context),
    '',
    lines.length === 0 ? 'Requests: none' : `Last requests (${lines.length}, the latest last):`,
    ...lines.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function describeVersions(): string[] {
  const extension = extensions.getExtension(EXTENSION_ID);
  const { version: own } = extension?.packageJSON as { version: string };
  const { electron, node } = process.versions;
  const runs = extension?.extensionKind === ExtensionKind.UI ? 'UI' : 'workspace';
  return [
    `Extension: ${own}, in the ${runs} extension host`,
    `VS Code: ${version}, ${describeHost()}, language ${env.language}`,
    `Node: ${node}${electron === undefined ? '' : `, Electron ${electron}`}`,
    `System: ${process.platform} ${release()}, ${process.arch}`,
  ];
}

function describeHost(): string {
  const kind = env.uiKind === UIKind.Web ? 'web' : 'desktop';
  const { appHost, remoteName } = env;
  const remote = remoteName === undefined ? '' : `, remote (${REMOTES.includes(remoteName) ? remoteName : 'other'})`;
  return `${kind} (${APP_HOSTS.includes(appHost) ? appHost : 'other'})${remote}`;
}

function originOf({ environments, sessions }: CommandContext): string | undefined {
  const { current } = environments;
  return sessions.current?.service.origin ?? (typeof current === 'string' ? undefined : current.service.origin);
}

function describeSession({ environments, sessions, store }: CommandContext): string[] {
  const { current, listed } = environments;
  const of = (access: string): number => listed.good.filter((each) => each.access === access).length;
  const state = sessions.isDemo ? 'demo data' : sessions.current === undefined ? 'signed out' : 'signed in';
  const trouble = typeof current === 'string' ? current : `${current.access} access`;
  const failures = [sessions.failure, store.failure].filter((each) => each !== undefined);
  return [
    `Sign-in: ${typeof current === 'string' ? 'unknown' : current.signIn}, ${state}`,
    `Environment of this window: ${trouble}`,
    `Environments: ${listed.good.length} (${of('full')} full, ${of('protected')} protected, ${of('readOnly')} read-only), ${listed.bad.length} that cannot be used`,
    `Clients: ${store.hierarchy === undefined ? 'not loaded' : `${store.hierarchy.size}, ${store.hierarchy.badRecords.length} records that could not be read`}${store.isLoading ? ', loading' : ''}`,
    ...failures.map((failure) => `Last failure: ${explain(failure).kind}`),
  ];
}
