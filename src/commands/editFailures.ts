import { l10n } from 'vscode';
import { EditError, type EditOutcome } from '../model/clientEdits';
import { quoted, shownOwned } from '../view/labels';

/** What a person is told of an edit that was not made for a reason of its own; `undefined` for any other error. */
export function explainEdit(error: unknown, name: string): string | undefined {
  if (!(error instanceof EditError)) return undefined;
  const { obstacle } = error;
  const client = quoted(name);
  switch (obstacle.kind) {
    case 'gone':
      return l10n.t('{0} is no longer there: it was deleted elsewhere.', client);
    case 'parentGone':
      return l10n.t('The client that {0} was below is no longer there: it was deleted elsewhere.', client);
    case 'otherService':
      return l10n.t('Another service was turned to meanwhile: nothing was changed.');
    case 'renamed':
      return l10n.t('Meanwhile someone else renamed {0} to {1}.', client, quoted(obstacle.name));
    case 'owns':
      return l10n.t('{0} cannot be deleted: it owns {1} by now.', client, shownOwned(obstacle.owned));
    case 'notDone':
      return obstacle.isCancelled
        ? l10n.t('Cancelled. The service was asked: nothing was changed.')
        : l10n.t('The connection broke. The service was asked again: nothing was changed. You can try again.');
    case 'unknown':
      return l10n.t(
        'The connection broke, and it could not be found out whether {0} was changed. Refresh before you try again.',
        client,
      );
  }
}

/** What is said where a request seemed to fail and was carried out all the same; `''` where it did not. */
export function shownDoubt({ doubt }: EditOutcome): string {
  switch (doubt) {
    case 'cancelled':
      return l10n.t('It was too late to cancel.');
    case 'failed':
      return l10n.t('The connection broke in between.');
    case undefined:
      return '';
  }
}
