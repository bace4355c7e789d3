import {
  HttpStatusError,
  NetworkError,
  NoTokenError,
  ReadOnlyError,
  SignInRequiredError,
  TimeoutError,
} from '../../api/errors';
import { TokenEndpointError } from '../../api/tokenEndpointError';
import { errorChain } from '../../base/errorChain';

/** How many requests in a row must fail to get through before the rest is not tried. */
const MAX_NETWORK_FAILURES = 3;

/** Why many edits one after the other are given up: whatever the next client is, it would fail as well. */
export type StopReason = 'signIn' | 'readOnly' | 'busy' | 'unreachable';

/** Watches how edits one after the other end. */
export class CircuitBreaker {
  #networkFailures = 0;

  /** Takes how the next edit ended, `undefined` for well. Returns why the rest had better not be tried, if so. */
  record(error: unknown): StopReason | undefined {
    if (error instanceof SignInRequiredError || error instanceof NoTokenError) return 'signIn';
    if (error instanceof TokenEndpointError) return 'signIn';
    if (error instanceof ReadOnlyError) return 'readOnly';
    // It was waited for as long as we do.
    if (error instanceof HttpStatusError && error.isRateLimited) return 'busy';
    // A write whose outcome had to be found out has its failure further down.
    this.#networkFailures = [...errorChain(error)].some(isNetworkFailure) ? this.#networkFailures + 1 : 0;
    return this.#networkFailures >= MAX_NETWORK_FAILURES ? 'unreachable' : undefined;
  }
}

const isNetworkFailure = (error: unknown): boolean => error instanceof NetworkError || error instanceof TimeoutError;
