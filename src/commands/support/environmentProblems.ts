import { l10n } from 'vscode';
import type { BadEnvironment } from '../../auth/environments';
import { plainText } from '../../base/plainText';
import { sentences } from '../../base/text';
import { quoted } from '../../view/labels';

/** What is wrong with an entry of `aleta.environments`, in a sentence. */
export function longEnvironmentProblem({ problem, member }: Pick<BadEnvironment, 'problem' | 'member'>): string {
  const where = plainText(member, 60);
  switch (problem) {
    case 'notAList':
      return l10n.t('The setting is not an array.');
    case 'notAnObject':
      return where === '' ? l10n.t('The entry is not an object.') : l10n.t('{0} is not an object.', where);
    case 'noName':
      return l10n.t('A name is required.');
    case 'badName':
      return l10n.t('The name is longer than 60 characters or contains an invisible character.');
    case 'sameName':
      return l10n.t('Another environment already has this name. Names are not case-sensitive.');
    case 'unknownMember':
      return l10n.t('{0} is not a known property. Check the spelling.', where);
    case 'notText':
      return l10n.t('{0} is missing or invalid.', where);
    case 'unknownValue':
      return l10n.t('{0} has an unknown value.', where);
    case 'noTokenUrl':
      return l10n.t('{0} is required because the token endpoint is known only for platform.aleta.io.', where);
    case 'otherHost':
      return l10n.t('{0} must have the same host as the token endpoint.', where);
    case 'noCommand':
      return l10n.t('{0} is required, with the program and its arguments.', where);
    case 'badCommand':
      return l10n.t('{0} contains an argument that cannot be passed to a program, or an unknown placeholder.', where);
    case 'noKey':
      return l10n.t('{0} is required for a signing command, with id, issuer and subject.', where);
    case 'badKey':
      return l10n.t('{0} is not a P-256 public key.', where);
    case 'notAUrl':
      return l10n.t('{0} is not a valid URL.', where);
    case 'notHttps':
      return l10n.t('{0} must begin with https:// to protect your token.', where);
    case 'hasExtras':
      return l10n.t('{0} must not contain a user name, password, query or fragment.', where);
  }
}

/** An entry by its name or, where it has none, its place in the list. */
export const formatBadEnvironment = ({ name, index }: BadEnvironment): string =>
  name === '' ? l10n.t('Entry {0}', index + 1) : quoted(name);

/** Which entries cannot be used, and why; `''` where all can be. */
export const formatBadEnvironments = (bad: readonly BadEnvironment[]): string =>
  sentences(
    ...bad.map((each) =>
      l10n.t(
        '{0} in the setting aleta.environments cannot be used. {1}',
        formatBadEnvironment(each),
        longEnvironmentProblem(each),
      ),
    ),
  );
