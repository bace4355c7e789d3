import { isSameAccount, type TokenIdentity } from './token';

/** The tokens that the connection of one account had. Of a token nothing is kept but its identity. */
export class AccountTokens {
  /** The last one last. */
  readonly #identities: TokenIdentity[];

  constructor(first: TokenIdentity) {
    this.#identities = [first];
  }

  get last(): TokenIdentity | undefined {
    return this.#identities.at(-1);
  }

  /** Whether a token is one of these, or a newer one of their account. */
  isOwn(identity: TokenIdentity): boolean {
    const isKnown = this.#identities.some(({ digest }) => digest === identity.digest);
    return isKnown || (this.last !== undefined && isSameAccount(this.last, identity));
  }

  /**
   * Whether a token that was typed where this very account's was refused may be taken for its own: it says nothing else. An
   * opaque one says nothing of its account at all.
   */
  mayBeOwn({ account }: TokenIdentity): boolean {
    return this.last?.account === undefined || account === undefined || this.last.account === account;
  }

  /** Makes a token the last one. */
  add(identity: TokenIdentity): void {
    this.#identities.push(identity);
  }
}
