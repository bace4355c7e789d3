import { l10n, window } from 'vscode';
import { withoutIcons } from '../base/plainText';
import { runCancellable } from '../platform/progress';
import { formatCount, quoted } from '../view/labels';
import { isCurrent, tellOtherConnection, type CommandContext, type Invocation } from './context';
import { targetClient } from './targets';

/** How long (ms) the status bar says what was expanded. */
const STATUS_MS = 3_000;

/** Opens the row of the client that is meant, and those below it, up to a bound. The keyboard focus stays where it is. */
export async function expandBranch(context: CommandContext, given: Invocation): Promise<void> {
  const target = await targetClient(context, given, l10n.t('Expand Branch'));
  if (target === undefined) return;
  const { connection, node } = target;
  const name = quoted(node.name);
  const outcome = await runCancellable(l10n.t('Expanding {0}…', name), ({ signal }) =>
    context.view.expandBranch(node, signal),
  );
  if (outcome === undefined) return;
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  const { shown, all } = outcome;
  if (all === 0) {
    void context.prompts.notify('info', l10n.t('There are no clients below {0}.', name));
  } else if (shown < all) {
    const text = l10n.t('Expanded the first {0} of {1} below {2}.', shown.toLocaleString(), formatCount(all), name);
    void context.prompts.notify('info', text);
  } else {
    window.setStatusBarMessage(withoutIcons(l10n.t('Expanded {0} below {1}.', formatCount(all), name)), STATUS_MS);
  }
}
