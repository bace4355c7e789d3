/** What a person reads when a key or a command gave no token. */
import { l10n } from 'vscode';
import { plainText } from '../base/plainText';
import { sentences } from '../base/text';
import { explanation, type Explanation, type Remedy } from '../platform/explanation';
import { ConsentNeededError, KeyGoneError } from './credentials';
import { SigningError } from './keys/keyExchange';
import { ProgramError } from './keys/programError';
import { TokenOutputError } from './keys/tokenOutput';
import { TokenRefusedError } from './keys/tokenRenewer';

const EDIT: readonly Remedy[] = ['retry', 'openEnvironments', 'showLog'];
const SIGN_IN: readonly Remedy[] = ['signIn', 'showLog'];

/** @returns `undefined` for an error that is explained elsewhere. */
export function explainSignInFailure(error: unknown): Explanation | undefined {
  const checkCommand = l10n.t('Check command in the setting aleta.environments.');
  if (error instanceof ProgramError) {
    const said = error.lastLine === '' ? '' : l10n.t('It said: {0}', error.lastLine);
    return explanation('signIn', sentences(describeProgram(error), said), programAdvice(error), EDIT);
  }
  if (error instanceof SigningError) return explanation('signIn', describeSigning(error), checkCommand, EDIT);
  if (error instanceof TokenOutputError) return explanation('signIn', describeOutput(error), checkCommand, EDIT);
  if (error instanceof TokenRefusedError) {
    const happened = l10n.t('The Aleta service refused a token that had just been obtained.');
    return explanation('signIn', happened, l10n.t('Ask whoever runs the service.'), ['retry', 'showLog']);
  }
  if (error instanceof KeyGoneError) {
    const happened = l10n.t('The private key is no longer in the secret storage.');
    return explanation('signIn', happened, l10n.t('Sign in to go on.'), SIGN_IN);
  }
  if (error instanceof ConsentNeededError) {
    const happened = l10n.t('The command to sign in with is not the one that you agreed to. It was not run.');
    return explanation('signIn', happened, l10n.t('Sign in to look at it.'), SIGN_IN);
  }
  return undefined;
}

function programAdvice({ reason }: ProgramError): string {
  return reason === 'windowsScript'
    ? l10n.t('README has the line for Windows, under Sign in.')
    : l10n.t('Check command in the setting aleta.environments.');
}

function describeProgram({ reason, program, code = '' }: ProgramError): string {
  const file = plainText(program, 300);
  switch (reason) {
    case 'missing':
      return /[\\/]/.test(program)
        ? l10n.t('The program {0} was not found.', file)
        : l10n.t('The program {0} was not found on the PATH.', file);
    case 'relativePath':
      return l10n.t('The program {0} depends on the current folder: give its name or its whole path.', file);
    case 'folder':
      return l10n.t('The program {0} is a folder.', file);
    case 'notExecutable':
      return l10n.t('The file {0} is no program that can be run.', file);
    case 'windowsScript':
      return l10n.t('The file {0} is a script, which only a shell could run.', file);
    case 'notStarted':
      return l10n.t('The program {0} could not be started ({1}).', file, code);
    case 'failed':
      return l10n.t('The program {0} failed ({1}).', file, code);
    case 'timedOut':
      return l10n.t('The program {0} took too long and was ended.', file);
    case 'tooMuchOutput':
      return l10n.t('The program {0} printed far more than a token or a signature.', file);
  }
}

function describeSigning({ reason }: SigningError): string {
  switch (reason) {
    case 'wrongKey':
      return l10n.t(
        'The signing command signs with another key than the public key in the settings. Nothing was sent.',
      );
    case 'tooSlow':
      return l10n.t('The signing command took so long that what it signed had expired.');
    case 'empty':
      return l10n.t('The signing command printed nothing.');
    case 'badJson':
    case 'noMember':
    case 'ambiguous':
      return l10n.t('The JSON that the signing command printed has no signature, or several.');
    case 'notBase64':
    case 'hex':
    case 'notASignature':
    case 'otherKey':
    case 'outOfRange':
      return l10n.t('What the signing command printed is no signature of ES256.');
  }
}

function describeOutput({ reason }: TokenOutputError): string {
  switch (reason) {
    case 'empty':
      return l10n.t('The token command printed nothing.');
    case 'notJson':
    case 'notAnObject':
      return l10n.t('The token command did not print a JSON object.');
    case 'noToken':
      return l10n.t('What the token command printed has no access_token.');
    case 'badToken':
      return l10n.t('What the token command printed has an access_token that no header can carry.');
    case 'noExpiry':
      return l10n.t('What the token command printed has neither expires_in nor expires_at.');
    case 'badExpiry':
      return l10n.t('What the token command printed has an expires_in or expires_at that is no time.');
    case 'expired':
      return l10n.t('The token that the token command printed has expired.');
  }
}
