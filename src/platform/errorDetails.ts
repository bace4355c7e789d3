import { l10n } from 'vscode';
import type { ErrorObject } from '../api/errorBody';
import { plainText } from '../base/plainText';

/** What the service itself said, quoted; `''` where it said nothing. */
export function detailsOf(errors: readonly ErrorObject[]): string {
  const texts = errors
    .map(({ title, detail, code }) => detail ?? title ?? code ?? '')
    .filter((text) => text.trim() !== '')
    .slice(0, 3)
    .map((text) => plainText(text, 300));
  if (texts.length === 0) return '';
  const said = texts.join(' ');
  return l10n.t({
    message: 'The service says: “{0}”',
    args: [/[.!?…。]$/.test(said) ? said : `${said}.`],
    comment: '{0} is one or more sentences from the service.',
  });
}
