import { l10n } from 'vscode';
import { plainText } from '../base/plainText';
import type { Prompts } from '../platform/prompts';
import type { SecretStorageError } from '../platform/secretStorageError';
import type { Credentials } from './credentials';
import type { EnvironmentChoice } from './environmentChoice';
import { readSlot, slotOf, type Environment } from './environments';
import type { SecretSlots } from './secretSlots';

/** Keeps and removes what environments sign in with, and tells a person of that. Slots: see `slotOf`. */
export class SecretKeeper {
  readonly #credentials: Credentials;
  readonly #environments: EnvironmentChoice;
  readonly #prompts: Prompts;
  readonly #report: (error: unknown) => void;

  /** @param report Told why the secret storage did not say what it has. */
  constructor(
    credentials: Credentials,
    environments: EnvironmentChoice,
    prompts: Prompts,
    report: (error: unknown) => void,
  ) {
    this.#credentials = credentials;
    this.#environments = environments;
    this.#prompts = prompts;
    this.#report = report;
  }

  /** Stores a token, and says so where it is kept for this window only. */
  async keepToken(slot: string, token: string): Promise<void> {
    const { tokens } = this.#credentials.secrets;
    const failure = await tokens.set(slot, token);
    if (failure !== undefined) this.#tellUndone(tokens, slot, failure);
  }

  /** Removes all secrets of a slot and what was agreed to there, and says so where that holds for this window only. */
  async remove(slot: string): Promise<void> {
    const { tokens, keys, newKeys } = this.#credentials.secrets;
    await this.#credentials.disagree(slot);
    // At a time: each may have to wait for a keyring.
    const all = [tokens, keys, newKeys];
    const failures = await Promise.all(all.map((slots) => slots.delete(slot)));
    const at = failures.findIndex((failure) => failure !== undefined);
    const [slots, failure] = [all[at], failures[at]];
    if (slots !== undefined && failure !== undefined) this.#tellUndone(slots, slot, failure);
  }

  /** Has another slot take over the token of one, and says so where the secret storage does not tell it. */
  async move(from: string, to: string): Promise<void> {
    try {
      const token = await this.#credentials.secrets.tokens.get(from);
      if (token === undefined) return;
      await this.keepToken(to, token);
      await this.remove(from);
    } catch (error) {
      // A message may stay unanswered for ever.
      void this.#prompts.fail(l10n.t('Your token was not moved to the environment.'), error);
    }
  }

  /** Says what holds for this window only, since the secret storage did not do it. */
  #tellUndone(slots: SecretSlots, slot: string, failure: SecretStorageError): void {
    const text = slots.isKeptHere(slot)
      ? l10n.t('You are signed in for this window only because your token could not be stored.')
      : l10n.t('You are signed out of this window only because your token could not be removed.');
    const retry = async (): Promise<void> => {
      const again = await slots.tryAgain(slot);
      if (again !== undefined) this.#tellUndone(slots, slot, again);
    };
    // A message may stay unanswered for ever.
    void this.#prompts.fail(text, failure, retry);
  }

  /** Asks before a private key goes, which nobody can bring back. @returns Whether to sign out. */
  async confirmSignOut(environment: Environment): Promise<boolean> {
    // That of the setting `aleta.apiUrl` never has a key.
    if (environment.id === '' || !(await this.#mayHaveKey(slotOf(environment), environment.signIn === 'key')))
      return true;
    return this.#prompts.confirm({
      message: l10n.t('Sign out and remove the private key?'),
      detail: l10n.t(
        'The key of the environment {0} is removed from the secret storage of VS Code. If there is no other copy of the key, a new key pair must be registered to sign in again.',
        plainText(environment.name),
      ),
      action: l10n.t('Remove Key'),
    });
  }

  /** Whether a slot has a private key, in use or just generated; `otherwise` where the secret storage does not say. */
  async #mayHaveKey(slot: string, otherwise: boolean): Promise<boolean> {
    const { keys, newKeys } = this.#credentials.secrets;
    try {
      const found = await Promise.all([keys.get(slot), newKeys.get(slot)]);
      return found.some((key) => key !== undefined);
    } catch (error) {
      this.#report(error);
      return otherwise;
    }
  }

  /** Offers to remove the secrets of environments and addresses that the settings no longer have. @returns Whether there are any. */
  async offerOrphans(): Promise<boolean> {
    const slots = await this.#credentials.slots().catch((error: unknown) => {
      this.#report(error);
      return [];
    });
    const orphans = slots.filter((slot) => !this.#isUsed(slot));
    // A message may stay unanswered for ever.
    if (orphans.length > 0) void this.#offerRemoval(orphans);
    return orphans.length > 0;
  }

  #isUsed(slot: string): boolean {
    return this.#environments.all.some((environment) => slotOf(environment) === slot);
  }

  async #offerRemoval(slots: readonly string[]): Promise<void> {
    const shown = slots.slice(0, 5).map(formatSlot);
    const more = slots.length > shown.length ? '…' : '';
    const text = l10n.t({
      message:
        'Tokens or keys are stored for environments that are no longer in the settings: {0}{1}. Remove these tokens and keys?',
      args: [shown.join(', '), more],
      comment: '{0} is a list of environments, {1} is empty or "…".',
    });
    const button = l10n.t('Remove');
    if ((await this.#prompts.notify('info', text, button)) !== button) return;
    for (const slot of slots) {
      // The message may be an old one: who turned to that environment since was not asked about.
      if (!this.#isUsed(slot)) await this.remove(slot);
    }
  }
}

/** As in `platform.aleta.io`, or `test on platform.aleta.io`. */
function formatSlot(slot: string): string {
  const { origin, id } = readSlot(slot);
  const host = plainText(origin.replace(/^https?:\/\//, ''), 100);
  return id === ''
    ? host
    : l10n.t({
        message: '{0} on {1}',
        args: [plainText(id), host],
        comment: '{0} is the name of an environment, {1} a host.',
      });
}
