import { Disposable, l10n } from 'vscode';
import type { Connection } from '../api/connection';
import { formatEnvironment, formatTime } from '../view/labels';
import { tellOtherConnection, type CommandContext } from './context';

/** How long (ms) before a pasted token expires that is said. */
const NOTICE_MS = 5 * 60_000;
/** Longest time (ms) that a timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Says once, in time, that a pasted token is about to expire. Those of keys and commands are renewed by themselves. */
export function watchExpiry(context: CommandContext): Disposable {
  const { sessions, environments, prompts } = context;
  let timer: NodeJS.Timeout | undefined;
  /** Of the token of which it was said. */
  let told: number | undefined;
  const tell = async (connection: Connection, expiresAtMs: number): Promise<void> => {
    told = expiresAtMs;
    const { place } = environments;
    const signIn = l10n.t('Sign In');
    const text = l10n.t({
      message: 'Your token for {0} expires at {1}.',
      args: [formatEnvironment(connection), formatTime(new Date(expiresAtMs))],
      comment: '{0} is the name of an environment or a host, {1} a time or a date and time.',
    });
    if ((await prompts.notify('info', text, signIn)) !== signIn) return;
    // The message may be an old one.
    if (environments.place === place) await sessions.signIn();
    else tellOtherConnection(context);
  };
  const update = (): void => {
    clearTimeout(timer);
    const { current, expiresAtMs, isRenewed } = sessions;
    if (current === undefined || isRenewed || expiresAtMs === undefined || expiresAtMs === told) return;
    const leftMs = expiresAtMs - Date.now();
    // What has expired already is found out by the next request.
    if (leftMs <= 0) return;
    if (leftMs <= NOTICE_MS) void tell(current, expiresAtMs);
    else timer = setTimeout(update, Math.min(leftMs - NOTICE_MS, MAX_TIMER_MS)).unref();
  };
  update();
  const subscription = sessions.onDidChange(update);
  return new Disposable(() => {
    clearTimeout(timer);
    subscription.dispose();
  });
}
