/** What is asked when an environment is added, and the entry that the answers make. */
import { l10n } from 'vscode';
import { parseApiUrl } from '../../auth/apiUrl';
import {
  defaultAccess,
  defaultTokenUrl,
  isSigningCommand,
  nameProblem,
  type Environment,
} from '../../auth/environments';
import type { EnvironmentEntry } from '../../auth/environmentSettings';
import { parseCommandLine } from '../../auth/keys/commandLine';
import { parsed } from '../../base/json';
import { plainText } from '../../base/plainText';
import type { Answers, Question } from '../../platform/questions';
import { longEnvironmentProblem } from './environmentProblems';

const ALETA_API_URL = 'https://platform.aleta.io/api/v2';

export const takeOverQuestion = ({ service }: Environment): Question => ({
  name: 'address',
  prompt: l10n.t('Which service does the environment use?'),
  choices: [
    {
      value: 'same',
      label: l10n.t({ message: 'Service in use: {0}', args: [plainText(service.host)], comment: '{0} is a host.' }),
      detail: l10n.t('Your current URL and token are moved to the environment.'),
    },
    { value: 'other', label: l10n.t('Another service or account') },
  ],
});

export const entryQuestions = (others: readonly Environment[]): readonly Question[] => [
  {
    name: 'name',
    prompt: l10n.t('Name of the environment'),
    placeholder: l10n.t('A display name, such as Test or Production'),
    problem: (value) => {
      const problem = nameProblem(value, others);
      return problem === undefined ? undefined : longEnvironmentProblem({ problem, member: 'name' });
    },
  },
  {
    name: 'apiUrl',
    prompt: l10n.t('Base URL of the Aleta API'),
    isAsked: ({ address }) => address !== 'same',
    value: () => ALETA_API_URL,
    problem: (value) => {
      const service = parseApiUrl(value);
      return typeof service === 'string' ? longEnvironmentProblem({ problem: service, member: 'apiUrl' }) : undefined;
    },
  },
  {
    name: 'signIn',
    prompt: l10n.t('How do you sign in?'),
    isAsked: ({ address }) => address !== 'same',
    choices: [
      { value: 'token', label: l10n.t('Token'), detail: l10n.t('An access token that you paste.') },
      {
        value: 'key',
        label: l10n.t('Key pair'),
        detail: l10n.t('Your own private key or a generated key, stored in VS Code.'),
      },
      {
        value: 'command',
        label: l10n.t('Command'),
        detail: l10n.t('A program that creates signatures or prints an access token.'),
      },
    ],
  },
  {
    name: 'command',
    prompt: l10n.t({
      message: 'Program and arguments as a JSON array. Include {0} or {1} for a program that creates signatures.',
      args: ['${digest}', '${inputFile}'],
      comment: '{0} and {1} are the placeholders ${digest} and ${inputFile}.',
    }),
    placeholder: '["az", "keyvault", "key", "sign", …]',
    isAsked: ({ signIn }) => signIn === 'command',
    problem: (value) => {
      const line = parseCommandLine(parsed(value));
      return 'problem' in line ? longEnvironmentProblem({ problem: 'badCommand', member: 'command' }) : undefined;
    },
  },
  {
    name: 'tokenUrl',
    prompt: l10n.t('URL of the token endpoint'),
    isAsked: (answers) => isSigning(answers) && !isAleta(answers),
    value: () => 'https://',
    problem: (value) => {
      const service = parseApiUrl(value);
      return typeof service === 'string' ? longEnvironmentProblem({ problem: service, member: 'tokenUrl' }) : undefined;
    },
  },
  ...(['id', 'issuer', 'subject'] as const).map(keyQuestion),
  {
    name: 'access',
    prompt: l10n.t('What changes are allowed in the environment?'),
    value: ({ apiUrl = ALETA_API_URL }) => {
      const service = parseApiUrl(apiUrl);
      return typeof service === 'string' ? 'protected' : defaultAccess(service);
    },
    choices: [
      { value: 'full', label: l10n.t('Full access'), detail: l10n.t('Clients can be created, renamed and deleted.') },
      {
        value: 'protected',
        label: l10n.t('Protected'),
        detail: l10n.t(
          'Changes are allowed, but deleting a branch requires typing its name, and deleting several clients requires typing their number.',
        ),
      },
      { value: 'readOnly', label: l10n.t('Read-only'), detail: l10n.t('Clients can be viewed but not changed.') },
    ],
  },
];

/** Whether assertions are signed: then there has to be a token endpoint. */
const isSigning = ({ signIn, command = '' }: Answers): boolean =>
  signIn === 'key' || (signIn === 'command' && isSigningCommand(commandOf(command)));

/** Whether it is Aleta's own service, whose token endpoint is known. */
function isAleta({ apiUrl = ALETA_API_URL }: Answers): boolean {
  const service = parseApiUrl(apiUrl);
  return typeof service !== 'string' && defaultTokenUrl(service) !== undefined;
}

function commandOf(text: string): readonly unknown[] {
  const command = parsed(text);
  return Array.isArray(command) ? command : [];
}

/** A key signs in only once Aleta has sent these: they are asked for then. A command needs them now. */
const keyQuestion = (name: 'id' | 'issuer' | 'subject'): Question => ({
  name,
  prompt: {
    id: l10n.t('Key ID (kid) that Aleta assigned to your public key'),
    issuer: l10n.t('Issuer (iss) that Aleta assigned to your public key'),
    subject: l10n.t('Subject (sub) that Aleta assigned to your public key'),
  }[name],
  isAsked: (answers) => answers['signIn'] === 'command' && isSigning(answers),
  problem: (value) => (value.trim() === '' ? l10n.t('Required.') : undefined),
});

/** The entry that the answers make. */
export function entryOf(answers: Answers, apiUrl: string): EnvironmentEntry {
  const { name = '', access, signIn = 'token', command, tokenUrl, id, issuer, subject } = answers;
  return {
    ...{ name: name.trim(), apiUrl },
    ...(tokenUrl === undefined ? {} : { tokenUrl: tokenUrl.trim() }),
    ...(signIn === 'token' ? {} : { signIn }),
    ...(id === undefined ? {} : { key: { id: id.trim(), issuer: issuer?.trim(), subject: subject?.trim() } }),
    ...(command === undefined ? {} : { command: commandOf(command) }),
    access,
  };
}
