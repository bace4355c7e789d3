import { l10n } from 'vscode';

/** When to try again, rounded up to what a person counts in. */
export function tryAgainIn(seconds: number): string {
  if (seconds <= 0) return l10n.t('Try again in a moment.');
  if (seconds === 1) return l10n.t('Try again in 1 second.');
  if (seconds <= 90) return l10n.t('Try again in {0} seconds.', seconds);
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 90) return l10n.t('Try again in {0} minutes.', minutes);
  return l10n.t('Try again in {0} hours.', Math.ceil(minutes / 60));
}
