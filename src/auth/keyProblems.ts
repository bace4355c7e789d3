import { l10n } from 'vscode';
import type { KeyProblem } from './keys/jwk';

/** What is wrong with a key, and which one is wanted. */
export function describeKeyProblem(problem: KeyProblem): string {
  const wanted = l10n.t('A private key of the curve P-256 is needed, as PEM or JWK.');
  return `${describe(problem)} ${wanted}`;
}

function describe(problem: KeyProblem): string {
  switch (problem) {
    case 'empty':
      return l10n.t('There is nothing in it.');
    case 'publicKey':
      return l10n.t('This is a public key.');
    case 'privateKey':
      return l10n.t('This is a private key, where a public one belongs.');
    case 'certificate':
      return l10n.t('This is a certificate.');
    case 'otherCurve':
      return l10n.t('This key is of another curve.');
    case 'otherType':
      return l10n.t('This key is of another kind, such as RSA.');
    case 'sshKey':
    case 'puttyKey':
      return l10n.t('This is a key for SSH.');
    case 'severalKeys':
      return l10n.t('There are several keys in it.');
    case 'passphraseNeeded':
      return l10n.t('This key has a passphrase.');
    case 'passphraseWrong':
      return l10n.t('The passphrase is not that of this key.');
    case 'damaged':
    case 'mismatch':
      return l10n.t('This key is damaged.');
    case 'binary':
      return l10n.t('This is no text.');
    case 'notAKey':
      return l10n.t('This is no key.');
  }
}
