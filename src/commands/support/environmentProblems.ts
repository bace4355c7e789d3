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
      return where === ''
        ? l10n.t('The entry is not an object.')
        : l10n.t({ message: '{0} is not an object.', args: [where], comment: '{0} is the name of a property.' });
    case 'noName':
      return l10n.t('A name is required.');
    case 'badName':
      return l10n.t('The name is longer than 60 characters or contains an invisible character.');
    case 'sameName':
      return l10n.t('Another environment already has this name. Names are not case-sensitive.');
    case 'unknownMember':
      return l10n.t({
        message: '{0} is not a known property. Check the spelling.',
        args: [where],
        comment: '{0} is the name of a property.',
      });
    case 'notText':
      return l10n.t({
        message: '{0} is missing or invalid.',
        args: [where],
        comment: '{0} is the name of a property.',
      });
    case 'unknownValue':
      return l10n.t({ message: '{0} has an unknown value.', args: [where], comment: '{0} is the name of a property.' });
    case 'noTokenUrl':
      return l10n.t({
        message: '{0} is required because the token endpoint is known only for platform.aleta.io.',
        args: [where],
        comment: '{0} is the name of a property.',
      });
    case 'otherHost':
      return l10n.t({
        message: '{0} must have the same host as the token endpoint.',
        args: [where],
        comment: '{0} is the name of a property.',
      });
    case 'noCommand':
      return l10n.t({
        message: '{0} is required, with the program and its arguments.',
        args: [where],
        comment: '{0} is the name of a property.',
      });
    case 'badCommand':
      return l10n.t({
        message: '{0} contains an argument that cannot be passed to a program, or an unknown placeholder.',
        args: [where],
        comment: '{0} is the name of a property.',
      });
    case 'noKey':
      return l10n.t({
        message: '{0} is required for a signing command, with id, issuer and subject.',
        args: [where],
        comment: '{0} is the name of a property.',
      });
    case 'badKey':
      return l10n.t({
        message: '{0} is not a P-256 public key.',
        args: [where],
        comment: '{0} is the name of a property.',
      });
    case 'notAUrl':
      return l10n.t({ message: '{0} is not a valid URL.', args: [where], comment: '{0} is the name of a property.' });
    case 'notHttps':
      return l10n.t({
        message: '{0} must begin with https:// to protect your token.',
        args: [where],
        comment: '{0} is the name of a property.',
      });
    case 'hasExtras':
      return l10n.t({
        message: '{0} must not contain a user name, password, query or fragment.',
        args: [where],
        comment: '{0} is the name of a property.',
      });
  }
}

/** An entry by its name or, where it has none, its place in the list. */
export const formatBadEnvironment = ({ name, index }: BadEnvironment): string =>
  name === ''
    ? l10n.t({
        message: 'Entry {0}',
        args: [index + 1],
        comment:
          'Stands for an entry of the setting aleta.environments that has no name. {0} is its position, counted from 1.',
      })
    : quoted(name);

/** Which entries cannot be used, and why; `''` where all can be. */
export const formatBadEnvironments = (bad: readonly BadEnvironment[]): string =>
  sentences(
    ...bad.map((each) =>
      l10n.t({
        message: '{0} in the setting aleta.environments cannot be used. {1}',
        args: [formatBadEnvironment(each), longEnvironmentProblem(each)],
        comment: '{0} is the quoted name of an environment or "Entry 2", {1} a sentence that says why.',
      }),
    ),
  );
