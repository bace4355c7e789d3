import type * as vscode from 'vscode';

/** Tokens in `SecretStorage`, one for each origin. Nothing else holds one for longer than a request takes. */
export class TokenStore {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** Told when a token was set or removed, also by another window. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key.startsWith(PREFIX)) listener();
    });
  }

  async get(origin: string): Promise<string | undefined> {
    return this.#secrets.get(PREFIX + origin);
  }

  async set(origin: string, token: string): Promise<void> {
    await this.#secrets.store(PREFIX + origin, token);
  }

  async delete(origin: string): Promise<void> {
    await this.#secrets.delete(PREFIX + origin);
  }
}

const PREFIX = 'aleta.token:';
