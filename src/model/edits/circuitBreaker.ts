import { NetworkError, SignInRequiredError, TimeoutError } from '../../api/errors';
import { errorChain } from '../../base/errorChain';

/** How many requests in a row must fail to get through before the rest is not tried. */
const MAX_LOST = 3;

/** Why many edits one after the other are given up: whatever the next client is, it would fail as well. */
export type Hopeless = 'signIn' | 'unreachable';

/** Watches how edits one after the other end. */
export class Patience {
  #lost = 0;

  /** Takes how the next edit ended, `undefined` for well. Returns why the rest had better not be tried, if so. */
  take(error: unknown): Hopeless | undefined {
    if (error instanceof SignInRequiredError) return 'signIn';
    // A write whose outcome had to be found out has its failure further down.
    this.#lost = [...errorChain(error)].some(isLost) ? this.#lost + 1 : 0;
    return this.#lost >= MAX_LOST ? 'unreachable' : undefined;
  }
}

const isLost = (error: unknown): boolean => error instanceof NetworkError || error instanceof TimeoutError;
