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
        ? l10n.t('{0} no longer exists. You deleted it.', client)
        : l10n.t('{0} no longer exists. It was deleted elsewhere.', client);
    case 'parentGone':
      return obstacle.isOwn
        ? l10n.t('The parent of {0} no longer exists. You deleted it. Undo the deletion first.', client)
        : l10n.t('The parent of {0} no longer exists. It was deleted elsewhere.', client);
    case 'otherConnection':
      return l10n.t('You switched to another account or service meanwhile. Nothing was changed.');
    case 'renamed':
      return obstacle.isOwn
        ? l10n.t('You renamed {0} to {1} meanwhile.', client, quoted(obstacle.name))
        : l10n.t('Someone else renamed {0} to {1} meanwhile.', client, quoted(obstacle.name));
    case 'notEmpty':
      return l10n.t({
        message: '{0} cannot be deleted because it now owns {1}.',
        args: [client, formatOwned(obstacle.owned)],
        comment: '{0} is a quoted client name, {1} a list of what it owns.',
      });
    case 'notApplied':
      return obstacle.uncertain.isCancelled
        ? l10n.t('Cancelled. The service confirmed that nothing was changed.')
        : sentences(
            happened(obstacle.uncertain),
            l10n.t('A second request confirmed that nothing was changed. You can try again.'),
          );
    case 'outcomeUnknown':
      return sentences(
        happened(obstacle.uncertain),
        obstacle.candidates.length === 0
          ? l10n.t({
              message: 'The outcome for {0} is unknown. Refresh before you try again.',
              args: [client],
              comment: '{0} is a quoted client name.',
            })
          : l10n.t({
              message:
                'New clients, possibly created by someone else: {0}. Check whether {1} is among them before you try again.',
              args: [listed(obstacle.candidates.map(quoted), MAX_CANDIDATES), client],
              comment: '{0} is a list of clients, {1} the quoted name that was typed.',
            }),
      );
  }
}

/** What is said where a creation had no answer, and a client of that name is there now. */
export function formatFound({ uncertain }: EditOutcome, client: string): string {
  return sentences(
    uncertain === undefined ? '' : happened(uncertain),
    l10n.t('A client named {0} now exists. Someone else may have created it.', client),
  );
}

/** What is said where a request seemed to fail and was carried out all the same; `''` where it did not. */
export function formatUncertainOutcome({ uncertain }: EditOutcome): string {
  if (uncertain === undefined) return '';
  return uncertain.isCancelled
    ? l10n.t({ message: 'It was too late to cancel.', comment: 'Follows a sentence such as "“Acme” was deleted."' })
    : sentences(happened(uncertain), l10n.t('A second request confirmed that the change was made.'));
}

const happened = ({ isCancelled, cause }: UncertainOutcome): string =>
  isCancelled ? l10n.t('Cancelled.') : explain(cause).happened;
