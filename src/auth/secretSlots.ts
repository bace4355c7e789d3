import type * as vscode from 'vscode';
import { Emitter } from '../base/emitter';
import { within } from '../base/within';
import { SecretStorageError } from '../platform/secretStorageError';

/** How long (ms) the secret storage is waited for: a keyring may have to be unlocked first, and some never answer. */
const LIMIT_MS = 45_000;

/**
 * Secrets of one kind in `SecretStorage`, such as tokens, one for each slot (see `slotOf`). Nothing else holds one for longer than a request takes; and this holds
 * one only where the secret storage would not take it, until the window is closed.
 */
export class SecretSlots implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #prefix: string;
  readonly #changed = new Emitter<void>();
  readonly #subscription: vscode.Disposable;
  /** What the secret storage did not do, by slot: the token that it did not keep; `undefined` for one not removed. */
  readonly #undone = new Map<string, string | undefined>();

  /** @param prefix Of their keys in the secret storage. */
  constructor(secrets: vscode.SecretStorage, prefix: string) {
    this.#secrets = secrets;
    this.#prefix = prefix;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (!key.startsWith(this.#prefix)) return;
      // It works again, and knows better: another window may have signed in or out.
      this.#undone.delete(key.slice(this.#prefix.length));
      this.#changed.fire();
    });
  }

  /** Told when a token was set or removed, also by another window, and when one comes that was waited for too long. */
  get onDidChange() {
    return this.#changed.event;
  }

  /** @throws SecretStorageError */
  async get(slot: string): Promise<string | undefined> {
    if (this.#undone.has(slot)) return this.#undone.get(slot);
    const { promise, error } = this.#ask(() => this.#secrets.get(this.#prefix + slot));
    const failure = await error;
    if (failure === undefined) return promise;
    // Whoever unlocks a keyring late has signed in all the same.
    promise.then(
      () => this.#changed.fire(),
      () => undefined,
    );
    throw failure;
  }

  /** @returns Why the token is kept for this window only; `undefined` where it is stored. */
  async set(slot: string, token: string): Promise<SecretStorageError | undefined> {
    const failure = await this.#ask(() => this.#secrets.store(this.#prefix + slot, token)).error;
    if (failure === undefined) this.#undone.delete(slot);
    else this.#undone.set(slot, token);
    return failure;
  }

  /** @returns Why the token is removed from this window only; `undefined` where it is gone. */
  async delete(slot: string): Promise<SecretStorageError | undefined> {
    const failure = await this.#ask(() => this.#secrets.delete(this.#prefix + slot)).error;
    if (failure === undefined) this.#undone.delete(slot);
    else this.#undone.set(slot, undefined);
    return failure;
  }

  /** Whether the token for `slot` is kept here only, since the secret storage did not take it. */
  isKeptHere(slot: string): boolean {
    return this.#undone.get(slot) !== undefined;
  }

  /** Does what the secret storage did not do for `slot` before. @returns Why it does not do it now either. */
  async tryAgain(slot: string): Promise<SecretStorageError | undefined> {
    if (!this.#undone.has(slot)) return undefined;
    const token = this.#undone.get(slot);
    return token === undefined ? this.delete(slot) : this.set(slot, token);
  }

  /** The slots that have a token, those of earlier settings among them. @throws SecretStorageError */
  async slots(): Promise<string[]> {
    const { promise, error } = this.#ask(() => this.#secrets.keys());
    const failure = await error;
    if (failure !== undefined) throw failure;
    const slots = (await promise)
      .filter((key) => key.startsWith(this.#prefix))
      .map((key) => key.slice(this.#prefix.length));
    return slots.filter((slot) => !this.#undone.has(slot)).sort();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** Asks the secret storage. `error` never rejects, and is settled in time; `promise` may never be. */
  #ask<T>(ask: () => Thenable<T>): { promise: Promise<T>; error: Promise<SecretStorageError | undefined> } {
    const promise = (async () => ask())();
    const error = within(promise, LIMIT_MS).then(
      () => undefined,
      (cause: unknown) => new SecretStorageError(cause),
    );
    return { promise, error };
  }
}
