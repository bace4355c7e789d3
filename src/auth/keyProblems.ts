import { l10n } from 'vscode';
import type { KeyProblem } from './keys/jwk';

/** What is wrong with a key, and which one is wanted. */
export function describeKeyProblem(problem: KeyProblem): string {
  const wanted = l10n.t('A P-256 private key in PEM or JWK format is required.');
  return `${describe(problem)} ${wanted}`;
}

function describe(problem: KeyProblem): string {
  switch (problem) {
    case 'empty':
      return l10n.t('The input is empty.');
    case 'publicKey':
      return l10n.t('This is a public key.');
    case 'privateKey':
      return l10n.t('This is a private key, not a public key.');
    case 'certificate':
      return l10n.t('This is a certificate.');
    case 'otherCurve':
      return l10n.t('This key uses a different curve.');
    case 'otherType':
      return l10n.t('This key is of a different type, such as RSA.');
    case 'sshKey':
    case 'puttyKey':
      return l10n.t('This is an SSH key.');
    case 'severalKeys':
      return l10n.t('The input contains several keys.');
    case 'passphraseNeeded':
      return l10n.t('This key requires a passphrase.');
    case 'passphraseWrong':
      return l10n.t('The passphrase is incorrect.');
    case 'damaged':
    case 'mismatch':
      return l10n.t('This key is damaged.');
    case 'binary':
      return l10n.t('This is not text.');
    case 'notAKey':
      return l10n.t('This is not a key.');
  }
}
