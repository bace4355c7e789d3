/** Keeps a token that the server sends back to us out of what we log, show and ask for. */
import { unescape } from 'node:querystring';

/** Length (UTF-16 code units) from which on tokens are looked for: shorter ones would be found in innocent words. */
const MIN_LENGTH = 8;

/** `text` with each occurrence of the token written as `•••`; tokens shorter than 8 stay. */
export const redactToken = (text: string, token: string): string =>
  token.length < MIN_LENGTH ? text : text.replaceAll(token, '•••');

/** Whether `url` has the token in it, percent-encoded or not. */
export const containsToken = (url: URL, token: string): boolean =>
  token.length >= MIN_LENGTH && (url.href.includes(token) || unescape(url.href).includes(token));
