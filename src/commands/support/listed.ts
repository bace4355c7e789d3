import { l10n } from 'vscode';

/** The first `max` of `parts` in one line, and how many more there are. */
export function listed(parts: readonly string[], max: number): string {
  const shown = parts.slice(0, max).join(', ');
  return parts.length > max ? l10n.t('{0} and {1} more', shown, (parts.length - max).toLocaleString()) : shown;
}

/** The first `max` of `lines`, and how many more there are, one a line. */
export function lines(all: readonly string[], max: number): string {
  const more = all.length - max;
  return [...all.slice(0, max), ...(more > 0 ? [l10n.t('… and {0} more', more.toLocaleString())] : [])].join('\n');
}
