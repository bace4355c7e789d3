import { l10n } from 'vscode';
import { slotOf, type Environment } from '../auth/environments';
import { exportPrivateKey, generateKeyPair as newKeyPair, type PrivateKey } from '../auth/keys/privateKey';
import { readSecrets } from '../auth/readSecrets';
import { plainText } from '../base/plainText';
import { remedyLabel, runRemedy } from '../platform/remedies';
import { tellOtherConnection, type CommandContext } from './context';

/**
 * Makes a key pair, keeps the private half in the secret storage, and shows the public one with the words to send it with.
 * It waits there until the person signs in with it. In the demo the service is told of it at once.
 */
export async function generateKeyPair(context: CommandContext): Promise<void> {
  if (context.sessions.isDemo) {
    await generateInDemo(context);
    return;
  }
  const { current: environment } = context.environments;
  if (typeof environment === 'string' || environment.signIn !== 'key') {
    await tellNoKeyWanted(context);
    return;
  }
  await generateFor(context, environment);
}

async function generateFor(context: CommandContext, environment: Environment): Promise<void> {
  const { environments, credentials, prompts } = context;
  const { newKeys } = credentials.secrets;
  const slot = slotOf(environment);
  const what = l10n.t('No key pair was generated for {0}.', plainText(environment.name));
  const before = await readSecrets(
    prompts,
    what,
    () => newKeys.get(slot),
    () => (environments.has(environment) ? generateFor(context, environment) : tellOtherConnection(context)),
  );
  if (before === undefined || (before.value !== undefined && !(await replaces(context, environment)))) return;
  const key = newKeyPair();
  const failure = await newKeys.set(slot, exportPrivateKey(key));
  if (failure !== undefined) {
    const kept = l10n.t('Your private key is kept for this window only because it could not be stored.');
    // A message may stay unanswered for ever.
    void prompts.fail(kept, failure, () => newKeys.tryAgain(slot));
  }
  const name = plainText(environment.name);
  await prompts.showText(
    [
      l10n.t('To Aleta: please register this public key (ECDSA P-256, JWK) for access to the API.'),
      formatJwk(key),
      l10n.t(
        'The private key is in the secret storage of VS Code, for the environment {0}. The key cannot be displayed.',
        name,
      ),
      l10n.t(
        'Aleta replies with a key ID (kid), an issuer (iss) and a subject (sub). Then run "Aleta: Sign In" and select "Generated Key Pair".',
      ),
    ].join('\n\n'),
    'markdown',
  );
}

async function generateInDemo({ sessions, loader, prompts }: CommandContext): Promise<void> {
  const key = newKeyPair();
  const details = await sessions.useDemoKey(key);
  if (details === undefined) return;
  await loader.following;
  await prompts.showText(
    [
      l10n.t('You would send this public key (ECDSA P-256, JWK) to Aleta. The demo service has already registered it:'),
      formatJwk(key),
      l10n.t('Aleta would reply with these details, which are already filled in:'),
      [
        l10n.t('Key ID (kid): {0}', details.id),
        l10n.t('Issuer (iss): {0}', details.issuer),
        l10n.t('Subject (sub): {0}', details.subject),
      ].join('\n'),
      l10n.t(
        'You are now signed in with this key. Access tokens are renewed automatically. The key is removed when you leave the demo data.',
      ),
    ].join('\n\n'),
    'markdown',
  );
}

const formatJwk = ({ publicJwk }: PrivateKey): string => `\`\`\`json\n${JSON.stringify(publicJwk, null, 2)}\n\`\`\``;

const replaces = ({ prompts }: CommandContext, { name }: Environment): Promise<boolean> =>
  prompts.confirm({
    message: l10n.t({
      message: 'Replace the key pair generated for {0}?',
      args: [plainText(name)],
      comment: '{0} is the name of an environment.',
    }),
    detail: l10n.t(
      'Nobody has signed in with this key pair yet. If you already sent its public key to Aleta, that key can no longer be used.',
    ),
    action: l10n.t('Replace'),
  });

async function tellNoKeyWanted({ prompts }: CommandContext): Promise<void> {
  const edit = remedyLabel('openEnvironments');
  const text = l10n.t(
    'Key pairs are for environments that sign in with a key. Set "signIn": "key" in the entry of the environment first.',
  );
  if ((await prompts.notify('info', text, edit)) === edit) await runRemedy('openEnvironments');
}
