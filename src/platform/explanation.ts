/** A failure in the words of a person: its kind, its text, and what can be done about it. */
import { NoTokenError } from '../api/errors';
import { sentences } from '../base/text';

/** Names of the welcome texts for a tree that could not load; `aleta.failure` in `when` clauses. */
export type FailureKind =
  | 'signIn'
  | 'forbidden'
  | 'notFound'
  | 'unreachable'
  | 'proxy'
  | 'certificate'
  | 'timeout'
  | 'busy'
  | 'server'
  | 'refused'
  | 'notUnderstood'
  | 'cancelled'
  | 'partMissing'
  | 'secretStorage'
  | 'other';

/** What a person can do about a failure, in the order in which the buttons are shown. */
export type Remedy =
  | 'signIn'
  | 'retry'
  | 'refresh'
  | 'openSettings'
  | 'openEnvironments'
  | 'openProxySettings'
  | 'reloadWindow'
  | 'showLog';

/** A failure as a person reads it. */
export interface Explanation {
  readonly kind: FailureKind;
  /** What happened, and what the service said of it: a sentence or two. */
  readonly happened: string;
  /** What happened, and what to do next. */
  readonly text: string;
  readonly remedies: readonly Remedy[];
}

/** The text of a failure, with what to do next, and its buttons. */
export type Advice = Pick<Explanation, 'text' | 'remedies'>;

/** An error that says itself what a person is to read. Its message and its cause are for the log, the explanation is not. */
export class ExplainedError extends NoTokenError {
  /** Private, so that nothing that writes all members of an error writes it. */
  readonly #explanation: Explanation;

  constructor(explained: Explanation, cause: unknown) {
    super('no access token', { cause });
    this.name = new.target.name;
    this.#explanation = explained;
  }

  get explanation(): Explanation {
    return this.#explanation;
  }
}

export const RETRY: readonly Remedy[] = ['retry', 'showLog'];
export const REFRESH: readonly Remedy[] = ['refresh', 'showLog'];
export const SIGN_IN: readonly Remedy[] = ['signIn', 'showLog'];
export const PROXY: readonly Remedy[] = ['retry', 'openProxySettings', 'showLog'];
export const WRONG_ADDRESS: readonly Remedy[] = ['retry', 'openSettings', 'showLog'];

export const explanation = (
  kind: FailureKind,
  happened: string,
  whatToDo: string,
  remedies: readonly Remedy[],
): Explanation => ({
  kind,
  happened,
  text: sentences(happened, whatToDo),
  remedies,
});
