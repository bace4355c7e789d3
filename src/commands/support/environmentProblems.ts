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
      return l10n.t('The setting is not a list.');
    case 'notAnObject':
      return where === '' ? l10n.t('It is not an object.') : l10n.t('{0} is not an object.', where);
    case 'noName':
      return l10n.t('It needs a name.');
    case 'badName':
      return l10n.t('Its name is longer than 60 characters, or has a character that cannot be seen.');
    case 'sameName':
      return l10n.t('Another environment has that name: case makes no difference.');
    case 'unknownMember':
      return l10n.t('There is no {0}: is it misspelt?', where);
    case 'notText':
      return l10n.t('{0} is missing, or is not what it should be.', where);
    case 'unknownValue':
      return l10n.t('{0} has a value that there is not.', where);
    case 'noTokenUrl':
      return l10n.t('It needs {0}: where access tokens come from is only known for platform.aleta.io.', where);
    case 'otherHost':
      return l10n.t('{0} has another host than the token endpoint.', where);
    case 'noCommand':
      return l10n.t('It needs {0}: the program and its arguments.', where);
    case 'badCommand':
      return l10n.t(
        '{0} has something in it that cannot be given to a program, or a placeholder that there is not.',
        where,
      );
    case 'noKey':
      return l10n.t('It needs {0}, with id, issuer and subject: a signing command signs for them.', where);
    case 'badKey':
      return l10n.t('{0} is no public key of P-256.', where);
    case 'notAUrl':
      return l10n.t('{0} is not a web address.', where);
    case 'notHttps':
      return l10n.t('{0} must begin with https://, or your token could be read on its way.', where);
    case 'hasExtras':
      return l10n.t('{0} must not have a user name, password, query or fragment.', where);
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
