/** The secret storage of VS Code refused something, or did not answer in time. No token is in it. */
export class SecretStorageError extends Error {
  constructor(cause: unknown) {
    super('the secret storage failed', { cause });
    this.name = 'SecretStorageError';
  }
}
