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
  const outcome = await runCancellable(
    l10n.t({ message: 'Expanding {0}…', args: [name], comment: '{0} is a quoted client name.' }),
    ({ signal }) => context.view.expandBranch(node, signal),
  );
  if (outcome === undefined) return;
  if (!isCurrent(context, connection)) {
    tellOtherConnection(context);
    return;
  }
  const { shown, all } = outcome;
  if (all === 0) {
    void context.prompts.notify(
      'info',
      l10n.t({ message: 'There are no clients below {0}.', args: [name], comment: '{0} is a quoted client name.' }),
    );
  } else if (shown < all) {
    const text = l10n.t({
      message: 'Expanded the first {0} of {1} below {2}.',
      args: [shown.toLocaleString(), formatCount(all), name],
      comment: '{0} is a number, {1} a count of clients, {2} a quoted client name.',
    });
    void context.prompts.notify('info', text);
  } else {
    window.setStatusBarMessage(
      withoutIcons(
        l10n.t({
          message: 'Expanded {0} below {1}.',
          args: [formatCount(all), name],
          comment: 'Shown in the status bar. {0} is a count of clients, {1} a quoted client name.',
        }),
      ),
      STATUS_MS,
    );
  }
}
