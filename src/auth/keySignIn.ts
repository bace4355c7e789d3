/** Signing in with a private key: where it comes from, whether it is accepted, and only then kept. */
import { l10n, Uri, window, workspace } from 'vscode';
import { plainText } from '../base/plainText';
import { explain } from '../platform/failures';
import { runCancellable } from '../platform/progress';
import type { Prompts } from '../platform/prompts';
import { otherConnectionText } from '../platform/remedies';
import { explainSignInFailure } from './commandFailures';
import type { Credentials } from './credentials';
import { slotOf, type Environment, type KeyDetails } from './environments';
import { updateEntry } from './environmentSettings';
import { describeKeyProblem } from './keyProblems';
import { exportPrivateKey, readPrivateKey, type PrivateKey } from './keys/privateKey';
import { readSecrets } from './readSecrets';

/** What signing in needs of whoever knows which environments there are now. */
export interface KeySignInHost {
  /** Whether the settings still have the environment as it is, but for its access. */
  isOfNow(environment: Environment): boolean;
  /** Has `attempt` sign in once more, as one that a person began. Its signal ends it: nobody waits any more. */
  retry(environment: Environment, attempt: (signal: AbortSignal) => Promise<boolean>): unknown;
}

type Source = 'new' | 'kept' | 'file' | 'paste';

/**
 * Signs an environment in with a key. It is kept, in place of one that was there, only once it was exchanged for a token.
 *
 * @param signal Ends it: nobody waits any more.
 * @param host What it is told, and asked, while it goes on.
 * @returns Whether the environment can sign in now.
 */
export async function signInByKey(
  prompts: Prompts,
  credentials: Credentials,
  environment: Environment,
  signal: AbortSignal,
  host: KeySignInHost,
): Promise<boolean> {
  const slot = slotOf(environment);
  const { keys, newKeys } = credentials.secrets;
  const again = (own: AbortSignal): Promise<boolean> =>
    isOfNow(prompts, environment, host)
      ? signInByKey(prompts, credentials, environment, own, host)
      : Promise.resolve(false);
  const secrets = await readSecrets(
    prompts,
    notSignedIn(environment),
    () => Promise.all([keys.get(slot), newKeys.get(slot)]),
    () => host.retry(environment, again),
  );
  if (secrets === undefined) return false;
  const [kept, generated] = secrets.value;
  const details = environment.key ?? (await askForDetails(prompts, environment));
  if (details === undefined) return false;
  const source = await pickSource(prompts, environment, kept !== undefined, generated !== undefined);
  if (source === undefined) return false;
  const stored = source === 'new' ? generated : source === 'kept' ? kept : undefined;
  const key = stored === undefined ? await obtainKey(prompts, environment, source, signal) : readPrivateKey(stored);
  if (key === undefined) return false;
  if (typeof key === 'string') {
    void prompts.notify('error', describeKeyProblem(key));
    return false;
  }
  const attempt = async (): Promise<boolean> => {
    // The settings may change while a question, a message or the exchange takes its time: a key is kept for what it was tried on.
    if (host.isOfNow(environment) && !(await isAccepted(prompts, credentials, environment, details, key, retry)))
      return false;
    if (!isOfNow(prompts, environment, host)) return false;
    await keep(prompts, credentials, environment, details, key);
    return true;
  };
  const retry = (): unknown => host.retry(environment, attempt);
  return attempt();
}

const notSignedIn = ({ name }: Environment): string =>
  l10n.t({
    message: 'You were not signed in to {0}.',
    args: [plainText(name)],
    comment: '{0} is the name of an environment. The reason follows.',
  });

/** Whether the settings still have the environment. The person is told where they do not. */
function isOfNow(prompts: Prompts, environment: Environment, host: KeySignInHost): boolean {
  if (host.isOfNow(environment)) return true;
  void prompts.notify('warning', otherConnectionText());
  return false;
}

/** Keeps a key that was accepted; the generated key that it may be waits no longer. */
async function keep(
  prompts: Prompts,
  credentials: Credentials,
  environment: Environment,
  details: KeyDetails,
  key: PrivateKey,
): Promise<void> {
  const slot = slotOf(environment);
  const { keys, newKeys } = credentials.secrets;
  if (environment.key === undefined) {
    const { id, issuer, subject } = details;
    await updateEntry(environment.id, { key: { id, issuer, subject } });
  }
  const exported = exportPrivateKey(key);
  const failure = await keys.set(slot, exported);
  if (failure !== undefined) {
    const what = l10n.t('Your private key is kept for this window only because it could not be stored.');
    // A message may stay unanswered for ever.
    void prompts.fail(what, failure, () => keys.tryAgain(slot));
    return;
  }
  // Another one may have been generated meanwhile.
  const generated = await newKeys.get(slot).catch(() => undefined);
  if (generated === exported) await newKeys.delete(slot);
}

/** Has a key exchanged for a token, which is not kept. @param retry Begins anew where that failed and a person wants it. */
async function isAccepted(
  prompts: Prompts,
  credentials: Credentials,
  environment: Environment,
  details: KeyDetails,
  key: PrivateKey,
  retry: () => unknown,
): Promise<boolean> {
  const credential = credentials.byKey(environment, details, key);
  const host = environment.tokenUrl?.host ?? '';
  try {
    const token = await runCancellable(
      l10n.t({ message: 'Signing in to {0}…', args: [host], comment: '{0} is a host.' }),
      ({ signal }) =>
        credential.kind === 'renewed' ? credential.obtain({ signal, attended: true }) : Promise.reject(new TypeError()),
    );
    return token !== undefined;
  } catch (error) {
    // A message may stay unanswered for ever, and keep nobody from signing in otherwise.
    void prompts.fail(notSignedIn(environment), error, retry, explainSignInFailure(error) ?? explain(error));
    return false;
  }
}

async function askForDetails(prompts: Prompts, { name }: Environment): Promise<KeyDetails | undefined> {
  const need = (value: string): string | undefined => (value.trim() === '' ? l10n.t('Required.') : undefined);
  const answers = await prompts.askInTurn(
    l10n.t({
      message: 'Sign In to {0}',
      args: [plainText(name)],
      comment: 'Title of a box. {0} is the name of an environment.',
    }),
    [
      { name: 'id', prompt: l10n.t('Key ID (kid) that Aleta assigned to your public key'), problem: need },
      { name: 'issuer', prompt: l10n.t('Issuer (iss) that Aleta assigned to your public key'), problem: need },
      { name: 'subject', prompt: l10n.t('Subject (sub) that Aleta assigned to your public key'), problem: need },
    ],
  );
  if (answers === undefined) return undefined;
  const { id = '', issuer = '', subject = '' } = answers;
  return { id: id.trim(), issuer: issuer.trim(), subject: subject.trim(), publicKey: undefined };
}

function pickSource(
  prompts: Prompts,
  { name }: Environment,
  isKept: boolean,
  isGenerated: boolean,
): Promise<Source | undefined> {
  const items: { label: string; value: Source }[] = [
    ...(isGenerated ? [{ label: l10n.t('Generated Key Pair'), value: 'new' as const }] : []),
    ...(isKept
      ? [
          {
            label: l10n.t({
              message: 'Current Key',
              comment: 'The private key that the environment signs in with already.',
            }),
            value: 'kept' as const,
          },
        ]
      : []),
    {
      label: l10n.t({ message: 'From File…', comment: 'An answer to: Select the private key to sign in with.' }),
      value: 'file',
    },
    {
      label: l10n.t({ message: 'Paste Key…', comment: 'An answer to: Select the private key to sign in with.' }),
      value: 'paste',
    },
  ];
  return prompts.pick({
    title: l10n.t({
      message: 'Sign In to {0}',
      args: [plainText(name)],
      comment: 'Title of a box. {0} is the name of an environment.',
    }),
    placeholder: l10n.t('Select the private key to sign in with'),
    items: (query) => items.filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase())),
  });
}

async function obtainKey(
  prompts: Prompts,
  environment: Environment,
  source: Source,
  signal: AbortSignal,
): Promise<ReturnType<typeof readPrivateKey> | undefined> {
  const input = source === 'file' ? await readFile(prompts) : await paste(prompts, environment, signal);
  if (input === undefined) return undefined;
  const key = readPrivateKey(input);
  return key === 'passphraseNeeded' ? askForPassphrase(prompts, environment, input, signal) : key;
}

/** The bytes of a file that the person picks. Its path is kept nowhere. */
async function readFile(prompts: Prompts): Promise<Uint8Array | undefined> {
  const picked = await window.showOpenDialog({ title: l10n.t('Private Key'), openLabel: l10n.t('Use Key') });
  const uri: Uri | undefined = picked?.[0];
  if (uri === undefined) return undefined;
  try {
    return await workspace.fs.readFile(uri);
  } catch {
    // The error has the path in it.
    void prompts.notify('error', l10n.t('The file of the private key could not be read.'));
    return undefined;
  }
}

const paste = (prompts: Prompts, { name }: Environment, signal: AbortSignal): Promise<string | undefined> =>
  prompts.input({
    title: l10n.t({
      message: 'Sign In to {0}',
      args: [plainText(name)],
      comment: 'Title of a box. {0} is the name of an environment.',
    }),
    prompt: l10n.t('Paste the private key in PEM or JWK format. The key is stored in the secret storage of VS Code.'),
    placeholder: l10n.t('Private key'),
    password: true,
    signal,
    busy: '',
    validate: (value) => {
      const key = readPrivateKey(value);
      if (typeof key !== 'string' || key === 'passphraseNeeded') return undefined;
      return { message: describeKeyProblem(key), severity: 'error' };
    },
    submit: (value) => Promise.resolve(value),
    explain,
  });

const askForPassphrase = (
  prompts: Prompts,
  { name }: Environment,
  input: string | Uint8Array,
  signal: AbortSignal,
): Promise<PrivateKey | undefined> =>
  prompts.input({
    title: l10n.t({
      message: 'Sign In to {0}',
      args: [plainText(name)],
      comment: 'Title of a box. {0} is the name of an environment.',
    }),
    prompt: l10n.t('Passphrase of the private key. The passphrase is not stored.'),
    placeholder: l10n.t('Passphrase'),
    password: true,
    signal,
    busy: '',
    validate: (value) => (value === '' ? { message: l10n.t('Required.'), severity: 'error' } : undefined),
    submit: (value) => {
      const key = readPrivateKey(input, value);
      return typeof key === 'string' ? Promise.reject(new Error(key)) : Promise.resolve(key);
    },
    explain: (error) => {
      const isWrong = error instanceof Error && error.message === 'passphraseWrong';
      return { text: isWrong ? describeKeyProblem('passphraseWrong') : describeKeyProblem('damaged'), remedies: [] };
    },
  });
