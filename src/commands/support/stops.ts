import { l10n } from 'vscode';
import type { BulkResult } from '../../model/edits/bulkDelete';

/** Why many edits in a row were stopped before the end; `''` where they were not. */
export function formatStop(stop: BulkResult['stop']): string {
  switch (stop) {
    case 'cancelled':
      return l10n.t('Cancelled.');
    case 'otherConnection':
      return l10n.t('Stopped because you switched to another account or service.');
    case 'readOnly':
      return l10n.t('Stopped because the environment is read-only.');
    case 'busy':
      return l10n.t('Stopped because the service is limiting requests.');
    case 'signIn':
    case 'unreachable':
      return l10n.t('Stopped because the service is not available.');
    case undefined:
      return '';
  }
}
