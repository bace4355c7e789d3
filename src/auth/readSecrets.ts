import { l10n } from 'vscode';
import { within } from '../base/within';
import { runCancellable } from '../platform/progress';
import type { Prompts } from '../platform/prompts';

/**
 * Asks the secret storage for a person, who sees what is waited for and can give it up: a keyring may have to be unlocked
 * first. Where it fails or never answers, that is told.
 *
 * @param what What is not done then, as a sentence.
 * @param retry Begins anew.
 * @returns `undefined` where there is nothing to go on with.
 */
export async function readSecrets<T>(
  prompts: Prompts,
  what: string,
  read: () => Promise<T>,
  retry: () => unknown,
): Promise<{ readonly value: T } | undefined> {
  try {
    return await runCancellable(l10n.t('Waiting for the secret storage of VS Code…'), async ({ signal }) => ({
      value: await within(read(), Infinity, signal),
    }));
  } catch (error) {
    // A message may stay unanswered for ever.
    void prompts.fail(what, error, retry);
    return undefined;
  }
}
