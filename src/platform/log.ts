import * as vscode from 'vscode';
import type { Exchange } from '../api/transport';
import { plainText } from '../base/plainText';
import { formatErrorChain } from './formatErrorChain';
import { RequestHistory, type RequestPlace } from './requestHistory';

/** Longest path in a line of the log (UTF-16 code units). An id, which a server gives, may be of any length. */
const MAX_PATH = 1_000;

/**
 * The extension's log. No token is written to it: an `Exchange` has no header and no body, and what a server says in an
 * error was cleared of the token by `api`.
 */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('Aleta Clients', { log: true });
  /** The last requests, without what they were about. */
  readonly requests = new RequestHistory();

  /** @param environment Name of the environment that it was in; `''` for none. */
  exchange(exchange: Exchange, place: RequestPlace, environment = ''): void {
    this.requests.add(exchange, place);
    const { method, path, status, ms, bytes, requestIds = [], error } = exchange;
    const where = environment === '' ? '' : `[${plainText(environment)}] `;
    const line = `${where}${method} ${plainText(path, MAX_PATH)}: ${status ?? 'no answer'}, ${Math.round(ms)} ms, ${bytes} bytes${requestIds.map((id) => `, request ${plainText(id)}`).join('')}`;
    if (error === undefined) this.#channel.info(line);
    else this.#channel.warn(`${line}; ${formatErrorChain(error)}`);
  }

  /** @param what What was tried or shown when it failed. */
  error(what: string, error: unknown): void {
    this.#channel.error(`${what}: ${formatErrorChain(error)}`);
  }

  /** @param text Plain: names and texts of others in it are made fit to be shown before. */
  info(text: string): void {
    this.#channel.info(text);
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
