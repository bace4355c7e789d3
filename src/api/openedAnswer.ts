/** A list that was asked for before it was known who reads it: signing in waits for its status, and the load for its body. */
import { within } from '../base/within';
import type { BodyReader } from './body';
import { SentTokens } from './redact';

/** How long (ms) a body waits for its reader. The secret storage, which may come between, is waited for less. */
const WAITING_MS = 60_000;

type Request = (
  read: BodyReader<void>,
  options: { readonly signal: AbortSignal; readonly sent: SentTokens },
) => Promise<void>;

/** A good answer whose body is still on its way. */
export class OpenedAnswer {
  /** Where it was asked for. */
  readonly url: string;
  /** When it was asked for. */
  readonly askedAt = new Date();
  /** The same by `performance.now()`. */
  readonly askedAtMs = performance.now();
  /** The token that it was sent with. */
  readonly sent = new SentTokens();
  readonly #controller = new AbortController();
  readonly #reader = Promise.withResolvers<BodyReader<void>>();
  #running: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  private constructor(url: string) {
    this.url = url;
  }

  /**
   * Sends `request`, and resolves when its body could be read. Throws what it throws until then, or the reason of `signal`.
   *
   * @param signal Ends the request, as long as this has not returned.
   */
  static async open(url: string, signal: AbortSignal, request: Request): Promise<OpenedAnswer> {
    signal.throwIfAborted();
    const opened = new OpenedAnswer(url);
    await opened.#following(signal, () => opened.#ask(request));
    opened.#timer = setTimeout(() => opened.discard(), WAITING_MS);
    return opened;
  }

  #ask(request: Request): Promise<unknown> {
    const came = Promise.withResolvers<undefined>();
    this.#running = request(
      async (...answer) => {
        came.resolve(undefined);
        const [, , signal] = answer;
        const read = await within(this.#reader.promise, Infinity, signal);
        await read(...answer);
      },
      { signal: this.#controller.signal, sent: this.sent },
    );
    this.#running.catch(came.reject);
    return came.promise;
  }

  /** Has `read` take the body: once only. Throws what a request with it throws, or the reason of `signal`. */
  async readOn<T>(read: BodyReader<T>, signal: AbortSignal): Promise<T> {
    clearTimeout(this.#timer);
    const result = Promise.withResolvers<T>();
    await this.#following(signal, () => {
      this.#reader.resolve(async (...answer) => result.resolve(await read(...answer)));
      return this.#running;
    });
    return result.promise;
  }

  /** Ends it, where nobody will read it. */
  discard(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }

  /** Runs `act`, while the abort of `signal` is that of the request. */
  async #following(signal: AbortSignal, act: () => Promise<unknown>): Promise<void> {
    const onAbort = (): void => this.#controller.abort(signal.reason);
    signal.addEventListener('abort', onAbort);
    try {
      if (signal.aborted) onAbort();
      await act();
      // What came at the same moment comes too late.
      signal.throwIfAborted();
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
