/** Keeps tokens that the server sends back to us out of what we log, show and ask for. */
import { unescape } from 'node:querystring';

/** Length (UTF-16 code units) from which on tokens are looked for: shorter ones would be found in innocent words. */
const MIN_LENGTH = 8;

/** `text` with each occurrence of the token written as `•••`; tokens shorter than 8 stay. */
export const redactToken = (text: string, token: string): string =>
  token.length < MIN_LENGTH ? text : text.replaceAll(token, '•••');

/** Whether `url` has the token in it, percent-encoded or not. */
export const containsToken = (url: URL, token: string): boolean =>
  token.length >= MIN_LENGTH && (url.href.includes(token) || unescape(url.href).includes(token));

/**
 * The tokens that one call has sent: one, or several where a token was replaced between two pages or after a 401. The
 * server may send back any of them. Held until the call ends, and no longer.
 */
export class SentTokens {
  readonly #tokens = new Set<string>();

  add(token: string): void {
    this.#tokens.add(token);
  }

  addAll(others: SentTokens): void {
    for (const token of others.#tokens) this.#tokens.add(token);
  }

  /** `text` with each occurrence of any of the tokens written as `•••`. */
  redact(text: string): string {
    return [...this.#tokens].reduce(redactToken, text);
  }

  /** Whether `url` has any of the tokens in it, percent-encoded or not. */
  areIn(url: URL): boolean {
    return [...this.#tokens].some((token) => containsToken(url, token));
  }
}

/** What may be a piece of an assertion: shorter ones would be found in innocent words. */
const PIECE = /[\w-]{8,}/g;

/** One assertion (JWT) that was sent. Servers that complain of one like to quote its start, or one of its three parts. */
export class SentAssertion {
  readonly #assertion: string;

  constructor(assertion: string) {
    this.#assertion = assertion;
  }

  /** `text` with the assertion, and each piece of it that stands alone, written as `•••`. */
  redact(text: string): string {
    const pieces = [this.#assertion, ...this.#assertion.split('.')];
    return pieces
      .reduce(redactToken, text)
      .replace(PIECE, (piece) => (this.#assertion.includes(piece) ? '•••' : piece));
  }

  /** Whether `url` has the assertion in it. */
  areIn(url: URL): boolean {
    return containsToken(url, this.#assertion);
  }
}
