import { l10n } from 'vscode';
import type { BulkResult } from '../../model/edits/bulkDelete';

/** Why many edits in a row were stopped before the end; `''` where they were not. */
export function formatStop(stop: BulkResult['stop']): string {
  switch (stop) {
    case 'cancelled':
      return l10n.t('Cancelled.');
    case 'otherConnection':
      return l10n.t('Stopped, since another account or service was turned to.');
    case 'readOnly':
      return l10n.t('Stopped, since the environment is read-only.');
    case 'busy':
      return l10n.t('Stopped, since the service asks for fewer requests.');
    case 'signIn':
    case 'unreachable':
      return l10n.t('Stopped, since the service cannot be used now.');
    case undefined:
      return '';
  }
}
