import { l10n } from 'vscode';

/** The first `max` of `parts` in one line, and how many more there are. */
export function listed(parts: readonly string[], max: number): string {
  const shown = parts.slice(0, max).join(', ');
  return parts.length > max
    ? l10n.t({
        message: '{0} and {1} more',
        args: [shown, (parts.length - max).toLocaleString()],
        comment: '{0} is a list, {1} a number.',
      })
    : shown;
}

/** The first `max` of `lines`, and how many more there are, one a line. */
export function lines(all: readonly string[], max: number): string {
  const more = all.length - max;
  return [
    ...all.slice(0, max),
    ...(more > 0
      ? [
          l10n.t({
            message: '… and {0} more',
            args: [more.toLocaleString()],
            comment: 'Last line of a list. {0} is a number.',
          }),
        ]
      : []),
  ].join('\n');
}
