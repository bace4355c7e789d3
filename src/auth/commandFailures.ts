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
  const checkCommand = l10n.t('Check "command" in the setting aleta.environments.');
  if (error instanceof ProgramError) {
    const said =
      error.lastLine === ''
        ? ''
        : l10n.t({
            message: 'Last line of the output: {0}',
            args: [error.lastLine],
            comment: 'Follows a sentence on a program that failed. {0} is what the program printed last.',
          });
    return explanation('signIn', sentences(describeProgram(error), said), programAdvice(error), EDIT);
  }
  if (error instanceof SigningError) return explanation('signIn', describeSigning(error), checkCommand, EDIT);
  if (error instanceof TokenOutputError) return explanation('signIn', describeOutput(error), checkCommand, EDIT);
  if (error instanceof TokenRefusedError) {
    const happened = l10n.t('The Aleta service refused a newly issued token.');
    return explanation('signIn', happened, l10n.t('Contact the administrator of the service.'), ['retry', 'showLog']);
  }
  if (error instanceof KeyGoneError) {
    const happened = l10n.t('The private key is no longer in the secret storage of VS Code.');
    return explanation('signIn', happened, l10n.t('Sign in to continue.'), SIGN_IN);
  }
  if (error instanceof ConsentNeededError) {
    const happened = l10n.t('The sign-in command is not the command that you allowed. It was not run.');
    return explanation('signIn', happened, l10n.t('Sign in to review the command.'), SIGN_IN);
  }
  return undefined;
}

function programAdvice({ reason }: ProgramError): string {
  return reason === 'windowsScript'
    ? l10n.t('See the README for the command to use on Windows.')
    : l10n.t('Check "command" in the setting aleta.environments.');
}

function describeProgram({ reason, program, code = '' }: ProgramError): string {
  const file = plainText(program, 300);
  switch (reason) {
    case 'missing':
      return /[\\/]/.test(program)
        ? l10n.t('The program {0} was not found.', file)
        : l10n.t('The program {0} was not found on the PATH.', file);
    case 'relativePath':
      return l10n.t('The path of the program {0} is relative. Use only its name, or its absolute path.', file);
    case 'folder':
      return l10n.t('The program {0} is a folder.', file);
    case 'notExecutable':
      return l10n.t('The file {0} is not an executable program.', file);
    case 'windowsScript':
      return l10n.t('The file {0} is a script that only a shell can run.', file);
    case 'notStarted':
      return l10n.t({
        message: 'The program {0} could not be started ({1}).',
        args: [file, code],
        comment: '{0} is the path of a file, {1} a code such as EACCES.',
      });
    case 'failed':
      return l10n.t({
        message: 'The program {0} failed ({1}).',
        args: [file, code],
        comment: '{0} is the path of a file, {1} an exit code or a signal.',
      });
    case 'timedOut':
      return l10n.t('The program {0} took too long and was stopped.', file);
    case 'tooMuchOutput':
      return l10n.t('The program {0} printed too much output for a token or a signature.', file);
  }
}

function describeSigning({ reason }: SigningError): string {
  switch (reason) {
    case 'wrongKey':
      return l10n.t(
        'The signing command uses a key that does not match the public key in the settings. Nothing was sent.',
      );
    case 'tooSlow':
      return l10n.t('The signing command took too long, and the request that it signed has expired.');
    case 'empty':
      return l10n.t('The signing command printed nothing.');
    case 'badJson':
    case 'noMember':
    case 'ambiguous':
      return l10n.t('The JSON output of the signing command has no signature, or more than one.');
    case 'notBase64':
    case 'hex':
    case 'notASignature':
    case 'otherKey':
    case 'outOfRange':
      return l10n.t('The output of the signing command is not an ES256 signature.');
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
      return l10n.t('The output of the token command has no access_token.');
    case 'badToken':
      return l10n.t('The output of the token command has an invalid access_token.');
    case 'noExpiry':
      return l10n.t('The output of the token command has neither expires_in nor expires_at.');
    case 'badExpiry':
      return l10n.t('The output of the token command has an invalid expires_in or expires_at.');
    case 'expired':
      return l10n.t('The token in the output of the token command has expired.');
  }
}
