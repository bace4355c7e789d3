import type { RenewalOptions } from '../api/transport';
import { ExplainedError } from '../platform/explanation';
import { explainSignInFailure } from './commandFailures';
import type { Credential } from './credentials';
import { TokenRenewer } from './keys/tokenRenewer';
import { tokenIdentity, type TokenIdentity } from './token';

type Renewed = Extract<Credential, { kind: 'renewed' }>;

/** The account of a key or a command, whose tokens are obtained when they are needed and kept in memory alone. */
export class RenewedAccount {
  readonly isRenewed = true;
  /** `Credential.account` */
  readonly account: string;
  readonly #renewer: TokenRenewer;
  #last: TokenIdentity | undefined;
  /** Of the last token that told it: an opaque one in between does not make two subjects one. */
  #subject: string | undefined;

  /** @param subject Of its tokens, where that is known from before. */
  constructor({ account, obtain }: Renewed, subject?: string) {
    this.account = account;
    this.#subject = subject;
    this.#renewer = new TokenRenewer(obtain);
  }

  get last(): TokenIdentity | undefined {
    return this.#last;
  }

  /** When the token of now expires (ms since 1970). */
  get expiresAtMs(): number | undefined {
    return this.#renewer.expiresAtMs;
  }

  get onDidChange() {
    return this.#renewer.onDidChange;
  }

  /** Whether it is this account that signs in with `credential`. */
  isOf(credential: Credential): boolean {
    return credential.kind === 'renewed' && credential.account === this.account;
  }

  /** A token; a failure that lasts is tried again where a person waits. @throws What obtaining it throws, fit to be explained. */
  token({ interactive, signal }: RenewalOptions): Promise<string> {
    if (interactive) this.#renewer.reset();
    return explained(() => this.#renewer.get(signal, { attended: interactive }));
  }

  /** A person signed in anew: forgets a failure that lasts. */
  reset(): void {
    this.#renewer.reset();
  }

  /** The token in place of one that was refused. Throws as `token` does. */
  renewed(refused: string, { interactive, signal }: RenewalOptions): Promise<string> {
    return explained(() => this.#renewer.refused(refused, signal, { attended: interactive }));
  }

  /** Takes a token that was obtained for one of this account, unless it says that it is another subject's than those before. */
  take(token: string): boolean {
    const identity = tokenIdentity(token);
    const { subject = this.#subject } = identity;
    if (this.#subject !== undefined && subject !== this.#subject) return false;
    this.#last = identity;
    this.#subject = subject;
    return true;
  }

  /** Ends what is under way. */
  dispose(): void {
    this.#renewer.clear();
  }
}

async function explained<T>(obtain: () => Promise<T>): Promise<T> {
  try {
    return await obtain();
  } catch (error) {
    const explanation = explainSignInFailure(error);
    throw explanation === undefined ? error : new ExplainedError(explanation, error);
  }
}
