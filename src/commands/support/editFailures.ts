import { l10n } from 'vscode';
import { sentences } from '../../base/text';
import { EditError, type EditObstacle, type EditOutcome, type UncertainOutcome } from '../../model/edits/clientEdits';
import { explain, type Advice, type Remedy } from '../../platform/failures';
import { formatOwned, quoted } from '../../view/labels';
import { listed } from './listed';

/** How many names of clients that may be the one that was created a message has. */
const MAX_CANDIDATES = 5;

/** What a person is told of an edit of the client with that name that was not made. */
export function explainEdit(error: unknown, name: string): Advice {
  if (!(error instanceof EditError)) return explain(error);
  const { obstacle } = error;
  return { text: formatObstacle(obstacle, quoted(name)), remedies: REMEDIES[obstacle.kind] };
}

const REMEDIES: Record<EditObstacle['kind'], readonly Remedy[]> = {
  deletedElsewhere: [],
  parentGone: [],
  otherConnection: [],
  renamed: [],
  notEmpty: ['refresh'],
  notApplied: ['retry', 'showLog'],
  outcomeUnknown: ['refresh', 'showLog'],
};

function formatObstacle(obstacle: EditObstacle, client: string): string {
  switch (obstacle.kind) {
    case 'deletedElsewhere':
      return obstacle.isOwn
        ? l10n.t('{0} is no longer there: you deleted it.', client)
        : l10n.t('{0} is no longer there: it was deleted elsewhere.', client);
    case 'parentGone':
      return obstacle.isOwn
        ? l10n.t('The client that {0} was below is no longer there: you deleted it. Undo that first.', client)
        : l10n.t('The client that {0} was below is no longer there: it was deleted elsewhere.', client);
    case 'otherConnection':
      return l10n.t('Another account or service was turned to meanwhile: nothing was changed.');
    case 'renamed':
      return obstacle.isOwn
        ? l10n.t('Meanwhile you renamed {0} to {1}.', client, quoted(obstacle.name))
        : l10n.t('Meanwhile someone else renamed {0} to {1}.', client, quoted(obstacle.name));
    case 'notEmpty':
      return l10n.t('{0} cannot be deleted: it owns {1} by now.', client, formatOwned(obstacle.owned));
    case 'notApplied':
      return obstacle.uncertain.isCancelled
        ? l10n.t('Cancelled. The service was asked: nothing was changed.')
        : sentences(
            happened(obstacle.uncertain),
            l10n.t('The service was asked again: nothing was changed. You can try again.'),
          );
    case 'outcomeUnknown':
      return sentences(
        happened(obstacle.uncertain),
        obstacle.candidates.length === 0
          ? l10n.t('It could not be found out what became of {0}. Refresh before you try again.', client)
          : l10n.t(
              'New there now, and perhaps someone else’s: {0}. Look whether {1} is among them before you try again.',
              listed(obstacle.candidates.map(quoted), MAX_CANDIDATES),
              client,
            ),
      );
  }
}

/** What is said where a creation had no answer, and a client of that name is there now. */
export function formatFound({ uncertain }: EditOutcome, client: string): string {
  return sentences(
    uncertain === undefined ? '' : happened(uncertain),
    l10n.t('There is a client {0} now. It may be someone else’s.', client),
  );
}

/** What is said where a request seemed to fail and was carried out all the same; `''` where it did not. */
export function formatUncertainOutcome({ uncertain }: EditOutcome): string {
  if (uncertain === undefined) return '';
  return uncertain.isCancelled
    ? l10n.t('It was too late to cancel.')
    : sentences(happened(uncertain), l10n.t('The service was asked again: it was carried out all the same.'));
}

const happened = ({ isCancelled, cause }: UncertainOutcome): string =>
  isCancelled ? l10n.t('Cancelled.') : explain(cause).happened;
