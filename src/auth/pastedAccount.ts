import type { Credential } from './credentials';
import { isSameAccount, tokenIdentity, type TokenIdentity } from './token';

/** The account of tokens that were pasted. Of a token nothing is kept but its identity. */
export class PastedAccount {
  readonly isRenewed = false;
  /** The last one last. */
  readonly #identities: TokenIdentity[];

  constructor(token: string) {
    this.#identities = [tokenIdentity(token)];
  }

  get last(): TokenIdentity | undefined {
    return this.#identities.at(-1);
  }

  /** `TokenIdentity.digest` of each token that it had, the last one last. */
  get digests(): readonly string[] {
    return this.#identities.map(({ digest }) => digest);
  }

  get expiresAtMs(): number | undefined {
    return this.last?.expiresAtMs;
  }

  /** Whether it is this account that signs in with `credential`: by a token that it had, or a newer one of the same account. */
  isOf(credential: Credential): boolean {
    return credential.kind === 'token' && this.isOwn(tokenIdentity(credential.token));
  }

  isOwn(identity: TokenIdentity): boolean {
    const isKnown = this.#identities.some(({ digest }) => digest === identity.digest);
    return isKnown || (this.last !== undefined && isSameAccount(this.last, identity));
  }

  /**
   * Whether a token that was typed where this very account's was refused may be taken for its own: it says nothing else. An
   * opaque one says nothing of its account at all.
   */
  mayBeOwn({ account }: TokenIdentity): boolean {
    // Not only the last one: an opaque one in between does not make two accounts one.
    const known = this.#identities.findLast((each) => each.account !== undefined);
    return known === undefined || account === undefined || known.account === account;
  }

  /** Makes a token the last one. @returns Whether it was not that before. */
  add(identity: TokenIdentity): boolean {
    if (this.last?.digest === identity.digest) return false;
    this.#identities.push(identity);
    return true;
  }

  dispose(): void {
    // Nothing is under way.
  }
}
